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
    /// A tool with arguments in JSON; `<key>` and `<attachment>` are what earlier answers showed first, a key that was made included.
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
        expect: Expect::Answer(&["Robin Vale", "today"]),
    },
    Step {
        says: "What is on my desk?",
        call: Call::Tool(
            "jira_search",
            r#"{"jql":"project = SHOP and assignee = currentUser() and statusCategory != Done order by updated","limit":5}"#,
        ),
        expect: Expect::Answer(&["SHOP-"]),
    },
    Step {
        says: "Open the first of them, with what people said and what it is linked to.",
        call: Call::Tool("jira_get_issue", r#"{"key":"<key>","include":["comments","links"]}"#),
        expect: Expect::Answer(&["SHOP-", "description"]),
    },
    Step {
        says: "Get to know the project, with its key misspelt.",
        call: Call::Tool("jira_lookup", r#"{"kind":"project","project":"SHPO"}"#),
        expect: Expect::Error("unknown_name"),
    },
    Step {
        says: "Again, with what the error says and nothing else.",
        call: Call::Mended,
        expect: Expect::Answer(&["Web Shop", "statuses"]),
    },
    Step {
        says: "Find the issue with the logs, and how big it is; the column is misspelt.",
        call: Call::Tool(
            "jira_search",
            r#"{"jql":"project = SHOP and summary ~ \"collect logs\"","fields":["Story Pionts"],"limit":3}"#,
        ),
        expect: Expect::Error("unknown_name"),
    },
    Step { says: "Again, as the error says.", call: Call::Mended, expect: Expect::Answer(&["Story Points", "SHOP-"]) },
    Step {
        says: "What is attached to it?",
        call: Call::Tool("jira_get_issue", r#"{"key":"<key>","include":["attachments"]}"#),
        expect: Expect::Answer(&["orders.csv", "runbook.md"]),
    },
    Step {
        says: "Read the first file.",
        call: Call::Tool("jira_get_issue", r#"{"key":"<key>","attachment":"<attachment>"}"#),
        expect: Expect::Answer(&["orders.csv"]),
    },
    Step {
        says: "Read another one by its name, misspelt.",
        call: Call::Tool("jira_get_issue", r#"{"key":"<key>","attachment":"runbok.md"}"#),
        expect: Expect::Error("unknown_name"),
    },
    Step { says: "Again, as the error says.", call: Call::Mended, expect: Expect::Answer(&["runbook.md"]) },
    Step {
        says: "Read a log that is too long for one answer.",
        call: Call::Tool("jira_get_issue", r#"{"key":"<key>","attachment":"prices.log"}"#),
        expect: Expect::Answer(&["prices.log", "cursor"]),
    },
    Step {
        says: "Read on: the cursor alone is enough.",
        call: Call::Continued,
        expect: Expect::Answer(&["prices.log", "cursor"]),
    },
    Step {
        says: "File a bug; the priority does not exist here, and there are two Anas.",
        call: Call::Tool(
            "jira_create_issue",
            r#"{"project":"SHOP","type":"Bug","summary":"Coupon field forgets its text","assignee":"Ana","priority":"Urgent"}"#,
        ),
        expect: Expect::Error("ambiguous_name"),
    },
    Step {
        says: "Again, as the error says: everything that was wrong was told at once.",
        call: Call::Mended,
        expect: Expect::Answer(&["created", "Ana Silva", "Highest"]),
    },
    Step {
        says: "Say what is known about it, in a comment.",
        call: Call::Tool("jira_add_comment", r#"{"key":"<key>","body":"Happens in **Safari** only, see SHOP-1."}"#),
        expect: Expect::Answer(&["comment_id", "created"]),
    },
    Step {
        says: "The same comment once more, as agents do: it is there already.",
        call: Call::Tool("jira_add_comment", r#"{"key":"<key>","body":"Happens in **Safari** only, see SHOP-1."}"#),
        expect: Expect::Answer(&["\"created\":false"]),
    },
    Step {
        says: "Who is called Ana?",
        call: Call::Tool("jira_lookup", r#"{"kind":"user","query":"Ana"}"#),
        expect: Expect::Answer(&["Ana Silva"]),
    },
    Step {
        says: "Read a long list, a page at a time.",
        call: Call::Tool("jira_search", r#"{"jql":"project = SHOP order by key","limit":10}"#),
        expect: Expect::Answer(&["cursor"]),
    },
    Step { says: "The next page.", call: Call::Continued, expect: Expect::Answer(&["SHOP-11"]) },
];
