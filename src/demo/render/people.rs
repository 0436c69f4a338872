//! People, as each dialect shows them.

use serde_json::{Map, Value as Json, json};

use super::View;

impl View<'_> {
    /// A person as part of an issue or a list; null when there is none.
    pub(crate) fn person(&self, position: usize) -> Json {
        let Some(person) = self.store.people.get(position) else {
            return Json::Null;
        };
        let mut shown = Map::new();
        let avatar = 10_330 + position as u64;
        if self.cloud() {
            shown.insert("self".into(), json!(self.link(&format!("user?accountId={}", encode(&person.account_id)))));
            shown.insert("accountId".into(), json!(person.account_id));
            if !person.email_hidden && person.account_type != "app" {
                shown.insert("emailAddress".into(), json!(person.email));
            }
            shown.insert("avatarUrls".into(), self.avatars("user", avatar));
            shown.insert("displayName".into(), json!(person.display));
            shown.insert("active".into(), json!(person.active));
            shown.insert("timeZone".into(), json!(person.zone));
            shown.insert("accountType".into(), json!(person.account_type));
        } else {
            shown.insert("self".into(), json!(self.link(&format!("user?username={}", encode(&person.name)))));
            shown.insert("name".into(), json!(person.name));
            shown.insert("key".into(), json!(person.key));
            if !person.email_hidden {
                shown.insert("emailAddress".into(), json!(person.email));
            }
            shown.insert("avatarUrls".into(), self.avatars("user", avatar));
            shown.insert("displayName".into(), json!(person.display));
            shown.insert("active".into(), json!(person.active));
            shown.insert("timeZone".into(), json!(person.zone));
        }
        Json::Object(shown)
    }

    /// A person as `/myself` and `/user` show them.
    pub(crate) fn profile(&self, position: usize, locale: &str) -> Json {
        let mut shown = self.person(position);
        if let Some(shown) = shown.as_object_mut() {
            if !self.cloud() {
                shown.insert("deleted".into(), json!(false));
            }
            shown.insert("locale".into(), json!(locale));
            shown.insert("groups".into(), json!({ "size": self.store.groups.len(), "items": [] }));
            shown.insert("applicationRoles".into(), json!({ "size": 1, "items": [] }));
            shown.insert("expand".into(), json!("groups,applicationRoles"));
        }
        shown
    }
}

/// Encodes a query value as Jira does in its own links.
pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
