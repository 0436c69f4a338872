//! The routes, one resource per file.

pub(super) mod about;
pub(super) mod agile;
pub(super) mod attachments;
pub(super) mod catalog;
mod change;
pub(super) mod create_meta;
pub(super) mod issues;
pub(super) mod jql_help;
pub(super) mod link;
mod page;
pub(super) mod projects;
pub(super) mod search;
pub(super) mod service_desk;
pub(super) mod users;
pub(super) mod workflow;
pub(super) mod write;

pub(super) use attachments::LOG_LINE;
