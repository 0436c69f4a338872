//! `labels`: words to add, `-word` to remove, `=word` for the whole list.

use super::{Argument, Invalid, Names, Reading};
use schemars::JsonSchema;
use serde_json::Value;

/// The words as they were sent, signs included.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Labels(pub Vec<String>);

impl Argument for Labels {
    fn read(value: &Value, reading: Reading<'_>) -> Result<Self, Invalid> {
        Names::read(value, reading).map(|names| Self(names.0))
    }
}
