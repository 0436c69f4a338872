//! What `~` means: words, phrases and wildcards over free text.
//!
//! Case and English endings are ignored and every word must occur, as Jira's index does it by default.

mod stem;

/// A parsed text search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Search {
    /// At least one of them must match.
    alternatives: Vec<Vec<Term>>,
}

/// A word, or words in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    words: Vec<Pattern>,
    excluded: bool,
}

/// One word of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    /// A word by its stem.
    Stem(Vec<char>),
    /// A whole word, in which `*` and `?` stand for anything.
    Wildcard(Vec<char>),
}

impl Search {
    /// Reads the text after `~`. `None` when it is nothing but operators, which Jira can't parse either.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut alternatives = vec![Vec::new()];
        let mut excluded = false;
        // AND and OR stand between two terms, NOT before one.
        let mut waiting = false;
        for (written, phrase) in pieces(text) {
            match written.as_str() {
                "AND" | "&&" | "OR" | "||" if !phrase => {
                    if alternatives.last().is_none_or(Vec::is_empty) {
                        return None;
                    }
                    if matches!(written.as_str(), "OR" | "||") {
                        alternatives.push(Vec::new());
                    }
                    waiting = true;
                }
                "NOT" | "!" if !phrase => {
                    excluded = true;
                    waiting = true;
                }
                _ => {
                    let minus = !phrase && written.starts_with('-');
                    let words = words(&written, !phrase);
                    if !words.is_empty() {
                        let words = words.into_iter().map(Pattern::new).collect();
                        let term = Term { words, excluded: excluded || minus };
                        alternatives.last_mut()?.push(term);
                        (excluded, waiting) = (false, false);
                    }
                }
            }
        }
        (!waiting && alternatives.iter().all(|terms| !terms.is_empty())).then_some(Self { alternatives })
    }

    /// Whether one text satisfies the search.
    pub(super) fn matches(&self, text: &str) -> bool {
        let text = words(text, false);
        self.alternatives.iter().any(|terms| terms.iter().all(|term| term.occurs(&text) != term.excluded))
    }
}

impl Term {
    fn occurs(&self, text: &[Vec<char>]) -> bool {
        text.windows(self.words.len().max(1))
            .any(|window| self.words.iter().zip(window).all(|(pattern, word)| pattern.fits(word)))
    }
}

impl Pattern {
    fn new(word: Vec<char>) -> Self {
        if word.iter().any(|character| "*?".contains(*character)) {
            Self::Wildcard(word)
        } else {
            Self::Stem(stem::stem(word))
        }
    }

    fn fits(&self, word: &[char]) -> bool {
        match self {
            Self::Stem(stem) => *stem == stem::stem(word.to_vec()),
            Self::Wildcard(pattern) => glob(pattern, word),
        }
    }
}

/// The terms as written, with whether they were in quotes.
fn pieces(text: &str) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut current = String::new();
    let mut phrase = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let ends = character == '"' || !phrase && (character.is_whitespace() || "()".contains(character));
        if ends {
            if !current.is_empty() {
                pieces.push((std::mem::take(&mut current), phrase));
            }
            phrase ^= character == '"';
        } else if character == '\\' {
            current.extend(characters.next());
        } else {
            current.push(character);
        }
    }
    if !current.is_empty() {
        pieces.push((current, phrase));
    }
    pieces
}

/// The words of a text in lower case; `wildcards` keeps `*` and `?` within them.
fn words(text: &str, wildcards: bool) -> Vec<Vec<char>> {
    let mut words: Vec<Vec<char>> = Vec::new();
    let mut open = false;
    for character in text.chars() {
        let kept = character.is_alphanumeric() || character == '_' || wildcards && "*?".contains(character);
        // Scripts without spaces are indexed by character.
        let alone = matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
        if kept {
            let lower = character.to_lowercase();
            match words.last_mut() {
                Some(word) if open && !alone => word.extend(lower),
                _ => words.push(lower.collect()),
            }
        }
        open = kept && !alone;
    }
    words
}

/// Whether a pattern with `*` and `?` fits a whole word.
fn glob(pattern: &[char], word: &[char]) -> bool {
    // The last star, and where the word stood then: going back there is all the backtracking that is needed.
    let (mut at, mut reached, mut star) = (0, 0, None);
    while let Some(character) = word.get(reached) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, reached));
                at += 1;
            }
            Some(expected) if expected == character || *expected == '?' => {
                at += 1;
                reached += 1;
            }
            _ => {
                let Some((star_at, from)) = star else { return false };
                at = star_at + 1;
                reached = from + 1;
                star = Some((star_at, reached));
            }
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|rest| *rest == '*')
}
