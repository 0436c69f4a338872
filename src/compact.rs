//! From Jira's shapes to the few words that a model needs: pure, and every cut says how much was cut.

pub mod change;
pub mod comment;
pub mod issue;
pub mod rows;
pub mod sprint;
pub mod time;
pub mod value;

use jiff::tz::TimeZone;

/// How values are seen: in whose zone, and which issues may be named.
pub struct View<'a> {
    /// The Jira profile's zone, because JQL is read in it.
    pub zone: &'a TimeZone,
    /// Whether an issue with this key may be shown, even as a name in a link.
    pub allows: &'a (dyn Fn(&str) -> bool + Send + Sync),
}
