//! Boards and sprints; two boards have a `Sprint 5` each.

use jiff::Timestamp;

use super::{OPS, SHOP, days_before};
use crate::demo::store::{Board, Sprint};

/// The sprint that runs on the Web board.
pub(super) const ACTIVE: u64 = 37;
/// The sprint after it.
pub(super) const NEXT: u64 = 38;
/// The other `Sprint 5`, on the Mobile board.
pub(super) const OTHER_FIVE: u64 = 45;

/// Two scrum boards and a kanban board.
pub(super) fn boards() -> Vec<Board> {
    [(1, "Web", "scrum", SHOP), (2, "Mobile", "scrum", SHOP), (3, "Operations", "kanban", OPS)]
        .map(|(id, name, kind, project)| Board { id, name: name.into(), kind, project })
        .to_vec()
}

/// Closed, active and future sprints of two weeks.
pub(super) fn sprints(start: Timestamp) -> Vec<Sprint> {
    let monday = days_before(start, 7);
    let sprint = |id: u64, board: u64, name: &str, state: &'static str, weeks_ago: i64, goal: &str| {
        let begin = days_before(monday, weeks_ago * 7);
        let end = days_before(begin, -14);
        let planned = state != "future";
        Sprint {
            id,
            board,
            name: name.into(),
            state,
            goal: goal.into(),
            start: planned.then_some(begin),
            end: planned.then_some(end),
            complete: (state == "closed").then_some(end),
        }
    };
    vec![
        sprint(33, 1, "Sprint 1", "closed", 8, "A cart that survives a reload"),
        sprint(34, 1, "Sprint 2", "closed", 6, ""),
        sprint(35, 1, "Sprint 3", "closed", 4, "Faster search"),
        sprint(36, 1, "Sprint 4", "closed", 2, "Guest checkout"),
        sprint(ACTIVE, 1, "Sprint 5", "active", 0, "Coupons work, in every browser [really], by Friday"),
        sprint(NEXT, 1, "Sprint 6", "future", -2, ""),
        sprint(44, 2, "Sprint 4", "closed", 2, "Swipe through pictures"),
        sprint(OTHER_FIVE, 2, "Sprint 5", "active", 0, "Pay with the phone"),
        sprint(46, 2, "Sprint 6", "future", -2, ""),
    ]
}
