//! JQL: reading it forgivingly, repairing it with what is known of a site's names, and keeping it inside projects.
//!
//! Everything here is pure. [`read`](fn@read) makes a tree of a query, [`questions`](fn@questions) says what has to be
//! looked up, [`repair`](fn@repair) gives the query that can run or what keeps it from running, and
//! [`guard`](fn@guard) restricts it to the allowed projects. Queries come from agents, so nothing is searched for in the
//! text of a query; every question is answered from its tokens or its tree.

pub mod answers;
mod between;
mod edit;
pub mod error;
pub mod guard;
pub mod lex;
mod nearest;
pub mod order;
pub mod outside;
mod parse;
pub mod print;
#[cfg(test)]
mod properties;
pub mod questions;
pub mod quote;
pub mod read;
pub mod repair;
pub mod restrict;
mod tidy;
pub mod tree;
mod words;

pub use answers::{Answers, Questions};
pub use error::{Error, position_in};
pub use guard::{bounded, guard};
pub use order::{Split, split};
pub use print::print;
pub use questions::questions;
pub use quote::quote;
pub use read::{Reading, Unreadable, parse, read};
pub use repair::{Lists, Problem, Refused, Repaired, Wrong, has_zone, is_state, repair, spoken, state, written_field};
pub use restrict::restrict;
