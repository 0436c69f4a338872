//! One field's value in one dialect.

use serde_json::{Value as Json, json};

use super::{View, moment, moment_z};
use crate::demo::store::{Choice, Field, Issue, Shape, Sprint, Value};

impl View<'_> {
    /// A value as it stands in an issue's `fields`.
    pub(crate) fn value(&self, field: &Field, value: &Value) -> Json {
        match value {
            Value::Text(text) => json!(text),
            Value::Rich(text) => self.rich(text),
            Value::Number(number) => json!(number),
            Value::Date(date) => json!(date.to_string()),
            Value::Time(at) => json!(moment(*at)),
            Value::Choice(id) => field.choice(*id).map_or(Json::Null, |choice| self.choice(choice)),
            Value::Choices(ids) => {
                ids.iter().filter_map(|id| field.choice(*id)).map(|choice| self.choice(choice)).collect()
            }
            Value::Cascade(parent, child) => {
                let Some(parent) = field.choice(*parent) else {
                    return Json::Null;
                };
                let mut shown = self.choice(parent);
                if let (Some(shown), Some(child)) = (shown.as_object_mut(), child.and_then(|id| field.choice(id))) {
                    shown.insert("child".into(), self.choice(child));
                }
                shown
            }
            Value::User(person) => self.person(*person),
            Value::Users(people) => people.iter().map(|person| self.person(*person)).collect(),
            Value::Group(name) => self.group(name),
            Value::Labels(labels) => json!(labels),
            Value::Project(project) => self.project(*project),
            Value::Type(kind) => self.issue_type(*kind),
            Value::Status(status) => self.status(*status),
            Value::Priority(priority) => self.priority(*priority),
            Value::Resolution(resolution) => self.resolution(*resolution),
            Value::Versions(ids) => {
                let all = &self.store.versions;
                ids.iter()
                    .filter_map(|id| all.iter().find(|version| version.id == *id))
                    .map(|version| self.version(version))
                    .collect()
            }
            Value::Version(id) => self
                .store
                .versions
                .iter()
                .find(|version| version.id == *id)
                .map_or(Json::Null, |version| self.version(version)),
            Value::Components(ids) => {
                let all = &self.store.components;
                ids.iter()
                    .filter_map(|id| all.iter().find(|row| row.id == *id))
                    .map(|row| self.component(row))
                    .collect()
            }
            Value::Sprints(ids) => {
                let all = &self.store.sprints;
                ids.iter()
                    .filter_map(|id| all.iter().find(|sprint| sprint.id == *id))
                    .map(|sprint| self.sprint_value(sprint))
                    .collect()
            }
            Value::Issue(id) => {
                let Some(issue) = self.store.issue_by_id(*id).filter(|issue| self.sees_project(issue.project)) else {
                    return Json::Null;
                };
                if field.shape == Shape::Epic { json!(issue.key) } else { self.brief(issue) }
            }
            Value::Raw(raw) => raw.clone(),
        }
    }

    /// An issue inside another one: parent, sub-task, linked.
    pub(crate) fn brief(&self, issue: &Issue) -> Json {
        json!({
            "id": issue.id.to_string(),
            "key": issue.key,
            "self": self.link(&format!("issue/{}", issue.id)),
            "fields": {
                "summary": issue.summary(),
                "status": self.status(issue.status()),
                "priority": match issue.get("priority") {
                    Some(Value::Priority(priority)) => self.priority(*priority),
                    _ => Json::Null,
                },
                "issuetype": self.issue_type(issue.kind()),
            }
        })
    }

    /// An option of a select field.
    pub(crate) fn choice(&self, choice: &Choice) -> Json {
        let mut shown = json!({
            "self": self.link(&format!("customFieldOption/{}", choice.id)),
            "value": choice.value,
            "id": choice.id.to_string(),
        });
        if !self.cloud()
            && let Some(shown) = shown.as_object_mut()
        {
            shown.insert("disabled".into(), json!(choice.disabled));
        }
        shown
    }

    /// A group.
    pub(crate) fn group(&self, name: &str) -> Json {
        if self.cloud() {
            let id = format!("8a4c1b7e-0000-4000-8000-{:012x}", name.len() * 7919);
            json!({ "name": name, "groupId": id, "self": self.link(&format!("group?groupId={id}")) })
        } else {
            json!({ "name": name, "self": self.link(&format!("group?groupname={name}")) })
        }
    }

    /// A sprint inside an issue: an object on Cloud, a Java string on Data Center (Jira facts, item 43).
    pub(crate) fn sprint_value(&self, sprint: &Sprint) -> Json {
        if self.cloud() {
            let mut shown = json!({
                "id": sprint.id,
                "name": sprint.name,
                "state": sprint.state,
                "boardId": sprint.board,
                "goal": sprint.goal,
            });
            if let Some(shown) = shown.as_object_mut() {
                for (name, at) in
                    [("startDate", sprint.start), ("endDate", sprint.end), ("completeDate", sprint.complete)]
                {
                    if let Some(at) = at {
                        shown.insert(name.into(), json!(moment_z(at)));
                    }
                }
            }
            return shown;
        }
        let time = |at: Option<jiff::Timestamp>| at.map_or_else(|| "<null>".to_owned(), moment_z);
        json!(format!(
            "com.atlassian.greenhopper.service.sprint.Sprint@{:x}[id={},rapidViewId={},state={},name={},startDate={},endDate={},completeDate={},activatedDate={},sequence={},goal={},autoStartStop=false,synced=false]",
            0x4a_88a6_u64.wrapping_add(sprint.id * 0x1f3d),
            sprint.id,
            sprint.board,
            sprint.state.to_uppercase(),
            sprint.name,
            time(sprint.start),
            time(sprint.end),
            time(sprint.complete),
            time(sprint.start),
            sprint.id,
            if sprint.goal.is_empty() { "<null>" } else { &sprint.goal },
        ))
    }
}
