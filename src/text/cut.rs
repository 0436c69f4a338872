//! Cutting text to a budget.
//!
//! A reader goes on where a piece ended, so the pieces of a text put together are that text, byte for byte.

use super::clean;

/// One piece of a text and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut<'a> {
    /// The piece to show.
    pub shown: &'a str,
    /// Bytes after the piece that were left out; 0 at the end of the text.
    pub left: usize,
    /// Byte offset to go on at.
    pub next: usize,
}

/// Takes a piece of at most `budget_bytes` from byte offset `from` on.
///
/// It ends after a paragraph, else after a sentence or line, else after a word, as long as that leaves more than half of
/// the budget in use, else between two characters. With a budget of 4 or more a piece is never empty before the text's end;
/// an offset inside a character is moved back to its beginning.
pub fn cut(text: &str, from: usize, budget_bytes: usize) -> Cut<'_> {
    let from = boundary_before(text, from.min(text.len()));
    let rest = text.get(from..).unwrap_or_default();
    let length = if rest.len() <= budget_bytes { rest.len() } else { best_end(rest, budget_bytes) };
    let next = from + length;
    Cut { shown: rest.get(..length).unwrap_or_default(), left: text.len() - next, next }
}

/// One line of at most `max_chars` characters; a cut is shown by `…`.
pub fn cell(text: &str, max_chars: usize) -> String {
    let text = clean::line(text);
    let Some((end, _)) = text.char_indices().nth(max_chars) else {
        return text;
    };
    let room = text.char_indices().nth(max_chars.saturating_sub(1)).map_or(end, |(at, _)| at);
    let mut cell = text.get(..cluster_before(&text, room)).unwrap_or_default().trim_end().to_owned();
    if max_chars > 0 {
        cell.push('…');
    }
    cell
}

/// Estimates the tokens of a text: a token for every 3.5 bytes, rounded up.
pub fn tokens(text: &str) -> usize {
    text.len().saturating_mul(2).div_ceil(7)
}

fn best_end(rest: &str, budget: usize) -> usize {
    let limit = boundary_before(rest, budget);
    let window = rest.get(..limit).unwrap_or_default();
    let half = limit / 2;
    let good = |end: Option<usize>| end.filter(|&end| end > half);
    good(paragraph_end(rest, limit))
        .or_else(|| good(sentence_end(rest, window)))
        .or_else(|| good(word_end(window)))
        .unwrap_or_else(|| cluster_before(rest, limit))
}

/// The end of the last blank line that fits.
fn paragraph_end(rest: &str, limit: usize) -> Option<usize> {
    let window = rest.get(..limit)?;
    window.rfind("\n\n").map(|at| at + 2)
}

/// The end of the last sentence or line that fits, the space after it included.
fn sentence_end(rest: &str, window: &str) -> Option<usize> {
    let mut characters = window.char_indices().rev();
    characters.find_map(|(at, character)| {
        let end = at + character.len_utf8();
        match character {
            '\n' | '。' | '！' | '？' | '．' => Some(end),
            ' ' if window.get(..at).is_some_and(|before| before.ends_with(['.', '!', '?', '…'])) => Some(end),
            '.' | '!' | '?' if rest.get(end..).is_some_and(|after| after.starts_with('\n')) => Some(end),
            _ => None,
        }
    })
}

fn word_end(window: &str) -> Option<usize> {
    window
        .char_indices()
        .rev()
        .find(|(_, character)| character.is_whitespace())
        .map(|(at, space)| at + space.len_utf8())
}

fn boundary_before(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The last place at or before `at` that doesn't part a character from its marks, or `at` when there is none.
fn cluster_before(text: &str, at: usize) -> usize {
    let mut end = at;
    // A cluster of more characters than this is nothing that people write.
    for _ in 0..40 {
        let before = text.get(..end).unwrap_or_default();
        let Some(last) = before.chars().next_back() else {
            return at;
        };
        let next = text.get(end..).and_then(|after| after.chars().next());
        if next.is_none_or(|next| !sticks(before, last, next)) {
            return end;
        }
        end -= last.len_utf8();
    }
    at
}

/// Whether `next` belongs to what stands before it.
fn sticks(before: &str, last: char, next: char) -> bool {
    let flag = |character: char| matches!(character, '\u{1F1E6}'..='\u{1F1FF}');
    if flag(last) && flag(next) {
        return before.chars().rev().take_while(|&character| flag(character)).count() % 2 == 1;
    }
    (last == '\r' && next == '\n')
        || last == '\u{200D}'
        || matches!(next,
            '\u{200C}' | '\u{200D}' | '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}'
            | '\u{64B}'..='\u{65F}' | '\u{93A}'..='\u{94F}' | '\u{E31}' | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}'
            | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{3099}' | '\u{309A}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}'
            | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_that_fits_is_shown_whole() {
        assert_eq!(cut("abc", 0, 3), Cut { shown: "abc", left: 0, next: 3 });
        assert_eq!(cut("abc", 9, 3), Cut { shown: "", left: 0, next: 3 });
    }

    #[test]
    fn it_cuts_at_the_largest_unit_that_fits() {
        assert_eq!(cut("First one.\n\nSecond two three.", 0, 20).shown, "First one.\n\n");
        assert_eq!(cut("One two. Three four five", 0, 15).shown, "One two. ");
        assert_eq!(cut("これは文です。次の文は長いです", 0, 32).shown, "これは文です。");
        assert_eq!(cut("alpha beta gamma", 0, 12).shown, "alpha beta ");
        assert_eq!(cut("abcdefghij", 0, 4), Cut { shown: "abcd", left: 6, next: 4 });
    }

    #[test]
    fn characters_stay_whole() {
        assert_eq!(cut("日本語", 0, 4).shown, "日");
        assert_eq!(cut("日本語", 1, 4).shown, "日");
        assert_eq!(cut("ae\u{301}i", 0, 3).shown, "a");
        assert_eq!(cut("🇩🇪🇫🇷", 0, 12).shown, "🇩🇪");
        assert_eq!(cut("👨‍👩‍👧‍👦", 0, 8).shown, "👨\u{200d}");
    }

    #[test]
    fn a_cell_says_that_it_was_cut() {
        assert_eq!(cell("short\ntext", 20), "short text");
        assert_eq!(cell("a longer text", 9), "a longer…");
        assert_eq!(cell("日本語です", 3), "日本…");
        assert_eq!(cell("ab", 0), "");
        assert_eq!(cell("ab", 1), "…");
    }

    #[test]
    fn tokens_are_rounded_up() {
        assert_eq!([tokens(""), tokens("a"), tokens("1234567"), tokens("12345678")], [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in "(\\PC|[a-c .。\n\u{301}👨‍🇩]){0,80}", budget in 4usize..60) {
            let mut whole = String::new();
            let mut from = 0;
            while from < text.len() {
                let piece = cut(&text, from, budget);
                prop_assert!(!piece.shown.is_empty() && piece.shown.len() <= budget);
                prop_assert_eq!(piece.next, from + piece.shown.len());
                prop_assert_eq!(piece.left, text.len() - piece.next);
                whole.push_str(piece.shown);
                from = piece.next;
            }
            prop_assert_eq!(whole, text);
        }

        #[test]
        fn any_offset_and_budget_are_fine(text in any::<String>(), from in 0usize..200, budget in 0usize..20) {
            let piece = cut(&text, from, budget);
            prop_assert!(piece.shown.len() <= budget && piece.next + piece.left == text.len());
        }

        #[test]
        fn a_cell_is_never_longer(text in any::<String>(), most in 0usize..20) {
            prop_assert!(cell(&text, most).chars().count() <= most);
        }
    }
}
