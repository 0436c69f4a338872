//! Words for the state of work, read by status category: what a status is called differs, what it means doesn't.

use super::Repairer;
use crate::jql::answers::{Categories, Category, Kind};
use crate::jql::nearest::folded;
use crate::jql::repair::fields::written;

const OPEN: [&str; 6] = ["open", "unresolved", "notdone", "unfinished", "incomplete", "outstanding"];
const NEW: [&str; 5] = ["todo", "new", "backlog", "notstarted", "unstarted"];
const STARTED: [&str; 7] = ["inprogress", "workinprogress", "wip", "ongoing", "doing", "started", "active"];
const DONE: [&str; 7] = ["done", "closed", "resolved", "complete", "completed", "finished", "fixed"];

/// The categories that a word stands for.
pub(super) fn categories(word: &str) -> Option<&'static [Category]> {
    let word = folded(word);
    let lists: [(&[&str], &[Category]); 4] = [
        (&OPEN, &[Category::New, Category::Indeterminate]),
        (&NEW, &[Category::New]),
        (&STARTED, &[Category::Indeterminate]),
        (&DONE, &[Category::Done]),
    ];
    lists.into_iter().find_map(|(words, categories)| words.contains(&word.as_str()).then_some(categories))
}

/// Whether a word says a state of work.
pub fn is_state(word: &str) -> bool {
    categories(word).is_some()
}

/// The condition that a word for a state stands for, and the same negated.
pub fn state(word: &str, names: &Categories) -> Option<(String, String)> {
    let name = |category: Category| {
        written(match category {
            Category::New => &names.new,
            Category::Indeterminate => &names.indeterminate,
            Category::Done => &names.done,
        })
    };
    Some(match *categories(word)? {
        [one] => (format!("statusCategory = {}", name(one)), format!("statusCategory != {}", name(one))),
        _ => {
            let done = name(Category::Done);
            (format!("statusCategory != {done}"), format!("statusCategory = {done}"))
        }
    })
}

impl Repairer<'_> {
    /// The condition that a word for a state stands for, and the same negated.
    pub(super) fn state(&self, word: &str) -> Option<(String, String)> {
        state(word, &self.answers.categories)
    }

    /// The same for a word without a field: a state, else a status of this name.
    pub(super) fn status_words(&self, word: &str) -> Option<(String, String)> {
        if let Some(state) = self.state(word) {
            return Some(state);
        }
        let field = self.answers.fields.iter().find(|field| field.kind == Kind::Status)?;
        let known = self.answers.values.get(&field.id)?;
        let status = known.known.iter().find(|status| folded(&status.name) == folded(word))?;
        let name = written(&status.name);
        Some((format!("status = {name}"), format!("status != {name}")))
    }
}
