//! What is wrong with a query, and where.

use std::fmt;

/// A query that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The first character concerned, counted from 1 as Jira does.
    pub position: usize,
    /// The piece of the query concerned; empty where something is missing at the end.
    pub piece: String,
    /// What is wrong, as a lower-case sentence without a full stop.
    pub problem: String,
}

impl Error {
    pub(super) fn new(position: usize, piece: &str, problem: &str) -> Self {
        Self { position, piece: piece.to_owned(), problem: problem.to_owned() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, piece, problem } = self;
        match piece.is_empty() {
            true => write!(formatter, "{problem} at character {position}"),
            false => write!(formatter, "{problem} at `{piece}`, character {position}"),
        }
    }
}

impl std::error::Error for Error {}

/// A place in a query by line and character, both counted from 1, as Jira's messages have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character on that line.
    pub character: usize,
}

/// The character that a message of Jira's points at, as in `… (line 1, character 9)` (Jira facts, item 29).
///
/// It is counted on the message's line; [`place_in`] tells the line as well.
pub fn position_in(jira_message: &str) -> Option<usize> {
    place_in(jira_message).map(|place| place.character)
}

/// The line and character that a message of Jira's points at.
///
/// The last such place counts: text of the query that the message quotes comes before it.
pub fn place_in(jira_message: &str) -> Option<Place> {
    let (_, rest) = jira_message.rsplit_once("(line ")?;
    let (line, rest) = rest.split_once(", character ")?;
    let (character, _) = rest.split_once(')')?;
    Some(Place { line: line.trim().parse().ok()?, character: character.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_position_is_read_from_jiras_message() {
        let place = |text| place_in(text).map(|place| (place.line, place.character));
        assert_eq!(place("Error in the JQL Query: 'x' is reserved. (line 1, character 9)"), Some((1, 9)));
        assert_eq!(place("got '(line 3, character 4)' instead. (line 2, character 17)"), Some((2, 17)));
        assert_eq!(position_in("no such field. (line 1, character 12)."), Some(12));
        assert_eq!(position_in("the value 'A' does not exist for the field 'project'."), None);
        assert_eq!(position_in("(line one, character two)"), None);
    }

    #[test]
    fn an_error_names_piece_and_place() {
        assert_eq!(Error::new(4, ")", "nothing is open").to_string(), "nothing is open at `)`, character 4");
        assert_eq!(Error::new(9, "", "a `)` is missing").to_string(), "a `)` is missing at character 9");
    }
}
