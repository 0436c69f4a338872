//! Values in fields of people: nobody is taken for somebody else.

use super::{MOST_CANDIDATES, Repairer, Verdict};
use crate::jql::answers::{Candidate, Person};
use crate::jql::nearest::folded;
use crate::jql::quote::quote;
use crate::jql::tree::Term;

const ONESELF: [&str; 5] = ["me", "myself", "currentuser", "self", "i"];
const NOBODY: [&str; 3] = ["unassigned", "nobody", "noone"];

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
        let (message, candidates) = match asked {
            Some(Person::Several(candidates)) => (format!("several people match `{}`", value.value), candidates),
            Some(Person::Nobody(candidates)) => (format!("nobody is called `{}`", value.value), candidates),
            Some(Person::One { .. }) | None => return Ok(Verdict::Keep),
        };
        let candidates: Vec<Candidate> = candidates.iter().take(MOST_CANDIDATES).cloned().collect();
        let fix = match candidates.as_slice() {
            [one] => Some(quote(&one.send)),
            _ => None,
        };
        self.problem(&value.span, message, candidates, fix);
        Err(())
    }
}
