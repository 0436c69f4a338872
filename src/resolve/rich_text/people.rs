//! Whom a text mentions: each name with one search, as long as it is told from all others.

use super::super::matching::{fold, unmarked};
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
                Meant::Nobody => warnings.push(nobody(names, users, *complete)),
                Meant::Left(name) => {
                    warnings.push(format!("`@{name}` mentions nobody: the person is no longer active"));
                }
                Meant::Several(name, several) => {
                    let labels: Vec<String> = several.iter().map(|user| in_brackets(user)).collect();
                    let labels = labels.join(" or ");
                    warnings.push(format!("`@{name}` mentions nobody, as it may be one of several: write {labels}"));
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
        let mut is_told = false;
        for name in names.iter().rev() {
            let listing = self.people(Some(name), Among::Everybody).await.ok()?;
            let complete = is_complete(&listing);
            for user in listing.items {
                if people.iter().all(|held| held.id != user.id) {
                    people.push(user);
                }
            }
            if complete && !people.is_empty() {
                return Some((people, true));
            }
            if complete {
                is_told = true;
                break;
            }
        }
        if people.is_empty()
            && let Some(shortest) = names.last().filter(|name| !name.contains('@'))
        {
            // Jira compares letters as they are written: whose name differs in its diacritics is found only among all.
            let beginning: String = shortest.chars().take(2).collect();
            let (all, near) = futures_util::join!(
                self.people(None, Among::Everybody),
                self.people(Some(&beginning), Among::Everybody),
            );
            let (all, near) = (all.ok()?, near.ok()?);
            let complete = is_complete(&all);
            let more = near.items.into_iter().filter(|user| all.items.iter().all(|held| held.id != user.id));
            let more: Vec<User> = more.collect();
            return Some((all.items.into_iter().chain(more).collect(), complete));
        }
        Some((people, is_told))
    }
}

/// Whom the longest of some forms of a name means that anybody answers to.
///
/// A form is never shortened by a word that looks like a part of the name: who writes `@Ana Silva` does not mean Ana Pires.
fn meant<'a>(names: &'a [String], people: &'a [User], complete: bool) -> Meant<'a> {
    for (at, name) in names.iter().enumerate() {
        let called = match name.contains('@') {
            true => has_address(people, name, complete),
            false => called(people, name, complete && !is_shortened(names, at)),
        };
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

/// Whether a form of a name is another one without a word that looks like a part of a name.
fn is_shortened(names: &[String], at: usize) -> bool {
    let longer = at.checked_sub(1).and_then(|longer| names.get(longer));
    let next = names.get(at).and_then(|name| longer?.get(name.len()..));
    next.is_some_and(|rest| rest.trim_start().starts_with(char::is_uppercase))
}

/// Those whom a name means as it is written, else without its diacritics; a part of a name only where nobody else has it.
fn called<'a>(people: &'a [User], name: &str, sure: bool) -> Vec<&'a User> {
    let among = |rule: &dyn Fn(&User) -> bool| people.iter().filter(|user| rule(user)).collect::<Vec<_>>();
    let mut called = among(&|user| is_whole(user, name, folded));
    if called.is_empty() {
        called = among(&|user| is_whole(user, name, plain) || is_whole(user, name, spelt_out));
    }
    if sure && called.is_empty() {
        called = among(&|user| is_part(user, name, folded));
    }
    if sure && called.is_empty() {
        called = among(&|user| is_part(user, name, plain) || is_part(user, name, spelt_out));
    }
    called
}

/// Whoever has an e-mail address. Jira compares addresses that it doesn't show: one hit for a whole one is the person.
fn has_address<'a>(people: &'a [User], address: &str, complete: bool) -> Vec<&'a User> {
    let is_own = |user: &&User| user::email(user).is_some_and(|own| folded(own) == folded(address));
    let own: Vec<&User> = people.iter().filter(is_own).collect();
    match people {
        [one] if own.is_empty() && complete && user::email(one).is_none() => vec![one],
        _ => own,
    }
}

/// Why a name means nobody, and whom a part of it would mean.
fn nobody(names: &[String], people: &[User], complete: bool) -> String {
    let one = (1..names.len()).filter(|at| is_shortened(names, *at)).find_map(|at| {
        let alone = names.get(at..=at)?;
        match meant(alone, people, complete) {
            Meant::One(name, user) => Some((at, name, user)),
            _ => None,
        }
    });
    let cut = |name: &str| cut::cell(name, MOST_CHARACTERS);
    match one.and_then(|(at, name, user)| Some((names.get(at - 1)?, name, user))) {
        Some((longer, name, user)) => format!(
            "`@{}` mentions nobody: no person is called so; {} is who `@{}` alone would mention",
            cut(longer),
            cut(&clean::line(&user.name)),
            cut(name)
        ),
        None => {
            let shortest = names.last().map(|name| cut(name)).unwrap_or_default();
            format!("`@{shortest}` mentions nobody: no person is called so")
        }
    }
}

/// How a person is mentioned among others of that name, and who it is.
fn in_brackets(user: &User) -> String {
    let email = user::email(user).map(|email| format!(", {email}")).unwrap_or_default();
    format!("`[~{}]` ({}{email})", user.id, clean::line(&user.name))
}

/// How names are compared: in whatever case, with whatever apostrophe.
fn folded(name: &str) -> String {
    fold(&clean::line(name)).replace('\u{2019}', "'")
}

/// The same without diacritics.
fn plain(name: &str) -> String {
    unmarked(&folded(name))
}

/// The same with umlauts spelt out, as people do without their keys.
fn spelt_out(name: &str) -> String {
    unmarked(&folded(name).replace('\u{e4}', "ae").replace('\u{f6}', "oe").replace('\u{fc}', "ue"))
}

/// Whether this is the whole display name, user name, or address before its `@`.
fn is_whole(user: &User, name: &str, key: fn(&str) -> String) -> bool {
    let local = user::email(user).and_then(|email| email.split('@').next());
    let all = [Some(user.name.as_str()), Some(user.id.as_str()), local];
    all.into_iter().flatten().any(|own| key(own) == key(name))
}

/// Whether these are whole words of the display name that stand together in it.
fn is_part(user: &User, name: &str, key: fn(&str) -> String) -> bool {
    format!(" {} ", key(&user.name)).contains(&format!(" {} ", key(name)))
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
            user("k1", "Katrin M\u{fc}ller"),
            user("s1", "Sean O'Brien"),
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
        assert_eq!(id(&["Katrin Mueller", "Katrin"], true), "Katrin Mueller=k1");
        assert_eq!(id(&["katrin muller", "katrin"], true), "katrin muller=k1");
        assert_eq!(
            id(&["Sean O\u{2019}Brien\u{2019}s", "Sean O\u{2019}Brien", "Sean"], true),
            "Sean O\u{2019}Brien=s1"
        );
        assert_eq!(id(&["dee.vale@x.io"], true), "dee.vale@x.io=d1");
        assert_eq!(id(&["dee.vale@y.io"], true), "nobody");
    }

    #[test]
    fn what_is_said_of_a_name_that_means_nobody_is_true() {
        let said = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            nobody(&names, &people(), true)
        };
        assert_eq!(
            said(&["Katrin Fischer", "Katrin"]),
            "`@Katrin Fischer` mentions nobody: no person is called so; Katrin M\u{fc}ller is who `@Katrin` alone would mention"
        );
        assert_eq!(said(&["Eve Old", "Eve"]), "`@Eve` mentions nobody: no person is called so");
    }

    #[test]
    fn a_part_of_a_name_is_not_enough_where_others_may_have_it() {
        assert_eq!(id(&["Ana"], false), "nobody");
        assert_eq!(id(&["Ana Pires"], false), "Ana Pires=a1");
    }
}
