//! Sprints of a project's boards: the active ones, then the future ones, then the closed ones, newest first.

use super::at;
use super::list::{List, Row};
use super::scope::Scope;
use crate::compact::time::moment;
use crate::error::ToolError;
use crate::jira::types::{Board, Sprint};
use crate::resolve::matching::{Called, fold, with_id, words};
use crate::resolve::sprint::{Found, label};
use jiff::tz::TimeZone;

/// The states, in the order in which they are shown.
const STATES: [&str; 3] = ["active", "future", "closed"];
/// What people call the states, besides Jira's own words.
const STATE_WORDS: [(&str, &str); 4] =
    [("open", "active"), ("current", "active"), ("next", "future"), ("completed", "closed")];

/// Sprints by name, board or state, each once, with the board on which it was made where that is among them.
pub(super) async fn sprints(scope: Scope<'_>, zone: &TimeZone) -> Result<List, ToolError> {
    let detail = scope.needed_project("sprints").await?;
    let key = detail.project.key.as_str();
    let found = of_project(scope, key, &STATES).await?;
    let query = scope.asked.query.as_deref().unwrap_or_default();
    let rows = in_order(found.sprints).iter().map(|one| row(one, query, zone)).collect();
    let mut list = List { more: found.more, ..List::new("sprints", format!("in {key}"), rows) };
    if list.rows.is_empty() {
        list.notes.push(format!("{key} has {} that can have sprints", boards_in_words(found.boards)));
    }
    if found.unread > 0 {
        list.notes.push(format!("{} boards of {key} were not read", found.unread));
    }
    Ok(list)
}

/// The sprints of a project in these states.
pub(super) async fn of_project(scope: Scope<'_>, key: &str, states: &[&str]) -> Result<Found, ToolError> {
    scope.resolver.sprints(key, states).await.map_err(at("project"))
}

fn boards_in_words(boards: usize) -> String {
    match boards {
        0 => "no board".to_owned(),
        1 => "one board".to_owned(),
        more => format!("{more} boards"),
    }
}

fn in_order(mut sprints: Vec<(Sprint, Board)>) -> Vec<(Sprint, Board)> {
    let place = |one: &Sprint| STATES.iter().position(|state| *state == one.state).unwrap_or(STATES.len());
    let newest_first = |a: &Sprint, b: &Sprint| b.end.cmp(&a.end).then_with(|| b.start.cmp(&a.start));
    sprints.sort_by(|(a, _), (b, _)| {
        place(a).cmp(&place(b)).then_with(|| match a.state.as_str() {
            "closed" => newest_first(a, b),
            _ => std::cmp::Ordering::Equal,
        })
    });
    sprints
}

/// Whether a query asks for sprints of a state, or of a state and a board: `active`, `open sprints`, `closed Web`.
fn asks_for_state(query: &str, sprint: &Sprint, board: &Board) -> bool {
    let state_of = |word: &str| {
        let word = fold(word);
        let own = STATES.iter().find(|state| **state == word);
        own.or_else(|| STATE_WORDS.iter().find(|(said, _)| *said == word).map(|(_, state)| state)).copied()
    };
    let (states, others): (Vec<&str>, Vec<&str>) = words(query).partition(|word| state_of(word).is_some());
    let others: Vec<&str> =
        others.into_iter().filter(|word| !["sprint", "sprints"].contains(&fold(word).as_str())).collect();
    let place = others.join(" ");
    states.iter().any(|word| state_of(word) == Some(sprint.state.as_str()))
        && (place.is_empty() || Called::new(board.name.as_str(), board.id.as_str()).fit(&place).is_some())
}

fn row((sprint, board): &(Sprint, Board), query: &str, zone: &TimeZone) -> Row {
    let when = |time: &Option<String>| time.as_deref().map(|text| moment(text, zone)).unwrap_or_default();
    let called = Called::new(sprint.name.as_str(), sprint.id.as_str())
        .or(Some(board.name.as_str()))
        .or_exactly(Some(label(sprint, board)))
        .or_exactly(asks_for_state(query, sprint, board).then_some(query))
        .or_exactly(Some(with_id(&sprint.name, &sprint.id)));
    let goal = sprint.goal.as_deref().unwrap_or_default();
    let (start, end) = (when(&sprint.start), when(&sprint.end));
    Row::of(called, [&sprint.name, &sprint.id, &sprint.state, &start, &end, &board.name, goal])
}

/// The sprints by name, each with its board where there are several.
pub(super) fn labels(sprints: &[(Sprint, Board)]) -> Vec<String> {
    match sprints {
        [(only, _)] => vec![only.name.clone()],
        several => several.iter().map(|(sprint, board)| label(sprint, board)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{asks_for_state, in_order};
    use crate::jira::types::{Board, Sprint};

    #[test]
    fn what_is_going_on_is_on_top() {
        let sprint = |name: &str, state: &str, end: &str| {
            let sprint = Sprint { name: name.into(), state: state.into(), end: Some(end.into()), ..Sprint::default() };
            (sprint, Board::default())
        };
        let all = vec![
            sprint("1", "closed", "2026-01-01"),
            sprint("2", "closed", "2026-02-01"),
            sprint("4", "future", "2026-04-01"),
            sprint("5", "future", "2026-05-01"),
            sprint("3", "active", "2026-03-01"),
        ];
        let names: Vec<String> = in_order(all).into_iter().map(|(one, _)| one.name).collect();
        assert_eq!(names, ["3", "4", "5", "2", "1"]);
    }

    #[test]
    fn states_are_called_by_their_words() {
        let board = Board { name: "Web".into(), ..Board::default() };
        let asks = |query: &str, state: &str| {
            let sprint = Sprint { state: state.into(), ..Sprint::default() };
            asks_for_state(query, &sprint, &board)
        };
        for (query, state) in [
            ("active", "active"),
            ("Open", "active"),
            ("current sprint", "active"),
            ("open sprints", "active"),
            ("closed", "closed"),
            ("future web", "future"),
            ("next sprint", "future"),
        ] {
            for each in ["active", "future", "closed"] {
                assert_eq!(asks(query, each), each == state, "{query} {each}");
            }
        }
        assert!(asks("closed active", "active") && asks("closed active", "closed"));
        assert!(!asks("closed Mobile", "closed") && !asks("sprint", "active") && !asks("", "active"));
        assert!(!asks("Openness", "active"), "a part of a word is no state");
    }
}
