//! Issues: which fields were asked for, and all that comes with them.

use serde_json::{Map, Value as Json, json};

use super::View;
use super::thread::duration;
use crate::demo::store::{Field, Issue, Shape, Value};

/// The fields and expansions that a request asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Field names as they were sent (`*all`, `*navigable`, `summary`, `-comment`).
    pub(crate) fields: Vec<String>,
    /// Expansions.
    pub(crate) expand: Vec<String>,
    /// Entity properties.
    pub(crate) properties: Vec<String>,
}

impl Wanted {
    fn expands(&self, name: &str) -> bool {
        self.expand.iter().any(|part| part == name)
    }

    /// Whether anything beside the id is wanted at all.
    fn id_only(&self) -> bool {
        self.fields.iter().all(|field| matches!(field.as_str(), "id" | "key"))
    }

    /// Whether a field is asked for. As in Jira, only-exclusions start from everything.
    fn wants(&self, field: &Field) -> bool {
        if self.fields.iter().any(|name| name.strip_prefix('-') == Some(field.id.as_str())) {
            return false;
        }
        let mut positive = self.fields.iter().filter(|name| !name.starts_with('-')).peekable();
        positive.peek().is_none()
            || positive.any(|name| match name.as_str() {
                "*all" => true,
                "*navigable" => field.navigable,
                name => name.eq_ignore_ascii_case(&field.id),
            })
    }
}

impl View<'_> {
    /// An issue in a search result or on its own.
    pub(crate) fn issue_json(&self, issue: &Issue, wanted: &Wanted, in_search: bool) -> Json {
        let mut shown = Map::new();
        let bare = in_search && self.cloud() && wanted.id_only();
        if bare && !wanted.fields.iter().any(|name| name == "key") {
            shown.insert("id".into(), json!(issue.id.to_string()));
            return Json::Object(shown);
        }
        if !bare {
            let expand = if in_search {
                "operations,versionedRepresentations,editmeta,changelog,renderedFields"
            } else {
                "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
            };
            shown.insert("expand".into(), json!(expand));
        }
        shown.insert("id".into(), json!(issue.id.to_string()));
        if !bare {
            shown.insert("self".into(), json!(self.link(&format!("issue/{}", issue.id))));
        }
        shown.insert("key".into(), json!(issue.key));
        if bare {
            return Json::Object(shown);
        }
        let fields = self.fields_of(issue, wanted);
        if wanted.expands("renderedFields") {
            shown.insert("renderedFields".into(), self.rendered(issue, &fields));
        }
        if !in_search {
            let chosen: Vec<&Field> = self.store.fields.iter().filter(|field| fields.contains_key(&field.id)).collect();
            if wanted.expands("names") {
                shown.insert("names".into(), self.names(&chosen));
            }
            if wanted.expands("schema") {
                shown.insert("schema".into(), self.schemas(&chosen));
            }
        }
        if wanted.expands("transitions") {
            shown.insert("transitions".into(), Json::Array(self.transitions(issue, false)));
        }
        if wanted.expands("editmeta") {
            shown.insert("editmeta".into(), json!({ "fields": self.edit_meta(issue) }));
        }
        if wanted.expands("changelog") {
            let newest_first = self.cloud();
            let mut entries: Vec<Json> = issue.history.iter().map(|entry| self.history(entry)).collect();
            let total = entries.len();
            if newest_first {
                entries.reverse();
                entries.truncate(40);
            }
            shown.insert(
                "changelog".into(),
                json!({ "startAt": 0, "maxResults": entries.len(), "total": total, "histories": entries }),
            );
        }
        if !wanted.properties.is_empty() {
            let all = wanted.properties.iter().any(|name| name == "*all");
            let properties: Map<String, Json> = issue
                .properties
                .iter()
                .filter(|(name, _)| all || wanted.properties.contains(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            shown.insert("properties".into(), Json::Object(properties));
        }
        shown.insert("fields".into(), Json::Object(fields));
        Json::Object(shown)
    }

    /// The display names of fields.
    pub(crate) fn names(&self, fields: &[&Field]) -> Json {
        fields.iter().map(|field| (field.id.clone(), json!(field.name))).collect::<Map<_, _>>().into()
    }

    /// The schemas of fields.
    pub(crate) fn schemas(&self, fields: &[&Field]) -> Json {
        fields
            .iter()
            .filter(|field| field.id != "issuekey")
            .map(|field| (field.id.clone(), self.schema(field)))
            .collect::<Map<_, _>>()
            .into()
    }

    /// The fields that a search with `wanted` can show in any issue.
    pub(crate) fn columns(&self, wanted: &Wanted) -> Vec<&Field> {
        self.store.fields.iter().filter(|field| self.has_field(field) && wanted.wants(field)).collect()
    }

    fn fields_of(&self, issue: &Issue, wanted: &Wanted) -> Map<String, Json> {
        let mut shown = Map::new();
        for field in &self.store.fields {
            if !wanted.wants(field) || !self.configured(field, issue.project) || field.id == "issuekey" {
                continue;
            }
            if let Some(value) = self.field_json(issue, field) {
                shown.insert(field.id.clone(), value);
            }
        }
        shown
    }

    /// The value of any field, computed ones included; `None` where Jira leaves the field out.
    fn field_json(&self, issue: &Issue, field: &Field) -> Option<Json> {
        let own = |id: &str| self.link(&format!("issue/{}/{id}", issue.key));
        Some(match field.id.as_str() {
            "parent" => {
                // Data Center knows only the parents of sub-tasks there; epics stand in Epic Link (Jira facts, item 42).
                let kind = self.store.types.get(issue.kind())?;
                if !self.cloud() && kind.level >= 0 {
                    return None;
                }
                let value = issue.get("parent")?;
                let shown = self.value(field, value);
                if shown.is_null() {
                    return None;
                }
                shown
            }
            _ if field.shape == Shape::Epic => {
                let kind = self.store.types.get(issue.kind())?;
                match (kind.level, issue.parent()) {
                    (0, Some(epic)) => self.value(field, &Value::Issue(epic)),
                    _ => Json::Null,
                }
            }
            "project" => self.project(issue.project),
            "statusCategory" => {
                if !self.cloud() {
                    return None;
                }
                self.store.statuses.get(issue.status()).map_or(Json::Null, |status| self.category(status.category))
            }
            "subtasks" => self
                .store
                .current()
                .filter(|child| child.parent() == Some(issue.id) && self.is_subtask(child))
                .map(|child| self.brief(child))
                .collect(),
            "issuelinks" => Json::Array(self.links(issue)),
            "attachment" => issue.attachments.iter().map(|file| self.attachment(file)).collect(),
            "comment" => {
                let comments: Vec<Json> = issue
                    .comments
                    .iter()
                    .filter(|row| self.sees_comment(row))
                    .map(|row| self.comment(issue, row))
                    .collect();
                let total = comments.len();
                let mut page = json!({ "comments": comments });
                if let Some(page) = page.as_object_mut() {
                    if self.cloud() {
                        page.insert("self".into(), json!(own("comment")));
                    }
                    page.insert("maxResults".into(), json!(total));
                    page.insert("total".into(), json!(total));
                    page.insert("startAt".into(), json!(0));
                }
                page
            }
            "worklog" => {
                let entries: Vec<Json> = issue.worklogs.iter().take(20).map(|row| self.worklog(issue, row)).collect();
                json!({ "startAt": 0, "maxResults": 20, "total": issue.worklogs.len(), "worklogs": entries })
            }
            "watches" => {
                json!({ "self": own("watchers"), "watchCount": issue.watchers, "isWatching": issue.watchers % 2 == 1 })
            }
            "votes" => json!({ "self": own("votes"), "votes": issue.votes, "hasVoted": false }),
            "progress" | "aggregateprogress" => match (issue.get("timeoriginalestimate"), issue.logged()) {
                (None, 0) => json!({ "progress": 0, "total": 0 }),
                (estimate, logged) => {
                    let total = match estimate {
                        Some(Value::Number(seconds)) => (*seconds as u64).max(logged),
                        _ => logged,
                    };
                    json!({ "progress": logged, "total": total, "percent": (logged * 100).checked_div(total).unwrap_or_default() })
                }
            },
            "timetracking" => self.time_tracking(issue),
            "timespent" | "aggregatetimespent" => match issue.logged() {
                0 => Json::Null,
                logged => json!(logged),
            },
            "timeestimate" | "aggregatetimeestimate" | "aggregatetimeoriginalestimate" => {
                let left = issue.get("timeestimate").filter(|_| !field.id.contains("original"));
                match (issue.get("timeoriginalestimate"), left) {
                    (_, Some(Value::Number(left))) => json!(*left as u64),
                    (Some(Value::Number(seconds)), _) if field.id.contains("original") => json!(*seconds as u64),
                    (Some(Value::Number(seconds)), _) => json!((*seconds as u64).saturating_sub(issue.logged())),
                    _ => Json::Null,
                }
            }
            "timeoriginalestimate" => match issue.get("timeoriginalestimate") {
                Some(Value::Number(seconds)) => json!(*seconds as u64),
                _ => Json::Null,
            },
            "workratio" => match issue.get("timeoriginalestimate") {
                Some(Value::Number(seconds)) if *seconds > 0.0 => {
                    json!((issue.logged() as f64 * 100.0 / seconds) as u64)
                }
                _ => json!(-1),
            },
            "thumbnail" | "lastViewed" | "issuerestriction" => match field.id.as_str() {
                "thumbnail" => return None,
                "issuerestriction" => json!({ "issuerestrictions": {}, "shouldDisplay": true }),
                _ => Json::Null,
            },
            _ => match issue.get(&field.id) {
                Some(value) => self.value(field, value),
                None if field.is_list() => json!([]),
                None => Json::Null,
            },
        })
    }

    /// Whether an issue is a sub-task.
    pub(crate) fn is_subtask(&self, issue: &Issue) -> bool {
        self.store.types.get(issue.kind()).is_some_and(|kind| kind.level < 0)
    }

    fn time_tracking(&self, issue: &Issue) -> Json {
        let mut shown = Map::new();
        let logged = issue.logged();
        if let Some(Value::Number(estimate)) = issue.get("timeoriginalestimate") {
            let estimate = *estimate as u64;
            let left = match issue.get("timeestimate") {
                Some(Value::Number(left)) => *left as u64,
                _ => estimate.saturating_sub(logged),
            };
            shown.insert("originalEstimate".into(), json!(duration(estimate)));
            shown.insert("remainingEstimate".into(), json!(duration(left)));
            shown.insert("originalEstimateSeconds".into(), json!(estimate));
            shown.insert("remainingEstimateSeconds".into(), json!(left));
        }
        if logged > 0 {
            shown.insert("timeSpent".into(), json!(duration(logged)));
            shown.insert("timeSpentSeconds".into(), json!(logged));
        }
        Json::Object(shown)
    }

    /// HTML for rich text and friendly dates, null for the rest (Jira facts, item 31).
    fn rendered(&self, issue: &Issue, fields: &Map<String, Json>) -> Json {
        fields
            .keys()
            .map(|id| {
                let html = match issue.get(id) {
                    Some(Value::Rich(text)) => json!(html(&text.words())),
                    Some(Value::Time(at)) => json!(at.strftime("%d/%b/%y %-I:%M %p").to_string()),
                    _ => Json::Null,
                };
                (id.clone(), html)
            })
            .collect::<Map<_, _>>()
            .into()
    }

    /// The fields that an edit may change.
    pub(crate) fn edit_meta(&self, issue: &Issue) -> Map<String, Json> {
        let comment = crate::demo::store::ScreenField::optional("comment");
        let mut fields = Map::new();
        for on_screen in self.store.screen(issue.project, issue.kind()).iter().chain([&comment]) {
            // Data Center knows no parent but that of a sub-task (Jira facts, item 42).
            let is_no_parent = on_screen.field == "parent" && !self.cloud() && !on_screen.required;
            if on_screen.field == "project"
                || is_no_parent
                || self.store.field(&on_screen.field).is_none_or(|field| !self.has_field(field))
            {
                continue;
            }
            if let Some(meta) = self.field_meta(on_screen, issue.project, issue.kind()) {
                fields.insert(on_screen.field.clone(), meta);
            }
        }
        fields
    }

    /// The transitions that an issue can make now.
    pub(crate) fn transitions(&self, issue: &Issue, with_fields: bool) -> Vec<Json> {
        self.store
            .transitions(issue)
            .into_iter()
            .map(|transition| {
                let mut shown = Map::new();
                shown.insert("id".into(), json!(transition.id.to_string()));
                shown.insert("name".into(), json!(transition.name));
                if !self.cloud() {
                    shown.insert("opsbarSequence".into(), json!(transition.id));
                }
                shown.insert("to".into(), self.status(transition.to));
                if self.cloud() {
                    shown.insert("hasScreen".into(), json!(!transition.screen.is_empty()));
                    shown.insert("isGlobal".into(), json!(transition.from.is_empty()));
                    shown.insert("isInitial".into(), json!(false));
                    shown.insert("isAvailable".into(), json!(true));
                    shown.insert("isConditional".into(), json!(false));
                    shown.insert("isLooped".into(), json!(false));
                }
                if with_fields {
                    let fields: Map<String, Json> = transition
                        .screen
                        .iter()
                        .filter_map(|on_screen| {
                            Some((on_screen.field.clone(), self.field_meta(on_screen, issue.project, issue.kind())?))
                        })
                        .collect();
                    shown.insert("fields".into(), Json::Object(fields));
                }
                Json::Object(shown)
            })
            .collect()
    }
}

/// Paragraphs of escaped text.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped
        .trim()
        .split("\n\n")
        .map(|paragraph| format!("<p>{}</p>", paragraph.replace('\n', "<br/>")))
        .collect::<Vec<_>>()
        .join("\n")
}
