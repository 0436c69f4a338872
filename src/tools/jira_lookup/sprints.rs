//! Sprints of a project's boards: the active ones, then the future ones, then the closed ones, newest first.

use super::asked::Scope;
use super::list::{List, Row};
use crate::compact::time::moment;
use crate::error::{About, Code, ToolError};
use crate::jira::Kind;
use crate::jira::types::{Board, Sprint};
use crate::resolve::matching::{Called, with_id};
use futures_util::future::join_all;
use jiff::tz::TimeZone;

/// The states, in the order in which they are shown.
const STATES: [&str; 3] = ["active", "future", "closed"];
/// Boards whose sprints are read.
const MOST_BOARDS: usize = 12;

/// Sprints by name, each once, with the board on which it was made where that is among them.
pub(super) async fn sprints(scope: Scope<'_>, zone: &TimeZone) -> Result<List, ToolError> {
    let detail = scope.needed_project("sprints").await?;
    let key = detail.project.key.as_str();
    let found = of_project(scope, key, &STATES).await?;
    let rows = in_order(found.sprints).iter().map(|one| row(one, zone)).collect();
    let mut list = List { more: found.more, ..List::new("sprints", format!("in {key}"), rows) };
    if list.rows.is_empty() {
        list.notes.push(format!("{key} has {} that can have sprints", boards_in_words(found.boards)));
    }
    if found.unread > 0 {
        list.notes.push(format!("{} boards of {key} were not read", found.unread));
    }
    Ok(list)
}

/// The sprints of a project.
pub(super) struct Found {
    /// Each once, with its board.
    pub(super) sprints: Vec<(Sprint, Board)>,
    boards: usize,
    unread: usize,
    more: bool,
}

/// The sprints of a project in these states.
pub(super) async fn of_project(scope: Scope<'_>, key: &str, states: &[&str]) -> Result<Found, ToolError> {
    let about = About::Project("project", key);
    let (jira, call) = (scope.resolver.jira, scope.resolver.call);
    let boards = match jira.boards(call, key).await {
        Ok(boards) => boards.items,
        Err(error) if matches!(error.kind, Kind::NotFound | Kind::Forbidden) => return Err(no_boards(key)),
        Err(error) => return Err(scope.failed(about, &error)),
    };
    let mut boards: Vec<Board> = boards.into_iter().filter(|board| board.kind != "kanban").collect();
    let unread = boards.len().saturating_sub(MOST_BOARDS);
    boards.truncate(MOST_BOARDS);
    let lists = join_all(boards.iter().map(|board| jira.sprints(call, &board.id, states))).await;
    let mut found = Found { sprints: Vec::new(), boards: boards.len(), unread, more: unread > 0 };
    for (list, board) in lists.into_iter().zip(&boards) {
        let list = match list {
            Ok(list) => list,
            // A `simple` board may be without sprints, and then says so.
            Err(error) if error.kind == Kind::Invalid => continue,
            Err(error) => return Err(scope.failed(about, &error)),
        };
        found.more |= list.total.is_some_and(|all| all > list.items.len() as u64);
        for sprint in list.items {
            let own = sprint.board_id.as_ref() == Some(&board.id);
            match found.sprints.iter_mut().find(|(held, _)| held.id == sprint.id) {
                // A sprint is shown by every board whose filter holds one of its issues.
                Some((_, held)) if own => *held = board.clone(),
                Some(_) => {}
                None => found.sprints.push((sprint, board.clone())),
            }
        }
    }
    Ok(found)
}

/// The project was read just before, so it is the boards that are missing.
fn no_boards(key: &str) -> ToolError {
    let message = format!("the boards of `{key}` can't be read: this Jira has none, or hides them from this account");
    ToolError::fatal(Code::PermissionDenied, message)
        .with_fix("ask the user whether this Jira has Jira Software, and for the permission to see its boards")
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

fn row((sprint, board): &(Sprint, Board), zone: &TimeZone) -> Row {
    let when = |time: &Option<String>| time.as_deref().map(|text| moment(text, zone)).unwrap_or_default();
    let called = Called::new(sprint.name.as_str(), sprint.id.as_str())
        .or_exactly(Some(label(sprint, board)))
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

/// `Sprint 5 (board Web)`: the form in which sprints of one name are told apart.
fn label(sprint: &Sprint, board: &Board) -> String {
    format!("{} (board {})", sprint.name, board.name)
}

#[cfg(test)]
mod tests {
    use super::in_order;
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
}
