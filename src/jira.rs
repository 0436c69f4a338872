//! The client: everything that is said to Jira, and how.
//!
//! One `send` knows the dialect, authenticates, waits its turn, sends, classifies the answer, retries or not, and decodes.
//! What is absent: nothing here knows of tools or of the protocol above, and only this module waits.

pub mod call;
pub mod types;

pub use call::{Call, Wait};

/// Stand-in.
#[derive(Clone, Debug, Default)]
pub struct Client;
/// Stand-in.
#[derive(Clone, Debug, Default)]
pub struct Timing;
