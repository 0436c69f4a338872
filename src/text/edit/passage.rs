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

/// Marks that may be open at once in a passage.
const MOST_RUNS: usize = 8;

/// Words that a line shares with a passage at least, to be named as near, and how alike they are, from 0 to 100.
const LEAST_SHARED: u32 = 2;
const LEAST_LIKE: u32 = 40;

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
/// [`Kind::NotFound`] with the nearest lines, [`Kind::Alike`] with the passage as it is written, [`Kind::Ambiguous`] with the
/// places, [`Kind::Invalid`] for an empty passage.
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
    let named = cut::cell(passage, LONGEST_NAMED);
    let message = format!("the passage `{named}` isn't in the text");
    if let Some(written) = same_words(shown, passage) {
        let mut error = Error::new(Kind::Alike, message);
        error.candidates = vec![written];
        return error.next("give the passage as it is written there");
    }
    let wanted = Words::of(passage);
    let is_near = |words: &Words| {
        let (shared, least) = (words.shared(&wanted), words.total().min(wanted.total()));
        // Half of what the shorter of both says, and more than a word that any line has.
        shared >= LEAST_SHARED.min(wanted.total()) && shared * 2 >= least.max(1) && words.like(&wanted) >= LEAST_LIKE
    };
    let mut lines: Vec<(u32, &str)> = shown
        .lines()
        .map(|line| (Words::of(line), line))
        .filter(|(words, line)| is_near(words) && !line.trim().is_empty())
        .map(|(words, line)| (words.shared(&wanted), line))
        .collect();
    // The sort keeps the order of the text among equals.
    lines.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    let mut error = Error::new(Kind::NotFound, message);
    error.candidates = lines.iter().take(MOST_NAMED).map(|(_, line)| cut::cell(line, LONGEST_NAMED)).collect();
    error.next("give a passage exactly as it is shown now")
}

/// The one place that has the words of a passage, whatever its marks, quotes, spaces and capitals are.
fn same_words(shown: &str, passage: &str) -> Option<String> {
    let (text, wanted) = (Bare::of(shown), Bare::of(passage));
    let wanted = wanted.text.trim();
    if !wanted.contains(char::is_alphanumeric) {
        return None;
    }
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let mut found = text.text.match_indices(wanted).map(|(at, _)| at..at + wanted.len()).filter(|range| {
        let before = text.text.get(..range.start).and_then(|before| before.chars().next_back());
        let after = text.text.get(range.end..).and_then(|after| after.chars().next());
        !(is_word(before) && is_word(wanted.chars().next()) || is_word(after) && is_word(wanted.chars().next_back()))
    });
    let (range, None) = (found.next()?, found.next()) else { return None };
    let (start, end) = (*text.starts.get(range.start)?, *text.ends.get(range.end - 1)?);
    // A mark that is opened in it is closed in it, so that none is left without its other half.
    let before = shown.get(..start)?.trim_end_matches(is_mark).len();
    let after = shown.len() - shown.get(end..)?.trim_start_matches(is_mark).len();
    let spans = [(start, end), (start, after), (before, end), (before, after)];
    let whole = spans.into_iter().filter_map(|(start, end)| shown.get(start..end)).find(|span| is_balanced(span))?;
    (shown.matches(whole).take(2).count() == 1).then(|| whole.to_owned())
}

fn is_mark(character: char) -> bool {
    matches!(character, '*' | '_' | '~' | '`')
}

/// Whether there are as many runs of marks that open as such that close.
fn is_balanced(span: &str) -> bool {
    let mut odd: Vec<(char, usize)> = Vec::new();
    let mut rest = span;
    while let Some(character) = rest.chars().next() {
        let length = match character {
            '\\' => character.len_utf8() + rest.chars().nth(1).map_or(0, char::len_utf8),
            '*' | '~' | '`' => {
                let length = rest.len() - rest.trim_start_matches(character).len();
                match odd.iter().position(|run| *run == (character, length)) {
                    Some(at) => drop(odd.swap_remove(at)),
                    None => odd.push((character, length)),
                }
                length
            }
            other => other.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or_default();
        // So many different runs are no marks.
        if odd.len() > MOST_RUNS {
            return false;
        }
    }
    odd.is_empty()
}

/// A text without marks, quotes and capitals, and where each byte of it stands.
struct Bare {
    text: String,
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl Bare {
    fn of(text: &str) -> Self {
        let mut bare = Bare { text: String::with_capacity(text.len()), starts: Vec::new(), ends: Vec::new() };
        for (at, character) in text.char_indices() {
            let end = at + character.len_utf8();
            match character {
                '\\' | '\'' | '"' | '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => {}
                mark if is_mark(mark) => {}
                space if space.is_whitespace() => {
                    if !bare.text.ends_with(' ') {
                        bare.push(' ', at, end);
                    }
                }
                other => other.to_lowercase().for_each(|lower| bare.push(lower, at, end)),
            }
        }
        bare
    }

    fn push(&mut self, character: char, start: usize, end: usize) {
        self.text.push(character);
        self.starts.extend(std::iter::repeat_n(start, character.len_utf8()));
        self.ends.extend(std::iter::repeat_n(end, character.len_utf8()));
    }
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
    fn the_same_words_are_found_with_the_marks_that_they_have() {
        let shown = "1. Open it\n2. The button **Pay now** stays grey. It's \"off\".\n3. Pay `now` or later, Pay now";
        let same = |passage: &str| {
            let error = find(shown, passage).unwrap_err();
            error.candidates.into_iter().next().filter(|_| error.kind == Kind::Alike)
        };
        let written = |text: &str| Some(text.to_owned());
        assert_eq!(same("The button *Pay now* stays grey"), written("The button **Pay now** stays grey"));
        assert_eq!(same("Pay now stays  Grey"), written("**Pay now** stays grey"));
        assert_eq!(same("its OFF"), written("It's \"off"));
        assert_eq!(same("the *pay* button"), None);
        assert_eq!(same("pay NOW"), None, "it is there twice");
        assert_eq!(same("utton *Pay*"), None);
    }

    #[test]
    fn a_failure_names_what_is_there() {
        let error = find(SHOWN, "then those two").unwrap_err();
        assert_eq!((error.kind, error.candidates), (Kind::NotFound, Vec::<String>::new()));
        let error = find(SHOWN, "First do those").unwrap_err();
        assert_eq!(error.candidates, ["First \\*do\\* this. Then"]);
        let error = find(SHOWN, "- one").unwrap_err();
        assert_eq!(error.kind, Kind::Ambiguous);
        assert_eq!(error.candidates, ["line 6: - one", "line 8: - one more"]);
        assert_eq!(find(SHOWN, " \n").unwrap_err().kind, Kind::Invalid);
    }
}
