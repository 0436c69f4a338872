//! Projects, in the length that each place gives them.

use serde_json::{Value as Json, json};

use super::View;

impl View<'_> {
    /// A project as part of an issue.
    pub(crate) fn project(&self, position: usize) -> Json {
        let Some(project) = self.store.projects.get(position) else {
            return Json::Null;
        };
        let mut shown = json!({
            "self": self.link(&format!("project/{}", project.id)),
            "id": project.id.to_string(),
            "key": project.key,
            "name": project.name,
            "projectTypeKey": project.kind,
        });
        if let Some(shown) = shown.as_object_mut() {
            if self.cloud() {
                shown.insert("simplified".into(), json!(false));
            }
            shown.insert("avatarUrls".into(), self.avatars("project", 10_400 + position as u64));
        }
        shown
    }

    /// A project in a list.
    pub(crate) fn project_row(&self, position: usize) -> Json {
        let mut shown = self.project(position);
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("expand".into(), json!("description,lead,issueTypes,url,projectKeys,permissions,insight"));
            if self.cloud() {
                shown.insert("style".into(), json!("classic"));
                shown.insert("isPrivate".into(), json!(false));
                shown.insert("properties".into(), json!({}));
            } else {
                shown.insert("archived".into(), json!(false));
            }
        }
        shown
    }

    /// A project on its own.
    pub(crate) fn project_detail(&self, position: usize) -> Json {
        let mut shown = self.project_row(position);
        if let (Some(shown), Some(project)) = (shown.as_object_mut(), self.store.projects.get(position)) {
            shown.insert("description".into(), json!(project.description));
            shown.insert("lead".into(), self.person(project.lead));
            let components: Vec<Json> = self
                .store
                .components
                .iter()
                .filter(|component| component.project == position)
                .map(|component| self.component(component))
                .collect();
            shown.insert("components".into(), json!(components));
            let types: Vec<Json> = project.types.iter().map(|kind| self.issue_type(*kind)).collect();
            shown.insert("issueTypes".into(), json!(types));
            shown.insert("assigneeType".into(), json!("UNASSIGNED"));
            let versions: Vec<Json> = self
                .store
                .versions
                .iter()
                .filter(|version| version.project == position)
                .map(|version| self.version_detail(version))
                .collect();
            shown.insert("versions".into(), json!(versions));
            let role =
                |name: &str, id: u32| (name.to_owned(), json!(self.link(&format!("project/{}/role/{id}", project.id))));
            let roles: serde_json::Map<String, Json> =
                [role("Administrators", 10_002), role("Developers", 10_001)].into_iter().collect();
            shown.insert("roles".into(), Json::Object(roles));
            if self.cloud() {
                shown.insert("issueTypeHierarchy".into(), json!({ "levels": [] }));
            }
        }
        shown
    }
}
