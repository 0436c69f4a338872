//! What a test or the command line decides about an embedded Jira before it starts.

use std::sync::Arc;

use jiff::Timestamp;

use super::account::Account;

/// The clock that every date in the seed and in the answers comes from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Which product answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Jira Cloud: REST v3 and v2, ADF, account ids, token paging.
    Cloud,
    /// Jira Data Center 10.3: REST v2, wiki markup, user names, `startAt` paging.
    DataCenter,
}

/// The number that the seeded company's chances come from: the same seed and start give the same company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

/// How an embedded Jira is set up.
#[derive(Clone)]
pub struct Options {
    /// Which product answers.
    pub dialect: Dialect,
    /// The seed of the company.
    pub seed: Seed,
    /// The clock; its value at the start is the company's "today".
    pub clock: Clock,
    /// What waiting is multiplied by: index lag, stalls and bucket windows; 1 is real time, tests use 0.01.
    /// Seconds in headers are written unscaled, because `Retry-After` holds whole seconds: a scaled client scales what it reads.
    pub time_factor: f64,
    /// The path under which Jira lives: empty or `/jira`.
    pub context_path: String,
    /// The credentials that are accepted; all of them are Robin Vale's.
    pub account: Account,
    /// The base URL that Jira believes in (`serverInfo.baseUrl`, `self` links); `None` is the address it listens on.
    pub base_url: Option<String>,
}

impl Options {
    /// A Cloud site on the present clock, in real time, with the known demo credentials.
    pub fn cloud() -> Self {
        Self::new(Dialect::Cloud)
    }

    /// A Data Center on the present clock, in real time, with the known demo credentials.
    pub fn data_center() -> Self {
        Self::new(Dialect::DataCenter)
    }

    fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            seed: Seed(1),
            clock: Arc::new(Timestamp::now),
            time_factor: 1.0,
            context_path: String::new(),
            account: Account::default(),
            base_url: None,
        }
    }
}
