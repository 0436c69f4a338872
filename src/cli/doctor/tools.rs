//! What each tool needs, and whether it would work.

use super::report::Report;
use crate::error::quoted;
use crate::tools::{ALL, Spec, Switches};
use std::collections::HashMap;

/// What of Jira is known for the tools.
pub(super) struct Granted<'a> {
    /// Permissions by name; one that Jira doesn't tell is unknown.
    pub(super) permissions: &'a HashMap<String, bool>,
    /// Where: `in SHOP`.
    pub(super) place: &'a str,
    /// A scope that turned out to be missing.
    pub(super) missing_scope: Option<&'static str>,
    /// Whether the token has scopes at all.
    pub(super) is_scoped: bool,
}

/// A line per tool.
pub(super) fn check(report: &mut Report, switches: &Switches, granted: &Granted<'_>) {
    for spec in ALL.iter().map(|tool| tool.spec()) {
        match switches.tools_off.iter().find(|(name, _)| *name == spec.name) {
            Some((_, reason)) => report.good(spec.name, format!("off: {reason}")),
            None => on(report, spec, granted),
        }
    }
}

fn on(report: &mut Report, spec: &'static Spec, granted: &Granted<'_>) {
    let (permissions, place) = (spec.needs.permissions, granted.place);
    let missing = quoted(permissions.iter().filter(|name| granted.permissions.get(**name) == Some(&false)));
    if let Some(scope) = granted.missing_scope.filter(|scope| spec.needs.scopes.contains(scope)) {
        let fix = format!("make a token with the scope `{scope}`, or one without scopes");
        return report.bad(spec.name, format!("the token lacks the scope `{scope}`"), fix);
    }
    if !missing.is_empty() {
        let fix = format!("ask a Jira administrator for {missing}, or leave the tool out of `JIRA_MCP_TOOLS`");
        return report.bad(spec.name, format!("this account lacks the permission {missing} {place}"), fix);
    }
    let unknown = permissions.iter().any(|name| !granted.permissions.contains_key(*name));
    let scopes = if granted.is_scoped { spec.needs.scopes } else { &[] };
    let needs = quoted(permissions.iter().chain(scopes));
    let detail = match (needs.is_empty(), unknown) {
        (true, _) => "needs the login only".to_owned(),
        (false, true) => format!("needs {needs}, of which Jira does not tell"),
        (false, false) => format!("needs {needs}"),
    };
    let writes = granted.is_scoped && spec.needs.scopes.iter().any(|scope| scope.starts_with("write:"));
    let unseen = if writes { "; scopes for writing can't be tried without writing" } else { "" };
    report.good(spec.name, format!("{detail}{unseen}"));
}
