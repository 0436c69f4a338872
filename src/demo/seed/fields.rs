//! Every field of the site: the system's own, one of each common custom type, two of one name, and the usual noise.

use super::{HELP, OPS, SHOP};
use crate::demo::store::{Choice, Field, Scope, Shape};

macro_rules! basic {
    ($kind:literal) => {
        concat!("com.atlassian.jira.plugin.system.customfieldtypes:", $kind)
    };
}

/// All fields, in the order in which an issue shows them.
pub(super) fn all() -> Vec<Field> {
    let mut fields = system();
    fields.extend(custom());
    fields.extend(noise());
    fields
}

/// Flags: n navigable, o orderable, s searchable.
fn system_field(id: &str, name: &str, shape: Shape, clauses: &[&'static str], flags: &str) -> Field {
    Field {
        id: id.into(),
        name: name.into(),
        shape,
        custom: None,
        clauses: clauses.to_vec(),
        navigable: flags.contains('n'),
        orderable: flags.contains('o'),
        searchable: flags.contains('s'),
        scope: Scope::Everywhere,
        choices: Vec::new(),
    }
}

fn system() -> Vec<Field> {
    vec![
        system_field("issuekey", "Key", Shape::Other("issuekey"), &["id", "issue", "issuekey", "key"], "ns"),
        system_field(
            "statuscategorychangedate",
            "Status Category Changed",
            Shape::Time,
            &["statusCategoryChangedDate"],
            "ns",
        ),
        system_field("issuetype", "Issue Type", Shape::Type, &["issuetype", "type"], "nos"),
        system_field("parent", "Parent", Shape::Issue, &["parent"], "ns"),
        system_field("timespent", "Time Spent", Shape::Number, &["timespent"], "ns"),
        system_field("project", "Project", Shape::Project, &["project"], "nos"),
        system_field("fixVersions", "Fix versions", Shape::Versions, &["fixVersion"], "nos"),
        system_field("aggregatetimespent", "\u{3a3} Time Spent", Shape::Number, &[], "n"),
        system_field("statusCategory", "Status Category", Shape::Category, &["statusCategory"], "ns"),
        system_field("resolution", "Resolution", Shape::Resolution, &["resolution"], "nos"),
        system_field("resolutiondate", "Resolved", Shape::Time, &["resolutiondate", "resolved"], "ns"),
        system_field("workratio", "Work Ratio", Shape::Number, &["workratio"], "ns"),
        system_field("watches", "Watchers", Shape::Other("watches"), &["watchers"], "ns"),
        system_field("issuerestriction", "Restrict to", Shape::Other("issuerestriction"), &[], "no"),
        system_field("lastViewed", "Last Viewed", Shape::Time, &["lastViewed"], "ns"),
        system_field("created", "Created", Shape::Time, &["created", "createdDate"], "ns"),
        system_field("priority", "Priority", Shape::Priority, &["priority"], "nos"),
        system_field("labels", "Labels", Shape::Labels, &["labels"], "nos"),
        system_field("timeestimate", "Remaining Estimate", Shape::Number, &["remainingEstimate", "timeestimate"], "ns"),
        system_field("aggregatetimeoriginalestimate", "\u{3a3} Original Estimate", Shape::Number, &[], "n"),
        system_field("versions", "Affects versions", Shape::Versions, &["affectedVersion"], "nos"),
        system_field("issuelinks", "Linked Issues", Shape::Others("issuelinks"), &["issueLink"], "os"),
        system_field("assignee", "Assignee", Shape::User, &["assignee"], "nos"),
        system_field("updated", "Updated", Shape::Time, &["updated", "updatedDate"], "ns"),
        system_field("status", "Status", Shape::Status, &["status"], "ns"),
        system_field("components", "Components", Shape::Components, &["component"], "nos"),
        system_field(
            "timeoriginalestimate",
            "Original estimate",
            Shape::Number,
            &["originalEstimate", "timeoriginalestimate"],
            "ns",
        ),
        system_field("description", "Description", Shape::Rich, &["description"], "nos"),
        system_field("timetracking", "Time tracking", Shape::Estimates, &[], "o"),
        system_field("security", "Security Level", Shape::Security, &["level"], "nos"),
        system_field("attachment", "Attachment", Shape::Others("attachment"), &["attachments"], "os"),
        system_field("aggregatetimeestimate", "\u{3a3} Remaining Estimate", Shape::Number, &[], "n"),
        system_field("summary", "Summary", Shape::Text, &["summary"], "nos"),
        system_field("creator", "Creator", Shape::User, &["creator"], "ns"),
        system_field("subtasks", "Sub-tasks", Shape::Others("issuelinks"), &["subtasks"], "n"),
        system_field("reporter", "Reporter", Shape::User, &["reporter"], "nos"),
        system_field("aggregateprogress", "\u{3a3} Progress", Shape::Other("progress"), &[], "n"),
        system_field("environment", "Environment", Shape::Rich, &["environment"], "os"),
        system_field("duedate", "Due date", Shape::Date, &["due", "duedate"], "nos"),
        system_field("progress", "Progress", Shape::Other("progress"), &["progress"], "n"),
        system_field("votes", "Votes", Shape::Other("votes"), &["votes"], "ns"),
        system_field("comment", "Comment", Shape::Other("comments-page"), &["comment"], "os"),
        system_field("worklog", "Log Work", Shape::Others("worklog"), &[], "o"),
        system_field("thumbnail", "Images", Shape::Other("thumbnail"), &[], "n"),
    ]
}

fn custom_field(number: u64, name: &str, shape: Shape, kind: &'static str) -> Field {
    Field {
        id: format!("customfield_{number}"),
        name: name.into(),
        shape,
        custom: Some(kind),
        clauses: Vec::new(),
        navigable: true,
        orderable: true,
        searchable: true,
        scope: Scope::Everywhere,
        choices: Vec::new(),
    }
}

fn option(id: u64, value: &str) -> Choice {
    Choice { id, value: value.into(), disabled: false, children: Vec::new() }
}

fn options(first: u64, values: &[&str]) -> Vec<Choice> {
    values.iter().zip(first..).map(|(value, id)| option(id, value)).collect()
}

impl Field {
    fn with(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    fn only(mut self, projects: &[usize]) -> Self {
        self.scope = Scope::Projects(projects.to_vec());
        self
    }

    fn on_data_center(mut self) -> Self {
        self.scope = Scope::DataCenter;
        self
    }
}

fn regions() -> Vec<Choice> {
    let region = |id: u64, value: &str, first: u64, children: &[&str]| Choice {
        children: options(first, children),
        ..option(id, value)
    };
    vec![
        region(10_301, "Europe", 10_311, &["Germany", "Portugal", "Norway"]),
        region(10_302, "Americas", 10_321, &["Brazil", "Canada", "USA"]),
        region(10_303, "Asia", 10_331, &["India", "Japan"]),
    ]
}

/// One field of every common type.
fn custom() -> Vec<Field> {
    let mut severity = options(10_201, &["Critical", "Major", "Minor", "Trivial"]);
    severity.push(option(10_205, "None"));
    severity.push(Choice { disabled: true, ..option(10_209, "Blocker (old)") });
    // Eight times eight: longer than any list that an error may hold.
    let centres: Vec<Choice> = (0..64_u64)
        .zip(CENTRES.iter().cycle())
        .map(|(row, name)| option(10_500 + row, &format!("CC-{:03} {name}", 100 + row * 5)))
        .collect();
    let browsers = options(10_220, &["Chrome", "Edge", "Firefox", "Safari", "Samsung Internet"]);
    let teams = options(10_260, &["Checkout", "Catalogue", "Platform", "Mobile"]);
    let development = "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf";
    vec![
        custom_field(10_000, "Development", Shape::Other("any"), development),
        custom_field(10_010, "Request Type", Shape::RequestType, "com.atlassian.servicedesk:vp-origin").only(&[HELP]),
        custom_field(10_011, "Epic Name", Shape::Text, "com.pyxis.greenhopper.jira:gh-epic-label").on_data_center(),
        custom_field(10_014, "Epic Link", Shape::Epic, "com.pyxis.greenhopper.jira:gh-epic-link").on_data_center(),
        custom_field(10_015, "Start date", Shape::Date, basic!("datepicker")),
        custom_field(10_016, "Story Points", Shape::Number, basic!("float")).only(&[SHOP, OPS]),
        custom_field(10_019, "Rank", Shape::Rank, "com.pyxis.greenhopper.jira:gh-lexo-rank"),
        custom_field(10_020, "Sprint", Shape::Sprints, "com.pyxis.greenhopper.jira:gh-sprint"),
        custom_field(10_021, "Flagged", Shape::Choices, basic!("multicheckboxes"))
            .with(options(10_019, &["Impediment"])),
        custom_field(10_040, "Release notes", Shape::Rich, basic!("textarea")).only(&[SHOP]),
        custom_field(10_041, "Build number", Shape::Text, basic!("textfield")).only(&[SHOP]),
        custom_field(10_042, "Severity", Shape::Choice, basic!("select")).with(severity).only(&[SHOP, OPS]),
        custom_field(10_043, "Browsers", Shape::Choices, basic!("multiselect")).with(browsers).only(&[SHOP]),
        custom_field(10_044, "Region", Shape::Cascade, basic!("cascadingselect")).with(regions()).only(&[SHOP]),
        custom_field(10_045, "Regression", Shape::Choice, basic!("radiobuttons"))
            .with(options(10_240, &["Yes", "No"]))
            .only(&[SHOP]),
        custom_field(10_046, "Checked on", Shape::Choices, basic!("multicheckboxes"))
            .with(options(10_250, &["Desktop", "Phone", "Tablet"]))
            .only(&[SHOP]),
        custom_field(10_047, "Reviewer", Shape::User, basic!("userpicker")).only(&[SHOP]),
        custom_field(10_048, "Stakeholders", Shape::Users, basic!("multiuserpicker")).only(&[SHOP]),
        custom_field(10_049, "Owning group", Shape::Group, basic!("grouppicker")).only(&[SHOP, OPS]),
        custom_field(10_050, "Go-live date", Shape::Date, basic!("datepicker")).only(&[SHOP]),
        custom_field(10_051, "Deployed at", Shape::Time, basic!("datetime")).only(&[SHOP, OPS]),
        custom_field(10_052, "Design link", Shape::Url, basic!("url")).only(&[SHOP]),
        custom_field(10_053, "Customer tags", Shape::Labels, basic!("labels")).only(&[SHOP]),
        custom_field(10_054, "Found in version", Shape::Version, basic!("version")).only(&[SHOP]),
        custom_field(10_055, "Effort (days)", Shape::Number, basic!("float")).only(&[SHOP, OPS]),
        custom_field(10_114, "Team", Shape::Choice, basic!("select")).with(teams).only(&[SHOP]),
        custom_field(10_115, "Team", Shape::Text, basic!("textfield")).only(&[SHOP, OPS]),
        custom_field(10_001, "Agile team", Shape::Team, basic!("atlassian-team")),
        custom_field(10_060, "Control owner", Shape::User, basic!("userpicker")).only(&[OPS]),
        custom_field(10_061, "Control id", Shape::Text, basic!("textfield")).only(&[OPS]),
        custom_field(10_062, "Audit due", Shape::Date, basic!("datepicker")).only(&[OPS]),
        custom_field(10_063, "Risk class", Shape::Choice, basic!("select"))
            .with(options(10_270, &["A - severe", "B - moderate", "C - low"]))
            .only(&[OPS]),
        custom_field(10_064, "Evidence", Shape::Rich, basic!("textarea")).only(&[OPS]),
        custom_field(10_065, "Cost centre", Shape::Choice, basic!("select")).with(centres).only(&[OPS]),
        custom_field(10_070, "Urgency", Shape::Choice, basic!("select"))
            .with(options(10_280, &["Critical", "High", "Medium", "Low"]))
            .only(&[HELP]),
        custom_field(10_071, "Impact", Shape::Choice, basic!("select"))
            .with(options(10_290, &["Extensive", "Significant", "Minor"]))
            .only(&[HELP]),
    ]
}

const CENTRES: [&str; 8] = ["Web", "Mobile", "Logistics", "Marketing", "Finance", "Support", "Research", "Facilities"];

/// Fields that apps and templates leave behind, null on almost every issue (Jira facts, item 32).
fn noise() -> Vec<Field> {
    NOISE
        .iter()
        .enumerate()
        .map(|(row, (name, shape, kind))| {
            let mut field = custom_field(10_120 + row as u64, name, *shape, kind);
            field.searchable = !matches!(shape, Shape::Other(_) | Shape::Others(_));
            field
        })
        .collect()
}

const NOISE: [(&str, Shape, &str); 36] = [
    ("[CHART] Date of First Response", Shape::Time, "com.atlassian.jira.ext.charting:firstresponsedate"),
    ("[CHART] Time in Status", Shape::Other("any"), "com.atlassian.jira.ext.charting:timeinstatus"),
    ("Approvals", Shape::Others("sd-approvals"), "com.atlassian.servicedesk.approvals-plugin:sd-approvals"),
    ("Approvers", Shape::Users, basic!("multiuserpicker")),
    ("Actual end", Shape::Time, basic!("datetime")),
    ("Actual start", Shape::Time, basic!("datetime")),
    ("Affected hardware", Shape::Text, basic!("textfield")),
    (
        "Affected services",
        Shape::Others("service-entity-field"),
        "com.atlassian.jira.plugins.service-entity:service-entity-field-cftype",
    ),
    ("Atlassian project", Shape::Other("any"), "com.atlassian.atlas.jira:project-key-cf-type"),
    ("Backout plan", Shape::Rich, basic!("textarea")),
    ("Business value", Shape::Number, basic!("float")),
    ("Category", Shape::Text, basic!("textfield")),
    ("Change completion date", Shape::Date, basic!("datepicker")),
    ("Change reason", Shape::Text, basic!("textfield")),
    ("Change risk", Shape::Text, basic!("textfield")),
    ("Change start date", Shape::Date, basic!("datepicker")),
    (
        "Design",
        Shape::Others("design.field.name"),
        "com.atlassian.jira.plugins.jira-development-integration-plugin:designcf",
    ),
    ("Focus Areas", Shape::Other("any"), basic!("focusareas")),
    ("Goals", Shape::Others("goals"), basic!("goals")),
    ("Implementation plan", Shape::Rich, basic!("textarea")),
    ("Investigation reason", Shape::Text, basic!("textfield")),
    ("Issue color", Shape::Text, "com.pyxis.greenhopper.jira:jsw-issue-color"),
    ("Locked forms", Shape::Number, "com.atlassian.jira.plugins.proforma-managed-fields:forms-locked-field-cftype"),
    (
        "Major incident",
        Shape::Other("any"),
        "com.atlassian.jira.modules.servicemanagement.major-incident:major-incident-cf-type",
    ),
    ("Open forms", Shape::Number, "com.atlassian.jira.plugins.proforma-managed-fields:forms-open-field-cftype"),
    ("Operational categorization", Shape::Text, basic!("textfield")),
    ("Organizations", Shape::Others("sd-customerorganization"), "com.atlassian.servicedesk:sd-customer-organizations"),
    ("Pending reason", Shape::Text, basic!("textfield")),
    ("Request participants", Shape::Users, "com.atlassian.servicedesk:sd-request-participants"),
    (
        "Responders",
        Shape::Others("responders-entity-field"),
        "com.atlassian.jira.plugins.opsgenie:responders-entity-field-cftype",
    ),
    ("Root cause", Shape::Text, basic!("textfield")),
    ("Satisfaction", Shape::Other("sd-feedback"), "com.atlassian.servicedesk:sd-request-feedback"),
    ("Satisfaction date", Shape::Time, "com.atlassian.servicedesk:sd-request-feedback-date"),
    ("Sentiment", Shape::Others("sd-sentiment"), "com.atlassian.servicedesk.sentiment:sd-sentiment"),
    ("Test plan", Shape::Rich, basic!("textarea")),
    (
        "Vulnerability",
        Shape::Other("any"),
        "com.atlassian.jira.plugins.jira-development-integration-plugin:vulnerabilitycf",
    ),
];
