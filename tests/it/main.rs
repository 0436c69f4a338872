//! One integration binary: the real server, over a pipe or as a child process, against the embedded Jira over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub,
    reason = "tests end at the first surprise and say it"
)]

mod support;
mod wire;

mod architecture;
mod bad_input;
mod command_line;
mod completion;
mod contract;
mod doctor;
mod documentation;
mod edges;
mod error_table;
mod faults;
mod jql;
mod openapi;
mod pacing;
mod packaging;
mod prompts;
mod readme;
mod recorded;
mod resources;
mod security;
mod setup;
mod tls;
mod wiki_samples;
mod write_tools;
mod writes;

mod jira_add_comment;
mod jira_create_issue;
mod jira_edit_comment;
mod jira_get_issue;
mod jira_info;
mod jira_link_issues;
mod jira_lookup;
mod jira_search;
mod jira_transition_issue;
mod jira_update_issue;
