//! What an answer is: Jira's, a refusal, a login page, or somebody else's. Pure.
//!
//! Jira's own words are kept, cleaned and cut; markup and hosts never are (Jira facts, items 60, 61, 64, 65).

use super::error::{Error, Kind};
use super::request::{LoginUse, Reading, Request};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use serde_json::Value;
use std::time::Duration;
use url::Url;

const MESSAGES: usize = 5;
const MESSAGE_CHARACTERS: usize = 300;

/// An answer whose body was read within its bounds.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, or the piece of it that was asked for; empty once it was parsed into `json`.
    pub body: Vec<u8>,
    /// The body's JSON, where JSON was due.
    pub json: Value,
    /// For a piece: the size of the whole, when the server told it.
    pub total: Option<u64>,
    /// How many requests it took.
    pub attempts: u32,
    /// How long it took, all waiting included.
    pub elapsed: Duration,
}

/// Jira's own words in an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// About the whole.
    pub messages: Vec<String>,
    /// About fields: id and message.
    pub fields: Vec<(String, String)>,
}

impl Answer {
    /// The failure that this answer turned out to be when it was read.
    pub fn failed(&self, kind: Kind, request: &Request) -> Error {
        Error {
            attempts: self.attempts,
            elapsed: self.elapsed,
            status: Some(self.status),
            sent: true,
            effect: request.effect,
            ..Error::unsent(kind, &request.asked())
        }
    }
}

/// What kind of failure an answer is; `None` is success.
///
/// A piece of a file may be a page for people, so there it is no sign of anything.
pub fn classify(answer: &Answer, login: LoginUse, reading: Reading, words: &Words) -> Option<Kind> {
    let anonymous = (login == LoginUse::Required).then(|| anonymity(&answer.headers)).flatten();
    let said = |part: &str| words.messages.iter().any(|message| message.to_ascii_lowercase().contains(part));
    match answer.status {
        200..=299 if anonymous == Some(Kind::CaptchaRequired) => anonymous,
        200..=299 => page_kind(answer, reading).or(anonymous),
        300..=399 => Some(redirect_kind(&answer.headers)),
        401 if denied_by_captcha(&answer.headers) => Some(Kind::CaptchaRequired),
        401 if said("scope does not match") => Some(Kind::ScopeMissing),
        401 if said("expired") => Some(Kind::TokenExpired),
        401 => Some(Kind::Unauthorized),
        403 if denied_by_captcha(&answer.headers) => Some(Kind::CaptchaRequired),
        403 | 404 | 400 if anonymous.is_some() => anonymous,
        400 | 403 | 404 => refused_page_kind(answer, reading).or(Some(match answer.status {
            400 => Kind::Invalid,
            403 => Kind::Forbidden,
            _ => Kind::NotFound,
        })),
        405 | 451 => Some(Kind::Forbidden),
        407 => Some(Kind::Proxy),
        409 | 412 => Some(Kind::Conflict),
        410 => Some(Kind::Gone),
        413 => Some(Kind::TooLarge),
        422 => Some(Kind::Unprocessable),
        423 => Some(Kind::Locked),
        429 => Some(Kind::RateLimited),
        408 | 500..=599 => Some(Kind::Unavailable),
        400..=499 => Some(Kind::Invalid),
        _ => Some(Kind::Malformed),
    }
}

/// Reads Jira's words out of an answer that failed; none from HTML or from what isn't JSON.
pub fn words(answer: &Answer) -> Words {
    if is_html(answer) {
        return Words::default();
    }
    let body = serde_json::from_slice(&answer.body).ok().or_else(|| closed(&answer.body));
    body.map(|body| words_of(&body)).unwrap_or_default()
}

/// Whether the body is a page for people.
pub fn is_html(answer: &Answer) -> bool {
    let declared = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    declared.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"))
        || answer.body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// Text as it may be shown: no control characters, no tags, no hosts, one line, at most 300 characters.
pub fn clean(text: &str) -> String {
    // First what can't be seen, so that it can't hide a tag or an address from the rest.
    let visible: String = text.chars().filter(|character| !is_invisible(*character)).collect();
    let without_tags = strip_tags(&visible);
    let words: Vec<&str> = without_tags
        .split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| if word.contains("://") { "[link]" } else { word })
        .collect();
    let line = words.join(" ");
    if line.chars().count() <= MESSAGE_CHARACTERS {
        return line;
    }
    line.chars().take(MESSAGE_CHARACTERS - 1).chain(['…']).collect()
}

/// JSON that was cut off, up to its last whole item: a query of many wrong names is refused with as many sentences.
fn closed(cut: &[u8]) -> Option<Value> {
    let mut open: Vec<u8> = Vec::new();
    let mut last_whole: Option<(usize, Vec<u8>)> = None;
    let (mut in_string, mut escaped) = (false, false);
    for (place, byte) in cut.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => drop(open.pop()),
            b',' => last_whole = Some((place, open.clone())),
            _ => {}
        }
    }
    let (end, open) = last_whole?;
    let closing = open.into_iter().rev();
    let whole: Vec<u8> = cut.get(..end)?.iter().copied().chain(closing).collect();
    serde_json::from_slice(&whole).ok()
}

fn words_of(body: &Value) -> Words {
    let mut messages: Vec<String> = Vec::new();
    let mut fields: Vec<(String, String)> = Vec::new();
    for list in ["errorMessages", "warningMessages", "errors"] {
        for item in body.get(list).and_then(Value::as_array).into_iter().flatten() {
            messages.extend(item.as_str().or_else(|| item.get("message").and_then(Value::as_str)).map(clean));
        }
    }
    for single in ["errorMessage", "message", "error"] {
        messages.extend(body.get(single).and_then(Value::as_str).map(clean));
    }
    for (field, problem) in body.get("errors").and_then(Value::as_object).into_iter().flatten() {
        let problem = problem.as_str().map_or_else(|| clean(&problem.to_string()), clean);
        fields.push((clean(field), problem));
    }
    messages.retain(|message| !message.is_empty());
    messages.dedup();
    messages.truncate(MESSAGES);
    fields.truncate(MESSAGES);
    Words { messages, fields }
}

fn page_kind(answer: &Answer, reading: Reading) -> Option<Kind> {
    (!matches!(reading, Reading::Piece { .. }) && is_html(answer)).then(|| html_kind(answer))
}

/// What a page for people is that came with a refusal: Jira itself refuses in JSON.
fn refused_page_kind(answer: &Answer, reading: Reading) -> Option<Kind> {
    Some(match page_kind(answer, reading)? {
        Kind::LoginPage => Kind::LoginPage,
        _ if answer.status == 404 => no_jira(),
        _ => Kind::Unavailable,
    })
}

/// The address is not Jira's, as far as its answers tell.
pub fn no_jira() -> Kind {
    let problem = "leads to no Jira; a context path such as `/jira` may be missing".to_owned();
    Kind::Configuration { setting: "JIRA_URL", problem }
}

/// What Seraph, Jira's login filter, says of the login; `None` when it accepted it or says nothing.
fn anonymity(headers: &HeaderMap) -> Option<Kind> {
    if denied_by_captcha(headers) {
        return Some(Kind::CaptchaRequired);
    }
    let failed =
        seraph(headers).any(|reason| matches!(reason, "AUTHENTICATED_FAILED" | "AUTHORISATION_FAILED" | "OUT"));
    let nobody = ["x-ausername", "x-aaccountid"].iter().any(|name| {
        let value = headers.get(*name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| matches!(value.trim(), "" | "anonymous" | "unidentified"))
    });
    (failed || nobody).then_some(Kind::Anonymous)
}

fn denied_by_captcha(headers: &HeaderMap) -> bool {
    let denied = headers.get("x-authentication-denied-reason").and_then(|value| value.to_str().ok());
    denied.is_some_and(|reason| reason.to_ascii_uppercase().contains("CAPTCHA"))
        || seraph(headers).any(|reason| reason == "AUTHENTICATION_DENIED")
}

fn seraph(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all("x-seraph-loginreason")
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// What a page that came instead of data is.
pub fn html_kind(answer: &Answer) -> Kind {
    let start = answer.body.get(..65_536).unwrap_or(&answer.body);
    let page = String::from_utf8_lossy(start).to_ascii_lowercase();
    let signs = ["login", "log in", "sign in", "password", "saml", "os_username"];
    // Data under a wrong name may hold any word; a page has tags.
    let is_page = page.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).starts_with('<');
    if is_page && signs.iter().any(|sign| page.contains(sign)) { Kind::LoginPage } else { Kind::Malformed }
}

fn redirect_kind(headers: &HeaderMap) -> Kind {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signs = ["login", "signin", "saml", "sso", "oauth", "oauth2", "authorize", "adfs"];
    // Whole words only: `lesson` is no `sso`.
    let mut words = location.split(|character: char| !character.is_ascii_alphanumeric());
    if words.any(|word| signs.iter().any(|sign| word.eq_ignore_ascii_case(sign))) {
        return Kind::LoginPage;
    }
    let host = match Url::parse(location) {
        Ok(url) => url.origin().ascii_serialization(),
        Err(_) => "another path of the same host".to_owned(),
    };
    Kind::Redirected { host }
}

/// Drops `<tag …>`, but keeps a plain `<` as in `a < b`.
fn strip_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        let is_tag = after.starts_with(|next: char| next.is_ascii_alphabetic() || next == '/' || next == '!');
        match after.split_once('>') {
            Some((_, behind)) if is_tag => {
                kept.push(' ');
                rest = behind;
            }
            _ => {
                kept.push('<');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests;
