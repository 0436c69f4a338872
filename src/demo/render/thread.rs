//! What hangs on an issue: comments, worklogs, history, files, links.

use serde_json::{Map, Value as Json, json};

use super::people::encode;
use super::{View, moment};
use crate::demo::store::{Attachment, Comment, History, Issue, RemoteLink, Source, Worklog};

impl View<'_> {
    /// Whether the caller may see a comment.
    pub(crate) fn sees_comment(&self, comment: &Comment) -> bool {
        comment.visibility.as_deref() != Some("Administrators")
    }

    /// A comment.
    pub(crate) fn comment(&self, issue: &Issue, comment: &Comment) -> Json {
        let mut shown = Map::new();
        shown.insert("self".into(), json!(self.link(&format!("issue/{}/comment/{}", issue.id, comment.id))));
        shown.insert("id".into(), json!(comment.id.to_string()));
        shown.insert("author".into(), self.person(comment.author));
        shown.insert("body".into(), self.rich(&comment.body));
        shown.insert("updateAuthor".into(), self.person(comment.author));
        shown.insert("created".into(), json!(moment(comment.created)));
        shown.insert("updated".into(), json!(moment(comment.updated)));
        if let Some(role) = &comment.visibility {
            let mut visibility = json!({ "type": "role", "value": role });
            if let (true, Some(visibility)) = (self.cloud(), visibility.as_object_mut()) {
                visibility.insert("identifier".into(), json!(role));
            }
            shown.insert("visibility".into(), visibility);
        }
        if self.cloud() {
            shown.insert("jsdPublic".into(), json!(comment.public));
        } else if self.is_service(issue) {
            let property = json!({ "key": "sd.public.comment", "value": { "internal": !comment.public } });
            shown.insert("properties".into(), json!([property]));
        }
        Json::Object(shown)
    }

    /// Whether an issue is in a service project.
    pub(crate) fn is_service(&self, issue: &Issue) -> bool {
        self.store.projects.get(issue.project).is_some_and(|project| project.kind == "service_desk")
    }

    /// A worklog.
    pub(crate) fn worklog(&self, issue: &Issue, entry: &Worklog) -> Json {
        let mut shown = json!({
            "self": self.link(&format!("issue/{}/worklog/{}", issue.id, entry.id)),
            "author": self.person(entry.author),
            "updateAuthor": self.person(entry.author),
            "comment": entry.comment.as_ref().map(|text| self.rich(text)),
            "created": moment(entry.created),
            "updated": moment(entry.created),
            "started": moment(entry.started),
            "timeSpent": duration(entry.seconds),
            "timeSpentSeconds": entry.seconds,
            "id": entry.id.to_string(),
            "issueId": issue.id.to_string(),
        });
        if let (None, Some(shown)) = (&entry.comment, shown.as_object_mut()) {
            if self.api == 3 {
                shown.shift_remove("comment");
            } else {
                shown.insert("comment".into(), json!(""));
            }
        }
        shown
    }

    /// An entry of the history.
    pub(crate) fn history(&self, entry: &History) -> Json {
        let items: Vec<Json> = entry
            .items
            .iter()
            .map(|item| {
                let mut shown = Map::new();
                shown.insert("field".into(), json!(item.field));
                shown.insert(
                    "fieldtype".into(),
                    json!(if item.field_id.starts_with("customfield_") { "custom" } else { "jira" }),
                );
                // Cloud leaves the id out of parent changes, Data Center out of all (Jira facts, item 50).
                if self.cloud() && item.field != "IssueParentAssociation" {
                    shown.insert("fieldId".into(), json!(item.field_id));
                }
                shown.insert("from".into(), json!(item.from));
                shown.insert("fromString".into(), json!(item.from_text));
                shown.insert("to".into(), json!(item.to));
                shown.insert("toString".into(), json!(item.to_text));
                Json::Object(shown)
            })
            .collect();
        json!({ "id": entry.id.to_string(), "author": self.person(entry.author), "created": moment(entry.at), "items": items })
    }

    /// A file.
    pub(crate) fn attachment(&self, file: &Attachment) -> Json {
        let content = if self.cloud() {
            self.link(&format!("attachment/content/{}", file.id))
        } else {
            format!("{}/secure/attachment/{}/{}", self.base, file.id, encode(&file.filename))
        };
        let mut shown = json!({
            "self": self.link(&format!("attachment/{}", file.id)),
            "id": file.id.to_string(),
            "filename": file.filename,
            "author": self.person(file.author),
            "created": moment(file.created),
            "size": file.source.size(),
            "mimeType": file.mime,
            "content": content,
        });
        if let (true, Some(shown)) = (file.mime.starts_with("image/"), shown.as_object_mut()) {
            let thumbnail = if self.cloud() {
                self.link(&format!("attachment/thumbnail/{}", file.id))
            } else {
                format!("{}/secure/thumbnail/{}/_thumb_{}.png", self.base, file.id, file.id)
            };
            shown.insert("thumbnail".into(), json!(thumbnail));
        }
        shown
    }

    /// A web link.
    pub(crate) fn remote_link(&self, issue: &Issue, link: &RemoteLink) -> Json {
        let mut shown = Map::new();
        shown.insert("id".into(), json!(link.id));
        shown.insert("self".into(), json!(self.link(&format!("issue/{}/remotelink/{}", issue.key, link.id))));
        if let Some(global_id) = &link.global_id {
            shown.insert("globalId".into(), json!(global_id));
        }
        let application =
            link.application.as_ref().map_or_else(|| json!({}), |(kind, name)| json!({ "type": kind, "name": name }));
        shown.insert("application".into(), application);
        if let Some(relationship) = &link.relationship {
            shown.insert("relationship".into(), json!(relationship));
        }
        let mut object = Map::new();
        object.insert("url".into(), json!(link.url));
        object.insert("title".into(), json!(link.title));
        if let Some(summary) = &link.summary {
            object.insert("summary".into(), json!(summary));
        }
        object.insert("icon".into(), json!({ "url16x16": "" }));
        let status =
            link.resolved.map_or_else(|| json!({ "icon": {} }), |resolved| json!({ "resolved": resolved, "icon": {} }));
        object.insert("status".into(), status);
        shown.insert("object".into(), Json::Object(object));
        Json::Object(shown)
    }

    /// The links of an issue, without those whose other end the caller can't see.
    pub(crate) fn links(&self, issue: &Issue) -> Vec<Json> {
        self.store
            .links
            .iter()
            .filter_map(|link| {
                let (side, other) = if link.from == issue.id {
                    ("outwardIssue", link.to)
                } else if link.to == issue.id {
                    ("inwardIssue", link.from)
                } else {
                    return None;
                };
                let other = self.store.issue_by_id(other).filter(|other| self.sees_project(other.project))?;
                let kind = self.store.link_types.get(link.kind)?;
                let mut shown = json!({
                    "id": link.id.to_string(),
                    "self": self.link(&format!("issueLink/{}", link.id)),
                    "type": self.link_type(kind),
                });
                if let Some(shown) = shown.as_object_mut() {
                    shown.insert(side.into(), self.brief(other));
                }
                Some(shown)
            })
            .collect()
    }
}

impl Source {
    /// The number of bytes.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Noise(size) | Self::Padded(_, size) => *size,
            Self::Log(lines) => lines * crate::demo::api::LOG_LINE,
        }
    }
}

/// A length of work as Jira writes it: days of eight hours.
pub(crate) fn duration(seconds: u64) -> String {
    let parts = [(seconds / 28_800, "d"), (seconds % 28_800 / 3_600, "h"), (seconds % 3_600 / 60, "m")];
    let text: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number}{unit}")).collect();
    if text.is_empty() { "0m".into() } else { text.join(" ") }
}
