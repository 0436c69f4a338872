//! Types, statuses, priorities, resolutions, versions, components and link types.

use serde_json::{Map, Value as Json, json};

use super::View;
use crate::demo::store::{Category, Component, LinkType, Version};

impl View<'_> {
    /// An issue type.
    pub(crate) fn issue_type(&self, position: usize) -> Json {
        let Some(kind) = self.store.types.get(position) else {
            return Json::Null;
        };
        let icon = if self.cloud() {
            format!(
                "{}/rest/api/{}/universal_avatar/view/type/issuetype/avatar/{}?size=medium",
                self.base, self.api, kind.avatar
            )
        } else {
            format!("{}/secure/viewavatar?size=xsmall&avatarId={}&avatarType=issuetype", self.base, kind.avatar)
        };
        let mut shown = json!({
            "self": self.link(&format!("issuetype/{}", kind.id)),
            "id": kind.id.to_string(),
            "description": kind.description,
            "iconUrl": icon,
            "name": kind.name,
            "subtask": kind.level < 0,
            "avatarId": kind.avatar,
        });
        if self.cloud()
            && let Some(shown) = shown.as_object_mut()
        {
            shown.insert("hierarchyLevel".into(), json!(kind.level));
        }
        shown
    }

    /// A status category.
    pub(crate) fn category(&self, category: Category) -> Json {
        json!({
            "self": self.link(&format!("statuscategory/{}", category.id())),
            "id": category.id(),
            "key": category.key(),
            "colorName": category.color(),
            "name": category.name(),
        })
    }

    /// A status.
    pub(crate) fn status(&self, position: usize) -> Json {
        let Some(status) = self.store.statuses.get(position) else {
            return Json::Null;
        };
        json!({
            "self": self.link(&format!("status/{}", status.id)),
            "description": status.description,
            "iconUrl": format!("{}/images/icons/statuses/generic.png", self.base),
            "name": status.name,
            "id": status.id.to_string(),
            "statusCategory": self.category(status.category),
        })
    }

    /// A priority as part of an issue.
    pub(crate) fn priority(&self, position: usize) -> Json {
        let Some(priority) = self.store.priorities.get(position) else {
            return Json::Null;
        };
        json!({
            "self": self.link(&format!("priority/{}", priority.id)),
            "iconUrl": format!("{}/images/icons/priorities/{}_new.svg", self.base, priority.name.to_lowercase()),
            "name": priority.name,
            "id": priority.id.to_string(),
        })
    }

    /// A priority in the list of all.
    pub(crate) fn priority_detail(&self, position: usize) -> Json {
        let mut shown = self.priority(position);
        if let (Some(shown), Some(priority)) = (shown.as_object_mut(), self.store.priorities.get(position)) {
            shown.insert("statusColor".into(), json!(priority.color));
            shown.insert("description".into(), json!(priority.description));
            if self.cloud() {
                shown.insert("isDefault".into(), json!(priority.name == "Medium"));
            }
        }
        shown
    }

    /// A resolution.
    pub(crate) fn resolution(&self, position: usize) -> Json {
        let Some(resolution) = self.store.resolutions.get(position) else {
            return Json::Null;
        };
        json!({
            "self": self.link(&format!("resolution/{}", resolution.id)),
            "id": resolution.id.to_string(),
            "description": resolution.description,
            "name": resolution.name,
        })
    }

    /// A version as part of an issue.
    pub(crate) fn version(&self, version: &Version) -> Json {
        let mut shown = Map::new();
        shown.insert("self".into(), json!(self.link(&format!("version/{}", version.id))));
        shown.insert("id".into(), json!(version.id.to_string()));
        shown.insert("description".into(), json!(version.description));
        shown.insert("name".into(), json!(version.name));
        shown.insert("archived".into(), json!(version.archived));
        shown.insert("released".into(), json!(version.released));
        if let Some(date) = version.release {
            shown.insert("releaseDate".into(), json!(date.to_string()));
        }
        Json::Object(shown)
    }

    /// A version in its project's list.
    pub(crate) fn version_detail(&self, version: &Version) -> Json {
        let mut shown = self.version(version);
        let today = self.now.to_zoned_datetime(self.zone()).date();
        if let Some(shown) = shown.as_object_mut() {
            if let Some(date) = version.start {
                shown.insert("startDate".into(), json!(date.to_string()));
                shown.insert("userStartDate".into(), json!(date.strftime("%d/%b/%y").to_string()));
            }
            if let Some(date) = version.release {
                shown.insert("userReleaseDate".into(), json!(date.strftime("%d/%b/%y").to_string()));
                if !version.released {
                    shown.insert("overdue".into(), json!(date < today));
                }
            }
            if let Some(project) = self.store.projects.get(version.project) {
                shown.insert("projectId".into(), json!(project.id));
            }
        }
        shown
    }

    /// A component as part of an issue.
    pub(crate) fn component(&self, component: &Component) -> Json {
        json!({
            "self": self.link(&format!("component/{}", component.id)),
            "id": component.id.to_string(),
            "name": component.name,
            "description": component.description,
        })
    }

    /// A component in its project's list.
    pub(crate) fn component_detail(&self, component: &Component) -> Json {
        let mut shown = self.component(component);
        if let (Some(shown), Some(project)) = (shown.as_object_mut(), self.store.projects.get(component.project)) {
            if let Some(lead) = component.lead {
                shown.insert("lead".into(), self.person(lead));
            }
            shown.insert("assigneeType".into(), json!("PROJECT_DEFAULT"));
            shown.insert("realAssigneeType".into(), json!("PROJECT_DEFAULT"));
            shown.insert("isAssigneeTypeValid".into(), json!(false));
            shown.insert("project".into(), json!(project.key));
            shown.insert("projectId".into(), json!(project.id));
        }
        shown
    }

    /// A link type.
    pub(crate) fn link_type(&self, kind: &LinkType) -> Json {
        json!({
            "id": kind.id.to_string(),
            "name": kind.name,
            "inward": kind.inward,
            "outward": kind.outward,
            "self": self.link(&format!("issueLinkType/{}", kind.id)),
        })
    }
}
