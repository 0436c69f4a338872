//! Whom a text mentions: each name with one search, as long as it is told from all others.

use super::super::user::{self, Among, is_complete};
use super::Resolver;
use crate::jira::types::User;
use crate::text::names::{Person, Questions};
use crate::text::{clean, cut};
use futures_util::future::join_all;
use std::collections::HashMap;

/// How many names and ids of a text are looked up.
const MOST_LOOKED_UP: usize = 5;
/// Longer names are cut in sentences.
const MOST_CHARACTERS: usize = 60;

/// Whom a name means.
#[derive(Debug, PartialEq)]
enum Meant<'a> {
    /// Nobody.
    Nobody,
    /// This person, by this form of the name.
    One(&'a str, &'a User),
    /// Any of these.
    Several(&'a str, Vec<&'a User>),
    /// Nobody who is still active.
    Left(&'a str),
}

type Mentions = (HashMap<String, Person>, HashMap<String, Person>, Vec<String>);

impl Resolver<'_> {
    /// The people whom a text's words mean, by the words and by the ids that were written; and what the caller should know of
    /// the others, who stay text.
    pub(super) async fn mentions(&self, asked: &Questions) -> Mentions {
        let of_ids = asked.ids.iter().take(MOST_LOOKED_UP);
        let of_names = asked.people.iter().take(MOST_LOOKED_UP - of_ids.len());
        let (found, by_id) = futures_util::join!(
            join_all(of_names.map(|names| self.called_any(names))),
            join_all(of_ids.map(|id| self.jira.people_of(self.call, "", std::slice::from_ref(id)))),
        );
        let ids = asked.ids.iter().zip(by_id).filter_map(|(id, found)| {
            let user = found.ok()?.into_iter().next()?;
            Some((id.clone(), person(&user)))
        });
        let ids: HashMap<String, Person> = ids.collect();
        let mut people: HashMap<String, Person> = HashMap::new();
        let mut warnings: Vec<String> = Vec::new();
        // A short form that meant nobody beside a longer one must not be taken there because it means somebody elsewhere.
        let mut barred: Vec<&str> = Vec::new();
        for (names, found) in asked.people.iter().zip(&found) {
            let shown = names.last().map(|name| cut::cell(name, MOST_CHARACTERS)).unwrap_or_default();
            let Some((users, complete)) = found else {
                warnings.push(format!("`@{shown}` mentions nobody: Jira did not tell who is called so"));
                barred.extend(names.iter().map(String::as_str));
                continue;
            };
            let meant = meant(names, users, *complete);
            let taken = match &meant {
                Meant::One(name, _) => Some(*name),
                _ => None,
            };
            barred.extend(names.iter().map(String::as_str).filter(|name| Some(*name) != taken));
            match meant {
                Meant::One(name, user) => drop(people.insert(name.to_owned(), person(user))),
                Meant::Nobody => warnings.push(format!("`@{shown}` mentions nobody: no person is called so")),
                Meant::Left(name) => {
                    warnings.push(format!("`@{name}` mentions nobody: the person is no longer active"));
                }
                Meant::Several(name, several) => {
                    let labels: Vec<String> = several.iter().map(|user| user::label(user)).collect();
                    let labels = crate::error::listed(&labels, "or");
                    warnings.push(format!("`@{name}` mentions nobody: it may be {labels}; `[~id]` mentions by id"));
                }
            }
        }
        for names in asked.people.iter().skip(found.len()) {
            let shown = names.last().map(|name| cut::cell(name, MOST_CHARACTERS)).unwrap_or_default();
            warnings.push(format!("`@{shown}` mentions nobody: a text mentions at most {MOST_LOOKED_UP} people"));
            barred.extend(names.iter().map(String::as_str));
        }
        people.retain(|name, _| !barred.contains(&name.as_str()));
        warnings.dedup();
        (people, ids, warnings)
    }

    /// The people who may be called by one of some forms of a name, and whether nobody else can be; `None` when Jira did not say.
    /// The shortest form finds all of them, unless they are too many.
    async fn called_any(&self, names: &[String]) -> Option<(Vec<User>, bool)> {
        let mut people: Vec<User> = Vec::new();
        for name in names.iter().rev() {
            let listing = self.people(Some(name), Among::Everybody).await.ok()?;
            let complete = is_complete(&listing);
            for user in listing.items {
                if people.iter().all(|held| held.id != user.id) {
                    people.push(user);
                }
            }
            if complete {
                return Some((people, true));
            }
        }
        Some((people, false))
    }
}

/// Whom the longest of some forms of a name means that anybody answers to.
///
/// A form is never shortened by a word that looks like a part of the name: who writes `@Ana Silva` does not mean Ana Pires.
fn meant<'a>(names: &'a [String], people: &'a [User], complete: bool) -> Meant<'a> {
    for (at, name) in names.iter().enumerate() {
        let whole: Vec<&User> = people.iter().filter(|user| is_whole(user, name)).collect();
        let next = at.checked_sub(1).and_then(|longer| names.get(longer)).and_then(|longer| longer.get(name.len()..));
        let is_shortened = next.is_some_and(|rest| rest.trim_start().starts_with(char::is_uppercase));
        let in_part = || -> Vec<&User> {
            let sure = complete && !is_shortened;
            people.iter().filter(|user| sure && is_part(user, name)).collect()
        };
        let called = if whole.is_empty() { in_part() } else { whole };
        let active: Vec<&User> = called.iter().copied().filter(|user| user.active).collect();
        match (active.as_slice(), called.as_slice()) {
            ([one], _) => return Meant::One(name, one),
            ([], []) => {}
            ([], _) => return Meant::Left(name),
            (several, _) => return Meant::Several(name, several.to_vec()),
        }
    }
    Meant::Nobody
}

/// Whether this is the whole display name, user name, or address before its `@`.
fn is_whole(user: &User, name: &str) -> bool {
    let local = user::email(user).and_then(|email| email.split('@').next());
    let all = [Some(user.name.as_str()), Some(user.id.as_str()), local];
    all.into_iter().flatten().any(|own| clean::line(own).to_lowercase() == name.to_lowercase())
}

/// Whether these are whole words of the display name that stand together in it.
fn is_part(user: &User, name: &str) -> bool {
    let own = format!(" {} ", clean::line(&user.name).to_lowercase());
    own.contains(&format!(" {} ", name.to_lowercase()))
}

fn person(user: &User) -> Person {
    Person { id: user.id.clone(), name: clean::line(&user.name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: &str, name: &str) -> User {
        User { id: id.into(), name: name.into(), email: None, active: !id.starts_with('x'), time_zone: None }
    }

    fn people() -> Vec<User> {
        vec![
            user("a1", "Ana Pires"),
            user("b1", "Bo Li"),
            user("b2", "Bo Chen"),
            user("x1", "Cai Old"),
            User { email: Some("dee.vale@x.io".into()), ..user("d1", "Dee Vale") },
        ]
    }

    fn id(names: &[&str], complete: bool) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        match meant(&names, &people(), complete) {
            Meant::One(name, user) => format!("{name}={}", user.id),
            Meant::Nobody => "nobody".to_owned(),
            Meant::Several(name, several) => format!("{name}={}", several.len()),
            Meant::Left(name) => format!("{name} left"),
        }
    }

    #[test]
    fn a_name_means_one_active_person_or_nobody() {
        assert_eq!(id(&["Ana Pires please", "Ana Pires", "Ana"], true), "Ana Pires=a1");
        assert_eq!(id(&["ana please", "ana"], true), "ana=a1");
        assert_eq!(id(&["Ana Silva", "Ana"], true), "nobody");
        assert_eq!(id(&["Bo"], true), "Bo=2");
        assert_eq!(id(&["Bo Li"], true), "Bo Li=b1");
        assert_eq!(id(&["Cai Old"], true), "Cai Old left");
        assert_eq!(id(&["dee.vale"], true), "dee.vale=d1");
        assert_eq!(id(&["Ana Pi"], true), "nobody");
    }

    #[test]
    fn a_part_of_a_name_is_not_enough_where_others_may_have_it() {
        assert_eq!(id(&["Ana"], false), "nobody");
        assert_eq!(id(&["Ana Pires"], false), "Ana Pires=a1");
    }
}
