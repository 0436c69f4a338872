mod ran;
mod refused;

use super::{Problem, Refused, Repaired, Wrong, repair};
use crate::jql::answers::{Answers, Candidate, Category, Field, Kind, Known, Person, Values};
use crate::jql::read;

fn field(id: &str, name: &str, clauses: &[&str], kind: Kind) -> Field {
    Field {
        id: id.into(),
        name: name.into(),
        other_names: Vec::new(),
        clause_names: clauses.iter().map(|clause| (*clause).to_owned()).collect(),
        kind,
        orderable: Some(!matches!(kind, Kind::Text) || id == "summary"),
    }
}

fn known(id: &str, name: &str) -> Known {
    Known { id: id.into(), name: name.into(), ..Known::default() }
}

fn values<const N: usize>(known: [Known; N]) -> Values {
    Values { known: known.into(), complete: true }
}

/// A small site: one project, a field of each kind, two languages.
pub(in crate::jql) fn site() -> Answers {
    let mut due = field("duedate", "Due date", &["due", "duedate"], Kind::Date);
    due.other_names.push("Fälligkeitsdatum".into());
    let fields = vec![
        field("project", "Project", &["project"], Kind::Project),
        field("issuekey", "Key", &["id", "issue", "issuekey", "key"], Kind::Issue),
        field("issuetype", "Issue Type", &["issuetype", "type"], Kind::IssueType),
        field("status", "Status", &["status"], Kind::Status),
        field("statusCategory", "Status Category", &["statusCategory"], Kind::StatusCategory),
        field("priority", "Priority", &["priority"], Kind::Priority),
        field("resolution", "Resolution", &["resolution"], Kind::Resolution),
        field("assignee", "Assignee", &["assignee"], Kind::User),
        field("reporter", "Reporter", &["reporter"], Kind::User),
        field("labels", "Labels", &["labels"], Kind::Label),
        field("fixVersions", "Fix versions", &["fixVersion"], Kind::Version),
        field("components", "Components", &["component"], Kind::Component),
        field("created", "Created", &["created", "createdDate"], Kind::DateTime),
        field("updated", "Updated", &["updated", "updatedDate"], Kind::DateTime),
        due,
        field("summary", "Summary", &["summary"], Kind::Text),
        field("comment", "Comment", &["comment"], Kind::Text),
        field("text", "text", &["text"], Kind::Text),
        field("parent", "Parent", &["parent"], Kind::Parent),
        field("issuelinks", "Linked Issues", &["issueLinkType"], Kind::LinkType),
        field("customfield_10020", "Sprint", &["Sprint", "cf[10020]"], Kind::Sprint),
        field("customfield_10016", "Story Points", &["Story Points", "cf[10016]"], Kind::Number),
        field("customfield_10030", "Severity", &["Severity", "cf[10030]"], Kind::Option),
        field("customfield_10040", "Team", &["Team[Dropdown]", "Team", "cf[10040]"], Kind::Option),
        field("customfield_10041", "Team", &["cf[10041]", "Team"], Kind::Text),
    ];
    let status = |id, name, category| Known { category: Some(category), ..known(id, name) };
    let shop = Known { keys: vec!["SHOP".into()], send: "SHOP".into(), ..known("10000", "Web Shop") };
    let key = Known { name: "SHOP".into(), ..shop.clone() };
    let bug = Known { other_names: vec!["Fehler".into()], ..known("1", "Bug") };
    let all = [
        ("project", values([shop, key])),
        ("issuetype", values([bug, known("2", "Story"), known("3", "Task")])),
        (
            "status",
            values([
                status("1", "To Do", Category::New),
                status("3", "In Progress", Category::Indeterminate),
                status("4", "In Review", Category::Indeterminate),
                status("5", "Done", Category::Done),
                status("6", "Erledigt", Category::Done),
            ]),
        ),
        ("priority", values([known("1", "Highest"), known("2", "High"), known("3", "Medium"), known("4", "Low")])),
        ("resolution", values([known("1", "Done"), known("2", "Won't Do")])),
        ("fixVersions", values([known("1", "2.1.1"), known("2", "2.2")])),
        ("components", values([known("1", "API"), known("2", "Checkout")])),
        ("issuelinks", values([known("1", "Blocks"), known("2", "Relates")])),
        ("customfield_10020", values([known("37", "Sprint 5")])),
        ("customfield_10030", values([known("1", "Critical"), known("2", "None")])),
    ];
    let one = |send: &str, name: &str| Person::One { send: send.into(), name: name.into() };
    let candidate = |name: &str, send: &str| Candidate { name: name.into(), detail: None, send: send.into() };
    let ana = vec![candidate("Ana Silva", "a1"), candidate("Ana Costa", "a2")];
    let people = [
        ("Robin", one("712020:r1", "Robin Vale")),
        ("Priya Shah", one("Priya Shah", "Priya Shah")),
        ("robin.vale@example.com", one("robin.vale@example.com", "Robin Vale")),
        ("Ana", Person::Several(ana)),
        ("Jhon Berg", Person::Nobody(vec![candidate("John Berg", "j1")])),
        ("Zed", Person::Nobody(Vec::new())),
    ];
    let functions = [
        "currentUser",
        "now",
        "startOfDay",
        "endOfDay",
        "startOfWeek",
        "startOfMonth",
        "openSprints",
        "futureSprints",
        "closedSprints",
        "membersOf",
        "linkedIssues",
        "releasedVersions",
        "unreleasedVersions",
    ];
    Answers {
        fields,
        functions: functions.map(str::to_owned).into(),
        values: all.map(|(id, values)| (id.to_owned(), values)).into(),
        people: people.map(|(name, person)| (name.to_owned(), person)).into(),
        ..Answers::default()
    }
}

pub(in crate::jql) fn outcome(jql: &str, answers: &Answers) -> Result<Repaired, Refused> {
    let reading = read(jql).map_err(|unreadable| Refused {
        problems: vec![Problem {
            position: unreadable.error.position,
            piece: unreadable.error.piece,
            message: unreadable.error.problem,
            candidates: Vec::new(),
            wrong: Wrong::Malformed,
            lists: None,
        }],
        corrected: unreadable.corrected,
    })?;
    repair(&reading, answers)
}
