use super::*;
use proptest::prelude::*;
use reqwest::header::{HeaderName, HeaderValue};

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    Answer { status, headers: map, body: body.as_bytes().to_vec(), ..Answer::default() }
}

fn kind(status: u16, headers: &[(&str, &str)], body: &str) -> Option<Kind> {
    let answer = answer(status, headers, body);
    classify(&answer, LoginUse::Required, Reading::Json, &words(&answer))
}

#[test]
fn the_table_of_statuses() {
    let rows: &[(u16, Option<Kind>)] = &[
        (200, None),
        (204, None),
        (400, Some(Kind::Invalid)),
        (401, Some(Kind::Unauthorized)),
        (403, Some(Kind::Forbidden)),
        (404, Some(Kind::NotFound)),
        (405, Some(Kind::Forbidden)),
        (407, Some(Kind::Proxy)),
        (409, Some(Kind::Conflict)),
        (410, Some(Kind::Gone)),
        (412, Some(Kind::Conflict)),
        (413, Some(Kind::TooLarge)),
        (415, Some(Kind::Invalid)),
        (422, Some(Kind::Unprocessable)),
        (423, Some(Kind::Locked)),
        (429, Some(Kind::RateLimited)),
        (500, Some(Kind::Unavailable)),
        (503, Some(Kind::Unavailable)),
    ];
    for (status, expected) in rows {
        assert_eq!(kind(*status, &[], "{}"), *expected, "{status}");
    }
}

#[test]
fn a_refused_login_is_told_apart_from_a_missing_scope_and_a_captcha() {
    let scope = r#"{"code":401,"message":"Unauthorized; scope does not match"}"#;
    assert_eq!(kind(401, &[], scope), Some(Kind::ScopeMissing));
    assert_eq!(kind(401, &[], r#"{"errorMessages":["The token has expired."]}"#), Some(Kind::TokenExpired));
    let captcha =
        [("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url=https://jira.example.com/login.jsp")];
    assert_eq!(kind(403, &captcha, ""), Some(Kind::CaptchaRequired));
    assert_eq!(kind(401, &[("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")], ""), Some(Kind::CaptchaRequired));
    assert_eq!(kind(401, &[], "<html>Tomcat</html>"), Some(Kind::Unauthorized));
}

#[test]
fn an_anonymous_answer_is_not_a_success() {
    let failed = [("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")];
    assert_eq!(kind(200, &failed, r#"{"issues":[]}"#), Some(Kind::Anonymous));
    assert_eq!(kind(404, &failed, r#"{"errorMessages":["Issue does not exist"]}"#), Some(Kind::Anonymous));
    assert_eq!(kind(200, &[("X-AUSERNAME", "anonymous")], "{}"), Some(Kind::Anonymous));
    assert_eq!(kind(200, &[("X-AUSERNAME", "robin"), ("X-Seraph-LoginReason", "OK")], "{}"), None);
    assert_eq!(kind(200, &[("X-AAccountId", "712020%3Aabc")], "{}"), None);
    let optional = answer(200, &failed, "{}");
    assert_eq!(classify(&optional, LoginUse::Optional, Reading::Json, &Words::default()), None);
}

#[test]
fn a_page_is_never_an_answer() {
    let html = [("Content-Type", "text/html;charset=UTF-8")];
    assert_eq!(kind(200, &html, "<html><title>Log in - Jira</title>"), Some(Kind::LoginPage));
    assert_eq!(kind(200, &[("Content-Type", "application/json")], "\n <form id=\"login\">"), Some(Kind::LoginPage));
    assert_eq!(kind(200, &html, "<html>Maintenance"), Some(Kind::Malformed));
    assert_eq!(words(&answer(503, &html, "<html>secret host</html>")), Words::default());
}

#[test]
fn a_page_that_refuses_is_not_jiras_word() {
    let html = [("Content-Type", "text/html")];
    assert_eq!(kind(404, &html, "<html>Site temporarily unavailable"), Some(no_jira()));
    assert_eq!(kind(404, &[], "<html>nginx"), Some(no_jira()));
    assert_eq!(kind(403, &html, "<html>Blocked by the firewall"), Some(Kind::Unavailable));
    assert_eq!(kind(400, &html, "<html>Bad request"), Some(Kind::Unavailable));
    for status in [400, 403, 404] {
        assert_eq!(kind(status, &html, "<html><form action=login>"), Some(Kind::LoginPage), "{status}");
    }
    let missing = answer(404, &html, "<html>no such file");
    let piece = Reading::Piece { from: 0, max_bytes: 10 };
    assert_eq!(classify(&missing, LoginUse::Required, piece, &Words::default()), Some(Kind::NotFound));
}

#[test]
fn a_redirect_names_the_origin_or_is_a_login() {
    let to = |location: &str| kind(302, &[("Location", location)], "");
    let host = "https://evil.example.com".to_owned();
    assert_eq!(to("https://evil.example.com/x?token=1"), Some(Kind::Redirected { host }));
    assert_eq!(to("/login.jsp?os_destination=x"), Some(Kind::LoginPage));
    let host = "another path of the same host".to_owned();
    assert_eq!(to("https://login.example.com/x"), Some(Kind::LoginPage));
    assert_eq!(to("/lesson"), Some(Kind::Redirected { host }));
}

#[test]
fn words_in_every_known_shape() {
    let read = |body: &str| words(&answer(400, &[], body));
    let both = read(r#"{"errorMessages":["A","B"],"errors":{"summary":"is required"}}"#);
    assert_eq!(both.messages, ["A", "B"]);
    assert_eq!(both.fields, [("summary".to_owned(), "is required".to_owned())]);
    assert_eq!(read(r#"{"errors":[{"message":"bulk"}]}"#).messages, ["bulk"]);
    assert_eq!(read(r#"{"errorMessage":"desk","i18nErrorMessage":{}}"#).messages, ["desk"]);
    assert_eq!(read(r#"{"code":401,"message":"gate"}"#).messages, ["gate"]);
    for empty in ["", "null", "[]", "{}", "not json", r#"{"errorMessages":null,"errors":null}"#] {
        assert_eq!(read(empty), Words::default(), "{empty}");
    }
}

#[test]
fn words_are_found_in_what_was_cut_off() {
    let read = |body: &str| words(&answer(400, &[], body));
    let whole = r#"{"errorMessages":["A, \"{[","B"],"errors":{"summary":"is required","x":"y"}}"#;
    let told: Vec<usize> = (0..=whole.len()).map(|end| read(whole.get(..end).unwrap()).messages.len()).collect();
    assert!(told.is_sorted() && told.contains(&1) && told.last() == Some(&2), "{told:?}");
    let cut = read(r#"{"errorMessages":["A, \"{[","B"],"errors":{"summary":"is required","x":"y"#);
    assert_eq!(cut.messages, ["A, \"{[", "B"]);
    assert_eq!(cut.fields, [("summary".to_owned(), "is required".to_owned())]);
    for nothing in ["{", "[,", "}{,", "\"a,", ",,,", "{\"errorMessages\":[\"A"] {
        assert_eq!(read(nothing), Words::default(), "{nothing}");
    }
}

#[test]
fn words_are_cleaned_cut_and_few() {
    assert_eq!(
        clean("Go to <a href=\"https://x.io\">there</a>,\r\n\u{202e}see https://x.io/y now"),
        "Go to there , see [link] now"
    );
    assert_eq!(clean("a < b and c > d"), "a < b and c > d");
    let long = clean(&"ä".repeat(1_000));
    assert_eq!(long.chars().count(), 300);
    assert!(long.ends_with('…'));
    let many: Vec<String> = (0..50).map(|n| n.to_string()).collect();
    let body = serde_json::json!({"errorMessages": many}).to_string();
    assert_eq!(words(&answer(400, &[], &body)).messages.len(), 5);
}

proptest! {
    #[test]
    fn what_is_shown_is_one_short_harmless_line(text in "(<[a-z/]|>|:\u{200b}?//|\u{202e}|\\PC|\\s|\\x00){0,400}") {
        let line = clean(&text);
        prop_assert!(line.chars().count() <= 300);
        prop_assert!(!line.contains("://"));
        prop_assert!(!line.chars().any(|character| character.is_control() || is_invisible(character)));
        prop_assert_eq!(line.trim(), line.as_str());
    }
}
