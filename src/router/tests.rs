//! Tools that misbehave on purpose, and what the router makes of them. The server's tests use them too.

use super::*;
use crate::confirm::{Mode, Preview};
use crate::cursors::Cursors;
use crate::jira::{Client, Login, Settings, Timing};
use crate::ledger::Digest;
use crate::policy::Policy;
use crate::random::Random;
use crate::tools::{Limits, Needs, Spec, Switches};
use futures_util::future::BoxFuture;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

macro_rules! tool {
    ($type:ident, $spec:ident, $name:literal, $effect:expr, |$arguments:ident, $ctx:ident| $body:expr) => {
        pub(crate) struct $type;
        static $spec: Spec = Spec {
            name: $name,
            title: $name,
            description: "A tool for tests.",
            effect: $effect,
            idempotent: true,
            needs: Needs { permissions: &[], scopes: &[] },
            schema: LazyLock::new(Map::new),
        };
        impl Tool for $type {
            fn spec(&self) -> &'static Spec {
                &$spec
            }
            fn call<'a>(
                &'a self,
                $arguments: Map<String, Value>,
                $ctx: Ctx,
            ) -> BoxFuture<'a, Result<Reply, ToolError>> {
                Box::pin(async move { $body })
            }
        }
    };
}

pub(crate) static RUNNING: AtomicUsize = AtomicUsize::new(0);
pub(crate) static DROPPED: AtomicUsize = AtomicUsize::new(0);

/// Counts what is dropped instead of ended.
struct Watch;
impl Drop for Watch {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

tool!(Echo, ECHO, "test_echo", Effect::Read, |arguments, _ctx| Ok(Reply::Record(arguments)));
tool!(Prose, PROSE, "test_prose", Effect::Read, |_arguments, _ctx| Ok(Reply::Text("# SHOP-1\n\"x\"".into())));
tool!(Picture, PICTURE, "test_picture", Effect::Read, |_arguments, _ctx| Ok(Reply::Image {
    bytes: vec![1, 2, 3],
    mime_type: "image/png"
}));
tool!(Fails, FAILS, "test_fails", Effect::Read, |_arguments, _ctx| Err(ToolError::mendable(
    Code::UnknownName,
    "no such thing",
    "send another"
)));
tool!(Panics, PANICS, "test_panics", Effect::Read, |_arguments, _ctx| panic!("on purpose"));
tool!(Hangs, HANGS, "test_hangs", Effect::Read, |_arguments, _ctx| {
    let _watch = Watch;
    RUNNING.fetch_add(1, Ordering::SeqCst);
    std::future::pending::<()>().await;
    Ok(Reply::Text(String::new()))
});
tool!(Waits, WAITS, "test_waits", Effect::Read, |_arguments, ctx| {
    for _ in 0..3 {
        (ctx.call.on_wait)(&crate::jira::Wait {
            duration: Duration::from_millis(20),
            reason: "Jira asked to slow down".into(),
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(Reply::Text("done".into()))
});
tool!(Writes, WRITES, "test_writes", Effect::Additive, |_arguments, _ctx| {
    RUNNING.fetch_add(1_000, Ordering::SeqCst);
    Ok(Reply::Text("written".into()))
});

// Sets the priority of the issue `key`, whose state is what the test says: the argument `updated` stands for Jira.
tool!(Sets, SETS, "test_sets", Effect::Overwrites, |arguments, ctx| {
    if arguments.contains_key(CONFIRM) {
        return Err(ToolError::fatal(Code::InvalidArgument, "test_sets has no argument `confirm`"));
    }
    let updated = STATE.lock().unwrap().get(&arguments["key"].to_string()).cloned().unwrap_or_default();
    if updated == "busy" {
        return Err(ToolError::mendable(Code::RateLimited, "busy", "wait"));
    }
    let preview = Preview::new("update SHOP-1").change("Priority", "Low", arguments["to"].clone());
    if let Some(ask) = ctx.confirm(&SETS, &Digest::of(&arguments, &[]), Some(&updated), preview) {
        return Ok(ask);
    }
    Ok(Reply::Record(Map::from_iter([("changed".to_owned(), arguments["to"].clone())])))
});

/// What Jira holds, by the key that a test uses alone.
static STATE: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

/// Somebody else changes an issue, or makes it busy.
pub(crate) fn set_state(key: &str, state: &str) {
    STATE.lock().unwrap().insert(json!(key).to_string(), state.to_owned());
}

pub(crate) static TOOLS: &[&dyn Tool] = &[&Echo, &Prose, &Picture, &Fails, &Panics, &Hangs, &Waits, &Writes, &Sets];

pub(crate) fn router(read_only: bool, off: &[&'static str], refusal: Option<ToolError>) -> Arc<Router> {
    build(read_only, off, refusal, Mode::Off)
}

pub(crate) fn confirming(mode: Mode) -> Arc<Router> {
    build(false, &[], None, mode)
}

fn build(read_only: bool, off: &[&'static str], refusal: Option<ToolError>, confirm: Mode) -> Arc<Router> {
    let timing = Timing::real().scaled(0.02);
    let on = TOOLS.iter().map(|tool| tool.spec().name).filter(|name| !off.contains(name));
    let shared = Shared {
        jira: Client::new(Settings::new(None, Login::Missing)),
        policy: Policy::new(read_only, None, None),
        cursors: Cursors::new(timing.budget),
        random: Random::seeded(1),
        ledger: crate::ledger::Ledger::new(None, timing.clone(), crate::jira::Clock::default()),
        audit: crate::audit::Audit::to_errors(),
        limits: Limits { max_tokens: 8_000 },
        switches: Switches {
            confirm,
            attachments: true,
            tools_on: on.collect(),
            tools_off: off.iter().map(|name| (*name, "nobody wants it".to_owned())).collect(),
            ..Switches::default()
        },
        timing,
    };
    Arc::new(Router::new(TOOLS, Arc::new(shared), refusal))
}

async fn call(router: &Router, name: &str, arguments: Value) -> CallToolResult {
    let call = Call::with_budget(router.shared().timing.budget);
    let arguments = arguments.as_object().unwrap().clone();
    result(router.call(router.find(name).unwrap(), arguments, call, Consent::default()).await)
}

fn result(answer: Answer) -> CallToolResult {
    match answer {
        Answer::Result(result) => result,
        Answer::Ask(question) => panic!("a question: {question:?}"),
    }
}

fn code(result: &CallToolResult) -> String {
    assert_eq!(result.is_error, Some(true));
    let structured = result.structured_content.as_ref().unwrap();
    assert_eq!(&serde_json::from_str::<Value>(text_of(result).unwrap()).unwrap(), structured);
    structured.pointer("/error/code").unwrap().as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_record_is_its_text_to_the_byte_and_in_order() {
    let router = router(false, &[], None);
    let result = call(&router, "test_echo", json!({"zeta": 1, "alpha": {"b": "ü", "a": [1.5]}})).await;
    assert_eq!(text_of(&result), Some(r#"{"zeta":1,"alpha":{"b":"ü","a":[1.5]}}"#));
    assert_eq!(result.structured_content.as_ref().map(Value::to_string).as_deref(), text_of(&result));
    assert_eq!((result.content.len(), result.is_error), (1, Some(false)));
}

#[tokio::test]
async fn text_and_pictures_have_no_structure() {
    let router = router(false, &[], None);
    let prose = call(&router, "test_prose", json!({})).await;
    assert_eq!((text_of(&prose), prose.structured_content.as_ref()), (Some("# SHOP-1\n\"x\""), None));
    let picture = call(&router, "test_picture", json!({})).await;
    let image = picture.content[0].as_image().unwrap();
    assert_eq!((image.data.as_str(), image.mime_type.as_str(), picture.content.len()), ("AQID", "image/png", 1));
}

#[tokio::test]
async fn failures_and_panics_are_answers() {
    let router = router(false, &[], None);
    assert_eq!(code(&call(&router, "test_fails", json!({})).await), "unknown_name");
    assert_eq!(code(&call(&router, "test_panics", json!({})).await), "internal");
}

#[tokio::test]
async fn what_is_off_is_refused_before_it_runs() {
    let reading = router(true, &["test_echo"], None);
    let before = RUNNING.load(Ordering::SeqCst) / 1_000;
    assert_eq!(code(&call(&reading, "test_writes", json!({})).await), "read_only");
    assert_eq!(RUNNING.load(Ordering::SeqCst) / 1_000, before);
    let off = call(&reading, "test_echo", json!({})).await;
    assert_eq!(code(&off), "tool_disabled");
    assert!(text_of(&off).unwrap().contains("nobody wants it"));
    let names: Vec<_> = reading.offered().map(|tool| tool.spec().name).collect();
    assert!(!names.contains(&"test_writes") && !names.contains(&"test_echo") && names.contains(&"test_prose"));
}

#[tokio::test]
async fn wrong_settings_refuse_every_call() {
    let router = router(false, &[], Some(ToolError::fatal(Code::ConfigError, "no `JIRA_URL`")));
    assert_eq!(code(&call(&router, "test_echo", json!({})).await), "config_error");
    assert!(router.offered().count() > 5);
}

#[tokio::test]
async fn a_read_that_hangs_is_stopped_by_its_budget_and_by_its_client() {
    let router = router(false, &[], None);
    let dropped = DROPPED.load(Ordering::SeqCst);
    assert_eq!(code(&call(&router, "test_hangs", json!({})).await), "timeout");
    let bounds = Call::with_budget(Duration::from_secs(60));
    bounds.cancelled.cancel();
    let cancelled = router.call(router.find("test_hangs").unwrap(), Map::new(), bounds, Consent::default()).await;
    assert_eq!(code(&result(cancelled)), "timeout");
    assert!(DROPPED.load(Ordering::SeqCst) >= dropped + 2);
}

#[tokio::test]
async fn no_more_than_so_many_calls_run_at_once() {
    let router = router(false, &[], None);
    let held = router.permits.acquire_many(MOST_AT_ONCE as u32).await.unwrap();
    assert_eq!(code(&call(&router, "test_echo", json!({})).await), "timeout");
    drop(held);
    assert_eq!(call(&router, "test_echo", json!({})).await.is_error, Some(false));
}

#[test]
fn a_misspelt_tool_is_answered_with_the_nearest() {
    let router = router(false, &[], None);
    assert_eq!(router.unknown("test_ecko"), "unknown tool `test_ecko`; the nearest is `test_echo`");
    assert!(router.unknown("delete everything\n").contains("the tools are `test_echo`"));
}

fn field(result: &CallToolResult, path: &str) -> Value {
    result.structured_content.as_ref().unwrap().pointer(path).cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_client_that_cannot_ask_confirms_in_two_steps_with_a_word_of_one_use() {
    let router = confirming(Mode::Destructive);
    let asked = json!({"key": "TWO-1", "to": "High"});
    let first = call(&router, "test_sets", asked.clone()).await;
    assert_eq!(code(&first), "confirm_required");
    assert_eq!(field(&first, "/error/preview"), json!({"Priority": {"before": "Low", "after": "High"}}));
    assert_eq!(field(&first, "/error/side_effects"), "none");
    let word = field(&first, "/error/fields/confirm/send");
    assert!(field(&first, "/error/fix").as_str().unwrap().contains(word.as_str().unwrap()));
    let with = |word: &Value, to: &str| json!({"key": "TWO-1", "to": to, "confirm": word});
    // Another call is not what was shown.
    let other = call(&router, "test_sets", with(&word, "Highest")).await;
    assert_eq!(code(&other), "confirm_stale");
    assert_eq!(field(&call(&router, "test_sets", with(&word, "High")).await, "/changed"), "High");
    // Used: the answer shows what would be done now, with a new word that works.
    let again = call(&router, "test_sets", with(&word, "High")).await;
    assert_eq!(code(&again), "confirm_stale");
    let newer = field(&again, "/error/fields/confirm/send");
    assert_ne!(newer, word);
    assert_eq!(field(&call(&router, "test_sets", with(&newer, "High")).await, "/changed"), "High");
    // A filler is no word; a word that nobody gave is told apart from none.
    for (sent, expected) in
        [(json!(""), "confirm_required"), (json!("yes"), "confirm_stale"), (json!(true), "confirm_stale")]
    {
        assert_eq!(code(&call(&router, "test_sets", with(&sent, "High")).await), expected, "{sent}");
    }
    // What only adds need not be confirmed in this mode, and knows no such argument.
    assert_eq!(text_of(&call(&router, "test_writes", json!({})).await), Some("written"));
}

#[tokio::test]
async fn what_changed_in_between_is_confirmed_anew_and_what_did_nothing_keeps_its_word() {
    let router = confirming(Mode::Writes);
    let asked = |word: &Value| json!({"key": "TWO-2", "to": "High", "confirm": word});
    let word = field(&call(&router, "test_sets", asked(&Value::Null)).await, "/error/fields/confirm/send");
    set_state("TWO-2", "busy");
    assert_eq!(code(&call(&router, "test_sets", asked(&word)).await), "rate_limited");
    set_state("TWO-2", "changed by Ana");
    let stale = call(&router, "test_sets", asked(&word)).await;
    assert_eq!(code(&stale), "confirm_stale");
    assert!(field(&stale, "/error/message").as_str().unwrap().contains("no longer"));
    let newer = field(&stale, "/error/fields/confirm/send");
    assert_eq!(field(&call(&router, "test_sets", asked(&newer)).await, "/changed"), "High");
}

#[tokio::test]
async fn where_only_a_person_may_agree_a_client_without_one_is_refused_at_once() {
    let router = confirming(Mode::User);
    let before = RUNNING.load(Ordering::SeqCst) / 1_000;
    for (name, arguments) in
        [("test_sets", json!({"key": "TWO-3", "to": "High", "confirm": "x"})), ("test_writes", json!({}))]
    {
        let refused = call(&router, name, arguments).await;
        assert_eq!(code(&refused), "confirm_required");
        assert_eq!(field(&refused, "/error/retryable"), false);
        assert_eq!(field(&refused, "/error/fields"), Value::Null);
    }
    assert_eq!(RUNNING.load(Ordering::SeqCst) / 1_000, before);
    assert_eq!(call(&router, "test_echo", json!({"a": 1})).await.is_error, Some(false));
}

#[tokio::test]
async fn a_client_that_can_ask_gets_the_question_until_its_user_agreed_to_just_that() {
    let router = confirming(Mode::Writes);
    let run = async |agreed: Option<Digest>| {
        let bounds = Call::with_budget(router.shared().timing.budget);
        let arguments = json!({"key": "TWO-4", "to": "High"}).as_object().unwrap().clone();
        router.call(router.find("test_sets").unwrap(), arguments, bounds, Consent { can_ask: true, agreed }).await
    };
    let Answer::Ask(question) = run(None).await else { panic!("no question") };
    assert!(!question.stale);
    assert_eq!(field(&result(run(Some(question.digest.clone())).await), "/changed"), "High");
    set_state("TWO-4", "changed by Ana");
    let Answer::Ask(anew) = run(Some(question.digest)).await else { panic!("no question") };
    assert!(anew.stale);
}
