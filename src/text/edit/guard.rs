//! Refusing a whole text that would lose what its author may never have seen.

use super::align::Words;
use crate::text::error::{Error, Kind};

/// Characters of a stored text from which on a loss of half of it is refused.
const LONG: usize = 2_000;

/// How many of the lost things are named.
const MOST_NAMED: usize = 20;

/// Checks a whole text against what is stored: `lost` are the things that it would take out and Markdown can't say again,
/// `before` and `after` the texts in words.
///
/// # Errors
///
/// [`Kind::Conflict`], with what would be lost as candidates.
pub fn check(before: &str, after: &str, lost: &[String]) -> Result<(), Error> {
    if !lost.is_empty() {
        let named: Vec<&str> = lost.iter().take(MOST_NAMED).map(String::as_str).collect();
        let more = lost.len() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let mut error = Error::new(Kind::Conflict, format!("this text would take out {}{more}", named.join(", ")));
        error.candidates = lost.to_vec();
        return Err(error.next(super::WAYS_ON));
    }
    let length = before.chars().count();
    if length <= LONG {
        return Ok(());
    }
    let words = Words::of(before);
    let kept = words.shared(&Words::of(after));
    if u64::from(kept) * 2 < u64::from(words.total()) {
        let percent = u64::from(words.total() - kept) * 100 / u64::from(words.total().max(1));
        let message = format!("this text would drop {percent} % of the {length} characters that are stored");
        return Err(Error::new(Kind::Conflict, message).next(super::WAYS_ON));
    }
    Ok(())
}

/// What is in the first list and not in the second, as often as it's missing.
pub fn missing(before: Vec<String>, after: Vec<String>) -> Vec<String> {
    let mut counts: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for one in after {
        *counts.entry(one).or_default() += 1;
    }
    let mut missing = before;
    missing.retain(|one| match counts.get_mut(one) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_long_text_is_not_dropped() {
        let words: Vec<String> = (0..500).map(|n| format!("word{n}")).collect();
        let long = words.join(" ");
        assert!(check(&long, &words[..260].join(" "), &[]).is_ok());
        let error = check(&long, &words[..240].join(" "), &[]).unwrap_err();
        assert_eq!(error.message, "this text would drop 52 % of the 3889 characters that are stored");
        assert!(check("short", "", &[]).is_ok());
    }

    #[test]
    fn what_would_be_lost_is_named() {
        let lost = missing(vec!["a panel".into(), "a panel".into(), "x".into()], vec!["a panel".into(), "x".into()]);
        assert_eq!(lost, ["a panel"]);
        assert_eq!(check("a", "b", &lost).unwrap_err().message, "this text would take out a panel");
    }
}
