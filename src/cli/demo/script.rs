//! The session that the demo plays, as data.

/// One step.
pub(super) struct Step {
    /// What the agent wants, for the person who watches.
    pub(super) says: &'static str,
    /// What it sends.
    pub(super) call: Call,
    /// What must come back.
    pub(super) expect: Expect,
}

/// What a step sends.
pub(super) enum Call {
    /// A tool with arguments in JSON; `<key>` and `<attachment>` are what earlier answers showed first.
    Tool(&'static str, &'static str),
    /// The failed call again, with the values that its error says to send.
    Mended,
    /// The last call's tool with the cursor that its answer named, alone.
    Continued,
}

/// What must come back.
pub(super) enum Expect {
    /// A result in which these words stand.
    Answer(&'static [&'static str]),
    /// An error with this code, which says how to go on.
    Error(&'static str),
}

/// The session.
pub(super) const SCRIPT: &[Step] = &[
    Step {
        says: "Who am I here, and what day is it?",
        call: Call::Tool("jira_info", "{}"),
        expect: Expect::Answer(&["Robin Vale"]),
    },
    Step {
        says: "What is on my desk? The JQL is written as people say it.",
        call: Call::Tool(
            "jira_search",
            r#"{"jql":"project = SHOP and assignee = me and status != done","limit":5}"#,
        ),
        expect: Expect::Answer(&["SHOP-"]),
    },
    Step {
        says: "Open the first of them.",
        call: Call::Tool("jira_get_issue", r#"{"key":"<key>","include":["comments","links"]}"#),
        expect: Expect::Answer(&["SHOP-"]),
    },
    Step {
        says: "Which issues have files?",
        call: Call::Tool(
            "jira_search",
            r#"{"jql":"project = SHOP and attachments is not empty order by key","limit":3}"#,
        ),
        expect: Expect::Answer(&["SHOP-"]),
    },
    Step {
        says: "What is attached to the first?",
        call: Call::Tool("jira_get_issue", r#"{"key":"<key>","include":["attachments"]}"#),
        expect: Expect::Answer(&["#"]),
    },
    Step {
        says: "Read that file.",
        call: Call::Tool("jira_get_issue", r#"{"key":"<key>","attachment":"<attachment>"}"#),
        expect: Expect::Answer(&[]),
    },
    Step {
        says: "Get to know the project.",
        call: Call::Tool("jira_lookup", r#"{"kind":"project","project":"SHOP"}"#),
        expect: Expect::Answer(&["SHOP", "statuses"]),
    },
    Step {
        says: "Search for a status, with a typing mistake in it.",
        call: Call::Tool(
            "jira_search",
            r#"{"jql":"project = SHOP and status = \"In Progess\"","limit":5}"#,
        ),
        expect: Expect::Error("unknown_name"),
    },
    Step {
        says: "Send what the error says, and nothing else.",
        call: Call::Mended,
        expect: Expect::Answer(&["In Progress"]),
    },
    Step {
        says: "Look something up, by a kind that doesn't exist.",
        call: Call::Tool("jira_lookup", r#"{"kind":"prioritys"}"#),
        expect: Expect::Error("invalid_argument"),
    },
    Step {
        says: "Again, as the error says.",
        call: Call::Mended,
        expect: Expect::Answer(&["Highest"]),
    },
    Step {
        says: "Read a long list, a page at a time.",
        call: Call::Tool("jira_search", r#"{"jql":"project = SHOP order by key","limit":10}"#),
        expect: Expect::Answer(&["cursor"]),
    },
    Step {
        says: "The next page: the cursor is enough.",
        call: Call::Continued,
        expect: Expect::Answer(&["SHOP-"]),
    },
];
