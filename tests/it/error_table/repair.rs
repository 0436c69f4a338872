//! The next call, made of an error and nothing else: no model, no knowledge of the tool but its list of arguments.

use crate::support::{Answer, House};
use mcp_server_jira::tools;
use serde_json::{Map, Value, json};

/// A call that is to be made.
#[derive(Clone, Debug)]
pub struct Call {
    pub tool: String,
    pub arguments: Map<String, Value>,
}

/// The call that an error leads to. `knows`: what whoever calls wanted to say anyway, by argument or field, for what no error
/// can know.
pub async fn repair(house: &House, answer: &Answer, knows: &Map<String, Value>) -> Result<Call, String> {
    let error = &answer.structured.as_ref().ok_or("no structure")?["error"];
    let mut call =
        Call { tool: answer.tool.clone(), arguments: answer.arguments.as_object().cloned().unwrap_or_default() };
    if let Some(next) = error.get("next") {
        let tool = next["tool"].as_str().unwrap_or_default();
        let arguments = next["arguments"].as_object().cloned().unwrap_or_default();
        if writes(tool) {
            return Ok(Call { tool: tool.to_owned(), arguments });
        }
        let shown = house.call(tool, arguments.into()).await;
        if shown.is_error {
            return Err(format!("the next call fails: {}", shown.text));
        }
    }
    let none = Map::new();
    for (name, entry) in error["fields"].as_object().unwrap_or(&none) {
        mend(house, &mut call, name, entry, knows).await?;
    }
    // The end of what is to be done names the arguments that there are none of.
    if let Some((_, strange)) = error["fix"].as_str().and_then(|fix| fix.rsplit_once("without the argument ")) {
        strange.split('`').skip(1).step_by(2).for_each(|name| drop(call.arguments.shift_remove(name)));
    }
    Ok(call)
}

fn writes(tool: &str) -> bool {
    tools::ALL.iter().any(|one| one.spec().name == tool && one.spec().effect != tools::Effect::Read)
}

fn is_argument(call: &Call, name: &str) -> bool {
    let spec = tools::ALL.iter().map(|tool| tool.spec()).find(|spec| spec.name == call.tool);
    spec.is_some_and(|spec| spec.schema["properties"].get(name).is_some()) || name == "confirm"
}

async fn mend(
    house: &House,
    call: &mut Call,
    name: &str,
    entry: &Value,
    knows: &Map<String, Value>,
) -> Result<(), String> {
    let argument = is_argument(call, name);
    if let Some(send) = entry.get("send") {
        let name = if argument { name } else { "fields" };
        call.arguments.insert(name.to_owned(), send.clone());
        return Ok(());
    }
    if !argument && call.arguments.contains_key(name) {
        // An argument that the tool doesn't have: the value moves to the one that is near, or goes.
        let value = call.arguments.shift_remove(name).unwrap_or_default();
        if let Some(near) = entry["closest"].as_str() {
            call.arguments.insert(near.to_owned(), value);
        }
        return Ok(());
    }
    // Which of a list is meant, whoever calls knows best; without an opinion the first will do.
    let mut value = one_of(entry, &["/candidates/0/send", "/closest"]);
    value = value.or_else(|| knows.get(name).cloned());
    value = value.or_else(|| one_of(entry, &["/allowed/0"]));
    value = value.or_else(|| entry["usual"].as_object()?.keys().next().map(|value| json!(value)));
    if value.is_none()
        && let Some(lookup) = entry.get("lookup")
    {
        value = Some(looked_up(house, lookup).await?);
    }
    let Some(value) = value else {
        return Err(format!("nothing says what to send for `{name}`: {entry}"));
    };
    match argument {
        true => instead(call, name, entry, value),
        false => in_fields(call, name, entry, &value),
    }
    Ok(())
}

fn one_of(entry: &Value, paths: &[&str]) -> Option<Value> {
    paths.iter().find_map(|path| entry.pointer(path).cloned())
}

/// The first value of a lookup, by the name in its first column.
async fn looked_up(house: &House, lookup: &Value) -> Result<Value, String> {
    let answer = house.call("jira_lookup", lookup.clone()).await;
    let record = answer.structured.filter(|_| !answer.is_error).ok_or(answer.text)?;
    record.pointer("/rows/0/0").cloned().ok_or_else(|| format!("the lookup {lookup} lists nothing"))
}

/// In the place of what was sent: an item of a list, or the whole argument.
fn instead(call: &mut Call, name: &str, entry: &Value, value: Value) {
    if let Some(Value::Array(items)) = call.arguments.get_mut(name)
        && let Some(place) = items.iter_mut().find(|item| **item == entry["sent"])
    {
        *place = value;
        return;
    }
    call.arguments.insert(name.to_owned(), value);
}

/// Inside `fields`: with an id the value is wrong or missing, without one the name is.
fn in_fields(call: &mut Call, name: &str, entry: &Value, value: &Value) {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let list = call.arguments.entry("fields").or_insert_with(|| json!([]));
    let Value::Array(items) = list else { return };
    let is_it = |item: &Value, start: &str| {
        item.as_str()
            .and_then(|item| item.split_once(':'))
            .is_some_and(|(field, _)| field.trim().eq_ignore_ascii_case(start))
    };
    let sent = entry["sent"].as_str().unwrap_or_default();
    let id = entry["id"].as_str();
    let place = items.iter_mut().find(|item| {
        is_it(item, name) || id.is_some_and(|id| is_it(item, id)) || is_it(item, sent) || **item == entry["sent"]
    });
    // A name that means nothing is sent back as it was; a value is not its name.
    let is_name = id.is_none() && sent.eq_ignore_ascii_case(name);
    match (place, is_name) {
        (Some(place), _) if !place.as_str().is_some_and(|item| item.contains(':')) => *place = json!(text),
        (Some(place), false) => *place = json!(format!("{name}: {text}")),
        (Some(place), true) => {
            let rest = place.as_str().and_then(|item| item.split_once(':')).map_or("", |(_, rest)| rest.trim());
            *place = json!(format!("{text}: {rest}"));
        }
        (None, _) => items.push(json!(format!("{name}: {text}"))),
    }
}
