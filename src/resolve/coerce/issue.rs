//! Issues in fields: the parent, the epic, and pickers of issues. Each is read first, behind the gate.

use super::super::change::{Change, Item};
use super::super::refusal::{Refusal, Spot, Trouble};
use super::{Coercion, Subject, plain};
use crate::args::{Argument, IssueKey, Reading};
use crate::error::{Code, Problem};
use crate::jira::read;
use crate::jira::types::Issue;
use serde_json::{Value, json};

impl Coercion<'_> {
    /// The issue with this key, if it is there, may be shown and can stand in the field.
    pub(super) async fn issue(&self, subject: Subject<'_>, value: &Value) -> Result<Change, Trouble> {
        let site = self.resolver.jira.site_url();
        let text = Value::from(plain(value).unwrap_or_default());
        let key = IssueKey::read(&text, Reading { name: subject.name(), site: &site });
        let key = key.map_err(|invalid| Refusal {
            code: Code::InvalidArgument,
            message: invalid.message,
            with: invalid.fix,
            also: None,
            mend: invalid.field.send.clone().map(super::super::refusal::Mend::Send),
            field: Box::new(invalid.field),
        })?;
        // What stands for the parent differs between sites; the argument is where the caller put it.
        let argument = match subject.spot {
            Spot::Argument(name) => name,
            Spot::Entry(..) | Spot::Absent(_) => "fields",
        };
        let found = self.resolver.issue_now(argument, &key, &["issuetype", "summary", "project"]).await;
        let (now, issue) = found.map_err(|failure| Trouble::at(failure, subject.spot))?;
        if subject.meta.schema.system.as_deref() == Some("parent") {
            self.check_level(subject, value, &now, &issue)?;
        }
        let wire = match subject.meta.schema.kind.as_str() {
            "issuelink" => json!({"key": now.as_str()}),
            // Epic links and the parents of plans are bare keys.
            _ => now.as_str().into(),
        };
        Ok(Change::Set(Item::plain(wire)))
    }

    /// A parent stands one level above, and a sub-task's in the same project. Data Center tells no levels (Jira facts, item 42).
    fn check_level(&self, subject: Subject<'_>, value: &Value, key: &IssueKey, parent: &Issue) -> Result<(), Trouble> {
        let above = parent.fields.get("issuetype").map(read::issue_type).unwrap_or_default();
        let own = &self.screen.issue_type;
        let not_above = |message: String| {
            let mut refusal = Refusal::new(Code::ValueNotAllowed, Problem::NotAllowed, value, message);
            refusal.with = format!("{} as the key of another issue", subject.name());
            refusal.also = Some("jira_search finds issues".to_owned());
            Trouble::from(refusal)
        };
        if own.subtask && key.project() != self.screen.project() {
            let project = self.screen.project();
            return Err(not_above(format!("`{key}` is not in {project}, as the parent of a sub-task must be")));
        }
        if let (Some(level), Some(own_level)) = (above.level, own.level)
            && level != own_level + 1
        {
            return Err(not_above(format!(
                "`{key}` is of type {}, which can't be the parent of a {}",
                above.name, own.name
            )));
        }
        if own.subtask && above.subtask {
            return Err(not_above(format!("`{key}` is a sub-task itself, which can't be a parent")));
        }
        Ok(())
    }
}
