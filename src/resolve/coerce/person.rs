//! People in fields: active ones, and for the assignee those who can be given the work.

use super::super::change::{Change, Item};
use super::super::matching::{Match, pick};
use super::super::refusal::{Refusal, Trouble};
use super::super::screen::Target;
use super::super::user::{Among, Found, called, find, is_me, label};
use super::{Coercion, Subject, list, opened, plain};
use crate::error::{About, Code, Problem};
use crate::jira::read;
use crate::jira::types::User;
use futures_util::future::join_all;
use serde_json::{Value, json};

impl Coercion<'_> {
    /// One person.
    pub(super) async fn person(&self, subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
        Ok(Change::Set(self.one_person(subject, value).await?))
    }

    /// People, whoever is there already found among them.
    pub(super) async fn people(&self, subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
        let held: Vec<(User, Value)> = subject
            .held
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|one| Some((read::user(one)?, one.clone())))
            .collect();
        let parts = list::parts(value, |_| false);
        let found = join_all(parts.parts.iter().map(|part| async {
            let wanted = Value::from(part.text.as_str());
            if !part.removes {
                return self.one_person(subject, &wanted).await;
            }
            match pick(&part.text, held.iter().map(|(user, _)| user), called) {
                Match::One(user) => self.item(subject, user).await,
                // Oneself is found by no name.
                _ if is_me(&part.text) => self.one_person(subject, &wanted).await,
                _ => {
                    let names: Vec<String> = held.iter().map(|(user, _)| label(user)).collect();
                    Err(list::not_there(subject, part, &names).into())
                }
            }
        }))
        .await;
        let mut results: Vec<Result<Item, Refusal>> = Vec::new();
        for one in found {
            results.push(match one {
                Ok(item) => Ok(item),
                Err(Trouble::Refused(refusal)) => Err(*refusal),
                Err(failed) => return Err(failed),
            });
        }
        Ok(list::gathered(subject, value, &parts, results)?)
    }

    async fn one_person(&self, subject: Subject<'_>, value: &Value) -> Result<Item, Trouble> {
        let Some(wanted) = plain(&opened(value)).filter(|wanted| !wanted.is_empty()) else {
            return Err(subject.malformed(value, "a person's name").into());
        };
        let among = match &self.screen.target {
            _ if subject.meta.schema.system.as_deref() != Some("assignee") => Among::Everybody,
            Target::Create { project, .. } => Among::Project(project),
            Target::Edit(key) | Target::Transition(key) => Among::Issue(key),
        };
        if is_me(&wanted) {
            let me = self.resolver.user(&wanted, among).await.map_err(|failure| Trouble::at(failure, subject.spot))?;
            return self.item(subject, &me).await;
        }
        let found = self.resolver.people_called(&wanted, among).await;
        let found = found.map_err(|failure| Trouble::at(failure, subject.spot))?;
        let active: Vec<User> = found.people.iter().filter(|user| user.active).cloned().collect();
        match find(&active, &wanted, found.complete) {
            Ok(user) => self.item(subject, user).await,
            Err(unresolved) if !active.is_empty() => Err(unresolved.refusal(subject.spot).into()),
            Err(_) => Err(self.nobody(subject, value, &wanted, found, among).await?),
        }
    }

    /// Why nobody who is called so can be taken: they left, they can't be given the work, or there is nobody.
    async fn nobody(
        &self,
        subject: Subject<'_>,
        value: &Value,
        wanted: &str,
        found: Found,
        among: Among<'_>,
    ) -> Result<Trouble, Trouble> {
        if let Ok(user) = find(&found.people, wanted, found.complete) {
            let message = format!("{} `{}` is no longer active", subject.in_words(), label(user));
            return Ok(refused(subject, value, message).into());
        }
        if !matches!(among, Among::Everybody) {
            let everybody = self.resolver.people_called(wanted, Among::Everybody).await;
            let everybody = everybody.map_err(|failure| Trouble::at(failure, subject.spot))?;
            if let Ok(user) = find(&everybody.people, wanted, everybody.complete) {
                let why = if user.active { "can't be given work here" } else { "is no longer active" };
                return Ok(refused(subject, value, format!("{} `{}` {why}", subject.in_words(), label(user))).into());
            }
        }
        // Asked again for the words of its refusal: what it asks for is held.
        match self.resolver.user(wanted, among).await {
            Err(failure) => Ok(Trouble::at(failure, subject.spot)),
            Ok(_) => {
                Ok(refused(subject, value, format!("{} `{wanted}` is nobody who can be taken", subject.in_words()))
                    .into())
            }
        }
    }

    async fn item(&self, subject: Subject<'_>, user: &User) -> Result<Item, Trouble> {
        let wire = self.resolver.jira.person(self.resolver.call, &user.id).await;
        let wire = wire.map_err(|error| self.failed(subject, About::Site("this Jira"), &error))?;
        let mut shown = wire.clone();
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("displayName".to_owned(), user.name.as_str().into());
        }
        Ok(Item { wire, shown })
    }
}

fn refused(subject: Subject<'_>, value: &Value, message: String) -> Refusal {
    let mut refusal = Refusal::new(Code::ValueNotAllowed, Problem::NotAllowed, value, message);
    refusal.field.lookup = Some(json!({"kind": "user"}));
    refusal.also = Some("call jira_lookup with kind `user` for other people".to_owned());
    refusal.with = match subject.meta.schema.system.as_deref() {
        Some("assignee") => "assignee `me`, `unassigned` or another person".to_owned(),
        _ => String::new(),
    };
    refusal
}
