//! What a field is: its id, its name, what it holds, and where it is used.

use super::Value;

/// A system or custom field.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) shape: Shape,
    /// The full key of a custom field's type; `None` for system fields.
    pub(crate) custom: Option<&'static str>,
    /// Clause names in JQL beside the id and the display name.
    pub(crate) clauses: Vec<&'static str>,
    pub(crate) navigable: bool,
    pub(crate) orderable: bool,
    pub(crate) searchable: bool,
    pub(crate) scope: Scope,
    pub(crate) choices: Vec<Choice>,
}

/// Where a field is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Everywhere,
    /// Only in these projects.
    Projects(Vec<usize>),
    /// Only by Data Center.
    DataCenter,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Rich,
    Number,
    Date,
    Time,
    Choice,
    Choices,
    Cascade,
    User,
    Users,
    Group,
    Url,
    Labels,
    Project,
    Type,
    Status,
    Category,
    Priority,
    Resolution,
    Versions,
    Version,
    Components,
    Sprints,
    Issue,
    Epic,
    RequestType,
    Team,
    Security,
    Estimates,
    Rank,
    /// Anything else, under this schema type.
    Other(&'static str),
    /// Lists of anything else, under this item type.
    Others(&'static str),
}

/// Atlassian's teams, which belong to the organisation and to no project: id and name.
pub(crate) const TEAMS: [(&str, &str); 2] = [
    ("36885b3c-1bf0-4f85-a357-c5b858c31de4", "Nordic team"),
    ("7d1f0a52-9c3e-4b7e-8a61-2f4d9b6c0e15", "Payments crew"),
];

/// The levels of the only security scheme: id, name, description.
pub(crate) const SECURITY_LEVELS: [(u64, &str, &str); 2] =
    [(10_600, "Reporters", "Only who reported it and the team"), (10_601, "Management", "Only the management")];

/// An option of a select field.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) id: u64,
    pub(crate) value: String,
    pub(crate) disabled: bool,
    pub(crate) children: Vec<Choice>,
}

impl Field {
    /// The number in a custom field's id.
    pub(crate) fn custom_id(&self) -> Option<u64> {
        self.id.strip_prefix("customfield_").and_then(|number| number.parse().ok())
    }

    /// An option by id, with its parent if it is a child.
    pub(crate) fn choice(&self, id: u64) -> Option<&Choice> {
        self.choices.iter().find_map(|choice| {
            if choice.id == id { Some(choice) } else { choice.children.iter().find(|child| child.id == id) }
        })
    }

    /// The value that a field of this shape holds when it is a list and empty; `None` for all others, which are null.
    pub(crate) fn is_list(&self) -> bool {
        self.custom.is_none()
            && matches!(self.shape, Shape::Labels | Shape::Versions | Shape::Components | Shape::Others(_))
    }

    /// The schema's `type` and `items`.
    pub(crate) fn schema(&self) -> (&'static str, Option<&'static str>) {
        match self.shape {
            Shape::Text | Shape::Rich | Shape::Url => ("string", None),
            Shape::Number => ("number", None),
            Shape::Date => ("date", None),
            Shape::Time => ("datetime", None),
            Shape::Choice => ("option", None),
            Shape::Choices => ("array", Some("option")),
            Shape::Cascade => ("option-with-child", None),
            Shape::User => ("user", None),
            Shape::Users => ("array", Some("user")),
            Shape::Group => ("group", None),
            Shape::Labels => ("array", Some("string")),
            Shape::Project => ("project", None),
            Shape::Type => ("issuetype", None),
            Shape::Status => ("status", None),
            Shape::Category => ("statusCategory", None),
            Shape::Priority => ("priority", None),
            Shape::Resolution => ("resolution", None),
            Shape::Versions => ("array", Some("version")),
            Shape::Version => ("version", None),
            Shape::Components => ("array", Some("component")),
            Shape::Sprints => ("array", Some("json")),
            Shape::Issue => ("issuelink", None),
            Shape::Epic | Shape::Rank => ("any", None),
            Shape::RequestType => ("sd-customerrequesttype", None),
            Shape::Team => ("team", None),
            Shape::Security => ("securitylevel", None),
            Shape::Estimates => ("timetracking", None),
            Shape::Other(kind) => (kind, None),
            Shape::Others(items) => ("array", Some(items)),
        }
    }

    /// The name of a choice in this field, for history and search.
    pub(crate) fn choice_name(&self, value: &Value) -> Option<String> {
        let name = |id: u64| self.choice(id).map(|choice| choice.value.clone());
        match value {
            Value::Choice(id) => name(*id),
            Value::Cascade(parent, None) => name(*parent),
            Value::Cascade(parent, Some(child)) => Some(format!("{} - {}", name(*parent)?, name(*child)?)),
            _ => None,
        }
    }
}
