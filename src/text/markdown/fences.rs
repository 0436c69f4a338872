//! The lines that open and close containers, found before CommonMark is read.
//!
//! To a CommonMark reader `:::info` is text that runs on into the next line. So each line that could be a fence is masked
//! as a thematic break of the same length, which ends whatever stands before it and keeps every offset; where a break
//! then turns up in the tree, a fence is.

use std::collections::BTreeMap;

/// More colons than this are no fence.
const MOST_COLONS: usize = 4 + 2 * super::MAX_DEPTH;

/// A line that could open or close a container.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fence {
    pub(super) colons: usize,
    /// The rest of the line, trimmed; empty when it closes.
    pub(super) rest: String,
    /// Its length in bytes, without what follows the last visible character.
    pub(super) length: usize,
}

/// The text with its fences masked, and the fences by where they begin.
pub(super) fn mask(text: &str) -> (String, BTreeMap<usize, Fence>) {
    let mut fences = BTreeMap::new();
    if !text.contains(":::") {
        return (text.to_owned(), fences);
    }
    let mut masked = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let at = masked.len();
        let prefix = line.len() - after_prefix(line).len();
        let content = line.get(prefix..).unwrap_or_default().trim_end();
        match fence(content) {
            Some(fence) => {
                masked.push_str(line.get(..prefix).unwrap_or_default());
                masked.push_str("___");
                masked.extend(std::iter::repeat_n(' ', content.len() - 3));
                masked.push_str(line.get(prefix + content.len()..).unwrap_or_default());
                fences.insert(at + prefix, fence);
            }
            None => masked.push_str(line),
        }
    }
    (masked, fences)
}

/// The line without indentation, quotes and list markers.
fn after_prefix(line: &str) -> &str {
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '>']);
        let digits = trimmed.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let marker = match digits.len() < trimmed.len() {
            true => digits.strip_prefix(['.', ')']),
            false => trimmed.strip_prefix(['-', '*', '+']),
        };
        match marker.filter(|after| after.starts_with([' ', '\t'])) {
            Some(after) => rest = after,
            None => return trimmed,
        }
    }
}

fn fence(content: &str) -> Option<Fence> {
    let rest = content.trim_start_matches(':');
    let colons = content.len() - rest.len();
    let opens = rest.is_empty() || rest.starts_with(char::is_alphabetic);
    ((3..=MOST_COLONS).contains(&colons) && opens).then(|| Fence {
        colons,
        rest: rest.trim().to_owned(),
        length: content.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_masked_in_their_places() {
        let text = "a\n:::info\n> - ::::expand Ä b  \n:::\n::: x\n::\n";
        let (masked, fences) = mask(text);
        assert_eq!(masked, "a\n___    \n> - ___              \n___\n::: x\n::\n");
        assert_eq!(masked.len(), text.len());
        let found: Vec<(usize, usize, &str)> =
            fences.iter().map(|(at, fence)| (*at, fence.colons, fence.rest.as_str())).collect();
        assert_eq!(found, [(2, 3, "info"), (14, 4, "expand Ä b"), (32, 3, "")]);
    }
}
