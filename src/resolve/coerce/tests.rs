//! Every kind of field that a screen alone decides, with what people write into it.

mod any_value;

use super::super::change::{Change, FieldChange};
use super::super::refusal::{Mend, Refusal, Spot};
use super::*;
use serde_json::json;

const PLUGIN: &str = "com.atlassian.jira.plugin.system.customfieldtypes:";

fn meta(kind: &str, items: Option<&str>, key: &str, allowed: Value) -> FieldMeta {
    let (system, custom) = match key.strip_prefix('*') {
        Some(system) => (Some(system.to_owned()), None),
        None if key.contains(':') => (None, Some(key.to_owned())),
        None => (None, Some(format!("{PLUGIN}{key}"))),
    };
    let id = system.clone().unwrap_or_else(|| "customfield_1".to_owned());
    FieldMeta {
        id,
        name: "Field".into(),
        schema: FieldSchema { kind: kind.into(), items: items.map(str::to_owned), system, custom },
        allowed: allowed.as_array().cloned().unwrap_or_default(),
        operations: ["set", "add", "remove"].map(str::to_owned).to_vec(),
        ..FieldMeta::default()
    }
}

fn options() -> Value {
    json!([
        {"id": "1", "value": "Chrome"},
        {"id": "2", "value": "Firefox"},
        {"id": "3", "value": "Samsung Internet"},
        {"id": "4", "value": "Edge, old"},
        {"id": "5", "value": "-none-"},
    ])
}

fn regions() -> Value {
    json!([
        {"id": "1", "value": "Europe", "children": [{"id": "11", "value": "Germany"}, {"id": "12", "value": "Other"}]},
        {"id": "2", "value": "Asia", "children": [{"id": "21", "value": "Japan"}, {"id": "22", "value": "Other"}]},
    ])
}

fn versions() -> Value {
    json!([{"id": "100", "name": "1.2"}, {"id": "101", "name": "1.3"}, {"id": "102", "name": "Later"}])
}

/// Monday, noon in Berlin.
fn today() -> Today {
    let now: Timestamp = "2026-06-15T10:00:00Z".parse().unwrap();
    Today { now: now.to_zoned_datetime(TimeZone::get("Europe/Berlin").unwrap()) }
}

fn coerced(meta: &FieldMeta, creates: bool, held: Option<&Value>, value: &Value) -> Result<Change, Refusal> {
    let spot = Spot::Entry(0, "Field".into());
    let lookup = json!({"kind": "option"});
    let subject = Subject { spot: &spot, meta, place: "for Bug in SHOP", creates, held, lookup: &lookup };
    from_screen(subject, value, &today()).unwrap()
}

fn set(meta: &FieldMeta, value: Value) -> Result<Value, Refusal> {
    match coerced(meta, false, None, &value)? {
        Change::Set(item) => Ok(item.wire),
        Change::Text(text) => Ok(text.markdown().into()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn plain_values_become_what_jira_wants() {
    let priority = json!([{"id": "1", "name": "Highest"}, {"id": "2", "name": "High"}, {"id": "3", "name": "Medium"}]);
    let text = || meta("string", None, "textfield", json!([]));
    let rich = || meta("string", None, "textarea", json!([]));
    let number = || meta("number", None, "float", json!([]));
    let date = || meta("date", None, "datepicker", json!([]));
    let moment = || meta("datetime", None, "datetime", json!([]));
    let url = || meta("string", None, "url", json!([]));
    let select = || meta("option", None, "select", options());
    let radio = || meta("option", None, "radiobuttons", options());
    let cascade = || meta("option-with-child", None, "cascadingselect", regions());
    let named = || meta("priority", None, "*priority", priority.clone());
    let version = || meta("version", None, "version", versions());
    let level = || meta("securitylevel", None, "*security", json!([{"id": "7", "name": "Staff"}]));
    let tracking = || meta("timetracking", None, "*timetracking", json!([]));
    let any = || meta("any", None, "some.plugin:thing", json!([]));
    let own_list = || meta("array", Some("json"), "some.plugin:things", json!([]));
    let table: Vec<(FieldMeta, Value, Value)> = vec![
        (text(), json!(" two words "), json!("two words")),
        (text(), json!(42), json!("42")),
        (text(), json!("a: b, c"), json!("a: b, c")),
        (rich(), json!("# A\n\ntwo lines"), json!("# A\n\ntwo lines")),
        (number(), json!("5"), json!(5)),
        (number(), json!(2.5), json!(2.5)),
        (number(), json!("0"), json!(0)),
        (number(), json!("-3.0"), json!(-3)),
        (number(), json!(["8"]), json!(8)),
        (date(), json!("2026-12-01"), json!("2026-12-01")),
        (date(), json!("2026/12/1"), json!("2026-12-01")),
        (date(), json!("2026-12-01T09:30:00Z"), json!("2026-12-01")),
        (date(), json!("Today"), json!("2026-06-15")),
        (date(), json!("tomorrow"), json!("2026-06-16")),
        (date(), json!("in 3 days"), json!("2026-06-18")),
        (date(), json!("in 2 weeks"), json!("2026-06-29")),
        (date(), json!("3 days ago"), json!("2026-06-12")),
        (date(), json!("+1w"), json!("2026-06-22")),
        (date(), json!("1 Dec 2026"), json!("2026-12-01")),
        (date(), json!("December 1, 2026"), json!("2026-12-01")),
        (moment(), json!("2026-12-01 14:00"), json!("2026-12-01T14:00:00.000+0100")),
        (moment(), json!("2026-07-01T14:00"), json!("2026-07-01T14:00:00.000+0200")),
        (moment(), json!("2026-12-01T14:00:00Z"), json!("2026-12-01T15:00:00.000+0100")),
        (moment(), json!("2026-12-01T14:00:00.000+0000"), json!("2026-12-01T15:00:00.000+0100")),
        (moment(), json!("tomorrow 9:30"), json!("2026-06-16T09:30:00.000+0200")),
        (moment(), json!("today at 9:30"), json!("2026-06-15T09:30:00.000+0200")),
        (moment(), json!("now"), json!("2026-06-15T12:00:00.000+0200")),
        (moment(), json!("2026-12-01"), json!("2026-12-01T00:00:00.000+0100")),
        (url(), json!("https://example.com/a?b=c"), json!("https://example.com/a?b=c")),
        (url(), json!("<https://example.com>"), json!("https://example.com")),
        (select(), json!("firefox"), json!({"id": "2"})),
        (select(), json!("Sam"), json!({"id": "3"})),
        (select(), json!("3"), json!({"id": "3"})),
        (select(), json!({"value": "Chrome"}), json!({"id": "1"})),
        (select(), json!("{\"id\": \"1\"}"), json!({"id": "1"})),
        (select(), json!("Firefox [2]"), json!({"id": "2"})),
        (radio(), json!(["Chrome"]), json!({"id": "1"})),
        (cascade(), json!("Europe > Germany"), json!({"id": "1", "child": {"id": "11"}})),
        (cascade(), json!("europe>germany"), json!({"id": "1", "child": {"id": "11"}})),
        (cascade(), json!("Europe - Germany"), json!({"id": "1", "child": {"id": "11"}})),
        (cascade(), json!("Japan"), json!({"id": "2", "child": {"id": "21"}})),
        (cascade(), json!("Asia"), json!({"id": "2"})),
        (cascade(), json!(["Asia", "Other"]), json!({"id": "2", "child": {"id": "22"}})),
        (cascade(), json!({"value": "Asia", "child": {"value": "Japan"}}), json!({"id": "2", "child": {"id": "21"}})),
        (named(), json!("HIGH"), json!({"id": "2"})),
        (named(), json!("med"), json!({"id": "3"})),
        (version(), json!("1.2"), json!({"id": "100"})),
        (version(), json!(1.3), json!({"id": "101"})),
        (level(), json!("staff"), json!({"id": "7"})),
        (tracking(), json!("2h 30m"), json!({"originalEstimate": "2h 30m"})),
        (tracking(), json!("1 week 2 days"), json!({"originalEstimate": "1w 2d"})),
        (
            tracking(),
            json!("3h original, 90m remaining"),
            json!({"originalEstimate": "3h", "remainingEstimate": "90m"}),
        ),
        (tracking(), json!({"remainingEstimate": "1h"}), json!({"remainingEstimate": "1h"})),
        (any(), json!({"a": 1}), json!({"a": 1})),
        (any(), json!("{\"a\": 1}"), json!({"a": 1})),
        (own_list(), json!("[1, 2]"), json!([1, 2])),
    ];
    for (meta, sent, wire) in table {
        let result = set(&meta, sent.clone());
        assert_eq!(result.as_ref().ok(), Some(&wire), "{} {sent}: {result:?}", field_type(&meta.schema));
    }
}

#[test]
fn what_cannot_be_a_value_says_what_can() {
    let mend = |meta: &FieldMeta, sent: Value| set(meta, sent).unwrap_err().mend;
    let send = |value: &str| Some(Mend::Send(json!(value)));
    let number = meta("number", None, "float", json!([]));
    assert_eq!(mend(&number, json!("5 points")), send("5"));
    assert_eq!(mend(&number, json!("1,5")), None, "a comma means two things");
    assert_eq!(mend(&number, json!("many")), None);
    assert_eq!(mend(&number, json!("inf")), None);
    let text = meta("string", None, "*summary", json!([]));
    assert_eq!(mend(&text, json!("two\nlines")), send("two lines"));
    assert!(set(&text, json!("x".repeat(256))).unwrap_err().message.contains("256"));
    assert!(set(&text, json!("x".repeat(255))).is_ok());
    let url = meta("string", None, "url", json!([]));
    assert_eq!(mend(&url, json!("example.com/a")), send("https://example.com/a"));
    assert_eq!(mend(&url, json!("the page")), None);
    let select = meta("option", None, "select", options());
    assert_eq!(mend(&select, json!("Chrom e")), send("Chrome"));
    let refusal = set(&select, json!("Opera")).unwrap_err();
    assert_eq!((refusal.code, refusal.field.allowed.len()), (Code::ValueNotAllowed, 5));
    assert_eq!(refusal.message, "`Field` `Opera` is not allowed for Bug in SHOP");
    let tracking = meta("timetracking", None, "*timetracking", json!([]));
    for sent in ["soon", "2", "2h 3h", "h", ""] {
        assert!(set(&tracking, json!(sent)).is_err(), "{sent}");
    }
    let any = meta("any", None, "some.plugin:thing", json!([]));
    assert!(set(&any, json!("words")).is_err() && set(&any, json!("[1")).is_err());
    let cascade = meta("option-with-child", None, "cascadingselect", regions());
    let refusal = set(&cascade, json!("Other")).unwrap_err();
    assert_eq!(refusal.code, Code::AmbiguousName);
    for candidate in &refusal.field.candidates {
        assert!(set(&cascade, candidate.send.clone()).is_ok(), "{candidate:?}");
    }
    let refusal = set(&cascade, json!("Europe > Japan")).unwrap_err();
    assert!(refusal.field.allowed.contains(&"Europe > Germany".to_owned()));
    let status = meta("status", None, "*status", json!([]));
    let refusal = set(&status, json!("Done")).unwrap_err();
    assert_eq!((refusal.code, refusal.mend), (Code::NotEditable, Some(Mend::Drop)));
    assert!(refusal.also.unwrap().contains("jira_transition_issue"));
}

#[test]
fn a_date_that_begins_with_its_day_or_month_is_never_guessed() {
    let date = meta("date", None, "datepicker", json!([]));
    let moment = meta("datetime", None, "datetime", json!([]));
    let refusal = set(&date, json!("01/12/2026")).unwrap_err();
    assert_eq!(refusal.code, Code::AmbiguousName);
    let sent: Vec<_> = refusal.field.candidates.iter().map(|one| one.send.clone()).collect();
    assert_eq!(sent, ["2026-12-01", "2026-01-12"]);
    assert_eq!(set(&date, json!("31.12.2026")).unwrap_err().mend, Some(Mend::Send(json!("2026-12-31"))));
    let refusal = set(&moment, json!("3/4/2026 14:00")).unwrap_err();
    assert_eq!(refusal.field.candidates[0].send, "2026-04-03 14:00");
    assert!(set(&moment, refusal.field.candidates[0].send.clone()).is_ok());
    for sent in ["someday", "2026-13-01", "2026-02-30", "12", "", "3d", "99/99/2026", "in many days"] {
        let refusal = set(&date, json!(sent)).unwrap_err();
        assert!(refusal.with.contains("2026-12-01"), "{sent}: {refusal:?}");
    }
}

/// Whether all else goes, what is added, and what is removed.
type Listed = (bool, Value, Value);

fn list(meta: &FieldMeta, creates: bool, held: Value, value: Value) -> Result<Listed, Refusal> {
    match coerced(meta, creates, Some(&held), &value)? {
        Change::List { replace, add, remove } => {
            let wires = |items: Vec<super::super::change::Item>| items.into_iter().map(|item| item.wire).collect();
            Ok((replace, wires(add), wires(remove)))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn lists_add_remove_and_replace() {
    let labels = || meta("array", Some("string"), "*labels", json!([]));
    let browsers = || meta("array", Some("option"), "multiselect", options());
    let boxes = || meta("array", Some("option"), "multicheckboxes", options());
    let fix = || meta("array", Some("version"), "*fixVersions", versions());
    let archived = json!([{"id": "90", "name": "0.9"}]);
    let id = |id: &str| json!({"id": id});
    let table: Vec<(FieldMeta, Value, Value, Listed)> = vec![
        (labels(), json!(["a"]), json!("b, c"), (false, json!(["b", "c"]), json!([]))),
        (labels(), json!(["a"]), json!(["b", "-a"]), (false, json!(["b"]), json!(["a"]))),
        (labels(), json!(["a"]), json!("=x, y"), (true, json!(["x", "y"]), json!([]))),
        (labels(), json!(["a"]), json!(["=x", "y"]), (true, json!(["x", "y"]), json!([]))),
        (labels(), json!([]), json!("+x, x"), (false, json!(["x"]), json!([]))),
        (labels(), json!(["-odd"]), json!("-odd"), (false, json!(["-odd"]), json!([]))),
        (browsers(), json!([]), json!("chrome, fire"), (false, json!([id("1"), id("2")]), json!([]))),
        (browsers(), json!([]), json!("Chrome, Edge, old"), (false, json!([id("1"), id("4")]), json!([]))),
        (browsers(), json!([]), json!("-none-"), (false, json!([id("5")]), json!([]))),
        (
            browsers(),
            json!([]),
            json!("[\"Chrome\", {\"value\": \"Firefox\"}]"),
            (false, json!([id("1"), id("2")]), json!([])),
        ),
        (boxes(), json!([{"id": "1", "value": "Chrome"}]), json!("-Chrome"), (false, json!([]), json!([id("1")]))),
        (fix(), archived.clone(), json!("1.2, -0.9"), (false, json!([id("100")]), json!([id("90")]))),
        (fix(), archived.clone(), json!("=Later"), (true, json!([id("102")]), json!([]))),
        (fix(), json!([]), json!([{"name": "1.3"}]), (false, json!([id("101")]), json!([]))),
    ];
    for (meta, held, sent, wanted) in table {
        let result = list(&meta, false, held, sent.clone());
        assert_eq!(result.as_ref().ok(), Some(&wanted), "{sent}: {result:?}");
    }
    let created = list(&labels(), true, json!(null), json!("a, b")).unwrap();
    assert_eq!(created, (true, json!(["a", "b"]), json!([])), "a new issue holds what is sent");
}

#[test]
fn all_that_is_wrong_in_a_list_is_told_at_once() {
    let browsers = meta("array", Some("option"), "multiselect", options());
    let refusal = list(&browsers, false, json!([]), json!("Chromw, Firefox, Firfox")).unwrap_err();
    assert!(refusal.message.contains("`Chromw`") && refusal.message.contains("`Firfox`"));
    assert_eq!(refusal.mend, Some(Mend::Send(json!("Chrome, Firefox, Firefox"))));
    let refusal = list(&browsers, false, json!([]), json!("Chromw, Lynx")).unwrap_err();
    assert_eq!(refusal.mend, None);
    let refusal = list(&browsers, false, json!([{"id": "1", "value": "Chrome"}]), json!("-Lynx")).unwrap_err();
    assert_eq!(refusal.field.allowed, ["-Chrome"]);
    let labels = meta("array", Some("string"), "*labels", json!([]));
    let refusal = list(&labels, false, json!([]), json!(["needs review", "b"])).unwrap_err();
    assert_eq!(refusal.mend, Some(Mend::Send(json!("needs-review, b"))));
    let refusal = list(&labels, true, json!(null), json!("a, -b")).unwrap_err();
    assert_eq!(refusal.mend, Some(Mend::Send(json!("a"))));
}

#[test]
fn what_is_added_and_taken_away_at_once_is_asked_about() {
    let meta = meta("array", Some("string"), "*labels", json!([]));
    let refusal = coerced(&meta, false, Some(&json!([])), &json!(["x", "-x"])).unwrap_err();
    assert_eq!(refusal.code, Code::InvalidArgument);
    assert_eq!(refusal.with, "fields `Field: x` or `Field: -x`");
}

#[test]
fn a_list_argument_is_sent_again_as_a_list() {
    let labels = meta("array", Some("string"), "*labels", json!([]));
    let spot = Spot::Argument("labels");
    let lookup = json!({});
    let subject = Subject { spot: &spot, meta: &labels, place: "", creates: false, held: None, lookup: &lookup };
    let refusal = from_screen(subject, &json!(["needs review", "-b"]), &today()).unwrap().unwrap_err();
    assert_eq!(refusal.mend, Some(Mend::Send(json!(["needs-review", "-b"]))));
    assert_eq!(refusal.with, r#"labels ["needs-review","-b"]"#);
}

fn field_change(meta: &FieldMeta, held: Option<&Value>, value: Value) -> FieldChange {
    FieldChange {
        id: meta.id.clone(),
        name: meta.name.clone(),
        schema: meta.schema.clone(),
        operations: meta.operations.clone(),
        change: coerced(meta, false, held, &value).unwrap(),
    }
}

#[test]
fn what_jira_holds_already_is_unchanged() {
    let select = meta("option", None, "select", options());
    let cascade = meta("option-with-child", None, "cascadingselect", regions());
    let labels = meta("array", Some("string"), "*labels", json!([]));
    let fix = meta("array", Some("version"), "*fixVersions", versions());
    let moment = meta("datetime", None, "datetime", json!([]));
    let number = meta("number", None, "float", json!([]));
    let germany = json!({"id": "1", "value": "Europe", "child": {"id": "11", "value": "Germany"}});
    for (meta, held, sent, unchanged) in [
        (&select, json!({"self": "x", "id": "1", "value": "Chrome"}), "Chrome", true),
        (&select, json!({"id": "2", "value": "Firefox"}), "Chrome", false),
        (&cascade, germany.clone(), "Europe > Germany", true),
        (&cascade, germany.clone(), "Europe", false),
        (&cascade, json!({"id": "1", "value": "Europe"}), "Europe > Germany", false),
        (&labels, json!(["a", "b"]), "b", true),
        (&labels, json!(["a", "b"]), "=b", false),
        (&labels, json!(["a", "b"]), "=b, a", true),
        (&labels, json!(["a", "b"]), "-c", true),
        (&labels, json!(["a", "b"]), "-a", false),
        (&fix, json!([{"id": "100", "name": "1.2"}]), "1.2", true),
        (&fix, json!([{"id": "100", "name": "1.2"}]), "1.3", false),
        (&moment, json!("2026-12-01T13:00:00.000+0000"), "2026-12-01 14:00", true),
        (&moment, json!("2026-12-01T14:00:00.000+0000"), "2026-12-01 14:00", false),
        (&number, json!(5.0), "5", true),
        (&number, json!(5.5), "5", false),
    ] {
        let change = field_change(meta, Some(&held), json!(sent));
        assert_eq!(change.is_unchanged(Some(&held)), unchanged, "{held} {sent}");
        assert!(!change.is_unchanged(None) || sent.starts_with('-'), "{sent}");
        assert!(change.is_unchanged(Some(&change.after(Some(&held)))), "what it becomes is what was asked: {sent}");
    }
}

#[test]
fn lists_are_written_so_that_what_others_add_stays() {
    let change_of = |meta: &FieldMeta, held: &Value, sent: &str| {
        let list = vec![field_change(meta, Some(held), json!(sent))];
        let changes = super::super::change::Changes { list, ..Default::default() };
        changes.settle(|_, _| Ok(Value::Null)).unwrap()
    };
    let labels = meta("array", Some("string"), "*labels", json!([]));
    let held = serde_json::Map::from_iter([("labels".to_owned(), json!(["a", "b"]))]);
    let body = change_of(&labels, &held["labels"], "b, c, -a, -z").edit_body(&held);
    assert_eq!(json!(body.update), json!({"labels": [{"add": "c"}, {"remove": "a"}]}));
    assert!(body.fields.is_empty());
    let body = change_of(&labels, &held["labels"], "=c").edit_body(&held);
    assert_eq!(json!(body.fields), json!({"labels": ["c"]}));
    assert!(body.update.is_empty());
    let only_set =
        FieldMeta { operations: vec!["set".into()], ..meta("array", Some("version"), "*fixVersions", versions()) };
    let held =
        serde_json::Map::from_iter([("fixVersions".to_owned(), json!([{"id": "90", "name": "0.9", "self": "x"}]))]);
    let body = change_of(&only_set, &held["fixVersions"], "1.2").edit_body(&held);
    assert_eq!(json!(body.fields), json!({"fixVersions": [{"id": "90"}, {"id": "100"}]}));
    assert_eq!(json!(change_of(&labels, &json!([]), "x").create_body().fields), json!({"labels": ["x"]}));
}
