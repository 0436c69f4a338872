//! Line ends as they were stored.
//!
//! Jira's own editor stores carriage returns, and reading drops them; lines that stay get theirs back.

use crate::text::edit::align::{self, Step};

/// A text with the line ends of the stored one, and its usual one for new lines.
pub(super) fn restored(stored: &str, written: &str) -> String {
    if !stored.contains('\r') {
        return written.to_owned();
    }
    let old = lines(stored);
    let new = lines(written);
    let usual = if stored.matches("\r\n").count() * 2 > old.len() { "\r\n" } else { "\n" };
    let words = |lines: &[(&str, &str)]| lines.iter().map(|(line, _)| (*line).to_owned()).collect::<Vec<_>>();
    let mut ends = vec![usual; new.len()];
    for step in align::steps(&words(&old), &words(&new), |_, _| 1) {
        let (Step::Kept(before, after) | Step::Changed(before, after)) = step else { continue };
        if let (Some((_, end)), Some(place)) = (old.get(before), ends.get_mut(after))
            && !end.is_empty()
        {
            *place = end;
        }
    }
    let mut restored = String::with_capacity(written.len() + new.len());
    for ((line, end), stored_end) in new.iter().zip(ends) {
        restored.push_str(line);
        restored.push_str(if end.is_empty() { "" } else { stored_end });
    }
    restored
}

/// The lines of a text and what ends each.
fn lines(text: &str) -> Vec<(&str, &str)> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.find(['\r', '\n']).unwrap_or(rest.len());
        let (line, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let end = ["\r\n", "\r", "\n"].into_iter().find(|end| after.starts_with(end)).unwrap_or_default();
        lines.push((line, end));
        rest = after.get(end.len()..).unwrap_or_default();
    }
    lines
}
