//! The people in a query: at most one search for each, because all of a site share its limit (Jira facts, item 9).

use super::super::Resolver;
use super::super::matching::{Fit, Match, pick};
use super::super::user::{called, email, find, is_complete, is_whole, query_of};
use crate::closest::closest_of;
use crate::jira::types::User;
use crate::jql::answers::{Candidate, Person};
use crate::text::clean;

/// How many people are read to find one.
const MOST_READ: usize = 100;
/// How many people are offered in place of one who does not exist.
const MOST_NEAR: usize = 6;
/// Words that people also say for nobody and for themselves: only somebody with that very name is meant by them.
const WORDS: [&str; 10] =
    ["me", "myself", "i", "none", "null", "nobody", "unassigned", "empty", "currentuser", "current_user"];

/// Whether it is written as Cloud writes account ids: `5b10a2844c20165700ede21g`, `712020:0f3c…`.
fn is_account_id(text: &str) -> bool {
    let (realm, id) = text.split_once(':').unwrap_or(("", text));
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    id.len() >= 24 && plain(id) && plain(realm) && id.chars().any(|c| c.is_ascii_digit())
}

impl Resolver<'_> {
    /// Whether a person is known without asking.
    pub(super) async fn knows_person(&self, name: &str) -> bool {
        is_account_id(name) || self.jira.holds_users(self.call, query_of(name), MOST_READ).await
    }

    /// Who is meant; `None` where that can't be found out, or the word means no person.
    pub(super) async fn jql_person(&self, name: &str) -> Option<Person> {
        if is_account_id(name) {
            return Some(Person::One { send: name.to_owned(), name: name.to_owned() });
        }
        let listing = self.jira.users(self.call, query_of(name), MOST_READ).await.ok()?;
        let people = listing.items.as_slice();
        let is_word = WORDS.iter().any(|word| name.trim().trim_end_matches("()").eq_ignore_ascii_case(word));
        if is_word {
            let own = people.iter().find(|user| called(user).fit(name).is_some_and(|fit| fit <= Fit::Folded));
            return own.map(|user| one(user, name));
        }
        // Jira itself takes whole names and addresses, and means everybody who is called so.
        let whole = |user: &&User| is_whole(user, query_of(name)) && !name.contains(['<', '[']);
        if people.iter().any(|user| whole(&user)) {
            return Some(Person::One { send: name.to_owned(), name: name.to_owned() });
        }
        Some(match find(people, name, is_complete(&listing)) {
            Ok(user) => one(user, name),
            Err(_) => {
                let several = match pick(query_of(name), people, called) {
                    Match::Several(several) => several,
                    Match::One(_) | Match::Nothing => people.iter().collect(),
                };
                match several.as_slice() {
                    [] => Person::Nobody(self.people_near(name).await),
                    several => Person::Several(several.iter().map(|user| candidate(user)).collect()),
                }
            }
        })
    }

    /// People whose names begin a little like it: nobody is taken for somebody else, so they are only offered.
    async fn people_near(&self, name: &str) -> Vec<Candidate> {
        for letters in [2, 1] {
            let beginning: String = query_of(name).chars().take(letters).collect();
            if beginning.trim().is_empty() {
                continue;
            }
            let Ok(near) = self.jira.users(self.call, &beginning, MOST_READ).await else { continue };
            let names: Vec<&str> = near.items.iter().map(|user| user.name.as_str()).collect();
            let closest = closest_of(query_of(name), names, MOST_NEAR);
            let mut found: Vec<Candidate> = Vec::new();
            for user in closest.into_iter().flat_map(|name| near.items.iter().filter(move |user| user.name == name)) {
                if found.iter().all(|one| one.send != user.id) {
                    found.push(candidate(user));
                }
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }
}

/// What Jira takes as it stands is left as it stands.
fn one(user: &User, name: &str) -> Person {
    let send = match user.id.eq_ignore_ascii_case(name) {
        true => name.to_owned(),
        false => user.id.clone(),
    };
    Person::One { send, name: clean::line(&user.name) }
}

fn candidate(user: &User) -> Candidate {
    Candidate { name: clean::line(&user.name), detail: email(user).map(str::to_owned), send: user.id.clone() }
}

#[cfg(test)]
mod tests {
    use super::is_account_id;

    #[test]
    fn account_ids_are_told_from_names() {
        for id in [
            "5b10a2844c20165700ede21g",
            "712020:3fa85f64-7c1d-4e2a-9b3f-00002c963f66",
            "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077",
        ] {
            assert!(is_account_id(id), "{id}");
        }
        for name in ["rvale", "Ana Silva", "ana.silva@example.com", "wolfeschlegelsteinhausenbergerdorff", "me"] {
            assert!(!is_account_id(name), "{name}");
        }
    }
}
