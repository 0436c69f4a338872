//! Values in fields of people: nobody is taken for somebody else.

use super::{Lists, MOST_CANDIDATES, Repairer, Verdict, Wrong};
use crate::jql::answers::{Candidate, Kind, Person};
use crate::jql::nearest::folded;
use crate::jql::quote::quote;
use crate::jql::tree::Term;

const ONESELF: [&str; 5] = ["me", "myself", "currentuser", "self", "i"];
const NOBODY: [&str; 3] = ["unassigned", "nobody", "noone"];

/// Whether a word is what people say for themselves.
pub(super) fn is_oneself(word: &str) -> bool {
    ONESELF.contains(&folded(word.trim_start_matches('@')).as_str())
}

impl Repairer<'_> {
    /// What a person's name becomes. `Err` if nobody or several are meant, which is then told.
    pub(super) fn person(&mut self, value: &Term) -> Result<Verdict, ()> {
        let people = &self.answers.people;
        let bare = value.value.trim_start_matches('@').trim();
        let asked = people.get(&value.value).or_else(|| people.get(bare));
        if let Some(Person::One { send, .. }) = asked {
            let keep = *send == value.value;
            return Ok(if keep { Verdict::Keep } else { Verdict::Write(quote(send)) });
        }
        let word = folded(bare);
        if ONESELF.contains(&word.as_str()) {
            return Ok(Verdict::Write("currentUser()".into()));
        }
        if NOBODY.contains(&word.as_str()) || super::values::says_nothing(&value.value) {
            return Ok(Verdict::Empty);
        }
        let (wrong, message, candidates) = match asked {
            Some(Person::Several(candidates)) => {
                (Wrong::Ambiguous, format!("several people match `{}`", value.value), candidates)
            }
            Some(Person::Nobody(candidates)) => {
                (Wrong::Unknown, format!("nobody is called `{}`", value.value), candidates)
            }
            Some(Person::One { .. }) | None => return Ok(Verdict::Keep),
        };
        let candidates: Vec<Candidate> = candidates.iter().take(MOST_CANDIDATES).cloned().collect();
        let fix = match candidates.as_slice() {
            [one] => Some(quote(&one.send)),
            _ => None,
        };
        self.problem(&value.span, wrong, message, candidates, fix);
        self.lists(Lists::Values { kind: Kind::User, field: String::new(), value: value.value.clone() });
        Err(())
    }
}
