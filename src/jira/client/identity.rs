//! Whether an answer is for the account that we are.
//!
//! A login that Jira no longer accepts may be answered as if nobody had asked, without a word on it (Jira facts, item 61). What
//! tells is a header with the account's name that Jira puts on its answers. Which one, and how it names us, is learnt from
//! `/myself`, which nobody but us is answered. Where the header is missing or names another, `/myself` is asked again and decides,
//! so that a route that never carries it costs one question and is never taken for a failed login.

use super::Client;
use crate::jira::answer::Answer;
use crate::jira::call::Call;
use crate::jira::error::Kind;
use crate::jira::request::{LoginUse, Request};
use crate::jira::retry::Effect;
use reqwest::header::HeaderMap;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The headers that name the account: of Cloud, of Data Center.
const HEADERS: [&str; 2] = ["x-aaccountid", "x-ausername"];

/// The one route that is never answered to nobody.
const MYSELF: &str = "myself";

/// What is known of how answers name us.
#[derive(Debug, Default)]
pub(super) struct Identity {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    us: Option<Name>,
    silent: HashSet<Place>,
}

/// How a header names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    header: &'static str,
    value: String,
}

/// What answers alike: a route of an API, when it gives and when it refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    root: &'static str,
    route: &'static str,
    is_success: bool,
}

impl Known {
    /// What `/myself` says.
    fn learn(&mut self, headers: &HeaderMap) {
        let us = HEADERS.into_iter().find_map(|header| named(headers, header));
        if self.us != us {
            *self = Self { us, silent: HashSet::new() };
        }
    }

    /// Whether `/myself` must be asked whom an answer is for.
    fn is_doubtful(&self, headers: &HeaderMap, place: Place) -> bool {
        let Some(us) = &self.us else { return false };
        match named(headers, us.header) {
            Some(name) => name != *us,
            None => !self.silent.contains(&place),
        }
    }

    /// Whether a doubtful answer was for us, now that `/myself` was answered again.
    fn settle(&mut self, headers: &HeaderMap, place: Place) -> bool {
        let Some(us) = &self.us else { return true };
        match named(headers, us.header) {
            Some(name) => name == *us,
            None => {
                self.silent.insert(place);
                true
            }
        }
    }
}

impl Identity {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    /// Why an answer is not for us; `None` when it is, or when that can't be known. `failure` is what it is otherwise.
    ///
    /// A write is not doubted: it was done, whoever it was done for.
    pub(super) async fn disowned(
        &self,
        call: &Call,
        request: &Request,
        answer: &Answer,
        failure: Option<&Kind>,
    ) -> Option<Kind> {
        let identity = &self.inner.identity;
        let is_success = failure.is_none();
        if request.route == MYSELF {
            if is_success {
                identity.known().learn(&answer.headers);
            }
            return None;
        }
        let may_be_anothers = matches!(failure, None | Some(Kind::NotFound | Kind::Forbidden | Kind::Invalid));
        if !may_be_anothers || request.login != LoginUse::Required || request.effect != Effect::Read {
            return None;
        }
        let place = Place { root: request.root, route: request.route, is_success };
        if !identity.known().is_doubtful(&answer.headers, place) {
            return None;
        }
        let myself = Request::get(self.dialect(call).await.ok()?.root(), MYSELF, &[]);
        match self.json(call, &myself).await.map_err(|error| error.kind) {
            Ok(_) if identity.known().settle(&answer.headers, place) => None,
            Ok(_) | Err(Kind::Unauthorized | Kind::Anonymous) => Some(Kind::Anonymous),
            Err(kind @ (Kind::TokenExpired | Kind::CaptchaRequired | Kind::LoginPage)) => Some(kind),
            // Whatever else stands in the way is no proof.
            Err(_) => None,
        }
    }
}

/// Whom a header names; nobody has no name.
fn named(headers: &HeaderMap, header: &'static str) -> Option<Name> {
    let value = headers.get(header)?.to_str().ok()?.trim().to_ascii_lowercase();
    (!matches!(value.as_str(), "" | "anonymous" | "unidentified")).then_some(Name { header, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    const SEARCH: Place = Place { root: "rest/api/3", route: "search/jql", is_success: true };
    const REFUSED: Place = Place { is_success: false, ..SEARCH };

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))])
    }

    fn nameless() -> HeaderMap {
        HeaderMap::new()
    }

    #[test]
    fn nothing_is_doubted_where_jira_names_nobody() {
        for told in [nameless(), headers("x-ausername", "anonymous"), headers("x-aaccountid", "")] {
            let mut known = Known::default();
            assert!(!known.is_doubtful(&nameless(), SEARCH));
            known.learn(&told);
            assert!(!known.is_doubtful(&nameless(), SEARCH), "{told:?}");
            assert!(!known.is_doubtful(&headers("x-aaccountid", "712020%3Aabc"), SEARCH), "{told:?}");
        }
    }

    #[test]
    fn an_answer_that_names_nobody_or_another_is_doubted() {
        for header in HEADERS {
            let mut known = Known::default();
            known.learn(&headers(header, "Robin"));
            assert!(!known.is_doubtful(&headers(header, "robin "), SEARCH));
            for other in [nameless(), headers(header, "ana"), headers(header, "anonymous"), headers("x-other", "robin")]
            {
                assert!(known.is_doubtful(&other, SEARCH), "{other:?}");
            }
        }
    }

    #[test]
    fn a_route_that_never_names_us_is_asked_about_once() {
        let mut known = Known::default();
        known.learn(&headers("x-aaccountid", "robin"));
        assert!(known.settle(&nameless(), SEARCH));
        assert!(!known.is_doubtful(&nameless(), SEARCH));
        assert!(known.is_doubtful(&nameless(), REFUSED), "a refusal is another matter");
        assert!(known.is_doubtful(&headers("x-aaccountid", "ana"), SEARCH));
        known.learn(&headers("x-aaccountid", "robin"));
        assert!(!known.is_doubtful(&nameless(), SEARCH), "nothing new");
    }

    #[test]
    fn an_account_that_was_renamed_is_still_ours() {
        let mut known = Known::default();
        known.learn(&headers("x-ausername", "robin"));
        let renamed = headers("x-ausername", "rvale");
        assert!(known.is_doubtful(&renamed, SEARCH));
        assert!(!known.settle(&renamed, SEARCH), "as long as `/myself` says otherwise");
        known.learn(&renamed);
        assert!(known.settle(&renamed, SEARCH) && !known.is_doubtful(&renamed, SEARCH));
    }
}
