//! `doctor`: whether it works, and what to do where it doesn't. One line per check, each with its fix.
//!
//! [`check`] asks and tells; what a failure means to the person at the keyboard is in [`words`], and a check never ends the others
//! unless they could not succeed either. Nothing is changed in Jira, and no secret is in what comes out.

mod checks;
pub(super) mod report;
mod setting;
mod tools;
mod words;

pub(super) use checks::check;

use super::{FAILED, SUCCESS};
use crate::config::Config;
use std::io::Write;

/// Checks everything and prints it; exits with 1 when a check failed.
pub(super) async fn run(config: &Config, json: bool, output: &mut dyn Write) -> std::io::Result<u8> {
    let report = check(config).await;
    match json {
        true => writeln!(output, "{}", report.to_json())?,
        false => report.write(output)?,
    }
    output.flush()?;
    Ok(if report.ok() { SUCCESS } else { FAILED })
}
