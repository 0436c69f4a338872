//! Other words for arguments: what models call them who know other tools.

/// Other words for an argument, used when the tool has no argument of that very name. Compared without case and separators.
pub(super) const ALIASES: [(&str, &[&str]); 17] = [
    ("key", &["issue", "issuekey", "issueid", "issueidorkey", "id", "ticket"]),
    ("issue", &["key", "issuekey"]),
    ("jql", &["query", "jqlquery", "search"]),
    ("limit", &["maxresults", "pagesize"]),
    ("project", &["projectkey"]),
    ("issue_type", &["type"]),
    ("type", &["issuetype", "linktype"]),
    ("count_by", &["groupby", "group", "aggregateby"]),
    ("cursor", &["nextcursor", "nextpagetoken", "pagetoken"]),
    ("include", &["expand"]),
    ("query", &["name", "search", "text", "q"]),
    ("summary", &["title"]),
    ("parent", &["epic", "epickey", "epiclink", "parentkey"]),
    ("to", &["status", "transition", "targetstatus", "tostatus"]),
    ("from", &["inwardissue", "source"]),
    ("body", &["text", "content", "message", "comment"]),
    ("description", &["body"]),
];

/// Ways of other tools to turn a page.
pub(super) const PAGES: [&str; 5] = ["page", "startat", "start", "offset", "skip"];
