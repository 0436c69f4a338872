//! What a field takes, in a word that a person would use.
//!
//! Found by the schema alone, never by the field's name, so that it means the same in every language
//! (Jira facts, items 31, 43 and 44; the type keys are those of the products' own plugins).

use crate::jira::types::FieldSchema;

/// Type keys after the plugin's own part, and what they hold.
const CUSTOM: [(&str, &str); 30] = [
    ("textfield", "text"),
    ("textarea", "rich text"),
    ("readonlyfield", "read-only text"),
    ("url", "url"),
    ("float", "number"),
    ("jsw-story-points", "number"),
    ("datepicker", "date"),
    ("datetime", "date-time"),
    ("userpicker", "user"),
    ("people", "users"),
    ("multiuserpicker", "users"),
    ("grouppicker", "group"),
    ("multigrouppicker", "groups"),
    ("select", "select"),
    ("radiobuttons", "select"),
    ("multiselect", "multi-select"),
    ("multicheckboxes", "multi-select"),
    ("cascadingselect", "cascading"),
    ("labels", "labels"),
    ("version", "version"),
    ("multiversion", "versions"),
    ("project", "project"),
    ("gh-sprint", "sprint"),
    ("gh-epic-link", "issue"),
    ("gh-lexo-rank", "rank"),
    ("vp-origin", "request type"),
    ("gh-epic-label", "text"),
    ("jpo-custom-field-parent", "issue"),
    ("atlassian-team", "team"),
    ("rm-teams-custom-field-team", "team"),
];

/// The type of a field in words: `text`, `rich text`, `number`, `date`, `multi-select`.
pub fn field_type(schema: &FieldSchema) -> String {
    if let Some(custom) = &schema.custom {
        let key = custom.rsplit(':').next().unwrap_or(custom);
        if let Some((_, words)) = CUSTOM.iter().find(|(known, _)| *known == key) {
            return (*words).to_owned();
        }
    }
    let items = schema.items.as_deref().unwrap_or_default();
    let words = match (schema.kind.as_str(), items, schema.system.as_deref().unwrap_or_default()) {
        ("string", _, "description" | "environment") => "rich text",
        ("string", ..) => "text",
        ("datetime", ..) => "date-time",
        ("option", ..) => "select",
        ("option-with-child", ..) => "cascading",
        ("issuetype", ..) => "issue type",
        ("statusCategory", ..) => "status category",
        ("issuelink", _, "parent") => "issue",
        ("timetracking", ..) => "time tracking",
        ("securitylevel", ..) => "security level",
        ("comments-page", ..) => "comments",
        ("array", "string", "labels") => "labels",
        ("array", "string", _) => "texts",
        ("array", "option", _) => "multi-select",
        ("array", "user", _) => "users",
        ("array", "group", _) => "groups",
        ("array", "version", _) => "versions",
        ("array", "component", _) => "components",
        ("array", "issuelinks", _) => "links",
        ("array", "attachment", _) => "attachments",
        ("array", "worklog", _) => "worklogs",
        ("array", "", _) => "list",
        ("array", other, _) => return format!("list of {other}"),
        ("" | "any", ..) => "other",
        (other, ..) => other,
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::field_type;
    use crate::jira::types::FieldSchema;

    fn named(kind: &str, items: Option<&str>, system: Option<&str>, custom: Option<&str>) -> String {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        field_type(&FieldSchema {
            kind: kind.into(),
            items: owned(items),
            system: owned(system),
            custom: owned(custom),
        })
    }

    #[test]
    fn types_are_said_in_words() {
        let plugin = "com.atlassian.jira.plugin.system.customfieldtypes:";
        let custom = |kind: &str, key: &str| named(kind, None, None, Some(&format!("{plugin}{key}")));
        assert_eq!(custom("string", "textarea"), "rich text");
        assert_eq!(custom("string", "textfield"), "text");
        assert_eq!(custom("string", "url"), "url");
        assert_eq!(custom("option-with-child", "cascadingselect"), "cascading");
        assert_eq!(custom("array", "multiversion"), "versions");
        assert_eq!(named("array", Some("json"), None, Some("com.pyxis.greenhopper.jira:gh-sprint")), "sprint");
        assert_eq!(named("string", None, Some("description"), None), "rich text");
        assert_eq!(named("string", None, Some("summary"), None), "text");
        assert_eq!(named("array", Some("component"), Some("components"), None), "components");
        assert_eq!(named("datetime", None, Some("created"), None), "date-time");
        assert_eq!(named("priority", None, Some("priority"), None), "priority");
        assert_eq!(named("array", Some("option"), None, Some("some.plugin:own")), "multi-select");
        assert_eq!(named("any", None, None, Some("some.plugin:own")), "other");
    }
}
