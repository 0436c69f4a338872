//! Who waits for a turn, in order: what a write waits for comes first, and otherwise who came first.

use super::Lane;

/// A place in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u64);

/// The line.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    waiting: Vec<(Ticket, Lane)>,
    last: u64,
}

impl Line {
    /// Takes a place: behind all that is as urgent, before all that is less.
    pub(super) fn enter(&mut self, lane: Lane) -> Ticket {
        self.last += 1;
        let ticket = Ticket(self.last);
        let place = if lane.is_urgent {
            self.waiting.iter().position(|(_, other)| !other.is_urgent).unwrap_or(self.waiting.len())
        } else {
            self.waiting.len()
        };
        self.waiting.insert(place, (ticket, lane));
        ticket
    }

    /// Gives a place up: whose it was, and nothing when it was given up before.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Option<Lane> {
        let place = self.waiting.iter().position(|(other, _)| *other == ticket)?;
        Some(self.waiting.remove(place).1)
    }

    /// Those before a place, and whose it is.
    pub(super) fn before(&self, ticket: Ticket) -> Option<(&[(Ticket, Lane)], &Lane)> {
        let place = self.waiting.iter().position(|(other, _)| *other == ticket)?;
        let (before, rest) = self.waiting.split_at_checked(place)?;
        Some((before, &rest.first()?.1))
    }
}
