//! The one gate: read-only, and the projects that this server may touch.
//!
//! Every key and every JQL passes it, and everything that Jira answers passes it again, because issues move.

use crate::args::IssueKey;
use crate::error::{Code, Field, Problem, ToolError, listed};
use crate::jql;
use serde_json::Value;

/// Keys that a sentence names.
const MOST_IN_WORDS: usize = 6;

/// What the person who runs this allows.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    read_only: bool,
    projects: Option<Vec<String>>,
    default_project: Option<String>,
}

impl Policy {
    /// `projects` are upper-case keys; `None` allows all.
    pub fn new(read_only: bool, projects: Option<Vec<String>>, default_project: Option<String>) -> Self {
        Self { read_only, projects, default_project }
    }

    /// Whether tools that write are off.
    pub fn read_only(&self) -> bool {
        self.read_only
    }

    /// The allowed projects; `None` means all.
    pub fn projects(&self) -> Option<&[String]> {
        self.projects.as_deref()
    }

    /// The project that is meant when none is named: the configured one, or the only allowed one.
    pub fn default_project(&self) -> Option<&str> {
        self.default_project.as_deref().or(match self.projects.as_deref() {
            Some([only]) => Some(only.as_str()),
            _ => None,
        })
    }

    /// Whether anything of a project may be shown.
    pub fn allows_project(&self, key: &str) -> bool {
        self.projects.as_ref().is_none_or(|allowed| allowed.iter().any(|one| one.eq_ignore_ascii_case(key)))
    }

    /// Whether an issue with this key may be shown. A key that can't be read is not.
    pub fn allows_issue(&self, key: &str) -> bool {
        self.projects.is_none() || project_of(key).is_some_and(|project| self.allows_project(project))
    }

    /// Refuses an issue of another project. The key that counts is the one that Jira answered, because issues move.
    pub fn check_issue(&self, key: &IssueKey) -> Result<(), ToolError> {
        if self.allows_issue(key.as_str()) { Ok(()) } else { Err(self.refusal("key", key.as_str())) }
    }

    /// Refuses another project.
    pub fn check_project(&self, argument: &str, key: &str) -> Result<(), ToolError> {
        if self.allows_project(key) { Ok(()) } else { Err(self.refusal(argument, key)) }
    }

    /// The query as it may run: inside the allowed projects.
    pub fn restrict(&self, query: &str) -> Result<String, jql::Error> {
        match &self.projects {
            None => Ok(query.to_owned()),
            Some(projects) => {
                let projects: Vec<&str> = projects.iter().map(String::as_str).collect();
                jql::guard(query, &projects)
            }
        }
    }

    /// The error for allowed projects that Jira doesn't show: the setting is wrong, which only a person can mend.
    pub fn hidden_projects(keys: &[String]) -> ToolError {
        let fix = "ask the user to correct `JIRA_MCP_PROJECTS` where this server is configured, or to let this account see the project, and to start the server again";
        ToolError::fatal(Code::ConfigError, Self::hidden_in_words(keys)).with_fix(fix)
    }

    /// The same as a sentence, where other projects can be shown.
    pub fn hidden_in_words(keys: &[String]) -> String {
        let keys = match keys.len().saturating_sub(MOST_IN_WORDS) {
            0 => listed(keys, "and"),
            more => format!("{} and {more} more", listed(keys, "and")),
        };
        format!("`JIRA_MCP_PROJECTS` allows {keys}, which Jira does not have or hides from this account")
    }

    fn refusal(&self, argument: &str, sent: &str) -> ToolError {
        let allowed = self.projects.clone().unwrap_or_default();
        let message = format!("`{sent}` is not in a project that this server may touch");
        let fix = format!("use an issue or project of {}", listed(&allowed, "or"));
        ToolError::mendable(Code::ProjectNotAllowed, message, fix)
            .with_field(argument, Field { allowed, ..Field::new(Problem::NotAllowed, Value::from(sent)) })
    }
}

fn project_of(key: &str) -> Option<&str> {
    key.rsplit_once('-').map(|(project, _)| project)
}

#[cfg(test)]
mod tests {
    use super::Policy;

    #[test]
    fn a_key_that_cannot_be_read_is_not_shown() {
        let policy = Policy::new(false, Some(vec!["SHOP".into()]), None);
        assert!(policy.allows_issue("SHOP-1") && policy.allows_issue("shop-1"));
        assert!(!policy.allows_issue("OPS-1") && !policy.allows_issue("SHOP") && !policy.allows_issue("XSHOP-1"));
        assert!(Policy::default().allows_issue("OPS-1"));
    }

    #[test]
    fn a_sentence_counts_what_it_leaves_out() {
        let keys: Vec<String> = (1..=8).map(|number| format!("P{number}")).collect();
        let error = Policy::hidden_projects(&keys);
        assert_eq!(
            error.message,
            "`JIRA_MCP_PROJECTS` allows `P1`, `P2`, `P3`, `P4`, `P5` and `P6` and 2 more, which Jira does not have or hides from this account"
        );
        assert!(!Policy::hidden_in_words(&keys[..6]).contains("more"));
    }

    #[test]
    fn the_only_allowed_project_is_the_default_one() {
        assert_eq!(Policy::new(false, Some(vec!["SHOP".into()]), None).default_project(), Some("SHOP"));
        assert_eq!(Policy::new(false, Some(vec!["SHOP".into(), "OPS".into()]), None).default_project(), None);
    }
}
