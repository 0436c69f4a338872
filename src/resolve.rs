//! From the names that people use to the ids that Jira wants, one file per kind.
//!
//! One rule of matching for all kinds; a failure lists candidates that can be sent back as they stand.

pub mod columns;
pub mod failure;
pub mod field_type;
pub mod matching;

pub use failure::{Failure, Unresolved};
pub use field_type::field_type;
