//! Every method against the embedded Jira, in both dialects, and what it can do wrong.

use super::contract::ask_everything;
use super::*;
use crate::demo::{self, Fault, Jira, Options, RateLimit, Rule, account};
use crate::jira::types::SearchQuery;

fn options(dialect: demo::Dialect) -> Options {
    let start: jiff::Timestamp = "2026-06-15T12:00:00Z".parse().unwrap();
    Options { dialect, time_factor: 0.01, clock: Arc::new(move || start), ..Options::cloud() }
}

fn login(dialect: demo::Dialect) -> Login {
    match dialect {
        demo::Dialect::Cloud => {
            Login::ApiToken { email: account::EMAIL.into(), token: Secret::Value(account::API_TOKEN.into()) }
        }
        demo::Dialect::DataCenter => Login::PersonalToken(Secret::Value(account::PERSONAL_TOKEN.into())),
    }
}

async fn start(dialect: demo::Dialect) -> (Jira, Client) {
    let jira = Jira::start(options(dialect)).await.unwrap();
    let settings = Settings { login: login(dialect), ..settings(&jira.url(), DialectSetting::Auto) };
    (jira, Client::new(settings))
}

const BOTH: [demo::Dialect; 2] = [demo::Dialect::Cloud, demo::Dialect::DataCenter];

#[tokio::test]
async fn every_method_works_in_both_dialects() {
    for dialect in BOTH {
        let (_jira, client) = start(dialect).await;
        let call = &call();
        let me = client.myself(call).await.unwrap();
        assert_eq!(me.name, "Robin Vale");
        let types = client.create_types(call, "SHOP").await.unwrap();
        assert!(!types.is_empty());
        let board = client.boards(call, "SHOP").await.unwrap().items[0].id.clone();
        for (name, result) in ask_everything(&client, "SHOP-1", "SHOP").await {
            let error = match result {
                Ok(()) => continue,
                Err(error) => error,
            };
            // These ask for what this Jira does not hold under that id.
            let expected = match name {
                "create_fields" => matches!(error.kind, Kind::NotFound | Kind::Invalid),
                "sprints" => matches!(error.kind, Kind::NotFound | Kind::Invalid),
                "attachment" | "user" => error.kind == Kind::NotFound,
                "search on" => error.kind == Kind::Invalid,
                _ => false,
            };
            assert!(expected, "{name} ({dialect:?}): {error}");
        }
        assert_eq!(client.user(call, &me.id).await.unwrap().name, "Robin Vale");
        let fields = client.create_fields(call, "SHOP", &types[0].id).await.unwrap();
        assert!(fields.iter().any(|field| field.id == "summary" && field.required));
        let sprints = client.sprints(call, &board, &["active", "future"]).await.unwrap();
        assert!(sprints.items.iter().all(|sprint| sprint.state != "closed"), "{sprints:?}");
        assert!(client.my_permissions(call, Some("SHOP"), &["BROWSE_PROJECTS"]).await.unwrap()["BROWSE_PROJECTS"]);
        assert!(client.edit_fields(call, "SHOP-1").await.unwrap().iter().any(|field| field.id == "summary"));
        assert!(!client.transitions(call, "SHOP-1").await.unwrap().is_empty());
        assert!(!client.suggestions(call, "status", "").await.unwrap().is_empty());
        assert_eq!(client.projects(call, Some("hel"), 10).await.unwrap().items[0].key, "HELP");
    }
}

#[tokio::test]
async fn both_dialects_tell_the_same_company() {
    let mut told: Vec<Vec<String>> = Vec::new();
    for dialect in BOTH {
        let (_jira, client) = start(dialect).await;
        let call = &call();
        let project = client.project(call, "SHOP").await.unwrap();
        let mut facts =
            vec![project.project.name.clone(), format!("{:?}", project.lead.as_ref().map(|lead| &lead.name))];
        let names = |items: Vec<String>| items.join(", ");
        facts.push(names(
            client.versions(call, "SHOP", "", 50).await.unwrap().items.into_iter().map(|v| v.name).collect(),
        ));
        facts.push(names(
            client.components(call, "SHOP", "", 50).await.unwrap().items.into_iter().map(|c| c.name).collect(),
        ));
        facts.push(names(client.link_types(call).await.unwrap().iter().map(|link| link.outward.clone()).collect()));
        facts
            .push(names(client.priorities(call).await.unwrap().iter().map(|priority| priority.name.clone()).collect()));
        facts.push(names(
            client.resolutions(call).await.unwrap().iter().map(|resolution| resolution.name.clone()).collect(),
        ));
        let query = SearchQuery {
            jql: "project = SHOP order by key".into(),
            fields: vec!["summary".into(), "status".into()],
            limit: 7,
            page: None,
            count: true,
        };
        let page = client.search(call, &query).await.unwrap();
        facts.push(names(
            page.issues.iter().map(|issue| format!("{} {}", issue.key, issue.fields["summary"])).collect(),
        ));
        assert!(page.total.is_some());
        assert_eq!(page.total_is_estimate, dialect == demo::Dialect::Cloud);
        let mut keys: Vec<String> = Vec::new();
        let mut next = SearchQuery { limit: 100, ..query };
        loop {
            let page = client.search(call, &next).await.unwrap();
            keys.extend(page.issues.into_iter().map(|issue| issue.key));
            match page.next {
                Some(page) => next.page = Some(page),
                None => break,
            }
        }
        facts.push(names(keys));
        for key in ["SHOP-1", "SHOP-2", "HELP-1"] {
            let issue = client.issue_with_names(call, key, None).await.unwrap();
            assert!(issue.fields.values().all(|value| !value.is_null()) && !issue.known.is_empty());
            let comments = client.comments(call, key, 3, 0).await.unwrap();
            let history = client.history(call, key, 3, 0).await.unwrap();
            let worklogs = client.worklogs(call, key, 3, 0).await.unwrap();
            let created = |times: Vec<&String>| assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
            created(comments.items.iter().map(|comment| &comment.created).collect());
            created(history.items.iter().map(|change| &change.created).collect());
            created(worklogs.items.iter().map(|worklog| &worklog.started).collect());
            facts.push(format!("{:?} {:?} {:?}", comments.total, history.total, worklogs.total));
            let items = history.items.iter().flat_map(|change| &change.items);
            let items = items.map(|item| format!("{}: {:?} → {:?}", item.field, item.from, item.to));
            facts.push(names(items.collect()));
            let tells_who_sees = comments.items.iter().all(|comment| comment.public.is_some());
            assert!(tells_who_sees || dialect == demo::Dialect::DataCenter);
            facts.push(format!("{:?}", client.remote_links(call, key).await.unwrap().len()));
        }
        told.push(facts);
    }
    let [cloud, data_center] = told.as_slice() else { panic!() };
    for (cloud, data_center) in cloud.iter().zip(data_center) {
        assert_eq!(cloud, data_center);
    }
}

#[tokio::test]
async fn files_come_in_pieces() {
    for dialect in BOTH {
        let (_jira, client) = start(dialect).await;
        let call = &call();
        let query = SearchQuery {
            jql: "attachments is not empty".into(),
            fields: vec!["attachment".into()],
            limit: 1,
            ..SearchQuery::default()
        };
        let page = client.search(call, &query).await.unwrap();
        let listed = &page.issues[0].fields["attachment"][0];
        let attachment = client.attachment(call, listed["id"].as_str().unwrap()).await.unwrap();
        assert_eq!(attachment.name, listed["filename"].as_str().unwrap());
        let whole = client.attachment_piece(call, &attachment, 0, 1 << 20).await.unwrap();
        assert_eq!((whole.bytes.len() as u64, whole.total), (attachment.size, Some(attachment.size)));
        let part = client.attachment_piece(call, &attachment, 5, 7).await.unwrap();
        assert_eq!(part.bytes, whole.bytes[5..12]);
    }
}

/// Each way to misbehave once: reads survive it or say what it was; forever: the kind.
#[tokio::test]
async fn what_can_go_wrong_has_its_name() {
    let rows: Vec<(Fault, bool, Kind)> = vec![
        (Fault::DropBeforeAnswer, true, Kind::Unreachable(Obstacle::Reset)),
        (Fault::DropMidBody, true, Kind::Unreachable(Obstacle::Reset)),
        (Fault::TruncatedJson, true, Kind::Malformed),
        (Fault::Stall, false, Kind::Timeout),
        (Fault::StallMidBody, false, Kind::Timeout),
        (Fault::LoginPage, false, Kind::LoginPage),
        (Fault::EmptyOk, false, Kind::Malformed),
        (Fault::WrongContentType("text/html".into()), false, Kind::Malformed),
        (Fault::Endless, false, Kind::BodyTooLarge),
        (Fault::Huge(9 << 20), false, Kind::BodyTooLarge),
        (Fault::GzipBomb, false, Kind::BodyTooLarge),
        (Fault::RateLimited(RateLimit::default()), true, Kind::RateLimited),
        (
            Fault::RateLimited(RateLimit { wait: demo::Wait::Seconds(1), html: true, reason: None }),
            true,
            Kind::RateLimited,
        ),
        (Fault::ServiceUnavailable(Some(1)), true, Kind::Unavailable),
        (Fault::ServiceUnavailable(None), true, Kind::Unavailable),
        (Fault::Captcha, false, Kind::CaptchaRequired),
    ];
    for dialect in BOTH {
        let (jira, client) = start(dialect).await;
        let handle = jira.handle();
        client.server_info(&call()).await.unwrap();
        for (fault, survives, kind) in &rows {
            // An endless body is as likely to use up the time as the room.
            let budget = Duration::from_millis(if *kind == Kind::Timeout { 250 } else { 8_000 });
            handle.misbehave(Rule::on("/issue/SHOP-1", fault.clone()).times(1));
            let once = client.issue(&Call::with_budget(budget), "SHOP-1", None).await;
            match once {
                Err(error) => assert_eq!((&error.kind, false), (kind, *survives), "{dialect:?}: {error:?}"),
                Ok(_) => assert!(survives, "{kind:?} ({dialect:?})"),
            }
            handle.clear_faults();
            if !survives {
                continue;
            }
            handle.misbehave(Rule::on("/issue/SHOP-1", fault.clone()));
            let error = client.issue(&Call::with_budget(budget), "SHOP-1", None).await.unwrap_err();
            assert_eq!(error.kind, *kind, "{dialect:?}: {error:?}");
            handle.clear_faults();
        }
        handle.set_anonymous(true);
        let error = client.issue(&call(), "SHOP-1", None).await.unwrap_err();
        assert!(matches!(error.kind, Kind::Anonymous | Kind::Unauthorized), "{error:?}");
    }
}

#[tokio::test]
async fn a_login_that_is_dropped_without_a_word_is_noticed() {
    for dialect in BOTH {
        let (jira, client) = start(dialect).await;
        let handle = jira.handle();
        let call = &call();
        let query = SearchQuery { jql: "project = SHOP".into(), limit: 1, ..SearchQuery::default() };
        client.myself(call).await.unwrap();
        client.search(call, &query).await.unwrap();
        handle.clear_requests();
        client.search(call, &query).await.unwrap();
        assert_eq!(handle.requests().len(), 1, "a login that is there costs nothing");
        handle.forget_login(true);
        let error = client.search(call, &query).await.unwrap_err();
        assert_eq!((error.kind, error.sent), (Kind::Anonymous, true), "{dialect:?}");
        // Data Center says it of an issue.
        let expected = if dialect == demo::Dialect::Cloud { Kind::Anonymous } else { Kind::Unauthorized };
        for key in ["SHOP-1", "SHOP-99999"] {
            assert_eq!(client.issue(call, key, None).await.unwrap_err().kind, expected, "{dialect:?}");
        }
        handle.forget_login(false);
        client.search(call, &query).await.unwrap();
        assert_eq!(client.issue(call, "SHOP-99999", None).await.unwrap_err().kind, Kind::NotFound);
    }
}

#[tokio::test]
async fn many_calls_stay_under_a_limit_that_is_told() {
    let (jira, client) = start(demo::Dialect::DataCenter).await;
    client.dialect_name(&call()).await.unwrap();
    jira.handle().limit(Some(demo::Limit { capacity: 20, fill: 20, interval_s: 1 }));
    let call = &Call::with_budget(Duration::from_secs(20));
    let keys: Vec<String> = (1..=100).map(|number| format!("SHOP-{number}")).collect();
    let fields = ["summary".to_owned()];
    let all = futures_util::future::join_all(keys.iter().map(|key| client.issue(call, key, Some(&fields)))).await;
    for issue in all {
        issue.unwrap();
    }
    assert!(client.state().refused <= 8, "{} of 100 refused", client.state().refused);
}
