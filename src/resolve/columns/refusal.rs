//! Names that no field has, with the one call that mends them all.

use super::LAST_COMMENT;
use crate::closest::{closest, closest_of};
use crate::error::{Code, Field as Entry, Problem, ToolError, listed};
use crate::jira::types::Field;
use crate::resolve::field;
use serde_json::{Value, json};

/// How many names are offered for those that are unknown.
const MOST_NEAR: usize = 6;

/// A longer list would be cut in a sentence, and be no list any more.
const MOST_CHARACTERS: usize = 300;

/// Which argument of which tool holds the names, and whether it takes one of them or a list.
#[derive(Clone, Copy)]
pub(super) struct Asking {
    pub(super) tool: &'static str,
    pub(super) argument: &'static str,
    pub(super) takes_one: bool,
}

/// A name that no field has, with the one that must be meant and the ones that may be.
struct Unknown<'a> {
    name: &'a str,
    closest: Option<&'a str>,
    near: Vec<&'a str>,
}

impl<'a> Unknown<'a> {
    /// What to send instead, the likeliest first.
    fn instead(&self) -> impl Iterator<Item = &'a str> {
        self.closest.into_iter().chain(self.near.iter().copied().filter(|_| self.closest.is_none()))
    }
}

/// The error for all names that no field has.
pub(super) fn refusal(asking: Asking, names: &[String], unknown: &[&String], fields: &[Field]) -> ToolError {
    let known = || fields.iter().map(|field| field.name.as_str()).chain([LAST_COMMENT]);
    let most_each = (MOST_NEAR / unknown.len().max(1)).max(1);
    let unknown: Vec<Unknown<'_>> = unknown
        .iter()
        .map(|name| Unknown { name, closest: closest(name, known()), near: closest_of(name, known(), most_each) })
        .collect();
    let of_name = |name: &String| unknown.iter().find(|one| one.name == name);
    let mended: Option<Vec<Value>> = names
        .iter()
        .map(|name| of_name(name).map_or(Some(name.as_str().into()), |one| one.closest.map(Value::from)))
        .collect();
    let near = unknown.iter().flat_map(|one| &one.near).take(MOST_NEAR);
    let allowed: Vec<String> = near.map(|name| (*name).to_owned()).collect();
    // A query that no name holds would list nothing.
    let holding = |one: &&Unknown<'_>| fields.iter().any(|field| field::called(field).fit(one.name).is_some());
    let lookup = match unknown.iter().find(holding) {
        Some(one) => json!({"kind": "field", "query": one.name}),
        None => json!({"kind": "field"}),
    };
    let quoted: Vec<String> = unknown.iter().map(|one| format!("`{}`", one.name)).collect();
    let mut message = format!("no field is called {}", quoted.join(" or "));
    if unknown.iter().any(|one| one.name.starts_with('*')) {
        message = format!("{message}: columns are named one by one");
    }
    let fix = fix(asking, names, &unknown);
    let closest = match unknown.as_slice() {
        [only] => only.closest.map(str::to_owned),
        _ => None,
    };
    let shaped = |list: Vec<Value>| if asking.takes_one { list.into_iter().next() } else { Some(list.into()) };
    let entry = Entry {
        sent: shaped(names.iter().map(|name| name.as_str().into()).collect()),
        problem: Some(Problem::Unknown),
        send: mended.and_then(shaped),
        closest,
        allowed,
        lookup: Some(lookup),
        ..Entry::default()
    };
    ToolError::mendable(Code::UnknownName, message, fix).with_field(asking.argument, entry)
}

/// One sentence with the whole value to send: what is known as it is, the likeliest for what is near a name, without the rest.
fn fix(asking: Asking, names: &[String], unknown: &[Unknown<'_>]) -> String {
    let Asking { tool, argument, takes_one } = asking;
    let likeliest = |name: &String| match unknown.iter().find(|one| one.name == name) {
        Some(one) => one.instead().next().map(str::to_owned),
        None => Some(name.clone()),
    };
    let mut values: Vec<String> = Vec::new();
    for value in names.iter().filter_map(likeliest) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let again = match values.as_slice() {
        [] => {
            return format!(
                "call jira_lookup with kind `field` for the names, then {tool} again with {argument} from there"
            );
        }
        [only] if takes_one => format!("call {tool} again with {argument} `{only}`"),
        values => {
            let whole = Value::from(values).to_string();
            match whole.chars().count() <= MOST_CHARACTERS {
                true => format!("call {tool} again with {argument} {whole}"),
                false => format!("call {tool} again with the same {argument}{}", replacements(unknown)),
            }
        }
    };
    let others: Vec<String> = unknown.iter().filter_map(|one| other_than_likeliest(one)).take(MOST_NEAR).collect();
    let dropped: Vec<String> =
        unknown.iter().filter(|one| one.instead().next().is_none()).map(|one| one.name.to_owned()).collect();
    let mut fix = again;
    if !others.is_empty() {
        fix = format!("{fix}, or with {}", others.join(" and "));
    }
    if !dropped.is_empty() {
        fix = format!("{fix}, without {}, which no field is like", listed(&dropped, "and"));
    }
    fix
}

fn replacements(unknown: &[Unknown<'_>]) -> String {
    let each = unknown.iter().filter_map(|one| Some(format!("`{}` instead of `{}`", one.instead().next()?, one.name)));
    let each: Vec<String> = each.take(MOST_NEAR).collect();
    if each.is_empty() { String::new() } else { format!(", but {}", each.join(" and ")) }
}

/// The names that may be meant as well, and in the place of which one they would stand.
fn other_than_likeliest(one: &Unknown<'_>) -> Option<String> {
    let mut instead = one.instead();
    let likeliest = instead.next()?;
    let others: Vec<String> = instead.map(str::to_owned).collect();
    (!others.is_empty()).then(|| format!("{} instead of `{likeliest}`", listed(&others, "or")))
}

#[cfg(test)]
mod tests {
    use crate::jira::types::Field;
    use crate::resolve::columns::{column, columns};
    use serde_json::json;

    fn field(id: &str, name: &str) -> Field {
        Field { id: id.into(), name: name.into(), ..Field::default() }
    }

    fn refused(names: &[&str]) -> crate::error::ToolError {
        let fields = [field("points", "Story Points"), field("status", "Status"), field("assignee", "Assignee")];
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        columns("jira_search", "fields", &names, &fields).unwrap_err()
    }

    #[test]
    fn a_lookup_of_unknown_names_lists_something() {
        let lookup = |names: &[&str]| refused(names).fields[0].1.lookup.clone().unwrap();
        assert_eq!(lookup(&["nonsense"]), json!({"kind": "field"}));
        assert_eq!(lookup(&["nonsense", "oints"]), json!({"kind": "field", "query": "oints"}));
    }

    #[test]
    fn the_fix_is_one_call_with_the_whole_value() {
        let fix = |names: &[&str]| refused(names).fix.unwrap();
        assert_eq!(
            fix(&["Storypoints", "status", "Asignee"]),
            r#"call jira_search again with fields ["Story Points","status","Assignee"]"#
        );
        assert_eq!(
            fix(&["status", "Storypoints", "nonsense"]),
            r#"call jira_search again with fields ["status","Story Points"], without `nonsense`, which no field is like"#
        );
        assert_eq!(
            fix(&["nonsense", "gibberish"]),
            "call jira_lookup with kind `field` for the names, then jira_search again with fields from there"
        );
        let names = ["Tean".to_owned(), "Storypoints".to_owned(), "nonsense".to_owned()];
        let fields = [field("a", "Team"), field("b", "Teal"), field("points", "Story Points")];
        let error = columns("jira_search", "fields", &names, &fields).unwrap_err();
        assert_eq!(
            error.fix.as_deref(),
            Some(
                r#"call jira_search again with fields ["Teal","Story Points"], or with `Team` instead of `Teal`, without `nonsense`, which no field is like"#
            )
        );
        assert_eq!(error.fields[0].1.send, None, "two names may be meant");
        assert!(refused(&["*all"]).message.ends_with("columns are named one by one"));
    }

    #[test]
    fn what_can_be_sent_is_sent_whole() {
        let send = |names: &[&str]| refused(names).fields[0].1.send.clone();
        assert_eq!(send(&["Storypoints", "labels", "status"]), None, "`labels` is unknown here and like nothing");
        assert_eq!(send(&["Storypoints", "status"]), Some(json!(["Story Points", "status"])));
    }

    #[test]
    fn a_long_list_is_never_cut_in_the_fix() {
        let many: Vec<String> = (0..40).map(|number| format!("Field number {number}")).collect();
        let fields: Vec<Field> =
            many.iter().map(|name| field(name, name)).chain([field("p", "Story Points")]).collect();
        let names: Vec<String> = many.iter().cloned().chain(["Storypoints".to_owned()]).collect();
        let error = columns("jira_search", "fields", &names, &fields).unwrap_err();
        let fix = "call jira_search again with the same fields, but `Story Points` instead of `Storypoints`";
        assert_eq!(error.fix.as_deref(), Some(fix));
        assert_eq!(error.fields[0].1.send.as_ref().unwrap().as_array().unwrap().len(), 41);
        let names: Vec<String> = many.iter().cloned().chain(["gibberish".to_owned()]).collect();
        let fix = columns("jira_search", "fields", &names, &fields).unwrap_err().fix.unwrap();
        assert_eq!(fix, "call jira_search again with the same fields, without `gibberish`, which no field is like");
    }

    #[test]
    fn an_argument_for_one_name_is_told_one_name() {
        let error = column("jira_search", "count_by", "Statsu", &[field("status", "Status")]).unwrap_err();
        assert_eq!(error.fix.as_deref(), Some("call jira_search again with count_by `Status`"));
        let entry = &error.fields[0].1;
        assert_eq!((&entry.sent, &entry.send), (&Some(json!("Statsu")), &Some(json!("Status"))));
    }
}
