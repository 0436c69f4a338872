//! What a person types, or what stands in its place on stdin.

use std::io::{self, IsTerminal as _};

/// A key on its way from a person to its file. It can't be printed.
pub struct Typed(String);

impl Typed {
    /// A key without the space around it.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Where answers come from.
pub trait Keyboard {
    /// Whether a person can be asked.
    fn is_attended(&self) -> bool;

    /// One line without its end; `None` after the last.
    ///
    /// # Errors
    ///
    /// The system's.
    fn line(&mut self) -> io::Result<Option<String>>;

    /// One line that isn't shown while it is typed.
    ///
    /// # Errors
    ///
    /// The system's.
    fn secret(&mut self) -> io::Result<Typed>;
}

/// The process's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal;

impl Keyboard for Terminal {
    fn is_attended(&self) -> bool {
        io::stdin().is_terminal()
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim().to_owned()))
    }

    fn secret(&mut self) -> io::Result<Typed> {
        rpassword::read_password().map(|secret| Typed::new(&secret))
    }
}
