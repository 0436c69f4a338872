//! People by `me`, name, e-mail or account id.

use super::matching::{Called, Fit, Match, fold, pick, with_id, words};
use super::{Failure, Resolver, Unresolved};
use crate::args::IssueKey;
use crate::error::{About, Candidate};
use crate::jira::Kind;
use crate::jira::types::{Listing, User};
use crate::text::clean;
use futures_util::future::try_join_all;
use serde_json::json;

/// How many people are read to find one.
const MOST_READ: usize = 100;
/// Words of a name that are looked for singly.
const MOST_WORDS: usize = 3;

/// Among whom a person is looked for.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    /// Everybody on the site.
    Everybody,
    /// The active people who can be given work in a project.
    Project(&'a str),
    /// The active people who can be given this issue.
    Issue(&'a IssueKey),
}

/// What a person answers to.
pub fn called(user: &User) -> Called {
    Called::new(user.name.as_str(), user.id.as_str()).or(email(user)).or_exactly(email(user).map(|_| label(user)))
}

/// The form in which a person is told from others and can be sent back.
pub fn label(user: &User) -> String {
    match email(user) {
        Some(email) => format!("{} <{email}>", clean::line(&user.name)),
        None => with_id(&user.name, &user.id),
    }
}

/// The person's e-mail address; Data Center shows a hidden one as `?`.
pub fn email(user: &User) -> Option<&str> {
    user.email.as_deref().filter(|email| email.contains('@'))
}

/// Whether a word means oneself.
pub fn is_me(word: &str) -> bool {
    let word = word.trim().trim_start_matches('@').trim_end_matches("()");
    ["me", "myself", "currentuser"].iter().any(|one| word.eq_ignore_ascii_case(one))
}

/// What Jira is asked for, when a person is called so: an e-mail or an id out of the form in which we showed it.
pub fn query_of(wanted: &str) -> &str {
    let wanted = wanted.trim().trim_start_matches('@');
    let inside = |open: char, close: char| {
        let (_, inner) = wanted.strip_suffix(close)?.rsplit_once(open)?;
        Some(inner.trim()).filter(|inner| !inner.is_empty())
    };
    inside('<', '>').or_else(|| inside('[', ']')).unwrap_or(wanted)
}

/// Which of the people that Jira found is meant. `complete` says whether Jira told all that it found.
///
/// # Errors
///
/// The people who could be meant; without any, nobody is called so.
pub fn find<'a>(found: &'a [User], wanted: &str, complete: bool) -> Result<&'a User, Unresolved> {
    let query = query_of(wanted);
    let matched = match pick(wanted, found, called) {
        Match::Nothing => pick(query, found, called),
        matched => matched,
    };
    match matched {
        Match::One(one) if complete || is_whole(one, query) => Ok(one),
        // Jira compares e-mail addresses that it doesn't show: one hit for a whole address is the person.
        Match::Nothing if query.contains('@') && complete && found.len() == 1 => {
            found.first().ok_or_else(|| Unresolved::unknown("user", wanted, Vec::new()))
        }
        Match::Several(several) => Err(ambiguous(wanted, several)),
        // Likely, but somebody who wasn't read may be meant as well.
        Match::One(one) if found.len() == 1 => Err(Unresolved::unknown("user", wanted, vec![label(one)])
            .with_lookup(json!({"kind": "user", "query": wanted}))
            .with_remark(Some("one name is alike, but Jira has more people than were read".to_owned()))),
        Match::One(_) => Err(ambiguous(wanted, found.iter().collect())),
        Match::Nothing => Err(Unresolved::unknown("user", wanted, found.iter().map(label).collect())
            .with_lookup(json!({"kind": "user", "query": wanted}))),
    }
}

/// The people who may be called so.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Those whom Jira or we found, in Jira's order.
    pub people: Vec<User>,
    /// Whether nobody else can be called so.
    pub complete: bool,
    /// When Jira found nobody: those whose names begin a little like it.
    pub near: Vec<User>,
}

impl Resolver<'_> {
    /// The person that a word names.
    ///
    /// # Errors
    ///
    /// `unknown_name`, `ambiguous_name`, and what the client fails with.
    pub async fn user(&self, wanted: &str, among: Among<'_>) -> Result<User, Failure> {
        let about = About::Site("the list of users");
        if is_me(wanted) {
            let me = self.jira.myself(self.call).await.map_err(|error| self.failed(about, &error))?;
            return Ok((*me).clone());
        }
        let found = self.people_called(wanted, among).await?;
        let unresolved = match find(&found.people, wanted, found.complete) {
            Ok(user) => return Ok(user.clone()),
            Err(unresolved) => unresolved,
        };
        if !found.people.is_empty() {
            return Err(unresolved.into());
        }
        let near = found.near;
        let remark = if near.is_empty() { self.blindness().await? } else { None };
        Err(Unresolved::unknown("user", wanted, near.iter().map(label).collect())
            .with_lookup(json!({"kind": "user"}))
            .with_remark(remark)
            .into())
    }

    /// The person with this id, which no search finds, because searches compare names and addresses.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    async fn user_by_id(&self, id: &str) -> Result<Option<User>, Failure> {
        match self.jira.user(self.call, id).await {
            Ok(user) => Ok(Some(user)),
            Err(error) if matches!(error.kind, Kind::NotFound | Kind::Invalid | Kind::Forbidden) => Ok(None),
            Err(error) => Err(self.failed(About::Site("the list of users"), &error)),
        }
    }

    /// The people who may be called so. Jira compares the beginnings of words as they are written; what it doesn't find so
    /// is looked for word by word, by id, and then without diacritics: a few requests more, for unknown names alone.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub async fn people_called(&self, wanted: &str, among: Among<'_>) -> Result<Found, Failure> {
        let query = query_of(wanted);
        let listing = self.people(Some(query), among).await?;
        let mut complete = is_complete(&listing);
        let told_by_jira = !listing.items.is_empty();
        let mut people = listing.items;
        let mut singly: Vec<&str> = words(query).collect();
        if singly.len() > 1 && !people.iter().any(|user| is_whole(user, query)) {
            singly.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            singly.truncate(MOST_WORDS);
            let lists = try_join_all(singly.iter().map(|word| self.people(Some(word), among))).await?;
            // Who is called so is in each list, so one that is whole is enough.
            complete &= lists.iter().any(is_complete);
            add_called(&mut people, lists.into_iter().flat_map(|list| list.items), query);
        }
        if told_by_jira || people.iter().any(|user| is_as_written(user, query)) {
            return Ok(Found { people, complete, near: Vec::new() });
        }
        if people.is_empty()
            && words(query).nth(1).is_none()
            && matches!(among, Among::Everybody)
            && let Some(user) = self.user_by_id(query).await?
        {
            return Ok(Found { people: vec![user], complete: true, near: Vec::new() });
        }
        // Whose name differs in its diacritics is found by no search for certain, only among all.
        let everybody = self.people(None, among).await?;
        complete = is_complete(&everybody);
        let near = self.people_like(wanted, among).await?;
        add_called(&mut people, everybody.items.into_iter().chain(near.iter().cloned()), query);
        Ok(Found { people, complete, near })
    }

    /// The people that Jira finds for the beginning of a name or address.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub async fn people(&self, query: Option<&str>, among: Among<'_>) -> Result<Listing<User>, Failure> {
        let query = query.unwrap_or_default();
        match among {
            Among::Everybody => {
                let found = self.jira.users(self.call, query, MOST_READ).await;
                found.map_err(|error| self.failed(About::Site("the list of users"), &error))
            }
            Among::Project(key) => {
                let found = self.jira.assignable_users(self.call, Some(key), None, query, MOST_READ).await;
                found.map_err(|error| self.failed(About::Project("project", key), &error))
            }
            Among::Issue(key) => {
                let found = self.jira.assignable_users(self.call, None, Some(key.as_str()), query, MOST_READ).await;
                found.map_err(|error| self.failed(About::Issue("issue", key), &error))
            }
        }
    }

    /// The people whose names begin a little like a word that nobody is called.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    async fn people_like(&self, word: &str, among: Among<'_>) -> Result<Vec<User>, Failure> {
        let beginning: String = query_of(word).chars().take(2).collect();
        if beginning.trim().is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.people(Some(&beginning), among).await?.items)
    }

    /// Why an empty list of people proves nothing: without the permission to browse users Jira answers it to every search
    /// (Jira facts, item 53), even for oneself.
    ///
    /// # Errors
    ///
    /// What the client fails with.
    pub async fn blindness(&self) -> Result<Option<String>, Failure> {
        let about = About::Site("the list of users");
        let me = self.jira.myself(self.call).await.map_err(|error| self.failed(about, &error))?;
        let found = self.people(Some(&me.name), Among::Everybody).await?;
        let blind = !found.items.iter().any(|user| user.id == me.id);
        Ok(blind
            .then(|| "this account does not even find itself, so it lacks the permission to browse users".to_owned()))
    }
}

/// Whether a list of people holds all that Jira found.
pub fn is_complete(listing: &Listing<User>) -> bool {
    listing.total.map_or(listing.items.len() < MOST_READ, |all| all <= listing.items.len() as u64)
}

/// Whether this is the whole name, address or id, to the letter or in another case.
pub(super) fn is_whole(user: &User, query: &str) -> bool {
    called(user).fit(query).is_some_and(|fit| fit <= Fit::Folded)
}

/// Whether Jira, which compares letters as they are written, finds the person by each of the words.
fn is_as_written(user: &User, query: &str) -> bool {
    let (name, query) = (fold(&clean::line(&user.name)), fold(query));
    let begun = |word: &str| words(&name).flat_map(|own| own.split('-')).any(|own| own.starts_with(word));
    words(&query).flat_map(|word| word.split('-')).all(begun)
}

/// Adds those who are called so, each once.
fn add_called(people: &mut Vec<User>, others: impl Iterator<Item = User>, query: &str) {
    for user in others.filter(|user| called(user).fit(query).is_some()) {
        if people.iter().all(|held| held.id != user.id) {
            people.push(user);
        }
    }
}

fn ambiguous(wanted: &str, several: Vec<&User>) -> Unresolved {
    let candidate = |user: &User| Candidate {
        name: clean::line(&user.name),
        detail: email(user).unwrap_or(&user.id).to_owned(),
        send: label(user).into(),
    };
    Unresolved::ambiguous("user", wanted, several.into_iter().map(candidate).collect())
        .with_lookup(json!({"kind": "user", "query": wanted}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn user(id: &str, name: &str, email: Option<&str>) -> User {
        User { id: id.into(), name: name.into(), email: email.map(str::to_owned), active: true, time_zone: None }
    }

    #[test]
    fn each_form_that_is_shown_finds_its_person() {
        let people = [
            user("a:1", "Ana Silva", Some("ana@x.io")),
            user("a:2", "Ana Silva", None),
            user("a:3", "Ana Pires", Some("pires@x.io")),
        ];
        for one in &people {
            assert_eq!(find(&people, &label(one), true).unwrap().id, one.id);
            assert_eq!(find(&people, &one.id, true).unwrap().id, one.id);
        }
        assert_eq!(find(&people, "ANA@x.io", true).unwrap().id, "a:1");
        assert_eq!(find(&people, "ana p", true).unwrap().id, "a:3");
        let error = find(&people, "ana silva", true).unwrap_err().error("jira_lookup", "query");
        assert_eq!(error.code, Code::AmbiguousName);
        let sent: Vec<_> = error.fields[0].1.candidates.iter().map(|one| one.send.clone()).collect();
        assert_eq!(sent, ["Ana Silva <ana@x.io>", "Ana Silva [a:2]"]);
    }

    #[test]
    fn the_beginning_of_a_name_is_not_enough_in_a_cut_list() {
        let people = [user("a:3", "Ana Pires", None), user("a:4", "Bo", None)];
        assert!(find(&people, "ana", true).is_ok());
        assert!(find(&people, "ana", false).is_err());
        assert!(find(&people, "Ana Pires", false).is_ok());
    }

    #[test]
    fn words_and_diacritics_find_one_person_or_are_told_apart() {
        let people = [
            user("a:1", "Robin Vale", None),
            user("a:2", "José Lima", Some("jl@x.io")),
            user("a:3", "Jose Lima-Reis", None),
            user("a:4", "Zoë Kahn", None),
            user("a:5", "Zoé Kahn", None),
        ];
        assert_eq!(find(&people, "Vale Robin", true).unwrap().id, "a:1");
        assert_eq!(find(&people, "@lima jose", true).unwrap().id, "a:2");
        let send = |wanted: &str| -> Vec<_> {
            let error = find(&people, wanted, true).unwrap_err().error("jira_lookup", "query");
            error.fields[0].1.candidates.iter().map(|one| one.send.clone()).collect()
        };
        assert_eq!(send("kahn zoe"), ["Zoë Kahn [a:4]", "Zoé Kahn [a:5]"]);
        assert_eq!(send("jose"), ["José Lima <jl@x.io>", "Jose Lima-Reis [a:3]"]);
        for shown in send("jose").iter().chain(&send("Zoe Kahn")) {
            assert!(find(&people, shown.as_str().unwrap(), true).is_ok(), "{shown}");
        }
    }

    #[test]
    fn an_alike_name_among_unread_people_is_offered_not_taken() {
        let error = find(&[user("a:2", "José Lima", None)], "Jose Lima", false).unwrap_err();
        let error = error.error("jira_lookup", "query");
        assert_eq!(error.code, Code::UnknownName);
        assert_eq!(error.fields[0].1.allowed, ["José Lima [a:2]"]);
    }

    #[test]
    fn a_hidden_address_that_jira_knows_is_the_person() {
        let people = [user("a:3", "Ana Pires", None)];
        assert_eq!(find(&people, "pires@x.io", true).unwrap().id, "a:3");
        assert!(find(&people, "pires", true).is_err());
    }

    #[test]
    fn what_is_asked_is_the_part_that_jira_compares() {
        assert_eq!(query_of("Ana Silva <ana@x.io>"), "ana@x.io");
        assert_eq!(query_of("Ana Silva [a:2]"), "a:2");
        assert_eq!(query_of("@ana"), "ana");
        assert!(is_me("@me") && is_me("currentUser()") && !is_me("mel"));
    }
}
