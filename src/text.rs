//! Text between people, Jira and a model.

pub mod adf;
pub mod clean;
pub mod names;
pub mod wiki;
