//! One issue and what hangs on it.

use super::super::call::Call;
use super::super::client::Client;
use super::super::error::Error;
use super::super::read;
use super::super::request::Request;
use super::super::types::{Change, Comment, FieldMeta, Issue, Listing, RemoteLink, Transition, Worklog};
use serde_json::Value;

impl Client {
    /// An issue by key or id, its fields without names. `fields`: their ids, `None` for all of them. A moved issue answers
    /// under its new key (Jira facts, item 30).
    ///
    /// # Errors
    ///
    /// The client's; `NotFound` also for an issue that is hidden from us.
    pub async fn issue(&self, call: &Call, key: &str, fields: Option<&[String]>) -> Result<Issue, Error> {
        self.expanded_issue(call, key, fields, None).await
    }

    /// An issue whose fields have their names and kinds, from the list of fields, which is held for a while: with each
    /// issue they would be most of the answer. An issue that holds a field of people's making which the list lacks is
    /// asked for its own names.
    ///
    /// # Errors
    ///
    /// As [`Self::issue`].
    pub async fn issue_with_names(&self, call: &Call, key: &str, fields: Option<&[String]>) -> Result<Issue, Error> {
        let (issue, known) = futures_util::join!(self.issue(call, key, fields), self.fields(call));
        let mut issue = issue?;
        match known {
            Ok(known) if issue.fields.keys().all(|id| known.get(id).is_some() || !id.starts_with("customfield_")) => {
                issue.known = known;
                Ok(issue)
            }
            _ => self.expanded_issue(call, key, fields, Some("names,schema")).await,
        }
    }

    async fn expanded_issue(
        &self,
        call: &Call,
        key: &str,
        fields: Option<&[String]>,
        expand: Option<&str>,
    ) -> Result<Issue, Error> {
        let fields = fields.map_or_else(|| "*all".to_owned(), |fields| fields.join(","));
        let request =
            self.platform(call, "issue/{key}", &[key]).await?.with("fields", fields).with_some("expand", expand);
        let issue = read::issue(self.json(call, &request).await?);
        if issue.key.is_empty() {
            return Err(super::malformed(&request));
        }
        self.written().learn(&issue.key, &issue.id);
        Ok(issue)
    }

    /// The fields that can be edited, with their allowed values.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn edit_fields(&self, call: &Call, key: &str) -> Result<Vec<FieldMeta>, Error> {
        let request = self.platform(call, "issue/{key}/editmeta", &[key]).await?;
        let told = self.json(call, &request).await?;
        let fields = told.get("fields").filter(|fields| fields.is_object());
        fields.map(|fields| read::screen(Some(fields))).ok_or_else(|| super::malformed(&request))
    }

    /// The steps that the issue can take now. No permission is an empty list too (Jira facts, item 40).
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn transitions(&self, call: &Call, key: &str) -> Result<Vec<Transition>, Error> {
        let request = self.platform(call, "issue/{key}/transitions", &[key]).await?;
        let told = self.list(call, &request.with("expand", "transitions.fields")).await?;
        Ok(read::items(&told).iter().filter_map(read::transition).collect())
    }

    /// Comments, newest first, without the `skip` newest.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn comments(
        &self,
        call: &Call,
        key: &str,
        newest: usize,
        skip: usize,
    ) -> Result<Listing<Comment>, Error> {
        let page = |start: u64| async move {
            let dialect = self.dialect(call).await?;
            let request = Request::get(dialect.root(), "issue/{key}/comment", &[key])
                .with_some("expand", dialect.comment_expand());
            let request = request.with("orderBy", "-created").with("startAt", start).with("maxResults", newest.max(1));
            let told = self.list(call, &request).await?;
            let read = read::page(&told, read::comment);
            Ok::<_, Error>(read)
        };
        let mut listing = page(skip as u64).await?;
        let is_ascending = listing.items.first().zip(listing.items.last()).is_some_and(|(a, b)| a.created < b.created);
        let total = listing.total.unwrap_or_default();
        if is_ascending && (skip > 0 || total > newest as u64) {
            // This Jira does not know `orderBy`: the newest are at the end.
            let end = total.saturating_sub(skip as u64);
            let start = end.saturating_sub(newest as u64);
            listing = page(start).await?;
            listing.items.truncate(usize::try_from(end - start).unwrap_or(newest));
        }
        newest_first(&mut listing.items, |comment| &comment.created);
        listing.items.truncate(newest);
        Ok(listing)
    }

    /// Changes, newest first, without the `skip` newest.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn history(&self, call: &Call, key: &str, newest: usize, skip: usize) -> Result<Listing<Change>, Error> {
        let request = self.platform(call, "issue/{key}", &[key]).await?;
        let request = request.with("fields", "updated").with("expand", "changelog");
        let told = self.json(call, &request).await?;
        let log = told.get("changelog").filter(|log| read::is_list(log)).ok_or_else(|| super::malformed(&request))?;
        let mut changes: Vec<Change> = read::items(log).iter().map(read::change).collect();
        newest_first(&mut changes, |change| &change.created);
        let held = changes.len() as u64;
        let total = log.get("total").and_then(Value::as_u64).unwrap_or(held).max(held);
        let wanted = ((skip + newest) as u64).min(total);
        if wanted > held {
            // The expanded log is cut; the rest is behind pages that run from the oldest.
            let count = usize::try_from(wanted.saturating_sub(skip as u64)).unwrap_or(newest);
            let older = self.dialect(call).await?.history_page(key, total - wanted, count.min(100));
            if let Some(older) = older {
                let told = self.list(call, &older).await?;
                let mut items: Vec<Change> = read::items(&told).iter().map(read::change).collect();
                newest_first(&mut items, |change| &change.created);
                return Ok(Listing { items, total: Some(total) });
            }
        }
        let items = changes.into_iter().skip(skip).take(newest).collect();
        Ok(Listing { items, total: Some(total) })
    }

    /// Time spent, newest first, without the `skip` newest.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn worklogs(
        &self,
        call: &Call,
        key: &str,
        newest: usize,
        skip: usize,
    ) -> Result<Listing<Worklog>, Error> {
        let request = self.platform(call, "issue/{key}/worklog", &[key]).await?;
        let told = self.list(call, &request).await?;
        let mut listing = read::page(&told, read::worklog);
        let held = listing.items.len() as u64;
        let total = listing.total.unwrap_or(held).max(held);
        if total > held {
            // Jira sends the oldest first and at most 5,000.
            let wanted = ((skip + newest) as u64).min(total);
            let count = usize::try_from(wanted.saturating_sub(skip as u64)).unwrap_or(newest);
            if let Some(later) = self.dialect(call).await?.worklog_page(key, total - wanted, count) {
                let told = self.list(call, &later).await?;
                let mut items: Vec<Worklog> = read::items(&told).iter().map(read::worklog).collect();
                newest_first(&mut items, |worklog| &worklog.started);
                return Ok(Listing { items, total: Some(total) });
            }
        }
        newest_first(&mut listing.items, |worklog| &worklog.started);
        let items = listing.items.into_iter().skip(skip).take(newest).collect();
        Ok(Listing { items, total: Some(total) })
    }

    /// Links to web pages.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn remote_links(&self, call: &Call, key: &str) -> Result<Vec<RemoteLink>, Error> {
        let request = self.platform(call, "issue/{key}/remotelink", &[key]).await?;
        let told = self.list(call, &request).await?;
        Ok(read::items(&told).iter().filter_map(read::remote_link).collect())
    }
}

/// Sorts by a time as Jira writes it; equal and unreadable ones keep their order among themselves, reversed when Jira's was
/// oldest first.
fn newest_first<T>(items: &mut [T], time: impl Fn(&T) -> &String) {
    let moment = |item: &T| read::moment(time(item));
    let is_ascending = items.first().zip(items.last()).is_some_and(|(first, last)| moment(first) < moment(last));
    if is_ascending {
        items.reverse();
    }
    items.sort_by_key(|item| std::cmp::Reverse(moment(item)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_compared_as_moments_and_ties_keep_the_newer_first() {
        let mut items: Vec<String> =
            ["2026-06-15T12:00:00.000+0000", "2026-06-15T12:30:00.000+0100", "2026-06-15T12:30:00.001Z"]
                .map(str::to_owned)
                .to_vec();
        newest_first(&mut items, |item| item);
        assert_eq!(items[0], "2026-06-15T12:30:00.001Z");
        assert_eq!(items[2], "2026-06-15T12:30:00.000+0100");
        let mut ties = vec![
            (1, "2026-06-15T12:00:00.000+0000"),
            (2, "2026-06-15T12:00:00.000+0000"),
            (3, "2026-06-16T12:00:00.000+0000"),
        ];
        let mut owned: Vec<(i32, String)> = ties.drain(..).map(|(n, text)| (n, text.to_owned())).collect();
        newest_first(&mut owned, |item| &item.1);
        assert_eq!(owned.iter().map(|item| item.0).collect::<Vec<_>>(), [3, 2, 1]);
    }
}
