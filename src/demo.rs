//! The embedded Jira.

pub mod jql;
