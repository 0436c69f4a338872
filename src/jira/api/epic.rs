//! Epics, where they are more than a level of types.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::{Error, Kind};
use super::super::request::Request;

impl Client {
    /// Whether an issue is an epic, as boards know it: `GET epic/{key}` finds nothing else. On Cloud the levels of types say more,
    /// and its team-managed projects have no such epics.
    ///
    /// # Errors
    ///
    /// The client's; `Forbidden` where there are no boards for this account.
    pub async fn is_epic(&self, call: &Call, key: &str) -> Result<bool, Error> {
        match self.json(call, &Request::get("rest/agile/1.0", "epic/{key}", &[key])).await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.kind, Kind::NotFound | Kind::Invalid) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
