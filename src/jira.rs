//! The client: everything that is said to Jira, and how.
//!
//! One `send` knows the dialect, authenticates, waits its turn, sends, classifies the answer, retries or not, and decodes.
//! What is absent: nothing here knows of tools or of the protocol above, and only this module waits.

pub mod call;
pub mod settings;
pub mod timing;
pub mod types;

pub use call::{Call, Wait};
pub use settings::{DialectSetting, Login, Secret, Settings, Sites, is_loopback};
pub use timing::{Clock, Timing};

/// Stand-in.
#[derive(Clone, Debug)]
pub struct Client {
    /// Stand-in.
    pub settings: Settings,
}

impl Client {
    /// Stand-in.
    pub fn new(settings: Settings) -> Self {
        Self { settings }
    }
}
