//! The sprints of a project's boards, each once.

use super::{Failure, Resolver};
use crate::error::{About, Code, ToolError};
use crate::jira::Kind;
use crate::jira::types::{Board, Sprint};
use futures_util::future::join_all;

/// Boards whose sprints are read.
const MOST_BOARDS: usize = 12;

/// The sprints of a project.
pub struct Found {
    /// Each once, with the board on which it was made where that is among them.
    pub sprints: Vec<(Sprint, Board)>,
    /// How many boards can have sprints.
    pub boards: usize,
    /// How many of them were not read.
    pub unread: usize,
    /// Whether there are more sprints than these.
    pub more: bool,
}

/// `Sprint 5 (board Web)`: the form in which sprints of one name are told apart.
pub fn label(sprint: &Sprint, board: &Board) -> String {
    format!("{} (board {})", sprint.name, board.name)
}

impl Resolver<'_> {
    /// The sprints of a project in these states.
    ///
    /// # Errors
    ///
    /// `permission_denied` where boards can't be read, and what the client fails with.
    pub async fn sprints(&self, project: &str, states: &[&str]) -> Result<Found, Failure> {
        let about = About::Project("project", project);
        let boards = match self.jira.boards(self.call, project).await {
            Ok(boards) => boards.items,
            Err(error) if matches!(error.kind, Kind::NotFound | Kind::Forbidden) => {
                return Err(no_boards(project).into());
            }
            Err(error) => return Err(self.failed(about, &error)),
        };
        let mut boards: Vec<Board> = boards.into_iter().filter(|board| board.kind != "kanban").collect();
        let unread = boards.len().saturating_sub(MOST_BOARDS);
        boards.truncate(MOST_BOARDS);
        let lists = join_all(boards.iter().map(|board| self.jira.sprints(self.call, &board.id, states))).await;
        let mut found = Found { sprints: Vec::new(), boards: boards.len(), unread, more: unread > 0 };
        for (list, board) in lists.into_iter().zip(&boards) {
            let list = match list {
                Ok(list) => list,
                // A `simple` board may be without sprints, and then says so.
                Err(error) if error.kind == Kind::Invalid => continue,
                Err(error) => return Err(self.failed(about, &error)),
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
}

/// The project was read just before, so it is the boards that are missing.
fn no_boards(key: &str) -> ToolError {
    let message = format!("the boards of `{key}` can't be read: this Jira has none, or hides them from this account");
    ToolError::fatal(Code::PermissionDenied, message)
        .with_fix("ask the user whether this Jira has Jira Software, and for the permission to see its boards")
}
