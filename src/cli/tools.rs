//! `tools`: the catalogue, with what each tool costs in a model's context before it is ever called.

use super::SUCCESS;
use crate::router::{BYTES_PER_TOKEN, Router};
use crate::server::advertised;
use crate::tools::{Effect, Switches, Tool};
use serde_json::Value;
use std::io::Write;

pub(super) fn run(router: &Router, output: &mut dyn Write) -> std::io::Result<u8> {
    let mut total = 0;
    writeln!(output, "{:<24} {:<10} {:>6}  ", "tool", "effect", "tokens")?;
    for tool in router.offered() {
        let tokens = estimated(tool, &router.shared().switches);
        total += tokens;
        writeln!(output, "{:<24} {:<10} {tokens:>6}", tool.spec().name, effect(tool.spec().effect))?;
    }
    for (name, reason) in &router.shared().switches.tools_off {
        writeln!(output, "{name:<24} off: {reason}")?;
    }
    writeln!(output, "{:<24} {:<10} {total:>6}  (estimated: UTF-8 bytes / {BYTES_PER_TOKEN})", "all", "")?;
    Ok(SUCCESS)
}

/// Of what `tools/list` shows: an argument that is switched off costs nothing.
fn estimated(tool: &dyn Tool, switches: &Switches) -> usize {
    let shown = advertised(tool, switches);
    let schema = Value::Object(shown.input_schema.as_ref().clone()).to_string();
    let bytes = shown.name.len() + shown.description.unwrap_or_default().len() + schema.len();
    (bytes as f64 / BYTES_PER_TOKEN).ceil() as usize
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "reads",
        Effect::Additive => "adds",
        Effect::Overwrites => "overwrites",
    }
}
