//! Issues in fields: the parent, the epic, and pickers of issues. Each is read first, behind the gate.

mod above;

use super::super::change::{Change, Item};
use super::super::refusal::{Refusal, Spot, Trouble};
use super::{Coercion, Subject, plain};
use crate::args::{Argument, IssueKey, Reading};
use crate::error::Code;
use above::Above;
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
        let above = Above::of(subject.meta);
        let label = self.epic_name().filter(|_| above == Some(Above::Epic));
        let wanted = ["issuetype", "summary", "project"].into_iter().chain(label);
        let found = self.resolver.issue_now(argument, &key, &wanted.collect::<Vec<_>>()).await;
        let (now, issue) = found.map_err(|failure| Trouble::at(failure, subject.spot))?;
        if let Some(above) = above {
            self.check_above(above, subject, value, &now, &issue).await?;
        }
        let wire = match subject.meta.schema.kind.as_str() {
            "issuelink" => json!({"key": now.as_str()}),
            // Epic links and the parents of plans are bare keys.
            _ => now.as_str().into(),
        };
        Ok(Change::Set(Item::plain(wire)))
    }
}
