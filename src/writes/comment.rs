//! A comment.

use super::look::{is_after, same_text};
use super::{Making, Outcome, Writer, watched};
use crate::jira::types::{Comment, Written};
use crate::jira::{Call, Client, Error};
use crate::ledger::{Asked, Digest, Entry, Ledger};
use serde_json::Value;

/// How many of the newest comments are looked through.
const NEWEST: usize = 20;

/// A comment to make.
#[derive(Clone, Debug)]
pub struct NewComment<'a> {
    /// The tool that makes it.
    pub tool: &'a str,
    /// The tool's arguments.
    pub digest: &'a Digest,
    /// Whether another one is wanted on purpose.
    pub again: bool,
    /// The key.
    pub key: &'a str,
    /// What it says.
    pub body: CommentBody<'a>,
}

/// What a comment says, and to whom.
#[derive(Clone, Copy, Debug)]
pub enum CommentBody<'a> {
    /// ADF or wiki markup, as [`Client::markup`] says. On a service project the customer sees it.
    Plain(&'a Value),
    /// On a customer's request, through the service desk.
    Request {
        /// Wiki markup.
        body: &'a str,
        /// Whether the customer is to see it.
        public: bool,
    },
}

/// A comment that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeComment {
    /// Jira's number for it.
    pub id: String,
    /// Whether the customer sees it; absent where there is no customer, or where Jira did not say.
    pub public: Option<bool>,
}

impl Writer<'_> {
    /// Makes a comment once, however often the same call comes while it is the newest on its issue.
    ///
    /// # Errors
    ///
    /// The client's, only when surely nothing was made by this call.
    pub async fn comment(&self, new: &NewComment<'_>) -> Result<Outcome<MadeComment>, Error> {
        let me = self.jira.myself(self.call).await?;
        let site = self.jira.site_url();
        let asked = Asked { site: &site, account: &me.id, tool: new.tool, digest: new.digest, again: new.again };
        let making = Commenting { jira: self.jira, ledger: self.ledger, me: &me.id, new };
        self.make(asked, &making).await
    }

    /// The comments of this account that say this, newest first, as far back as an attempt is looked for.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn said(&self, key: &str, body: &Value) -> Result<Vec<Comment>, Error> {
        let me = self.jira.myself(self.call).await?;
        let mut comments = self.jira.comments(self.call, key, NEWEST, 0).await?.items;
        comments.retain(|comment| {
            comment.author.as_ref().is_some_and(|author| author.id == me.id) && same_text(body, &comment.body)
        });
        Ok(comments)
    }
}

/// Whether two texts say the same, each ADF or wiki markup, whatever Jira made of the form of what was sent.
pub fn says(sent: &Value, stored: &Value) -> bool {
    same_text(sent, stored)
}

struct Commenting<'a> {
    jira: &'a Client,
    ledger: &'a Ledger,
    me: &'a str,
    new: &'a NewComment<'a>,
}

impl Commenting<'_> {
    fn is_it(&self, comment: &Comment) -> bool {
        match self.new.body {
            CommentBody::Plain(body) => same_text(body, &comment.body),
            CommentBody::Request { body, public } => {
                comment.public.is_none_or(|seen| seen == public) && same_text(&body.into(), &comment.body)
            }
        }
    }
}

impl Making for Commenting<'_> {
    type Made = MadeComment;

    async fn send(&self, call: &Call, entry: &Entry) -> Result<Option<MadeComment>, Error> {
        let key = self.new.key.to_owned();
        let name = move |told: &Value| told.get("id")?.as_str().map(|id| format!("{key}#{id}"));
        let call = watched(call, self.ledger, entry, name);
        Ok(match self.new.body {
            CommentBody::Plain(body) => match self.jira.add_comment(&call, self.new.key, body).await? {
                Written::Told(comment) => Some(made(comment)),
                Written::Unread => None,
            },
            CommentBody::Request { body, public } => {
                match self.jira.add_request_comment(&call, self.new.key, body, public).await? {
                    Written::Told(comment) => Some(MadeComment { id: comment.id, public: comment.public }),
                    Written::Unread => None,
                }
            }
        })
    }

    async fn look(&self, call: &Call, entry: &Entry, others: &[String]) -> Result<Option<MadeComment>, Error> {
        let since = entry.begun_at();
        let since = since.checked_sub(self.jira.settings().timing.skew).unwrap_or(since);
        let comments = self.jira.comments(call, self.new.key, NEWEST, 0).await?;
        let found = comments.items.into_iter().find(|comment| {
            let is_own = comment.author.as_ref().is_some_and(|author| author.id == self.me);
            let is_another = others.contains(&format!("{}#{}", self.new.key, comment.id));
            is_own && !is_another && is_after(&comment.created, since) && self.is_it(comment)
        });
        Ok(found.map(made))
    }

    async fn check(&self, call: &Call, earlier: &str) -> Result<Option<(MadeComment, bool)>, Error> {
        let newest = self.jira.comments(call, self.new.key, 1, 0).await?.items.into_iter().next();
        let still = newest.filter(|comment| earlier == format!("{}#{}", self.new.key, comment.id));
        Ok(still.map(|comment| {
            let changed = comment.created != comment.updated;
            (made(comment), changed)
        }))
    }

    fn name(&self, made: &MadeComment) -> String {
        format!("{}#{}", self.new.key, made.id)
    }
}

fn made(comment: Comment) -> MadeComment {
    MadeComment { id: comment.id, public: comment.public }
}
