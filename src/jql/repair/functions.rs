//! A function where a clause should be: most give the values of one field.

use super::Repairer;
use crate::jql::lex::{Kind, lex};
use crate::jql::nearest::{closest, same};
use crate::jql::tree::Term;

/// The functions whose results are compared with one field, and the beginning of that comparison.
const OF_ONE_FIELD: [(&str, &str); 14] = [
    ("linkedIssues", "issue in"),
    ("issueHistory", "issue in"),
    ("votedIssues", "issue in"),
    ("watchedIssues", "issue in"),
    ("updatedBy", "issue in"),
    ("childIssuesOf", "issue in"),
    ("issuesWithRemoteLinksByGlobalId", "issue in"),
    ("openSprints", "sprint in"),
    ("closedSprints", "sprint in"),
    ("futureSprints", "sprint in"),
    ("releasedVersions", "fixVersion in"),
    ("unreleasedVersions", "fixVersion in"),
    ("membersOf", "assignee in"),
    ("currentUser", "assignee ="),
];

impl Repairer<'_> {
    /// Gives a function that stands alone its field; says whether it was one.
    pub(super) fn function_alone(&mut self, other: &Term) -> bool {
        let Some(clause) = self.function_of(other) else { return false };
        self.write(other, clause);
        true
    }

    /// The clause that a function alone means.
    pub(super) fn function_of(&self, other: &Term) -> Option<String> {
        let tokens = lex(&other.value).ok()?;
        let [name, open, .., close] = tokens.as_slice() else { return None };
        let calls = name.kind == Kind::Word && open.kind == Kind::Open && close.kind == Kind::Close;
        // Whatever follows the first `)` is no part of the function.
        let ends = tokens.iter().position(|token| token.kind == Kind::Close) == Some(tokens.len() - 1);
        if !calls || !ends || open.bytes.start != name.bytes.end {
            return None;
        }
        let names = || OF_ONE_FIELD.iter().map(|(function, _)| *function);
        let function = names().find(|known| same(known, &name.value)).or_else(|| closest(&name.value, names()))?;
        let (_, compared) = OF_ONE_FIELD.iter().find(|(known, _)| *known == function)?;
        let arguments = other.value.get(open.bytes.start..)?;
        let name = if same(function, &name.value) { &name.value } else { function };
        Some(format!("{compared} {name}{arguments}"))
    }
}
