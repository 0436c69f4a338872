//! A link between two issues.

use super::{Asking, SPEC, did_nothing, told};
use crate::args::IssueKey;
use crate::audit::Outcome;
use crate::error::{About, Code, Field, Problem, SideEffects, ToolError};
use crate::jira::types::Issue;
use crate::resolve::link_type::Directed;
use crate::resolve::refusal::{Refusal, Spot, Trouble, refuse};
use crate::resolve::{Failure, Resolver};
use crate::tools::audited::Work;
use crate::writes::Looks;
use serde_json::Value;

/// What an issue is read with to see its links.
const FIELDS: [&str; 2] = ["issuelinks", "updated"];

/// Links two issues, unless they are linked so already.
pub(super) async fn make(
    from: &IssueKey,
    words: &str,
    to: &IssueKey,
    resolver: &Resolver<'_>,
    asking: Asking<'_>,
) -> Result<Work, ToolError> {
    let (source, target, kind) = futures_util::join!(
        resolver.issue_now("from", from, &FIELDS),
        resolver.issue_now("to", to, &["project"]),
        resolver.link_type(words),
    );
    let ((from, issue), (to, _), kind) = all(source, target, kind)?;
    if from == to {
        let message = format!("`{from}` can't be linked to itself");
        let fix = format!("call {} again with to as the other issue's key; jira_search finds it", SPEC.name);
        return Err(ToolError::mendable(Code::InvalidArgument, message, fix)
            .with_field("to", Field::new(Problem::NotAllowed, to.as_str())));
    }
    let sentence = format!("{from} {} {to}", kind.words());
    if is_linked(&issue, &kind, &to) {
        return Ok(told(&from, Outcome::Unchanged, sentence));
    }
    if let Some(question) = asking.question(&issue, &sentence) {
        return Ok(question);
    }
    let (first, second) = kind.ends(&from, &to);
    let sent = resolver.jira.link_issues(resolver.call, &kind.link_type.name, first.as_str(), second.as_str()).await;
    if let Err(error) = &sent
        && did_nothing(error.fate())
    {
        return Err(ToolError::upstream(SPEC.name, About::Issue("from", &from), error));
    }
    let read = async || resolver.issue_now("from", &from, &FIELDS).await.ok().map(|(_, issue)| issue);
    let is_there = |issue: &Issue| is_linked(issue, &kind, &to) || is_linked(issue, &reversed(kind.clone()), &to);
    let mut looks = Looks::new(resolver.jira, resolver.call);
    let mut reread = read().await;
    while sent.is_err() && !reread.as_ref().is_some_and(is_there) && looks.again().await {
        reread = read().await;
    }
    match &reread {
        Some(issue) if is_linked(issue, &kind, &to) => Ok(told(&from, Outcome::Done, sentence)),
        Some(issue) if is_linked(issue, &reversed(kind.clone()), &to) => {
            let made = format!("{to} {} {from}", kind.words());
            let message = format!("Jira made the link the other way round: `{made}`");
            let fix =
                "tell the user: this Jira reads links against its description, so the link has to be corrected in Jira";
            Err(ToolError::fatal(Code::UpstreamError, message)
                .with_fix(fix)
                .with_side_effects(SideEffects::Partial(vec![made])))
        }
        // Jira said that it did it; what can't be read now is no reason to doubt it.
        None if sent.is_ok() => Ok(told(&from, Outcome::Done, sentence)),
        _ => {
            let message = format!("it is not known whether Jira made the link `{sentence}`");
            let fix = format!(
                "call {} again with the same arguments: a link that is there already is not made twice",
                SPEC.name
            );
            Err(ToolError::mendable(Code::OutcomeUnknown, message, fix)
                .with_side_effects(SideEffects::Possible(vec![sentence])))
        }
    }
}

/// Whether an issue's links say this of another one. Words that read alike both ways say it from either end.
fn is_linked(issue: &Issue, kind: &Directed, to: &IssueKey) -> bool {
    let links = issue.fields.get("issuelinks").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_symmetric = kind.link_type.inward == kind.link_type.outward;
    links.iter().any(|link| {
        let is_kind = link.pointer("/type/id").and_then(Value::as_str) == Some(&kind.link_type.id);
        let names = |side: &str| {
            let key = link.get(side).and_then(|end| end.get("key")).and_then(Value::as_str);
            key == Some(to.as_str())
        };
        // The side that is shown is the other issue's: `outwardIssue` is the one at the end of the outward words.
        let (there, back) = kind.ends("outwardIssue", "inwardIssue");
        is_kind && (names(there) || (is_symmetric && names(back)))
    })
}

fn reversed(kind: Directed) -> Directed {
    use crate::resolve::link_type::Direction::{Inward, Outward};
    let direction = if kind.direction == Outward { Inward } else { Outward };
    Directed { direction, ..kind }
}

type Found = (IssueKey, Issue);

/// The three, or one error with everything that is wrong with them.
fn all(
    from: Result<Found, Failure>,
    to: Result<Found, Failure>,
    kind: Result<Directed, Failure>,
) -> Result<(Found, Found, Directed), ToolError> {
    let mut failures: Vec<(&'static str, Failure)> = Vec::new();
    let mut keep = |argument: &'static str, failure: Failure| failures.push((argument, failure));
    let from = from.map_err(|failure| keep("from", failure)).ok();
    let kind = kind.map_err(|failure| keep("type", failure)).ok();
    let to = to.map_err(|failure| keep("to", failure)).ok();
    if let (Some(from), Some(to), Some(kind)) = (from, to, kind) {
        return Ok((from, to, kind));
    }
    if failures.len() == 1
        && let Some((argument, failure)) = failures.pop()
    {
        return Err(failure.at(SPEC.name, argument));
    }
    let mut problems: Vec<(Spot, Refusal)> = Vec::new();
    for (argument, failure) in failures {
        let spot = Spot::Argument(argument);
        match Trouble::at(failure, &spot) {
            Trouble::Refused(refusal) => problems.push((spot, *refusal)),
            Trouble::Failed(error) => return Err(*error),
        }
    }
    Err(refuse(SPEC.name, problems, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jira::types::LinkType;
    use crate::resolve::link_type;
    use serde_json::json;

    fn kind(words: &str) -> Directed {
        let of = |id: &str, name: &str, outward: &str, inward: &str| LinkType {
            id: id.into(),
            name: name.into(),
            outward: outward.into(),
            inward: inward.into(),
        };
        let types = [of("1", "Blocks", "blocks", "is blocked by"), of("2", "Relates", "relates to", "relates to")];
        link_type::find(&types, words).unwrap()
    }

    #[test]
    fn a_link_is_there_when_it_reads_the_same() {
        let with = |link: Value| Issue {
            fields: serde_json::Map::from_iter([("issuelinks".to_owned(), json!([link]))]),
            ..Issue::default()
        };
        let to = IssueKey::parse("SHOP-2").unwrap();
        let blocks = with(json!({"type": {"id": "1"}, "outwardIssue": {"key": "SHOP-2"}}));
        let blocked = with(json!({"type": {"id": "1"}, "inwardIssue": {"key": "SHOP-2"}}));
        let related = with(json!({"type": {"id": "2"}, "inwardIssue": {"key": "SHOP-2"}}));
        assert!(is_linked(&blocks, &kind("blocks"), &to) && !is_linked(&blocks, &kind("is blocked by"), &to));
        assert!(is_linked(&blocked, &kind("is blocked by"), &to) && !is_linked(&blocked, &kind("blocks"), &to));
        assert!(is_linked(&blocked, &reversed(kind("blocks")), &to));
        assert!(is_linked(&related, &kind("relates to"), &to) && !is_linked(&related, &kind("blocks"), &to));
        assert!(!is_linked(&blocks, &kind("blocks"), &IssueKey::parse("SHOP-3").unwrap()));
    }
}
