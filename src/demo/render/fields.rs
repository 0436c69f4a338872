//! Field descriptions: the list of all fields, and the metadata of create and edit screens.

use serde_json::{Map, Value as Json, json};

use super::View;
use crate::demo::store::{Field, SECURITY_LEVELS, Scope, ScreenField, Shape};

impl View<'_> {
    /// Whether a field exists in this dialect.
    pub(crate) fn has_field(&self, field: &Field) -> bool {
        field.scope != Scope::DataCenter || !self.cloud()
    }

    /// Whether a field belongs to a project's configuration.
    pub(crate) fn configured(&self, field: &Field, project: usize) -> bool {
        match &field.scope {
            Scope::Everywhere => true,
            Scope::Projects(projects) => projects.contains(&project),
            Scope::DataCenter => !self.cloud(),
        }
    }

    /// A field's schema.
    pub(crate) fn schema(&self, field: &Field) -> Json {
        let (kind, items) = field.schema();
        let mut schema = Map::new();
        schema.insert("type".into(), json!(kind));
        let items = if field.shape == Shape::Sprints && !self.cloud() { Some("string") } else { items };
        if let Some(items) = items {
            schema.insert("items".into(), json!(items));
        }
        match field.custom {
            Some(custom) => {
                schema.insert("custom".into(), json!(custom));
                schema.insert("customId".into(), json!(field.custom_id()));
            }
            None => {
                schema.insert("system".into(), json!(field.id));
            }
        }
        Json::Object(schema)
    }

    /// A row of `/field`.
    pub(crate) fn field_row(&self, field: &Field) -> Json {
        let mut clauses: Vec<String> = field.clauses.iter().map(|clause| (*clause).to_owned()).collect();
        if let Some(number) = field.custom_id() {
            clauses.push(format!("cf[{number}]"));
            clauses.push(field.name.clone());
            if self.cloud() {
                let kind = match field.shape {
                    Shape::Choice => Some("Dropdown"),
                    Shape::Text => Some("Short text"),
                    Shape::Rich => Some("Paragraph"),
                    Shape::Number => Some("Number"),
                    _ => None,
                };
                clauses.extend(kind.map(|kind| format!("{}[{kind}]", field.name)));
            }
        }
        let mut row = Map::new();
        row.insert("id".into(), json!(field.id));
        if self.cloud() {
            row.insert("key".into(), json!(field.id));
        }
        row.insert("name".into(), json!(field.name));
        if let Some(made) = self.store.untranslated(&field.name).filter(|_| self.cloud()) {
            row.insert("untranslatedName".into(), json!(made));
        }
        row.insert("custom".into(), json!(field.custom.is_some()));
        row.insert("orderable".into(), json!(field.orderable));
        row.insert("navigable".into(), json!(field.navigable));
        row.insert("searchable".into(), json!(field.searchable));
        row.insert("clauseNames".into(), json!(clauses));
        if !matches!(field.id.as_str(), "issuekey" | "thumbnail") {
            row.insert("schema".into(), self.schema(field));
        }
        Json::Object(row)
    }

    /// A field on a screen, without its id.
    pub(crate) fn field_meta(&self, on_screen: &ScreenField, project: usize, kind: usize) -> Option<Json> {
        let field = self.store.field(&on_screen.field)?;
        let mut meta = Map::new();
        meta.insert("required".into(), json!(on_screen.required));
        meta.insert("schema".into(), self.schema(field));
        meta.insert("name".into(), json!(field.name));
        if self.cloud() {
            meta.insert("key".into(), json!(field.id));
        }
        if let Some(url) = self.auto_complete(field) {
            meta.insert("autoCompleteUrl".into(), json!(url));
        }
        meta.insert("hasDefaultValue".into(), json!(on_screen.has_default));
        meta.insert("operations".into(), json!(operations(field.shape)));
        if let Some(allowed) = self.allowed(field, project, kind) {
            meta.insert("allowedValues".into(), Json::Array(allowed));
        }
        if field.id == "priority" {
            let default = self.store.priorities.iter().position(|row| row.name == "Medium");
            meta.insert("defaultValue".into(), default.map_or(Json::Null, |row| self.priority(row)));
        }
        Some(Json::Object(meta))
    }

    fn auto_complete(&self, field: &Field) -> Option<String> {
        let path = match field.shape {
            Shape::User | Shape::Users if field.id == "assignee" && self.cloud() => {
                "user/recommend?context=Assignee&issueKey="
            }
            Shape::User | Shape::Users if field.id == "assignee" => "user/assignable/search?issueKey=null&username=",
            Shape::User | Shape::Users if self.cloud() => "user/recommend?context=Reporter&issueKey=",
            Shape::User | Shape::Users => "user/search?username=",
            Shape::Group => "groups/picker?query=",
            Shape::Labels => return Some(format!("{}/rest/api/1.0/labels/suggest?query=", self.base)),
            _ => return None,
        };
        Some(self.link(path))
    }

    /// The values that a field takes on a screen; `None` where any may be typed.
    pub(crate) fn allowed(&self, field: &Field, project: usize, kind: usize) -> Option<Vec<Json>> {
        let store = self.store;
        Some(match field.shape {
            Shape::Choice | Shape::Choices => {
                field.choices.iter().filter(|choice| !choice.disabled).map(|choice| self.choice(choice)).collect()
            }
            Shape::Cascade => field
                .choices
                .iter()
                .map(|choice| {
                    let mut shown = self.choice(choice);
                    let children: Vec<Json> = choice.children.iter().map(|child| self.choice(child)).collect();
                    if let (Some(shown), false) = (shown.as_object_mut(), children.is_empty()) {
                        shown.insert("children".into(), json!(children));
                    }
                    shown
                })
                .collect(),
            Shape::Priority => (0..store.priorities.len()).map(|row| self.priority(row)).collect(),
            Shape::Resolution => (0..store.resolutions.len()).map(|row| self.resolution(row)).collect(),
            Shape::Security => SECURITY_LEVELS.iter().map(|(id, name, description)| {
                json!({ "self": self.link(&format!("securitylevel/{id}")), "id": id.to_string(), "name": name, "description": description })
            }).collect(),
            Shape::Type => vec![self.issue_type(kind)],
            Shape::Project => vec![self.project(project)],
            Shape::Components => {
                store.components.iter().filter(|row| row.project == project).map(|row| self.component(row)).collect()
            }
            Shape::Versions | Shape::Version => store
                .versions
                .iter()
                .filter(|row| row.project == project && !row.archived)
                .map(|row| self.version_detail(row))
                .collect(),
            _ => return None,
        })
    }
}

/// What an edit may do with a field.
fn operations(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Labels | Shape::Versions | Shape::Components | Shape::Choices | Shape::Users => {
            &["add", "set", "remove"]
        }
        Shape::Estimates => &["set", "edit"],
        Shape::Others("issuelinks") => &["add", "copy"],
        Shape::Others("attachment") => &["set", "copy"],
        Shape::Others("worklog") => &["add"],
        Shape::Other("comments-page") => &["add", "edit", "remove"],
        _ => &["set"],
    }
}
