//! The embedded Jira: a small, honest Jira over HTTP on loopback, in both dialects over one store.
//!
//! It lets people try the server without a site, and lets tests see what Jira does when it is slow, refuses, lies or
//! lags. It is written from Atlassian's published API descriptions, not from our client, and shares no code with it,
//! so that one mistake can't hide itself on both sides.
//!
//! A request flows down: `server` (bytes) → `fault` (what a test asked for) → `account` (who asks) → `routes` →
//! `api/*` (one resource per file) → `store`, and back up through `render/*`, which alone knows how the dialects differ
//! in what they show. `world` is the store as the JQL evaluator sees it; `seed` and `texts` fill it.

pub mod account;
mod answer;
mod api;
mod fault;
mod gate;
mod handle;
pub mod jql;
mod log;
mod options;
mod pace;
mod render;
mod request;
mod routes;
mod seed;
mod server;
mod store;
mod texts;
pub mod timing;
mod world;

pub use account::Account;
pub use fault::{Fault, RateLimit, Rule, Wait};
pub use handle::Handle;
pub use log::Seen;
pub use options::{Clock, Dialect, Options, Seed};
pub use pace::{Limit, Limits, Quota, Whole};
pub use server::Jira;

#[cfg(test)]
mod tests;
