//! What is asked of Jira besides the issue: one request for each part, all at once, none of which can fail the call.

use crate::compact::issue::{Parts, Read, Rest, Section, Window};
use crate::compact::value;
use crate::jira::types::{Issue, Listing, User};
use crate::jira::{self, Client};
use crate::resolve::text_names;
use crate::text::names::Names;
use crate::text::{adf, wiki};
use crate::tools::Ctx;
use futures_util::future::{OptionFuture, join5};
use serde_json::Value;

/// Items of a list that are read to go on.
const NEXT_ITEMS: usize = 100;

/// The parts that a page may show.
pub(super) struct Wanted<'a> {
    /// Parts that were asked for.
    pub(super) include: &'a [Section],
    /// What an earlier page left; then only that.
    pub(super) plan: Option<&'a [Rest]>,
}

impl Wanted<'_> {
    /// The fields that a page needs.
    pub(super) fn fields(&self) -> Vec<String> {
        let own = [Section::Facts, Section::Fields, Section::Texts, Section::AllFields];
        let fields: &[&str] = match self.plan {
            // Comments and worklogs have requests of their own: here they would come whole, oldest first.
            None => &["*all", "-comment", "-worklog"],
            Some(plan) if plan.iter().any(|rest| own.contains(&rest.section)) => &["*all", "-comment", "-worklog"],
            Some(_) => &["project", "issuetype", "attachment", "issuelinks", "subtasks"],
        };
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    /// Reads the parts that are not in the issue itself.
    pub(super) async fn read(&self, issue: &Issue, ctx: &Ctx) -> Parts {
        let (client, call, key): (&Client, _, _) = (&ctx.shared.jira, &ctx.call, issue.key.as_str());
        let stretch = |section: Section| {
            self.skip(section).map(|skip| (skip, if self.plan.is_some() { NEXT_ITEMS } else { section.first_items() }))
        };
        let comments = stretch(Section::Comments)
            .map(async |(skip, newest)| window(skip, client.comments(call, key, newest, skip).await));
        let history = stretch(Section::History)
            .map(async |(skip, newest)| window(skip, client.history(call, key, newest, skip).await));
        let worklogs = stretch(Section::Worklogs)
            .map(async |(skip, newest)| window(skip, client.worklogs(call, key, newest, skip).await));
        let links = self.skip(Section::Links).map(async |_| part(client.remote_links(call, key).await));
        let transitions = self.skip(Section::Transitions).map(async |_| part(client.transitions(call, key).await));
        let (comments, history, worklogs, links, transitions) = join5(
            OptionFuture::from(comments),
            OptionFuture::from(history),
            OptionFuture::from(worklogs),
            OptionFuture::from(links),
            OptionFuture::from(transitions),
        )
        .await;
        Parts {
            comments,
            links,
            subtasks: self.skip(Section::Subtasks).is_some(),
            attachments: self.skip(Section::Attachments).is_some(),
            history,
            transitions,
            worklogs,
            all_fields: self.skip(Section::AllFields).is_some(),
        }
    }

    /// Whether a section is wanted, and how many of its items may be left out.
    fn skip(&self, section: Section) -> Option<usize> {
        match self.plan {
            None => self.include.contains(&section).then_some(0),
            Some(plan) => plan.iter().find(|rest| rest.section == section).map(Rest::first),
        }
    }
}

/// Rich text of either dialect as Markdown: a tree on Cloud, markup on Data Center.
pub(super) fn markdown(text: &Value, names: &Names) -> String {
    match text {
        Value::String(markup) => wiki::to_markdown(markup, names),
        Value::Null => String::new(),
        document => adf::to_markdown(document, names),
    }
}

/// The names that texts may refer to by id: of the issue's files, of everyone who stands on it or in a part that was read, of
/// ourselves, and of whom one more request finds. Whom it doesn't find keeps a user name, which is no reason to fail.
pub(super) async fn names(issue: &Issue, parts: &Parts, me: Option<&User>, ctx: &Ctx) -> Names {
    let mut names = at_hand(issue, parts);
    names.people.extend(me.map(|me| (me.id.clone(), me.name.clone())));
    let unknown = unknown_people(issue, parts, &names);
    if !unknown.is_empty() {
        let found = ctx.shared.jira.people_of(&ctx.call, &issue.key, &unknown).await.unwrap_or_default();
        names.people.extend(found.into_iter().map(|person| (person.id, person.name)));
    }
    names
}

/// Whom the texts mention without a name that is at hand, in their order, each once.
fn unknown_people(issue: &Issue, parts: &Parts, names: &Names) -> Vec<String> {
    let fields = issue.fields.iter().filter(|(id, value)| value::is_rich(value, issue.known.schema(id)));
    let comments = parts.comments.iter().flatten().flat_map(|window| &window.items).map(|comment| &comment.body);
    let worklogs = parts.worklogs.iter().flatten().flat_map(|window| &window.items).map(|worklog| &worklog.comment);
    text_names::unknown_people(fields.map(|(_, text)| text).chain(comments).chain(worklogs), names)
}

/// What is known without asking.
fn at_hand(issue: &Issue, parts: &Parts) -> Names {
    let mut names = text_names::at_hand(issue);
    let comments = parts.comments.iter().flatten().flat_map(|window| &window.items);
    let worklogs = parts.worklogs.iter().flatten().flat_map(|window| &window.items);
    let changes = parts.history.iter().flatten().flat_map(|window| &window.items);
    let authors: Vec<&User> = comments
        .filter_map(|comment| comment.author.as_ref())
        .chain(worklogs.filter_map(|worklog| worklog.author.as_ref()))
        .chain(changes.filter_map(|change| change.author.as_ref()))
        .collect();
    names.people.extend(authors.into_iter().map(|author| (author.id.clone(), author.name.clone())));
    names
}

fn window<T>(first: usize, listing: Result<Listing<T>, jira::Error>) -> Read<Window<T>> {
    part(listing).map(|Listing { items, total }| Window { first, items, total })
}

/// A failed part is told in its place: the rest of the issue is worth showing.
fn part<T>(result: Result<T, jira::Error>) -> Read<T> {
    result.map_err(|error| match error.messages.first() {
        Some(words) => format!("{}; Jira says: `{words}`", error.kind),
        None => error.kind.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jira::types::Change;
    use serde_json::json;

    #[test]
    fn everyone_on_the_issue_is_known_by_name() {
        let fields = json!({
            "assignee": {"name": "rvale", "displayName": "Robin Vale"},
            "customfield_1": [{"name": "asilva", "displayName": "Ana Silva"}, {"name": "1.2"}],
        });
        let issue = Issue { fields: fields.as_object().unwrap().clone(), ..Issue::default() };
        let author = User { id: "jberg".into(), name: "John Berg".into(), ..User::default() };
        let change = Change { author: Some(author), ..Change::default() };
        let history = Window { first: 0, items: vec![change], total: Some(1) };
        let names = at_hand(&issue, &Parts { history: Some(Ok(history)), ..Parts::default() });
        let shown = |text: &str| markdown(&json!(text), &names);
        assert_eq!(shown("[~rvale] and [~asilva] and [~jberg]"), "@Robin Vale and @Ana Silva and @John Berg");
        assert!(shown("[~nobody]").contains("nobody"));
    }
}
