//! Text between people, Jira and a model.
//!
//! Jira Cloud stores a document tree (ADF), Data Center stores wiki markup; a model reads and writes Markdown. What
//! Markdown can't say has one readable, reversible form for both, listed in `text/FORMS.md`.

pub mod adf;
pub mod clean;
pub mod cut;
pub mod edit;
pub mod error;
pub mod fence;
pub mod markdown;
pub mod names;
pub mod wiki;

#[cfg(test)]
mod tests;
