//! What was asked and not yet agreed to: one-use words that stand for a question.
//!
//! A word is made with a key of this process, holds for the very call that was asked about, and for a few minutes. What is
//! absent: nothing of a write is kept here, only the digest of what would be agreed to.

use crate::ledger::Digest;
use crate::random::Random;
use ring::hmac;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Questions that are open at once; the oldest goes first.
const MOST: usize = 256;
/// Hexadecimal digits of a word: 64 bits, which nobody guesses in the minutes it lives, and a small model can repeat.
const DIGITS: usize = 16;

/// The open questions.
pub(super) struct Pending {
    key: hmac::Key,
    lifetime: Duration,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    asked: u64,
    questions: HashMap<String, Entry>,
}

/// A question that was taken out, to be put back if the call came to nothing.
pub(super) struct Entry {
    tool: &'static str,
    arguments: Digest,
    digest: Digest,
    made: Instant,
    number: u64,
}

impl Pending {
    /// No questions yet; each will be open for `lifetime`.
    pub(super) fn new(random: &Random, lifetime: Duration) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &random.key(1));
        Self { key, lifetime, open: Mutex::default() }
    }

    /// Keeps a question and gives the word that agrees to it.
    pub(super) fn keep(&self, tool: &'static str, arguments: Digest, digest: Digest) -> String {
        let mut open = self.open();
        open.questions.retain(|_, entry| entry.made.elapsed() < self.lifetime);
        if open.questions.len() >= MOST {
            let oldest = open.questions.iter().min_by_key(|(_, entry)| entry.number).map(|(word, _)| word.clone());
            oldest.and_then(|word| open.questions.remove(&word));
        }
        open.asked += 1;
        let number = open.asked;
        let mut context = hmac::Context::with_key(&self.key);
        // Digests have one length and no tool's name holds a digit, so that no two calls read alike.
        for part in [tool, arguments.as_str(), digest.as_str(), &number.to_string()] {
            context.update(part.as_bytes());
        }
        let mut word = String::with_capacity(64);
        for byte in context.sign().as_ref() {
            let _ = write!(word, "{byte:02x}");
        }
        word.truncate(DIGITS);
        open.questions.insert(word.clone(), Entry { tool, arguments, digest, made: Instant::now(), number });
        word
    }

    /// Takes the question out that a word agrees to, if it was asked about this call and is still open.
    pub(super) fn take(&self, word: &str, tool: &str, arguments: &Digest) -> Option<Entry> {
        let mut open = self.open();
        let fits = open.questions.get(word).is_some_and(|entry| {
            entry.tool == tool && entry.arguments == *arguments && entry.made.elapsed() < self.lifetime
        });
        if fits { open.questions.remove(word) } else { None }
    }

    /// Puts a question back whose call did nothing.
    pub(super) fn put_back(&self, word: String, entry: Entry) {
        self.open().questions.insert(word, entry);
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// What was agreed to.
    pub(super) fn digest(&self) -> &Digest {
        &self.digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    fn digest(text: &str) -> Digest {
        Digest::of(&Map::from_iter([("x".to_owned(), text.into())]), &[])
    }

    fn pending(lifetime: Duration) -> Pending {
        Pending::new(&Random::seeded(1), lifetime)
    }

    #[test]
    fn a_word_holds_once_and_for_its_own_call() {
        let pending = pending(Duration::from_secs(60));
        let word = pending.keep("one", digest("arguments"), digest("question"));
        assert_eq!(word.len(), DIGITS);
        assert!(pending.take(&word, "two", &digest("arguments")).is_none());
        assert!(pending.take(&word, "one", &digest("others")).is_none());
        assert!(pending.take("0123456789abcdef", "one", &digest("arguments")).is_none());
        let entry = pending.take(&word, "one", &digest("arguments")).unwrap();
        assert_eq!(entry.digest(), &digest("question"));
        assert!(pending.take(&word, "one", &digest("arguments")).is_none());
        pending.put_back(word.clone(), entry);
        assert!(pending.take(&word, "one", &digest("arguments")).is_some());
    }

    #[test]
    fn a_word_is_another_one_each_time_and_in_each_process() {
        let (one, other) =
            (pending(Duration::from_secs(60)), Pending::new(&Random::seeded(2), Duration::from_secs(60)));
        let keep = |pending: &Pending| pending.keep("one", digest("arguments"), digest("question"));
        let words = [keep(&one), keep(&one), keep(&other)];
        assert!(words[0] != words[1] && words[0] != words[2]);
    }

    #[test]
    fn old_questions_go() {
        let short = pending(Duration::ZERO);
        let word = short.keep("one", digest("arguments"), digest("question"));
        assert!(short.take(&word, "one", &digest("arguments")).is_none());
        let long = pending(Duration::from_secs(60));
        let words: Vec<String> =
            (0..=MOST).map(|number| long.keep("one", digest(&format!("call {number}")), digest("question"))).collect();
        assert!(long.take(&words[0], "one", &digest("call 0")).is_none());
        assert!(long.take(&words[MOST], "one", &digest(&format!("call {MOST}"))).is_some());
    }
}
