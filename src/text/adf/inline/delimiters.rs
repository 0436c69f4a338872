//! Choosing between a delimiter and a tag for each mark.
//!
//! CommonMark decides by the characters on both sides whether `*` opens or closes emphasis. The rules depend on Unicode's
//! classes, so a delimiter is used only where every reading of them agrees.

use super::{BREAK, Item, Mark, Piece, push};
use crate::text::adf::escape;

/// A part of the output of one line of inline content.
pub(super) enum Token<'a> {
    Raw(String),
    Open(&'a Mark),
    Close(&'a Mark),
}

/// Takes emphasis away from spaces at the ends of an emphasised run, where it can't be seen and can't be written.
pub(super) fn without_spaces_at_the_ends(items: Vec<Item>) -> Vec<Item> {
    let mut split = Vec::with_capacity(items.len());
    for item in items {
        match item.text() {
            Some(text) if !item.is_code() && item.marks.iter().any(|mark| mark.delimiter().is_some()) => {
                let core = text.trim();
                let start = text.len() - text.trim_start().len();
                let parts = [text.get(..start), Some(core), text.get(start + core.len()..)];
                for part in parts.into_iter().flatten().filter(|part| !part.is_empty()) {
                    split.push(Item { piece: Piece::Text(part.to_owned()), marks: item.marks.clone() });
                }
            }
            _ => split.push(item),
        }
    }
    let mut before: Vec<Mark> = Vec::new();
    for item in &mut split {
        drop_unshared(item, &before);
        before.clone_from(&item.marks);
    }
    let mut after: Vec<Mark> = Vec::new();
    for item in split.iter_mut().rev() {
        drop_unshared(item, &after);
        after.clone_from(&item.marks);
    }
    let mut merged = Vec::with_capacity(split.len());
    for item in split {
        push(&mut merged, item.piece, item.marks);
    }
    merged
}

/// Joins the tokens, with delimiters where they are read back and tags elsewhere.
pub(super) fn join(tokens: Vec<Token<'_>>) -> String {
    let pairs = pairs(&tokens);
    let mut tagged: Vec<bool> = tokens.iter().map(|token| delimiter(token).is_none()).collect();
    // One tag more can make a neighbour's delimiter unreadable, hence several rounds; after a few, tags for all.
    for round in 0.. {
        let mut changed = false;
        for &(open, close) in &pairs {
            let is_tag = tagged.get(open).copied().unwrap_or(true);
            if !is_tag && (round > 8 || !readable(&tokens, &tagged, &pairs, open, close)) {
                for index in [open, close] {
                    if let Some(flag) = tagged.get_mut(index) {
                        *flag = true;
                    }
                }
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut joined = String::new();
    for (token, tag) in tokens.iter().zip(&tagged) {
        joined.push_str(&written(token, *tag));
    }
    joined
}

fn drop_unshared(item: &mut Item, neighbour: &[Mark]) {
    if item.is_space() {
        item.marks.retain(|mark| mark.delimiter().is_none() || neighbour.contains(mark));
    }
}

fn delimiter(token: &Token<'_>) -> Option<&'static str> {
    match token {
        Token::Raw(_) => None,
        Token::Open(mark) | Token::Close(mark) => mark.delimiter(),
    }
}

fn written(token: &Token<'_>, tag: bool) -> String {
    match token {
        Token::Raw(text) => text.clone(),
        Token::Open(mark) if tag => mark.opening_tag(),
        Token::Close(mark) if tag => mark.closing_tag(),
        Token::Open(mark) | Token::Close(mark) => mark.delimiter().unwrap_or_default().to_owned(),
    }
}

/// The indexes of each opening token and its closing one, inner pairs first.
fn pairs(tokens: &[Token<'_>]) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Raw(_) => {}
            Token::Open(_) => open.push(index),
            Token::Close(_) => {
                if let Some(start) = open.pop() {
                    pairs.push((start, index));
                }
            }
        }
    }
    pairs
}

/// Whether the delimiters at `open` and `close` are read as emphasis, given what stands around them.
fn readable(tokens: &[Token<'_>], tagged: &[bool], pairs: &[(usize, usize)], open: usize, close: usize) -> bool {
    let Some(family) = tokens.get(open).and_then(delimiter).map(|delimiter| delimiter.starts_with('*')) else {
        return true;
    };
    let same_family = |index: Option<usize>| {
        let Some(index) = index else { return false };
        let is_delimiter = !tagged.get(index).copied().unwrap_or(true);
        is_delimiter
            && tokens.get(index).and_then(delimiter).is_some_and(|delimiter| delimiter.starts_with('*') == family)
    };
    let has_pair = |open: Option<usize>, close: usize| open.is_some_and(|open| is_pair(pairs, open, close));
    let (before, after) = (open.checked_sub(1), Some(close + 1));
    let (first, last) = (Some(open + 1), close.checked_sub(1));
    let inside_fused = same_family(first) && same_family(last) && last.is_some_and(|last| has_pair(first, last));
    let outside_fused = same_family(before) && same_family(after) && has_pair(before, close + 1);
    if (same_family(first) || same_family(last)) && !inside_fused {
        // The outer one may stay if the inner one becomes a tag, which its own check sees to.
        return false;
    }
    if (same_family(before) || same_family(after)) && !outside_fused {
        return false;
    }
    let (start, end) = if outside_fused { (open - 1, close + 1) } else { (open, close) };
    let (content_start, content_end) = if inside_fused { (open + 1, close - 1) } else { (open, close) };
    let at = |index: usize, from_end: bool| character(tokens, tagged, index, from_end);
    let outer_before = start.checked_sub(1).map_or(' ', |index| at(index, true));
    let outer_after = if end + 1 < tokens.len() { at(end + 1, false) } else { ' ' };
    let inner_first = at(content_start + 1, false);
    let inner_last = content_end.checked_sub(1).map_or(' ', |index| at(index, true));
    flanks(outer_before, inner_first) && flanks(outer_after, inner_last)
}

/// Whether one mark opens and closes at just these tokens; pairs are sorted by where they close.
fn is_pair(pairs: &[(usize, usize)], open: usize, close: usize) -> bool {
    let found = pairs.binary_search_by_key(&close, |pair| pair.1);
    found.ok().and_then(|at| pairs.get(at)).is_some_and(|pair| pair.0 == open)
}

/// The first or last character that a token shows.
fn character(tokens: &[Token<'_>], tagged: &[bool], index: usize, from_end: bool) -> char {
    let tag = tagged.get(index).copied().unwrap_or(true);
    let end = |text: &str| {
        if from_end { text.chars().next_back() } else { text.chars().next() }
    };
    let character = match tokens.get(index) {
        Some(Token::Raw(text)) => end(text),
        Some(token) => end(&written(token, tag)),
        None => None,
    };
    character.filter(|&character| character != BREAK).unwrap_or(' ')
}

/// Whether a delimiter between an outer and an inner character flanks the inner one.
fn flanks(outer: char, inner: char) -> bool {
    !inner.is_whitespace() && (escape::is_word(inner) || outer.is_whitespace() || is_punctuation(outer))
}

fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation()
        || matches!(character, '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
}
