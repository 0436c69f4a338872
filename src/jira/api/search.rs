//! Searching and counting.

use super::super::call::{Call, Stop};
use super::super::client::Client;
use super::super::dialect::Also;
use super::super::error::Error;
use super::super::types::{Issue, PageToken, SearchPage, SearchQuery};
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Instant;

/// Requests that one page of ours may take where Jira sends short pages.
const PAGES: usize = 20;

impl Client {
    /// One page of a search: assembled from Jira's until `limit` rows or the end, because Jira's may be short. With `count` on the
    /// first page the total comes too; where that needs a request of its own, it runs beside, is dropped when the page is the whole
    /// result, and its failure is a warning.
    ///
    /// # Errors
    ///
    /// The client's; `Invalid` with Jira's words for a query that it does not accept.
    pub async fn search(&self, call: &Call, query: &SearchQuery) -> Result<SearchPage, Error> {
        let dialect = self.dialect(call).await?;
        if !query.count || query.page.is_some() || dialect.search_tells_total() {
            let page = self.assemble(call, query).await?;
            return Ok(with_whole_total(page, query));
        }
        let rows = pin!(self.assemble(call, query));
        let count = pin!(self.count(call, &query.jql));
        let (rows, counted) = match select(rows, count).await {
            Either::Left((rows, count)) => {
                let page = with_whole_total(rows?, query);
                if page.total.is_some() {
                    return Ok(page);
                }
                // The rows are there: an estimate is not worth the rest of the call.
                let patience = self.inner.settings.timing.count;
                let bound = Call { deadline: call.deadline.min(Instant::now() + patience), ..call.clone() };
                let late = |stop: Stop| Error::unsent(stop.kind(), "count");
                (page, bound.within(count).await.map_err(late).and_then(|counted| counted))
            }
            Either::Right((counted, rows)) => (with_whole_total(rows.await?, query), counted),
        };
        Ok(with_count(rows, counted))
    }

    /// How many issues a query finds: exact on Data Center, an estimate on Cloud; `None` when Jira does not say.
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn count(&self, call: &Call, jql: &str) -> Result<Option<u64>, Error> {
        let dialect = self.dialect(call).await?;
        let told = self.json(call, &dialect.count(jql)).await?;
        Ok(dialect.read_count(&told))
    }

    /// The issues that a query finds, at most `limit`, in one request and without a total; each with one entity property where
    /// searches can read it (elsewhere [`Self::issues_by_key`] does).
    ///
    /// # Errors
    ///
    /// The client's.
    pub async fn find_issues(
        &self,
        call: &Call,
        jql: &str,
        fields: &[&str],
        property: &str,
        limit: usize,
    ) -> Result<Vec<Issue>, Error> {
        let dialect = self.dialect(call).await?;
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        let query = SearchQuery { jql: jql.to_owned(), fields, limit, ..SearchQuery::default() };
        let also = Also { reconcile: self.reconciled(None), property: Some(property.to_owned()) };
        let request = dialect.search(&query, limit, &also);
        let told = self.json(call, &request).await?;
        if told.get("issues").is_none_or(|issues| !issues.is_array()) {
            return Err(super::malformed(&request));
        }
        Ok(dialect.read_search(told, &also).issues)
    }

    /// The issues that a search is to see as they are now: what was written lately, or what the first page named.
    fn reconciled(&self, page: Option<&PageToken>) -> Vec<u64> {
        match page {
            None => self.written().recent(self.inner.settings.timing.reconcile, Instant::now()),
            Some(PageToken::Reconciled(_, issues)) => issues.clone(),
            Some(PageToken::Token(_) | PageToken::Offset(_)) => Vec::new(),
        }
    }

    async fn assemble(&self, call: &Call, query: &SearchQuery) -> Result<SearchPage, Error> {
        let dialect = self.dialect(call).await?;
        let limit = query.limit.max(1);
        let mut next = query.clone();
        let also = Also { reconcile: self.reconciled(query.page.as_ref()), property: None };
        let mut page = SearchPage::default();
        for _ in 0..PAGES {
            let request = dialect.search(&next, limit - page.issues.len(), &also);
            let told = self.json(call, &request).await?;
            if told.get("issues").is_none_or(|issues| !issues.is_array()) {
                return Err(super::malformed(&request));
            }
            let came = dialect.read_search(told, &also);
            page.total = page.total.or(came.total);
            page.issues.extend(came.issues);
            page.warnings.extend(came.warnings.into_iter().filter(|warning| !warning.is_empty()));
            page.warnings.dedup();
            // A Jira that repeats itself is not asked on and on; that there is more is still said.
            let repeats = came.next == next.page;
            page.next = came.next;
            if repeats || page.next.is_none() || page.issues.len() >= limit {
                break;
            }
            next.page.clone_from(&page.next);
        }
        Ok(page)
    }
}

/// A first page that is the last one is the whole result, and its length the total.
fn with_whole_total(mut page: SearchPage, query: &SearchQuery) -> SearchPage {
    if page.total.is_none() && query.page.is_none() && page.next.is_none() {
        page.total = Some(page.issues.len() as u64);
        page.total_is_estimate = false;
    }
    page
}

fn with_count(mut page: SearchPage, counted: Result<Option<u64>, Error>) -> SearchPage {
    if page.total.is_some() {
        return page;
    }
    match counted {
        Ok(Some(count)) => {
            // An estimate below what is seen would be a lie: there is at least one more.
            page.total = Some(count.max(page.issues.len() as u64 + 1));
            page.total_is_estimate = true;
        }
        Ok(None) => page.warnings.push("the total is unknown: Jira did not tell it".to_owned()),
        Err(error) => page.warnings.push(format!("the total is unknown: counting failed, {}", error.kind)),
    }
    page
}
