//! Groups of people, by the names that Jira lists.

use super::super::change::{Change, Item};
use super::super::matching::{Called, Match, pick};
use super::super::refusal::{Refusal, Trouble};
use super::{Coercion, Subject, choice, list, opened, plain};
use crate::error::About;
use crate::jira::Kind;
use serde_json::{Value, json};

impl Coercion<'_> {
    /// One group.
    pub(super) async fn group(&self, subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
        let wanted = plain(&opened(value)).unwrap_or_default();
        Ok(Change::Set(self.one_group(subject, &wanted).await??))
    }

    /// Several groups.
    pub(super) async fn groups(&self, subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
        let parts = list::parts(value, |_| false);
        let mut found = Vec::new();
        for part in &parts.parts {
            found.push(self.one_group(subject, &part.text).await?);
        }
        Ok(list::gathered(subject, value, &parts, found)?)
    }

    async fn one_group(&self, subject: Subject<'_>, wanted: &str) -> Result<Result<Item, Refusal>, Trouble> {
        let ask = async |query: &str| match self.resolver.jira.groups(self.resolver.call, query).await {
            Ok(names) => Ok(Some(names)),
            // Where groups may not be listed, Jira still knows whether there is one of that very name.
            Err(error) if matches!(error.kind, Kind::Forbidden | Kind::NotFound) => Ok(None),
            Err(error) => Err(self.failed(subject, About::Site("the list of groups"), &error)),
        };
        let Some(found) = ask(wanted).await? else {
            return Ok(Ok(Item::plain(json!({"name": wanted}))));
        };
        let called = |name: &String| Called { names: vec![name.clone()], ids: Vec::new() };
        if let Match::One(name) = pick(wanted, &found, called) {
            return Ok(Ok(Item::plain(json!({"name": name}))));
        }
        let all = ask("").await?.unwrap_or(found);
        Ok(Err(choice::not_among(subject, &wanted.into(), wanted, all)))
    }
}
