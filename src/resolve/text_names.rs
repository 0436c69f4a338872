//! The names behind the ids in an issue's texts, so that a text is edited by what was shown of it.
//!
//! Whoever shows a text and whoever edits it must know the same names, else a passage is not found as it was read.

use super::Resolver;
use crate::jira::read;
use crate::jira::types::{Attachment, Issue, User};
use crate::text::names::{AttachmentName, Names};
use crate::text::{adf, wiki};
use serde_json::Value;

/// What an issue tells of its files and of those who stand on it.
pub fn at_hand(issue: &Issue) -> Names {
    let files = read::attachments(issue);
    let name = |file: &Attachment| AttachmentName { id: file.id.clone(), name: file.name.clone() };
    let mut names = Names {
        attachments: files.iter().map(name).collect(),
        only_image: only_image(&files).map(name),
        ..Names::default()
    };
    let on_issue = issue.fields.values().flat_map(|value| match value {
        Value::Array(several) => several.iter().collect(),
        one => vec![one],
    });
    for value in on_issue {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        if let (Some(id), Some(name)) = (text("accountId").or(text("name")), text("displayName")) {
            names.people.insert(id.to_owned(), name.to_owned());
        }
    }
    names
}

/// Whom texts of either dialect mention without a name that is known, in their order, each once.
pub fn unknown_people<'a>(texts: impl Iterator<Item = &'a Value>, names: &Names) -> Vec<String> {
    let mut unknown: Vec<String> = Vec::new();
    for text in texts {
        let mentioned = match text {
            Value::String(markup) => wiki::mentions(markup),
            document => adf::unnamed_mentions(document),
        };
        for id in mentioned {
            if !names.people.contains_key(&id) && !unknown.contains(&id) {
                unknown.push(id);
            }
        }
    }
    unknown
}

impl Resolver<'_> {
    /// The names that a stored text of an issue refers to; `people` are others who are known. Whom one more request doesn't find
    /// keeps a user name, which is no reason to fail.
    pub async fn text_names(&self, issue: &Issue, text: &Value, people: &[User]) -> Names {
        let mut names = at_hand(issue);
        names.people.extend(people.iter().map(|user| (user.id.clone(), user.name.clone())));
        if let Ok(me) = self.jira.myself(self.call).await {
            names.people.insert(me.id.clone(), me.name.clone());
        }
        let unknown = unknown_people(std::iter::once(text), &names);
        if !unknown.is_empty() {
            let found = self.jira.people_of(self.call, &issue.key, &unknown).await.unwrap_or_default();
            names.people.extend(found.into_iter().map(|person| (person.id, person.name)));
        }
        names
    }
}

/// Whether a file is a picture by its type or its name.
fn is_picture(file: &Attachment) -> bool {
    const ENDINGS: [&str; 13] =
        [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg", ".heic", ".heif", ".avif", ".tif", ".tiff", ".ico"];
    let name = file.name.to_lowercase();
    file.mime_type.starts_with("image/") || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The only picture among files; `None` where there is none or several.
fn only_image(files: &[Attachment]) -> Option<&Attachment> {
    let mut images = files.iter().filter(|file| is_picture(file));
    images.next().filter(|_| images.next().is_none())
}
