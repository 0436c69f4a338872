//! Looking again for what a lost answer may have done: at once, and a few times more with longer and longer pauses.
//!
//! Jira may do what it was sent a moment after the connection is gone, so one look that finds nothing says little. How long is
//! waited is decided here for all writes; what is looked at, and when it is enough, the caller knows.

use crate::jira::{Call, Client};
use std::time::Duration;

/// How often is looked after the first time.
const MORE: u32 = 3;

/// The looks that are left to a call.
pub struct Looks<'a> {
    call: &'a Call,
    pause: Duration,
    left: u32,
}

impl<'a> Looks<'a> {
    /// For a call that has looked once.
    pub fn new(jira: &Client, call: &'a Call) -> Self {
        Self { call, pause: jira.settings().timing.look_pause, left: MORE }
    }

    /// Waits until it is worth looking again; false when it no longer is, or the call has no time for it.
    pub async fn again(&mut self) -> bool {
        let has_time = self.call.time_left() > self.pause.saturating_mul(2);
        if self.left == 0 || !has_time || self.call.within(tokio::time::sleep(self.pause)).await.is_err() {
            return false;
        }
        self.left -= 1;
        self.pause = self.pause.saturating_mul(2);
        true
    }
}
