//! `tools`: the catalogue, with what each tool costs in a model's context before it is ever called.

use super::SUCCESS;
use crate::router::{BYTES_PER_TOKEN, Router};
use crate::tools::{Effect, Tool};
use serde_json::Value;
use std::io::Write;

pub(super) fn run(router: &Router, output: &mut dyn Write) -> std::io::Result<u8> {
    let mut total = 0;
    writeln!(output, "{:<24} {:<10} {:>6}  ", "tool", "effect", "tokens")?;
    for tool in router.offered() {
        let tokens = estimated(tool);
        total += tokens;
        writeln!(output, "{:<24} {:<10} {tokens:>6}", tool.spec().name, effect(tool.spec().effect))?;
    }
    for (name, reason) in &router.shared().switches.tools_off {
        writeln!(output, "{name:<24} off: {reason}")?;
    }
    writeln!(output, "{:<24} {:<10} {total:>6}  (estimated: UTF-8 bytes / {BYTES_PER_TOKEN})", "all", "")?;
    Ok(SUCCESS)
}

fn estimated(tool: &dyn Tool) -> usize {
    let spec = tool.spec();
    let schema = Value::Object(spec.schema.clone()).to_string();
    let bytes = spec.name.len() + spec.description.len() + schema.len();
    (bytes as f64 / BYTES_PER_TOKEN).ceil() as usize
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "reads",
        Effect::Additive => "adds",
        Effect::Overwrites => "overwrites",
    }
}
