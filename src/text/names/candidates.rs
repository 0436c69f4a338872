//! Finding in text what may be a person's name or an issue's key.

/// The most words that are tried as one name.
const MOST_WORDS: usize = 3;

/// The most characters of a name before an address.
const LONGEST_NAME: usize = 100;

/// Prefixes of what looks like an issue's key and is the name of a standard.
const STANDARDS: [&str; 14] =
    ["AES", "ASCII", "CVE", "CWE", "GMT", "HTTP", "IEEE", "ISO", "MD", "RFC", "RSA", "SHA", "UTC", "UTF"];

/// What was found, and at which byte.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// `@` and what may be the name after it, the longest first.
    Person { at: usize, names: Vec<String> },
    /// An issue's key.
    Key { at: usize, key: String },
}

/// Finds candidates in the order of the text; they don't overlap when the shortest name is taken.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut previous: Option<char> = None;
    let mut skip_to = 0;
    for (at, character) in text.char_indices() {
        let before = previous.replace(character);
        if at < skip_to {
            continue;
        }
        if character == '@' {
            let free = before.is_none_or(|before| !before.is_alphanumeric() && !"@/\\._-".contains(before));
            let names = if free { names(text.get(at + 1..).unwrap_or_default()) } else { Vec::new() };
            if let Some(longest) = names.first() {
                skip_to = at + 1 + names.last().map_or(longest.len(), String::len);
                found.push(Found::Person { at, names });
            }
        } else if character.is_ascii_uppercase() {
            let free = before.is_none_or(|before| !before.is_alphanumeric() && !"-_/.@#".contains(before));
            let word = text.get(at..).unwrap_or_default();
            let end = word.find(|c: char| !(c.is_alphanumeric() || "-_".contains(c))).unwrap_or(word.len());
            let word = word.get(..end).unwrap_or_default();
            skip_to = at + end;
            if free && is_key(word) {
                found.push(Found::Key { at, key: word.to_owned() });
            }
        }
    }
    found
}

/// Where the `@` stands of a name that ends a text, but for blanks.
pub(super) fn name_at_end(text: &str) -> Option<usize> {
    let text = text.trim_end();
    // A longer name is none, so that a long text is not read again for each address.
    let from = text.char_indices().rev().nth(LONGEST_NAME).map_or(0, |(at, _)| at);
    let last = from + text.get(from..)?.rfind('@')?;
    let before = text.get(..last)?.chars().next_back();
    let free = before.is_none_or(|before| !before.is_alphanumeric() && !"@/\\._-".contains(before));
    let name = text.get(last + 1..)?;
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || " '\u{2019}.-_".contains(c));
    (free && plain).then_some(last)
}

/// The e-mail address that a text begins with: it's a whole, of which no part is a name.
fn email(text: &str) -> Option<&str> {
    let local = text.find(|c: char| !(c.is_alphanumeric() || ".-_+".contains(c)))?;
    let domain = text.get(local..)?.strip_prefix('@')?;
    let end = domain.find(|c: char| !(c.is_alphanumeric() || ".-".contains(c))).unwrap_or(domain.len());
    let domain = domain.get(..end)?.trim_end_matches(['.', '-']);
    (local > 0 && domain.contains('.')).then(|| text.get(..local + 1 + domain.len()))?
}

/// The beginnings of a text that may be a name, the longest first.
fn names(text: &str) -> Vec<String> {
    if let Some(email) = email(text) {
        return vec![email.to_owned()];
    }
    let mut names = Vec::new();
    let mut end = 0;
    for _ in 0..MOST_WORDS {
        let rest = text.get(end..).unwrap_or_default();
        let space = usize::from(end > 0 && rest.starts_with(' '));
        let word = rest.get(space..).unwrap_or_default();
        if (end > 0 && space == 0) || !word.starts_with(char::is_alphabetic) {
            break;
        }
        let length = word.find(|c: char| !(c.is_alphanumeric() || "'’.-_".contains(c))).unwrap_or(word.len());
        let whole = word.get(..length).unwrap_or_default();
        let trimmed = whole.trim_end_matches(['.', '-', '_', '\'', '’']);
        // Somebody's is said of somebody.
        let owner = trimmed.strip_suffix("'s").or_else(|| trimmed.strip_suffix("\u{2019}s"));
        for form in owner.into_iter().chain([trimmed]) {
            let name = text.get(..end + space + form.len()).unwrap_or_default();
            if name.chars().filter(|c| c.is_alphabetic()).count() >= 3 {
                names.push(name.to_owned());
            }
        }
        end += space + length;
        // After the end of a sentence begins no other part of a name, after an initial it does.
        if trimmed.len() < length && trimmed.chars().count() > 1 {
            break;
        }
    }
    names.reverse();
    names
}

fn is_key(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, number)| {
        prefix.len() > 1
            && prefix.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            && (1..=9).contains(&number.len())
            && number.chars().all(|digit| digit.is_ascii_digit())
            && !STANDARDS.contains(&prefix.trim_end_matches(|digit: char| digit.is_ascii_digit()))
    })
}
