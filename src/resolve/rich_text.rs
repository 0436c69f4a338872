//! From the Markdown of a write to what Jira stores: whom it mentions, which issues it names, and what stays of the stored text.
//!
//! Mentioning notifies people, so a name becomes a mention only where it is one active person's name, or a whole part of it;
//! it never fails a write. What is absent: a mention by the beginning of a name.

pub mod not_taken;
mod people;
mod refusal;

use super::Resolver;
use super::change::{Changes, Settled};
use crate::args::Edit;
use crate::error::{About, ToolError};
use crate::jira::types::{Issue, Markup, User};
use crate::text::edit::Edited;
use crate::text::names::{Answers, Names, Questions, questions};
use crate::text::{adf, wiki};
use refusal::refused;
use serde_json::Value;
use std::collections::HashMap;

/// How many issues that a text names are looked up.
const MOST_KEYS: usize = 20;

/// Where a text goes.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The argument, or the display name of the field: the key of the error's entry.
    pub name: &'a str,
    /// The field's id, where the text stood in `fields`.
    pub id: Option<&'a str>,
    /// What it is stored in.
    pub markup: Markup,
    /// The issue that it belongs to; `None` for one that is yet to be made.
    pub issue: Option<&'a Issue>,
    /// What is stored there now; `None` and null are nothing.
    pub stored: Option<&'a Value>,
    /// Other people whose names the stored text was shown with, such as the authors of comments.
    pub people: &'a [User],
    /// Whether it is a comment.
    pub is_comment: bool,
}

/// A text as it is to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// A document, or wiki markup as a string.
    pub stored: Value,
    /// Whether it differs from what is stored.
    pub changed: bool,
    /// The display names of those whom it mentions and the stored text did not.
    pub mentioned: Vec<String>,
    /// What is otherwise than it was written.
    pub warnings: Vec<String>,
}

impl Resolver<'_> {
    /// The stored form of a text, or of an edit of what is stored.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for what can't be stored and for a passage that isn't there once, `conflict` for a whole text that
    /// would lose what is stored.
    pub async fn rich_text(&self, place: &Place<'_>, text: &Edit) -> Result<Written, ToolError> {
        let nothing = Value::Null;
        let stored = place.stored.unwrap_or(&nothing);
        let document = adf::document_in(text.markdown());
        let converted = match (&document, place.markup) {
            // Where documents can't be stored, their Markdown can.
            (Some(document), Markup::Wiki) => Some(text.with_markdown(adf::to_markdown(document, &Names::default()))),
            _ => None,
        };
        let text = converted.as_ref().unwrap_or(text);
        let asked = match (&document, place.markup) {
            // It says itself whom it mentions.
            (Some(_), Markup::Adf) => Questions::default(),
            _ => questions(text.markdown()).map_err(|error| refused(self.tool, place, text, error))?,
        };
        let names = match place.issue {
            Some(issue) if !stored.is_null() => self.text_names(issue, stored, place.people).await,
            _ => Names::default(),
        };
        let (answers, mut warnings) = self.answers(&asked, place.markup).await;
        let made = match place.markup {
            Markup::Adf => adf::edit(stored, text, &names, &answers),
            Markup::Wiki => {
                wiki::edit(stored.as_str().unwrap_or_default(), text, &names, &answers).map(|edited| Edited {
                    stored: Value::String(edited.stored),
                    changed: edited.changed,
                    warnings: edited.warnings,
                    lost: edited.lost,
                })
            }
        };
        let made = made.map_err(|error| refused(self.tool, place, text, error))?;
        warnings.extend(made.warnings);
        let mentioned = mentioned(&answers, stored, &made.stored);
        Ok(Written { stored: made.stored, changed: made.changed, mentioned, warnings })
    }

    /// Gives all texts of a write their stored form; `issue` is what is written to. Beside it the warnings.
    ///
    /// # Errors
    ///
    /// Those of [`Self::rich_text`].
    pub async fn settled(
        &self,
        mut changes: Changes,
        issue: Option<&Issue>,
    ) -> Result<(Settled, Vec<String>), ToolError> {
        let mut warnings = std::mem::take(&mut changes.warnings);
        let mut stored: HashMap<String, Value> = HashMap::new();
        let mut mentioned: Vec<String> = Vec::new();
        if changes.texts().next().is_some() {
            let markup = self.jira.markup(self.call).await;
            let markup = markup.map_err(|error| ToolError::upstream(self.tool, About::Site("this Jira"), &error))?;
            for (change, text) in changes.texts() {
                let is_argument = change.id == "description";
                let place = Place {
                    name: if is_argument { "description" } else { &change.name },
                    id: Some(change.id.as_str()).filter(|_| !is_argument),
                    markup,
                    issue,
                    stored: issue.and_then(|issue| issue.fields.get(&change.id)),
                    people: &[],
                    is_comment: false,
                };
                let written = self.rich_text(&place, text).await?;
                warnings.extend(written.warnings);
                let is_new = |name: &String| !mentioned.contains(name);
                let more: Vec<String> = written.mentioned.into_iter().filter(is_new).collect();
                mentioned.extend(more);
                stored.insert(change.id.clone(), written.stored);
            }
        }
        let mut settled =
            changes.settle(|change, text| Ok(stored.remove(&change.id).unwrap_or(text.markdown().into())))?;
        settled.mentioned = mentioned;
        Ok((settled, warnings))
    }

    /// What a text's words mean, and what the caller should know of those that mean nothing.
    async fn answers(&self, asked: &Questions, markup: Markup) -> (Answers, Vec<String>) {
        let ((people, ids, warnings), issues) =
            futures_util::join!(self.mentions(asked), self.issue_links(&asked.keys, markup));
        (Answers { people, ids, issues }, warnings)
    }

    /// The addresses of the issues that are there and may be named. Only documents hold such links: in wiki markup Jira makes
    /// one of every key by itself. A question that fails costs a link, not the write.
    async fn issue_links(&self, keys: &[String], markup: Markup) -> HashMap<String, String> {
        let allowed = keys.iter().filter(|key| self.policy.allows_issue(key)).take(MOST_KEYS);
        let allowed: Vec<String> = allowed.cloned().collect();
        if markup == Markup::Wiki || allowed.is_empty() {
            return HashMap::new();
        }
        let found = self.jira.issues_by_key(self.call, &allowed, &["project"], None).await.unwrap_or_default();
        // One that has moved answers under another key, perhaps of a project that may not be named.
        let found = found.into_iter().filter(|issue| allowed.contains(&issue.key));
        found.map(|issue| (issue.key.clone(), self.jira.issue_url(&issue.key))).collect()
    }
}

/// Who is mentioned now and was not before, by display name.
fn mentioned(answers: &Answers, before: &Value, after: &Value) -> Vec<String> {
    let (before, after) = (ids_in(before), ids_in(after));
    let mut names: Vec<String> = Vec::new();
    for id in after.iter().filter(|id| !before.contains(id)) {
        let person = answers.people.values().chain(answers.ids.values()).find(|person| person.id == *id);
        if let Some(person) = person.filter(|person| !names.contains(&person.name)) {
            names.push(person.name.clone());
        }
    }
    names
}

/// The ids of those whom a stored text mentions, in its order.
fn ids_in(stored: &Value) -> Vec<String> {
    if let Value::String(markup) = stored {
        return wiki::mentions(markup);
    }
    let mut ids = Vec::new();
    // The last one comes first, so that the order is the text's.
    let mut waiting = vec![stored];
    while let Some(node) = waiting.pop() {
        if node.get("type").and_then(Value::as_str) == Some("mention") {
            ids.extend(node.pointer("/attrs/id").and_then(Value::as_str).map(str::to_owned));
        }
        let content = node.get("content").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        waiting.extend(content.iter().rev());
    }
    ids
}
