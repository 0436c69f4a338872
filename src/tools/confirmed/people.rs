//! The names of those whom a text mentions by user name alone, so that it is told as it is read.

use crate::compact::value;
use crate::jira::types::FieldSchema;
use crate::resolve::text_names::unknown_people;
use crate::text::names::Names;
use crate::tools::Ctx;
use futures_util::future::join_all;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// How many are looked up one by one.
const MOST: usize = 5;

/// The display names of those whom these texts mention without telling them, by id: with one request where there is an issue to
/// ask about. Whom that doesn't find keeps a user name.
pub(super) async fn mentioned(key: &str, texts: &[&Value], ctx: &Ctx) -> HashMap<String, String> {
    let unknown = unknown_people(texts.iter().copied(), &Names::default());
    let jira = &ctx.shared.jira;
    let found = match (key, unknown.as_slice()) {
        (_, []) => return HashMap::new(),
        ("", several) => {
            let each = several.iter().take(MOST).map(|id| jira.people_of(&ctx.call, "", std::slice::from_ref(id)));
            join_all(each).await.into_iter().flatten().flatten().collect()
        }
        (key, _) => jira.people_of(&ctx.call, key, &unknown).await.unwrap_or_default(),
    };
    found.into_iter().map(|user| (user.id, user.name)).collect()
}

/// The texts with paragraphs among the values of fields.
pub(super) fn texts<'a>(
    fields: impl Iterator<Item = (&'a str, &'a FieldSchema)>,
    held: &[&'a Map<String, Value>],
) -> Vec<&'a Value> {
    let of = |(id, schema): (&'a str, &'a FieldSchema)| {
        held.iter().filter_map(move |held| held.get(id)).filter(move |value| value::is_rich(value, Some(schema)))
    };
    fields.flat_map(of).collect()
}

/// The text with the names in the place of the ids.
pub(super) fn named(value: &Value, people: &HashMap<String, String>) -> Value {
    match value {
        Value::String(wiki) => {
            let name =
                |text: String, (id, name): (&String, &String)| text.replace(&format!("[~{id}]"), &format!("@{name}"));
            people.iter().fold(wiki.clone(), name).into()
        }
        Value::Array(nodes) => nodes.iter().map(|node| named(node, people)).collect(),
        Value::Object(members) => {
            let mut node: Map<String, Value> =
                members.iter().map(|(name, member)| (name.clone(), named_below(name, member, people))).collect();
            let id = node.get("attrs").and_then(|attributes| attributes.get("id")).and_then(Value::as_str);
            let name =
                id.filter(|_| node.get("type").is_some_and(|kind| kind == "mention")).and_then(|id| people.get(id));
            if let (Some(name), Some(attributes)) =
                (name.cloned(), node.get_mut("attrs").and_then(Value::as_object_mut))
            {
                attributes.insert("text".to_owned(), format!("@{name}").into());
            }
            node.into()
        }
        other => other.clone(),
    }
}

/// Words stay as they are: only nodes lie below `content`.
fn named_below(member: &str, value: &Value, people: &HashMap<String, String>) -> Value {
    if member == "content" { named(value, people) } else { value.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_mention_is_told_by_name_in_both_formats() {
        let people = HashMap::from([("jberg".to_owned(), "Jon Berg".to_owned())]);
        assert_eq!(named(&json!("Ask [~jberg] or [~other]."), &people), json!("Ask @Jon Berg or [~other]."));
        let mention = |text: Value| {
            json!({"type": "doc", "content": [{"type": "paragraph", "content": [
                {"type": "mention", "attrs": {"id": "jberg", "text": text}}, {"type": "text", "text": "[~jberg]"}]}]})
        };
        assert_eq!(named(&mention(json!("")), &people), mention(json!("@Jon Berg")));
    }
}
