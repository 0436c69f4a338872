//! People by `me`, name, e-mail or account id.

use super::matching::{Called, Match, pick, with_id};
use super::{Failure, Resolver, Unresolved};
use crate::args::IssueKey;
use crate::error::{About, Candidate};
use crate::jira::Kind;
use crate::jira::types::{Listing, User};
use crate::text::clean;
use serde_json::json;

/// How many people are read to find one.
pub const MOST_READ: usize = 100;

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
        Match::One(one)
            if complete || called(one).fit(query).is_some_and(|fit| fit <= super::matching::Fit::Folded) =>
        {
            Ok(one)
        }
        // Jira compares e-mail addresses that it doesn't show: one hit for a whole address is the person.
        Match::Nothing if query.contains('@') && complete && found.len() == 1 => {
            found.first().ok_or_else(|| Unresolved::unknown("user", wanted, Vec::new()))
        }
        Match::Several(several) => Err(ambiguous(wanted, several)),
        Match::One(_) => Err(ambiguous(wanted, found.iter().collect())),
        Match::Nothing => Err(Unresolved::unknown("user", wanted, found.iter().map(label).collect())
            .with_lookup(json!({"kind": "user", "query": wanted}))),
    }
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
        let query = query_of(wanted);
        let found = self.people(Some(query), among).await?;
        let complete = found.total.map_or(found.items.len() < MOST_READ, |all| all <= found.items.len() as u64);
        let unresolved = match find(&found.items, wanted, complete) {
            Ok(user) => return Ok(user.clone()),
            Err(unresolved) => unresolved,
        };
        if !found.items.is_empty() {
            return Err(unresolved.into());
        }
        if matches!(among, Among::Everybody)
            && let Some(user) = self.user_by_id(query).await?
        {
            return Ok(user);
        }
        let near = self.people_like(wanted, among).await?;
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
    pub async fn user_by_id(&self, id: &str) -> Result<Option<User>, Failure> {
        match self.jira.user(self.call, id).await {
            Ok(user) => Ok(Some(user)),
            Err(error) if matches!(error.kind, Kind::NotFound | Kind::Invalid | Kind::Forbidden) => Ok(None),
            Err(error) => Err(self.failed(About::Site("the list of users"), &error)),
        }
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
    pub async fn people_like(&self, word: &str, among: Among<'_>) -> Result<Vec<User>, Failure> {
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
