//! From JSON to the types, leniently: what is missing or of another shape is absent, and nothing fails.

use super::types::{
    Attachment, Board, Change, ChangeItem, Comment, Component, Field, FieldMeta, FieldSchema, Issue, IssueType,
    LinkType, Listing, Named, Project, RemoteLink, Sprint, Status, Transition, User, Version, Worklog,
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::sync::Arc;

/// A string, or a number or boolean as one; `None` for anything else and for the empty string.
pub fn text(value: &Value, member: &str) -> Option<String> {
    scalar(value.get(member)?)
}

/// A moment as Jira writes it: `2026-06-15T12:00:00.000+0000`, with or without the offset's colon.
pub fn moment(text: &str) -> Option<Timestamp> {
    let without_colon = || jiff::fmt::strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()?.to_timestamp().ok();
    text.parse().ok().or_else(without_colon)
}

/// The items of a member that is a list; none otherwise.
pub fn list<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value.get(member).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The items of an answer that is a list, or a page of one under any of the names that Jira gives it.
pub fn items(value: &Value) -> &[Value] {
    listed(value).map(Vec::as_slice).unwrap_or_default()
}

/// Whether an answer has the shape of a list or of a page of one. What does not is not an empty list.
pub fn is_list(value: &Value) -> bool {
    listed(value).is_some()
}

/// A page as a listing: its total if it says so, or if it is the last one and began at the start.
pub fn page<T>(value: &Value, read: impl Fn(&Value) -> T) -> Listing<T> {
    let items: Vec<T> = items(value).iter().map(read).collect();
    let is_whole = value.get("isLast").and_then(Value::as_bool) == Some(true)
        && value.get("startAt").and_then(Value::as_u64).unwrap_or_default() == 0;
    let total = value.get("total").and_then(Value::as_u64).or_else(|| is_whole.then_some(items.len() as u64));
    Listing { items, total }
}

/// A person; `None` for null.
pub fn user(value: &Value) -> Option<User> {
    let id = text(value, "accountId").or_else(|| text(value, "name")).or_else(|| text(value, "key"))?;
    Some(User {
        name: text(value, "displayName").unwrap_or_else(|| id.clone()),
        email: text(value, "emailAddress"),
        active: value.get("active").and_then(Value::as_bool).unwrap_or(true),
        time_zone: text(value, "timeZone"),
        id,
    })
}

/// A field's kind of values.
pub fn field_schema(value: &Value) -> FieldSchema {
    FieldSchema {
        kind: text(value, "type").unwrap_or_default(),
        items: text(value, "items"),
        system: text(value, "system"),
        custom: text(value, "custom"),
    }
}

/// A field of the site.
pub fn field(value: &Value) -> Option<Field> {
    let id = text(value, "id").or_else(|| text(value, "key"))?;
    let name = text(value, "name").unwrap_or_else(|| id.clone());
    Some(Field {
        untranslated_name: text(value, "untranslatedName").filter(|other| *other != name),
        custom: value.get("custom").and_then(Value::as_bool).unwrap_or_else(|| id.starts_with("customfield_")),
        clause_names: list(value, "clauseNames").iter().filter_map(scalar).collect(),
        schema: value.get("schema").filter(|schema| schema.is_object()).map(field_schema),
        name,
        id,
    })
}

/// A project.
pub fn project(value: &Value) -> Project {
    Project {
        id: text(value, "id").unwrap_or_default(),
        key: text(value, "key").unwrap_or_default(),
        name: text(value, "name").unwrap_or_default(),
        type_key: text(value, "projectTypeKey").unwrap_or_default(),
    }
}

/// An issue type.
pub fn issue_type(value: &Value) -> IssueType {
    let name = text(value, "name").unwrap_or_default();
    let level = value.get("hierarchyLevel").and_then(Value::as_i64);
    IssueType {
        id: text(value, "id").unwrap_or_default(),
        untranslated_name: text(value, "untranslatedName").filter(|other| *other != name),
        subtask: value.get("subtask").and_then(Value::as_bool).unwrap_or(level == Some(-1)),
        level,
        name,
    }
}

/// A status.
pub fn status(value: &Value) -> Status {
    let category = value.get("statusCategory").unwrap_or(&Value::Null);
    Status {
        id: text(value, "id").unwrap_or_default(),
        name: text(value, "name").unwrap_or_default(),
        category: text(category, "key").unwrap_or_else(|| "undefined".to_owned()),
        category_name: text(category, "name").unwrap_or_default(),
    }
}

/// Something with an id and a name.
pub fn named(value: &Value) -> Option<Named> {
    Some(Named { id: text(value, "id")?, name: text(value, "name")? })
}

/// A link type.
pub fn link_type(value: &Value) -> LinkType {
    LinkType {
        id: text(value, "id").unwrap_or_default(),
        name: text(value, "name").unwrap_or_default(),
        outward: text(value, "outward").unwrap_or_default(),
        inward: text(value, "inward").unwrap_or_default(),
    }
}

/// A version.
pub fn version(value: &Value) -> Version {
    Version {
        id: text(value, "id").unwrap_or_default(),
        name: text(value, "name").unwrap_or_default(),
        released: flag(value, "released"),
        archived: flag(value, "archived"),
        release_date: text(value, "releaseDate"),
    }
}

/// A component.
pub fn component(value: &Value) -> Component {
    Component {
        id: text(value, "id").unwrap_or_default(),
        name: text(value, "name").unwrap_or_default(),
        lead: value.get("lead").and_then(user),
    }
}

/// A board.
pub fn board(value: &Value) -> Board {
    Board {
        id: text(value, "id").unwrap_or_default(),
        name: text(value, "name").unwrap_or_default(),
        kind: text(value, "type").unwrap_or_default(),
    }
}

/// A sprint.
pub fn sprint(value: &Value) -> Sprint {
    Sprint {
        id: text(value, "id").unwrap_or_default(),
        name: text(value, "name").unwrap_or_default(),
        state: text(value, "state").unwrap_or_default().to_lowercase(),
        start: text(value, "startDate"),
        end: text(value, "endDate"),
        board_id: text(value, "originBoardId").or_else(|| text(value, "boardId")),
        goal: text(value, "goal"),
    }
}

/// A field on a screen; `id` is the member's name where the fields are an object.
pub fn field_meta(id: Option<&str>, value: &Value) -> Option<FieldMeta> {
    let id = text(value, "fieldId").or_else(|| id.map(str::to_owned)).or_else(|| text(value, "key"))?;
    Some(FieldMeta {
        name: text(value, "name").unwrap_or_else(|| id.clone()),
        required: flag(value, "required"),
        has_default: flag(value, "hasDefaultValue"),
        schema: value.get("schema").map(field_schema).unwrap_or_default(),
        allowed: list(value, "allowedValues").to_vec(),
        operations: list(value, "operations").iter().filter_map(scalar).collect(),
        id,
    })
}

/// The fields of a screen, as an object by id or as a list.
pub fn screen(value: Option<&Value>) -> Vec<FieldMeta> {
    match value {
        Some(Value::Object(fields)) => fields.iter().filter_map(|(id, meta)| field_meta(Some(id), meta)).collect(),
        Some(Value::Array(fields)) => fields.iter().filter_map(|meta| field_meta(None, meta)).collect(),
        _ => Vec::new(),
    }
}

/// A transition.
pub fn transition(value: &Value) -> Option<Transition> {
    Some(Transition {
        id: text(value, "id")?,
        name: text(value, "name").unwrap_or_default(),
        to: value.get("to").map(status).unwrap_or_default(),
        fields: screen(value.get("fields")),
    })
}

/// The issues of a page, taken out of it.
pub fn issues(page: &mut Value) -> Vec<Issue> {
    let issues = page.get_mut("issues").and_then(Value::as_array_mut).map(std::mem::take);
    issues.unwrap_or_default().into_iter().map(issue).collect()
}

/// An issue, nulls left out. Taken whole: its fields are most of what Jira sends, and are not copied.
pub fn issue(mut value: Value) -> Issue {
    let fields = value.get_mut("fields").map(Value::take);
    let mut fields = match fields {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    fields.retain(|_, field| !field.is_null());
    let names = value.get("names").and_then(Value::as_object).into_iter().flatten();
    let own = |(id, name): (&String, &Value)| {
        let schema = value.get("schema").and_then(|schemas| schemas.get(id)).map(field_schema);
        Some(Field { id: id.clone(), name: scalar(name)?, schema, ..Field::default() })
    };
    let known: Vec<Field> = names.filter_map(own).collect();
    let properties = match value.get("properties") {
        Some(Value::Object(properties)) => properties.clone(),
        _ => Map::new(),
    };
    Issue {
        id: text(&value, "id").unwrap_or_default(),
        key: text(&value, "key").unwrap_or_default(),
        fields,
        known: Arc::new(known.into()),
        properties,
    }
}

/// A comment.
pub fn comment(value: &Value) -> Comment {
    Comment {
        id: text(value, "id").unwrap_or_default(),
        author: value.get("author").and_then(user),
        body: value.get("body").cloned().unwrap_or_default(),
        created: text(value, "created").unwrap_or_default(),
        updated: text(value, "updated").unwrap_or_default(),
        public: value.get("jsdPublic").and_then(Value::as_bool).or_else(|| public_property(value)),
    }
}

/// A change.
pub fn change(value: &Value) -> Change {
    Change {
        author: value.get("author").and_then(user),
        created: text(value, "created").unwrap_or_default(),
        items: list(value, "items").iter().map(change_item).collect(),
    }
}

/// Time spent.
pub fn worklog(value: &Value) -> Worklog {
    Worklog {
        id: text(value, "id").unwrap_or_default(),
        author: value.get("author").and_then(user),
        started: text(value, "started").unwrap_or_default(),
        time_spent: text(value, "timeSpent").unwrap_or_default(),
        comment: value.get("comment").cloned().unwrap_or_default(),
    }
}

/// A link to a web page; `None` without an address.
pub fn remote_link(value: &Value) -> Option<RemoteLink> {
    let object = value.get("object")?;
    let url = text(object, "url")?;
    Some(RemoteLink {
        id: text(value, "id").unwrap_or_default(),
        title: text(object, "title").unwrap_or_else(|| url.clone()),
        relationship: text(value, "relationship"),
        url,
    })
}

/// The files that an issue holds, in Jira's order.
pub fn attachments(issue: &Issue) -> Vec<Attachment> {
    let all = issue.fields.get("attachment").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().map(attachment).filter(|file| !file.id.is_empty()).collect()
}

/// A file.
pub fn attachment(value: &Value) -> Attachment {
    Attachment {
        id: text(value, "id").unwrap_or_default(),
        name: text(value, "filename").unwrap_or_default(),
        size: value.get("size").and_then(Value::as_u64).unwrap_or_default(),
        mime_type: text(value, "mimeType").unwrap_or_default(),
        author: value.get("author").and_then(|author| user(author).or_else(|| named_only(author))),
        created: text(value, "created").unwrap_or_default(),
    }
}

/// Somebody of whom Jira tells no more than the name.
fn named_only(value: &Value) -> Option<User> {
    Some(User { name: text(value, "displayName")?, ..User::default() })
}

/// What Jira warns of in a search: strings on Data Center, objects on Cloud (Jira facts, item 17).
pub fn warnings(value: &Value) -> Vec<String> {
    let both = list(value, "warningMessages").iter().chain(list(value, "warnings"));
    both.filter_map(|warning| scalar(warning).or_else(|| text(warning, "message")).or_else(|| text(warning, "type")))
        .map(|warning| super::answer::clean(&warning))
        .take(5)
        .collect()
}

fn listed(value: &Value) -> Option<&Vec<Value>> {
    const NAMES: [&str; 9] = [
        "values",
        "issueTypes",
        "fields",
        "comments",
        "worklogs",
        "histories",
        "results",
        "issueLinkTypes",
        "transitions",
    ];
    value.as_array().or_else(|| NAMES.iter().find_map(|name| value.get(*name)?.as_array()))
}

fn change_item(value: &Value) -> ChangeItem {
    ChangeItem {
        field: text(value, "field").unwrap_or_default(),
        field_id: text(value, "fieldId"),
        from: text(value, "fromString").or_else(|| text(value, "from")),
        to: text(value, "toString").or_else(|| text(value, "to")),
    }
}

/// Data Center keeps it in a property of the comment: `sd.public.comment` is `{"internal": true}`.
fn public_property(comment: &Value) -> Option<bool> {
    let is_it = |property: &&Value| property.get("key").and_then(Value::as_str) == Some("sd.public.comment");
    let property = list(comment, "properties").iter().find(is_it)?;
    property.get("value")?.get("internal")?.as_bool().map(|internal| !internal)
}

fn flag(value: &Value, member: &str) -> bool {
    value.get(member).and_then(Value::as_bool).unwrap_or_default()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
