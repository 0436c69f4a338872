//! Names people use → what Jira wants; a failure lists the candidates.

pub mod columns;
