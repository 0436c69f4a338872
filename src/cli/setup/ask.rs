//! Questions to the person at the keyboard.

use super::Stop;
use crate::cli::keyboard::{Keyboard, Typed};
use std::io::Write;

/// Who asks, and who answers.
pub(super) struct Ask<'a> {
    pub(super) keyboard: &'a mut dyn Keyboard,
    pub(super) output: &'a mut dyn Write,
}

impl Ask<'_> {
    /// Whether anybody answers.
    pub(super) fn is_attended(&self) -> bool {
        self.keyboard.is_attended()
    }

    /// A line; what stands as `default` when only Enter is pressed.
    ///
    /// # Errors
    ///
    /// Nobody is there, or the input ended: what to give instead is `flag`.
    pub(super) fn line(&mut self, question: &str, default: Option<&str>, flag: &str) -> Result<String, Stop> {
        if !self.is_attended() {
            return match default {
                Some(default) => Ok(default.to_owned()),
                None => Err(Stop::Usage(format!("nobody can be asked here: give `{flag}`"))),
            };
        }
        match default.filter(|default| !default.is_empty()) {
            Some(default) => write!(self.output, "{question} [{default}]: ")?,
            None => write!(self.output, "{question}: ")?,
        }
        self.output.flush()?;
        let Some(line) = self.keyboard.line()? else {
            return Err(Stop::Usage(format!("the input ended: give `{flag}`")));
        };
        Ok(if line.is_empty() { default.unwrap_or_default().to_owned() } else { line })
    }

    /// A line that isn't shown.
    ///
    /// # Errors
    ///
    /// Nobody is there.
    pub(super) fn secret(&mut self, question: &str) -> Result<Typed, Stop> {
        if !self.is_attended() {
            return Err(Stop::Usage("nobody can be asked here: give `--token-stdin` or `--token-command`".to_owned()));
        }
        write!(self.output, "{question}: ")?;
        self.output.flush()?;
        let secret = self.keyboard.secret()?;
        writeln!(self.output)?;
        Ok(secret)
    }

    /// Yes or no; no when nobody answers.
    ///
    /// # Errors
    ///
    /// The system's.
    pub(super) fn agrees(&mut self, question: &str) -> Result<bool, Stop> {
        if !self.is_attended() {
            return Ok(false);
        }
        write!(self.output, "{question} [y/N]: ")?;
        self.output.flush()?;
        let answer = self.keyboard.line()?.unwrap_or_default();
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }
}
