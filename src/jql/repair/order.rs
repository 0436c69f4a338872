//! The order: a field that can't be sorted by changes nothing about which issues are found.

use super::fields::{Found, find};
use super::Repairer;
use crate::jql::edit::Edit;
use crate::jql::tree::Sort;

impl Repairer<'_> {
    pub(super) fn order(&mut self) {
        let sorts = &self.reading.query.order_by;
        let kept: Vec<bool> = sorts.iter().map(|sort| self.sorts(sort)).collect();
        if kept.iter().all(|keep| *keep) {
            return;
        }
        let texts: Vec<String> =
            sorts.iter().zip(&kept).filter(|(_, keep)| **keep).map(|(sort, _)| self.text_of(&sort.span)).collect();
        let (Some(first), Some(last)) = (sorts.first(), sorts.last()) else { return };
        let begins = match texts.is_empty() {
            true => self.reading.order_at.unwrap_or(first.span.bytes.start),
            false => first.span.bytes.start,
        };
        let bytes = begins..last.span.bytes.end;
        // What was to be changed there is in the texts already.
        self.edits.retain(|edit| edit.note.is_some() || edit.bytes.start < bytes.start || edit.bytes.end > bytes.end);
        self.edits.push(Edit::noted(bytes, texts.join(", "), ""));
    }

    /// Whether the order can hold the field; its name is repaired.
    fn sorts(&mut self, sort: &Sort) -> bool {
        let name = &sort.field.value;
        let said = match find(&self.answers.fields, &sort.field) {
            Found::Unchecked | Found::Several(_) => None,
            Found::Accepted(fields) => {
                let never = fields.iter().all(|field| field.orderable == Some(false));
                never.then(|| format!("Jira can't order by `{name}`, so the order leaves it out"))
            }
            Found::Renamed(field, written) => {
                self.write(&sort.field, written);
                let never = field.orderable == Some(false);
                never.then(|| format!("Jira can't order by `{name}`, so the order leaves it out"))
            }
            Found::Nothing => Some(format!("there is no field `{name}`, so the order leaves it out")),
        };
        let Some(said) = said else { return true };
        let at = sort.span.bytes.start;
        self.edits.push(Edit::noted(at..at, "", said));
        false
    }
}
