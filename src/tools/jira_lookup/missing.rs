//! Arguments without which a kind can't be answered, each with what there is to choose from.

use super::SPEC;
use crate::compact::value::CELL;
use crate::error::{Code, Field, Problem, ToolError, listed};
use crate::text::cut;
use serde_json::Value;

/// An argument without which a kind can't be answered.
pub(super) struct Missing {
    argument: &'static str,
    why: String,
    allowed: Vec<String>,
    lookup: Option<Value>,
}

impl Missing {
    /// `allowed` are values to send, `lookup` lists all of them.
    pub(super) fn new(argument: &'static str, why: String, allowed: Vec<String>, lookup: Option<Value>) -> Self {
        Self { argument, why, allowed: allowed.iter().map(|name| cut::cell(name, CELL)).collect(), lookup }
    }
}

/// The error for arguments that are missing, all at once. `instead` is another way to say the same.
pub(super) fn refuse(missing: Vec<Missing>, instead: Option<&str>) -> ToolError {
    let messages: Vec<String> =
        missing.iter().map(|one| format!("`{}` is missing: {}", one.argument, one.why)).collect();
    let fixes: Vec<String> = missing
        .iter()
        .map(|one| match one.allowed.as_slice() {
            [] => format!("`{}`", one.argument),
            allowed => format!("{} {}", one.argument, listed(allowed, "or")),
        })
        .collect();
    let mut fix = format!("call {} again with {}", SPEC.name, fixes.join(" and "));
    if let Some(instead) = instead {
        fix = format!("{fix}, or with {instead}");
    }
    let error = ToolError::mendable(Code::InvalidArgument, messages.join("; "), fix);
    missing.into_iter().fold(error, |error, one| {
        let field =
            Field { problem: Some(Problem::Missing), allowed: one.allowed, lookup: one.lookup, ..Field::default() };
        error.with_field(one.argument, field)
    })
}
