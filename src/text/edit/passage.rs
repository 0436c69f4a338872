//! Finding a passage in what was shown.
//!
//! A model copies a passage from memory: line ends become spaces, a backslash is forgotten. So when the passage isn't there
//! to the letter, spaces and escapes are passed over. What is found must be found once.

use std::ops::Range;

use super::align::Words;
use crate::text::cut;
use crate::text::error::{Error, Kind, Place};

/// How many passages or places are named.
const MOST_NAMED: usize = 3;

/// Characters of a passage that are named.
const LONGEST_NAMED: usize = 120;

/// The text with another one in the one place of a passage.
///
/// # Errors
///
/// Those of [`find`].
pub fn replace(shown: &str, passage: &str, with: &str) -> Result<String, Error> {
    let range = find(shown, passage)?;
    let found = shown.get(range.clone()).unwrap_or_default();
    // Spaces that the passage has and its place hasn't stand outside of the place.
    let blank = |text: &str, at_end: bool| match at_end {
        true => text.ends_with(char::is_whitespace),
        false => text.starts_with(char::is_whitespace),
    };
    let mut with = with;
    if blank(passage, false) && !blank(found, false) && range.start > 0 {
        with = with.trim_start();
    }
    if blank(passage, true) && !blank(found, true) && range.end < shown.len() {
        with = with.trim_end();
    }
    let (before, after) = (shown.get(..range.start), shown.get(range.end..));
    Ok(format!("{}{with}{}", before.unwrap_or_default(), after.unwrap_or_default()))
}

/// Finds the one place of a passage in a text.
///
/// # Errors
///
/// [`Kind::NotFound`] with the nearest lines, [`Kind::Ambiguous`] with the places, [`Kind::Invalid`] for an empty passage.
pub fn find(shown: &str, passage: &str) -> Result<Range<usize>, Error> {
    let trimmed = passage.trim();
    if trimmed.is_empty() {
        return Err(Error::new(Kind::Invalid, "the passage to replace is empty")
            .next("give a passage as it was shown, or `append`"));
    }
    let exactly = |wanted: &str| shown.match_indices(wanted).map(|(at, _)| at..at + wanted.len()).collect::<Vec<_>>();
    let mut found = exactly(passage);
    if found.is_empty() {
        found = exactly(trimmed);
    }
    if found.is_empty() {
        found = loosely(shown, trimmed);
    }
    let passage = trimmed;
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(not_found(shown, passage)),
        several => Err(ambiguous(shown, passage, several)),
    }
}

/// A text without what a copy may lack, and where each byte of it stands.
struct Loose {
    text: String,
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl Loose {
    fn of(text: &str) -> Self {
        let mut loose = Loose { text: String::with_capacity(text.len()), starts: Vec::new(), ends: Vec::new() };
        let mut rest = text.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            let next = rest.peek().map(|(_, next)| *next);
            if character == '\\' && next.is_some_and(|next| next.is_ascii_punctuation() || next == '\n') {
                continue;
            }
            let end = at + character.len_utf8();
            match character {
                space if space.is_whitespace() => {
                    if loose.text.ends_with(' ') {
                        if let Some(last) = loose.ends.last_mut() {
                            *last = end;
                        }
                    } else {
                        loose.push(' ', at, end);
                    }
                }
                '\u{2018}' | '\u{2019}' => loose.push('\'', at, end),
                '\u{201c}' | '\u{201d}' => loose.push('"', at, end),
                other => loose.push(other, at, end),
            }
        }
        loose
    }

    fn push(&mut self, character: char, start: usize, end: usize) {
        self.text.push(character);
        self.starts.extend(std::iter::repeat_n(start, character.len_utf8()));
        self.ends.extend(std::iter::repeat_n(end, character.len_utf8()));
    }
}

fn loosely(shown: &str, passage: &str) -> Vec<Range<usize>> {
    let text = Loose::of(shown);
    let wanted = Loose::of(passage).text;
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return Vec::new();
    }
    text.text
        .match_indices(wanted)
        .filter_map(|(at, _)| {
            let mut start = *text.starts.get(at)?;
            // An escaped character goes with its backslash.
            if shown.get(..start)?.ends_with('\\') {
                start -= 1;
            }
            Some(start..*text.ends.get(at + wanted.len() - 1)?)
        })
        .collect()
}

fn not_found(shown: &str, passage: &str) -> Error {
    let wanted = Words::of(passage);
    let mut lines: Vec<(u32, &str)> = shown
        .lines()
        .map(|line| (Words::of(line).shared(&wanted), line))
        .filter(|(shared, line)| *shared > 0 && !line.trim().is_empty())
        .collect();
    // The sort keeps the order of the text among equals.
    lines.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    let named = cut::cell(passage, LONGEST_NAMED);
    let mut error = Error::new(Kind::NotFound, format!("the passage `{named}` isn't in the text"));
    error.candidates = lines.iter().take(MOST_NAMED).map(|(_, line)| cut::cell(line, LONGEST_NAMED)).collect();
    error.next("give a passage exactly as it is shown now")
}

fn ambiguous(shown: &str, passage: &str, found: &[Range<usize>]) -> Error {
    let named = cut::cell(passage, LONGEST_NAMED);
    let mut error = Error::new(Kind::Ambiguous, format!("the passage `{named}` is in the text {} times", found.len()));
    error.candidates = found.iter().take(MOST_NAMED).map(|range| around(shown, range)).collect();
    error.next("give a longer passage that is there once")
}

/// The line of a place and what stands around it.
fn around(shown: &str, range: &Range<usize>) -> String {
    let line = Place::of(shown, range.start).line;
    let start = shown.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let text = shown.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    format!("line {line}: {}", cut::cell(text, LONGEST_NAMED))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &str = "# Plan\n\nFirst \\*do\\* this.  Then\nthat.\n\n- one\n- two\n- one more\n";

    fn found(passage: &str) -> &'static str {
        SHOWN.get(find(SHOWN, passage).unwrap()).unwrap()
    }

    #[test]
    fn a_passage_is_found_to_the_letter_or_loosely() {
        assert_eq!(found("one more"), "one more");
        assert_eq!(found("*do* this. Then that."), "\\*do\\* this.  Then\nthat.");
        assert_eq!(found("\n# Plan First \\*do"), "# Plan\n\nFirst \\*do");
        assert_eq!(found("- one - two"), "- one\n- two");
    }

    #[test]
    fn spaces_around_a_passage_are_kept_once() {
        assert_eq!(replace("a b c", "b ", "x ").unwrap(), "a x c");
        assert_eq!(replace("a\nb\nc", " b ", " x ").unwrap(), "a\nx\nc");
        assert_eq!(replace("a b", "a\n", "x\n").unwrap(), "x b");
    }

    #[test]
    fn a_failure_names_what_is_there() {
        let error = find(SHOWN, "then those two").unwrap_err();
        assert_eq!((error.kind, error.candidates), (Kind::NotFound, vec!["- two".to_owned()]));
        let error = find(SHOWN, "- one").unwrap_err();
        assert_eq!(error.kind, Kind::Ambiguous);
        assert_eq!(error.candidates, ["line 6: - one", "line 8: - one more"]);
        assert_eq!(find(SHOWN, " \n").unwrap_err().kind, Kind::Invalid);
    }
}
