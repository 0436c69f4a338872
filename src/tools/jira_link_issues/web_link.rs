//! A link from an issue to a web page. The words become the link's relationship, under which Jira lists it.

use super::{Asking, SPEC, did_nothing, told};
use crate::args::{IssueKey, is_filler};
use crate::audit::Outcome;
use crate::error::{About, Code, SideEffects, ToolError};
use crate::jira::types::RemoteLink;
use crate::resolve::Resolver;
use crate::text::cut;
use crate::tools::audited::Work;
use crate::writes::Looks;

/// Jira cuts nothing here, but shows the words as a heading.
const MOST_CHARACTERS: usize = 60;

/// Links an issue to a page, unless it is linked already, in whatever words.
pub(super) async fn make(
    from: &IssueKey,
    words: &str,
    url: &str,
    resolver: &Resolver<'_>,
    asking: Asking<'_>,
) -> Result<Work, ToolError> {
    let (from, issue) =
        resolver.issue_now("from", from, &["updated"]).await.map_err(|failure| failure.at(SPEC.name, "from"))?;
    let about = About::Issue("from", &from);
    let jira = resolver.jira;
    let links = jira.remote_links(resolver.call, from.as_str()).await;
    let links = links.map_err(|error| ToolError::upstream(SPEC.name, about, &error))?;
    if let Some(link) = find(&links, url) {
        return Ok(told(&from, Outcome::Unchanged, sentence(&from, link)));
    }
    let words = cut::cell(&words.replace('_', " "), MOST_CHARACTERS);
    let relationship = (!is_filler(&words.as_str().into())).then_some(words);
    let wanted = RemoteLink { url: url.to_owned(), relationship: relationship.clone(), ..RemoteLink::default() };
    if let Some(question) = asking.question(&issue, &sentence(&from, &wanted)) {
        return Ok(question);
    }
    let title = url.split_once("://").map_or(url, |(_, rest)| rest);
    let sent = jira.add_remote_link(resolver.call, from.as_str(), url, title, relationship.as_deref()).await;
    if let Err(error) = &sent
        && did_nothing(error.fate())
    {
        return Err(ToolError::upstream(SPEC.name, about, error));
    }
    let read = async || jira.remote_links(resolver.call, from.as_str()).await.unwrap_or_default();
    let mut looks = Looks::new(jira, resolver.call);
    let mut reread = read().await;
    while sent.is_err() && find(&reread, url).is_none() && looks.again().await {
        reread = read().await;
    }
    match find(&reread, url) {
        Some(link) => Ok(told(&from, Outcome::Done, sentence(&from, link))),
        None if sent.is_ok() => Ok(told(&from, Outcome::Done, sentence(&from, &wanted))),
        None => {
            let sentence = sentence(&from, &wanted);
            let message = format!("it is not known whether Jira made the link `{sentence}`");
            let fix = format!("call {} again with the same arguments: a page is never linked twice", SPEC.name);
            Err(ToolError::mendable(Code::OutcomeUnknown, message, fix)
                .with_side_effects(SideEffects::Possible(vec![sentence])))
        }
    }
}

fn find<'a>(links: &'a [RemoteLink], url: &str) -> Option<&'a RemoteLink> {
    links.iter().find(|link| link.url == url)
}

fn sentence(from: &IssueKey, link: &RemoteLink) -> String {
    let words = link.relationship.as_deref().map(|words| cut::cell(words, MOST_CHARACTERS));
    format!("{from} {} {}", words.as_deref().unwrap_or("links to"), link.url)
}
