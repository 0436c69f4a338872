//! The order: a field that can't be sorted by changes nothing about which issues are found.

use super::Repairer;
use super::fields::{Found, find};
use crate::jql::edit::Edit;
use crate::jql::tree::Sort;

impl Repairer<'_> {
    pub(super) fn order(&mut self) {
        let sorts = &self.reading.query.order_by;
        let kept: Vec<bool> = sorts.iter().map(|sort| self.sorts(sort)).collect();
        if kept.iter().all(|keep| *keep) {
            return;
        }
        let (Some(first), Some(last)) = (sorts.first(), sorts.last()) else { return };
        let Some(first_kept) = kept.iter().position(|keep| *keep) else {
            let begins = self.reading.order_at.unwrap_or(first.span.bytes.start);
            self.leave_out(begins..last.span.bytes.end);
            return;
        };
        let mut ends = None;
        for (at, (sort, keep)) in sorts.iter().zip(&kept).enumerate() {
            let next = sorts.get(at + 1).map_or(sort.span.bytes.end, |next| next.span.bytes.start);
            match (*keep, ends) {
                (true, _) => ends = Some(sort.span.bytes.end),
                // The comma after it goes with it, or the one before.
                (false, _) if at < first_kept => self.leave_out(sort.span.bytes.start..next),
                (false, Some(end)) => {
                    self.leave_out(end..sort.span.bytes.end);
                    ends = Some(sort.span.bytes.end);
                }
                (false, None) => {}
            }
        }
    }

    /// What was to be changed in it is void; what is inserted before it belongs to what stands there.
    fn leave_out(&mut self, bytes: std::ops::Range<usize>) {
        self.edits.retain(|edit| edit.note.is_some() || edit.bytes.start <= bytes.start || edit.bytes.end > bytes.end);
        self.edits.push(Edit::noted(bytes, "", ""));
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
        self.edits.retain(|edit| edit.note.is_some() || edit.bytes != sort.field.span.bytes);
        self.edits.push(Edit::noted(at..at, "", said));
        false
    }
}
