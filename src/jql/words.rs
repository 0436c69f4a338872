//! The words that JQL reserves, and the functions whose results are one value.

/// Whether a bare word must stand in quotes (Jira's documentation, "Use advanced search with JQL", reserved words).
///
/// Quoting one that a version of Jira doesn't reserve changes nothing.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(word))
}

/// Whether a function gives one value: it stands after `=`, and after `IN` only in parentheses.
pub(super) fn gives_one(function: &str) -> bool {
    ONE.iter().any(|known| known.eq_ignore_ascii_case(function)) || is_time(function)
}

/// Whether a function gives a point in time that can be moved by its argument.
pub(super) fn is_time(function: &str) -> bool {
    TIME.iter().any(|known| known.eq_ignore_ascii_case(function))
}

/// Whether a text is written as an issue's key.
pub(super) fn is_key(text: &str) -> bool {
    let Some((project, number)) = text.rsplit_once('-') else { return false };
    let letters = project.len() > 1
        && project.starts_with(|first: char| first.is_ascii_alphabetic())
        && project.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    letters && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a function gives several values: it stands after `IN`.
pub(super) fn gives_several(function: &str) -> bool {
    SEVERAL.iter().any(|known| known.eq_ignore_ascii_case(function))
}

const ONE: [&str; 6] =
    ["currentUser", "currentLogin", "lastLogin", "now", "earliestUnreleasedVersion", "latestReleasedVersion"];

const TIME: [&str; 8] =
    ["startOfDay", "startOfWeek", "startOfMonth", "startOfYear", "endOfDay", "endOfWeek", "endOfMonth", "endOfYear"];

const SEVERAL: [&str; 20] = [
    "openSprints",
    "closedSprints",
    "futureSprints",
    "membersOf",
    "releasedVersions",
    "unreleasedVersions",
    "issueHistory",
    "linkedIssues",
    "votedIssues",
    "watchedIssues",
    "componentsLeadByUser",
    "projectsLeadByUser",
    "projectsWhereUserHasPermission",
    "projectsWhereUserHasRole",
    "standardIssueTypes",
    "subtaskIssueTypes",
    "updatedBy",
    "childIssuesOf",
    "organizationMembers",
    "issuesWithRemoteLinksByGlobalId",
];

#[rustfmt::skip]
const RESERVED: [&str; 178] = [
    "abort", "access", "add", "after", "alias", "all", "alter", "and", "any", "as", "asc", "audit", "avg",
    "before", "begin", "between", "boolean", "break", "by", "byte", "catch", "cf", "changed", "char", "character",
    "check", "checkpoint", "collate", "collation", "column", "commit", "connect", "continue", "count", "create",
    "current", "date", "decimal", "declare", "decrement", "default", "defaults", "define", "delete", "delimiter",
    "desc", "difference", "distinct", "divide", "do", "double", "drop", "else", "empty", "encoding", "end",
    "equals", "escape", "exclusive", "exec", "execute", "exists", "explain", "false", "fetch", "field", "file",
    "first", "float", "for", "from", "function", "go", "goto", "grant", "greater", "group", "having", "identified",
    "if", "immediate", "in", "increment", "index", "initial", "inner", "inout", "input", "insert", "int",
    "integer", "intersect", "intersection", "into", "is", "isempty", "isnull", "join", "last", "left", "less",
    "like", "limit", "lock", "long", "max", "min", "minus", "mode", "modify", "modulo", "more", "multiply", "next",
    "noaudit", "not", "notin", "nowait", "null", "number", "object", "of", "on", "option", "or", "order", "outer",
    "output", "power", "previous", "prior", "privileges", "public", "raise", "raw", "remainder", "rename",
    "resource", "return", "returns", "revoke", "right", "row", "rowid", "rownum", "rows", "select", "session",
    "set", "share", "size", "sqrt", "start", "strict", "string", "subtract", "sum", "synonym", "table", "then",
    "to", "trans", "transaction", "trigger", "true", "uid", "union", "unique", "update", "user", "validate",
    "values", "view", "when", "whenever", "where", "while", "with",
];
