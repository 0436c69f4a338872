//! JQL as text: its tokens, where its order begins, how a value is quoted, and how a query is kept inside projects.
//!
//! Everything here is pure: a query goes in, a query or an [`Error`] with a position comes out. Queries come from
//! agents, so nothing is searched for in the text of a query; every question is answered from its tokens.

pub mod error;
pub mod lex;
pub mod order;
pub mod quote;
pub mod restrict;

pub use error::{Error, position_in};
pub use order::{Split, split};
pub use quote::quote;
pub use restrict::restrict;
