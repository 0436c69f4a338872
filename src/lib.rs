//! An MCP server that lets AI agents work in Jira.
//!
//! The house is the flow of one call: arguments → policy → names → Jira → compact → result or error.
//! The modules below stand in that order; each may use those that come after it, never those before,
//! and `tests/it/architecture.rs` checks it.
//!
//! What is absent, on purpose: no second place that waits (only `jira` does), no second place that exposes the token,
//! no tool that reads or writes a local file, nothing but rmcp that writes to stdout while serving.

pub mod cli;
pub mod config;
pub mod server;

pub mod router;
pub mod schema;
pub mod tools;

pub mod args;
pub mod cursors;
pub mod error;
pub mod policy;
pub mod resolve;

pub mod compact;
pub mod jql;
pub mod text;

pub mod jira;
pub mod random;

pub mod demo;
