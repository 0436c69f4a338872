//! An MCP server that lets AI agents work in Jira.
//!
//! The house is the flow of one call: arguments → policy → names → Jira → compact → result or error.
//! The modules below stand in that order. What a part must not know stands in `tests/it/architecture.rs`, which checks it:
//! only the server and the router know the protocol, only the client knows HTTP and the two products, what decides is pure,
//! and the embedded Jira knows none of us.
//!
//! What is absent, on purpose: no second place that waits for Jira, no second place that exposes the token (`setup` holds one in
//! the clear, from the keyboard to its file),
//! no tool that reads or writes a local file, nothing but rmcp that writes to stdout while serving.

pub mod cli;
pub mod config;
pub mod server;

pub mod prompts;
pub mod router;
pub mod schema;
pub mod tools;

pub mod args;
pub mod completion;
pub mod confirm;
pub mod cursors;
pub mod error;
pub mod policy;
pub mod resolve;

pub mod closest;
pub mod compact;
pub mod jql;
pub mod text;

pub mod ledger;
pub mod writes;

pub mod audit;
pub mod jira;
pub mod private;
pub mod random;

pub mod demo;
