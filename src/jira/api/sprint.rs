//! Boards and sprints, from the agile API that both dialects have.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::read;
use super::super::request::Request;
use super::super::types::{Board, Listing, Sprint};

const ROOT: &str = "rest/agile/1.0";
const PAGE: usize = 50;
/// Boards and sprints that are read at most.
const MOST: usize = 500;

impl Client {
    /// The boards that show a project, by key or id.
    ///
    /// # Errors
    ///
    /// The client's; `NotFound` or `Forbidden` where there is no agile API.
    pub async fn boards(&self, call: &Call, project: &str) -> Result<Listing<Board>, Error> {
        let request = Request::get(ROOT, "board", &[]).with("projectKeyOrId", project);
        let told = self.pages(call, &request, PAGE, MOST).await?;
        Ok(Listing { items: told.items.iter().map(read::board).collect(), total: told.total })
    }

    /// A board's sprints in these states (`active`, `future`, `closed`; none: all), oldest first.
    ///
    /// # Errors
    ///
    /// The client's; `Invalid` for a board without sprints.
    pub async fn sprints(&self, call: &Call, board_id: &str, states: &[&str]) -> Result<Listing<Sprint>, Error> {
        let states = (!states.is_empty()).then(|| states.join(","));
        let request = Request::get(ROOT, "board/{id}/sprint", &[board_id]).with_some("state", states);
        let told = self.pages(call, &request, PAGE, MOST).await?;
        Ok(Listing { items: told.items.iter().map(read::sprint).collect(), total: told.total })
    }
}
