//! Text without the characters that nobody sees.
//!
//! Issue texts are untrusted. Characters without a glyph hide instructions from people and break the lines that a model
//! relies on, so they are dropped before anything is shown, except where a writing system or an emoji needs them:
//! joiners between letters of joining scripts or between emoji, and one variation selector after the character it varies.

/// Bytes in which a terminal's title or link sequence must end to be taken for one.
const LONGEST_ESCAPE: usize = 500;

/// Cleans a single-line value: hidden characters are dropped, whitespace and newlines become one space, ends are trimmed.
pub fn line(text: &str) -> String {
    if is_plain_line(text) {
        return text.to_owned();
    }
    let mut cleaned = String::with_capacity(text.len());
    for character in block(text).chars() {
        if !character.is_whitespace() {
            cleaned.push(character);
        } else if !cleaned.is_empty() && !cleaned.ends_with(' ') {
            cleaned.push(' ');
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}

/// Cleans a multi-line text: hidden characters and terminal escape sequences are dropped, every line end becomes `\n`.
/// Tabs and other spaces stay as they are.
pub fn block(text: &str) -> String {
    let plain = text.find(|character| !is_plain(character)).unwrap_or(text.len());
    let (plain, rest) = text.split_at_checked(plain).unwrap_or((text, ""));
    let mut cleaned = String::with_capacity(text.len());
    cleaned.push_str(plain);
    if !rest.is_empty() {
        joiners_in_place(&without_hidden(rest), &mut cleaned);
    }
    cleaned
}

/// Says whether a character is one that [`line()`] and [`block()`] drop wherever it stands.
pub fn is_hidden(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' => true,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => true,
        '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' => true,
        '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' => true,
        // The tag block and the unassigned rest of its plane; the ideographic selectors are judged by their place.
        '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}' => true,
        other => other.is_control(),
    }
}

/// Whether a character stays as it is wherever it stands, and so does what follows it: most text is of these alone.
fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~' | '\n' | '\t' | '\u{A0}'..='\u{AC}' | '\u{AE}'..='\u{2FF}')
}

/// Whether there is nothing to clean in a line, which is the rule.
fn is_plain_line(text: &str) -> bool {
    let mut after_space = true;
    for byte in text.bytes() {
        if !matches!(byte, b' '..=b'~') || (after_space && byte == b' ') {
            return false;
        }
        after_space = byte == b' ';
    }
    !after_space || text.is_empty()
}

fn without_hidden(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\u{1B}' => skip_escape(&mut rest),
            '\u{9B}' => {
                skip_control_sequence(&mut rest);
            }
            '\r' => {
                if rest.as_str().starts_with('\n') {
                    rest.next();
                }
                kept.push('\n');
            }
            '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            hidden if is_hidden(hidden) => {}
            other => kept.push(other),
        }
    }
    kept
}

/// Skips what follows an escape character, if it's a whole sequence; else only the escape character is dropped, so that
/// an unfinished sequence can't swallow text.
fn skip_escape(rest: &mut std::str::Chars<'_>) {
    let after = rest.as_str();
    match after.chars().next() {
        Some('[') => {
            rest.next();
            if !skip_control_sequence(rest) {
                *rest = after.chars();
            }
        }
        Some(']' | 'P' | '^' | '_' | 'X') => {
            let near = (0..=LONGEST_ESCAPE.min(after.len())).rev().find_map(|end| after.get(..end)).unwrap_or_default();
            let same_line = near.lines().next().unwrap_or_default();
            let end = [("\u{7}", 1), ("\u{1B}\\", 2), ("\u{9C}", 2)]
                .iter()
                .filter_map(|(end, length)| same_line.find(end).map(|at| at + length))
                .min();
            if let Some(tail) = end.and_then(|end| after.get(end..)) {
                *rest = tail.chars();
            }
        }
        Some('(' | ')' | '*' | '+' | '#') => {
            rest.next();
            if rest.as_str().starts_with(|next: char| next.is_ascii_alphanumeric()) {
                rest.next();
            } else {
                *rest = after.chars();
            }
        }
        Some('7' | '8' | '=' | '>' | 'c' | 'D' | 'E' | 'H' | 'M' | 'N' | 'O' | 'Z') => {
            rest.next();
        }
        _ => {}
    }
}

/// Skips parameters, intermediates and the final byte of a control sequence; says whether it was one.
fn skip_control_sequence(rest: &mut std::str::Chars<'_>) -> bool {
    let body = rest.as_str().trim_start_matches(|next: char| matches!(next, '0'..='?'));
    let body = body.trim_start_matches(|next: char| matches!(next, ' '..='/'));
    let mut tail = body.chars();
    let whole = matches!(tail.next(), Some('@'..='~'));
    if whole {
        *rest = tail;
    }
    whole
}

/// Adds a text, with joiners and variation selectors only where they change how their neighbours look.
fn joiners_in_place(text: &str, kept: &mut String) {
    let mut previous = kept.chars().next_back();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let stays = match character {
            '\u{200C}' | '\u{200D}' => {
                previous.is_some_and(joins) && rest.clone().next().is_some_and(|next| joins(next) && !is_selector(next))
            }
            '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180D}' | '\u{180F}' => previous.is_some_and(varies),
            '\u{E0100}'..='\u{E01EF}' => previous.is_some_and(is_ideograph),
            _ => true,
        };
        if stays {
            kept.push(character);
            previous = Some(character);
        }
    }
}

fn is_joiner_or_selector(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}' | '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Letters and marks of the scripts beyond Latin, and emoji with their selectors: Latin letters never join.
fn joins(character: char) -> bool {
    character >= '\u{300}'
        && !character.is_whitespace()
        && !is_joiner_or_selector(character)
        && !matches!(character, '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' | '\u{1E00}'..='\u{1EFF}')
}

fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}')
}

fn varies(character: char) -> bool {
    !character.is_whitespace()
        && !is_joiner_or_selector(character)
        && !is_selector(character)
        && !character.is_ascii_alphabetic()
}

fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_one_trimmed_line() {
        assert_eq!(line("  a\r\n\tb \u{a0} c\u{2028}d\n"), "a b c d");
        assert_eq!(line("\u{202e}evil\u{202c} \u{200b}\u{feff}word"), "evil word");
        assert_eq!(line("hi\u{e0069}\u{e0067}\u{e007f}"), "hi");
    }

    #[test]
    fn a_block_keeps_lines_and_tabs() {
        assert_eq!(block("a\r\n\tb\rc\u{0}\u{7}d\u{2029}e"), "a\n\tb\ncd\ne");
        assert_eq!(block("a  b\u{a0}c "), "a  b\u{a0}c ");
    }

    #[test]
    fn escape_sequences_go_whole_and_take_no_text_with_them() {
        assert_eq!(block("\u{1b}[31mred\u{1b}[0m"), "red");
        assert_eq!(block("\u{1b}]8;;https://x\u{7}link\u{1b}]8;;\u{1b}\\ after"), "link after");
        assert_eq!(block("\u{9b}1;2Hhome"), "home");
        assert_eq!(block("\u{1b}]0;never closed\nnext"), "]0;never closed\nnext");
        assert_eq!(block("\u{1b}[12é"), "[12é");
        assert_eq!(block("\u{1b}(Bplain"), "plain");
    }

    #[test]
    fn joiners_and_selectors_survive_where_they_matter() {
        for kept in ["👨‍👩‍👧‍👦", "❤️‍🔥", "می‌خواهم", "1️⃣", "क्‍ष", "✔️ done", "葛\u{e0100}城", "👍🏽"]
        {
            assert_eq!(line(kept), kept);
        }
        assert_eq!(line("pass\u{200d}word\u{200c}"), "password");
        assert_eq!(line("😀\u{fe0f}\u{fe01}\u{e0121}\u{e0122}"), "😀\u{fe0f}");
        assert_eq!(line("می\u{200c}\u{200c}خواهم"), "می\u{200c}خواهم");
    }

    #[test]
    fn comments_are_shown() {
        assert_eq!(block("a <!-- b -->"), "a <!-- b -->");
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>(), odd in odd_text()) {
            for text in [text, odd] {
                let once = block(&text);
                prop_assert_eq!(&block(&once), &once);
                let once = line(&text);
                prop_assert_eq!(&line(&once), &once);
            }
        }

        #[test]
        fn nothing_hidden_is_left(text in odd_text()) {
            let hidden = block(&text).chars().find(|&character| is_hidden(character));
            prop_assert_eq!(hidden, None);
            let line = line(&text);
            prop_assert!(!line.chars().any(|c| is_hidden(c) || (c.is_whitespace() && c != ' ')));
            prop_assert!(!line.contains("  ") && line.trim() == line);
        }

        #[test]
        fn visible_text_is_kept(text in "[ -~äß漢字ไทย]{0,60}") {
            prop_assert_eq!(block(&text), text);
        }
    }

    fn odd_text() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                any::<char>(),
                prop::sample::select(
                    "ab1 \n\r\t\u{1b}[]m;\\\u{7}\u{9b}\u{200b}\u{200c}\u{200d}\u{200e}\u{202e}\u{2066}\u{fe0f}\u{fe00}\u{e0001}\u{e0041}\u{e0100}\u{feff}\u{ad}❤👨👩می漢é\u{2028}"
                        .chars()
                        .collect::<Vec<_>>()
                ),
            ],
            0..40,
        )
        .prop_map(|characters| characters.into_iter().collect())
    }
}
