//! Words that carry what they agree to, for calls of which each is a process of its own.
//!
//! No process remembers another's questions, so the word itself holds the question's digest and when it was asked. It shows a
//! preview before a write and is no more than that: whoever can make the call could make the word. What is absent: a secret, and
//! so any word that a server that serves a client would take.

use crate::ledger::Digest;
use std::time::{Duration, SystemTime};

/// The word that agrees to a question asked now.
pub(super) fn word(question: &Digest, now: SystemTime) -> String {
    format!("{:x}-{}", seconds(now), question.as_str())
}

/// What a word agrees to, if it was asked at most `lifetime` ago. Whether the question is still the same is for the call to see.
pub(super) fn read(word: &str, now: SystemTime, lifetime: Duration) -> Option<Digest> {
    let (asked, digest) = word.split_once('-')?;
    let age = seconds(now).checked_sub(u64::from_str_radix(asked, 16).ok()?)?;
    if age > lifetime.as_secs() { None } else { Digest::from_digits(digest) }
}

fn seconds(moment: SystemTime) -> u64 {
    moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    #[test]
    fn a_word_holds_for_a_while_and_for_what_it_names() {
        let digest = Digest::of(&Map::from_iter([("x".to_owned(), "y".into())]), &[]);
        let asked = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let word = word(&digest, asked);
        let lifetime = Duration::from_secs(120);
        let read_after = |seconds: u64| read(&word, asked + Duration::from_secs(seconds), lifetime);
        assert_eq!((read_after(0), read_after(120)), (Some(digest.clone()), Some(digest)));
        assert_eq!(read_after(121), None);
        assert_eq!(read(&word, asked - Duration::from_secs(1), lifetime), None, "asked in the future");
        for wrong in ["", "yes", "f4240", "f4240-", "f4240-xyz", "f4240-926E6E5B0DB8FD0A4EC31155D1D7A27C", "-"] {
            assert_eq!(read(wrong, asked, lifetime), None, "{wrong}");
        }
    }
}
