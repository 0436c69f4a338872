//! An MCP server that lets AI agents work in Jira.
//!
//! The house is the flow of one call: arguments → policy → names → Jira → compact → result or error.
//! The modules below stand in that order, a paragraph for each floor: the process and the protocol, one call, the tools, what
//! writes and what finds names, what holds calls back, arguments and errors, what is pure, Jira, what knows nothing of ours, and
//! beside it all the embedded Jira. No module uses one of a paragraph above its own. That, and what else a part must not know,
//! stands in `tests/it/architecture.rs`, which checks it: only the server and the router know the protocol, only the client knows
//! HTTP and the two products, what decides is pure, and the embedded Jira knows none of us.
//!
//! What is absent, on purpose: no second place that waits to stay under Jira's limits, no second place that exposes the token
//! (`setup` holds one in the clear, from the keyboard to its file), no tool that reads or writes a local file, nothing but rmcp
//! that writes to stdout while serving.

pub mod cli;

pub mod config;
pub mod server;

pub mod router;

pub mod prompts;
pub mod tools;

pub mod audit;
pub mod completion;
pub mod resolve;
pub mod writes;

pub mod confirm;
pub mod cursors;
pub mod ledger;
pub mod policy;

pub mod args;
pub mod error;

pub mod compact;
pub mod jql;
pub mod text;

pub mod jira;

pub mod closest;
pub mod private;
pub mod random;
pub mod schema;

pub mod demo;
