//! What a search asks and answers, page by page.

use super::Issue;
use serde::{Deserialize, Serialize};

/// Where a search goes on. Opaque above the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageToken {
    /// Cloud's own token.
    Token(String),
    /// Data Center's offset.
    Offset(u64),
    /// Cloud's own token, and the issues that the first page saw as they were then: each page must name the same.
    Reconciled(String, Vec<u64>),
}

/// One page of a search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchPage {
    /// The issues, in the query's order.
    pub issues: Vec<Issue>,
    /// Present exactly when there is more.
    pub next: Option<PageToken>,
    /// How many there are in all: exact on Data Center and when the page is the whole result.
    pub total: Option<u64>,
    /// Whether `total` is Jira's estimate.
    pub total_is_estimate: bool,
    /// What Jira warned of, in its words, and a sentence of ours when the count failed.
    pub warnings: Vec<String>,
}

/// A search to run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchQuery {
    /// The JQL, sent as it is.
    pub jql: String,
    /// Ids of the fields to read.
    pub fields: Vec<String>,
    /// How many rows at most.
    pub limit: usize,
    /// Where to go on; absent for the first page.
    pub page: Option<PageToken>,
    /// Whether the total is wanted: on Cloud a second request beside the first page.
    pub count: bool,
}
