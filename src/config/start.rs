//! From what was decided to what runs: the value that all calls share, and what the server is told.

use super::{Config, Problem};
use crate::audit::Audit;
use crate::closest::closest;
use crate::cursors::Cursors;
use crate::error::quoted;
use crate::jira::Client;
use crate::ledger::Ledger;
use crate::policy::Policy;
use crate::random::Random;
use crate::router::Router;
use crate::tools::{Effect, Limits, Shared, Switches, Tool};
use std::sync::Arc;

/// Seconds for which a cursor can be followed.
const CURSOR_LIFETIME: f64 = 3_600.0;

impl Config {
    /// Builds the router of these tools, and everything below it. Nothing touches the network.
    pub fn start(mut self, tools: &'static [&'static dyn Tool], random: Random) -> Arc<Router> {
        let switches = self.switches(tools);
        let audit = self.audit();
        let refusal = self.refusal();
        let timing = self.jira.timing.clone();
        let folder = self.state_folder.as_deref().filter(|_| self.ledger);
        let ledger = Ledger::new(folder, timing.clone(), self.jira.clock.clone());
        let shared = Shared {
            jira: Client::new(self.jira),
            policy: Policy::new(self.read_only, self.projects, self.default_project),
            cursors: Cursors::new(timing.seconds(CURSOR_LIFETIME)),
            random,
            ledger,
            audit,
            timing,
            limits: Limits { max_tokens: self.max_tokens },
            switches,
        };
        Arc::new(Router::new(tools, Arc::new(shared), refusal))
    }

    /// Where each write is entered. A file that can't be opened is a problem: a write must not go unrecorded.
    pub(crate) fn audit(&mut self) -> Audit {
        let opened = self.audit_log.as_deref().map(|path| Audit::to_file(path).map_err(|error| (path, error)));
        match opened {
            None => Audit::to_errors(),
            Some(Ok(audit)) => audit,
            Some(Err((path, error))) => {
                let problem = format!("can't be opened: {} ({})", path.display(), error.kind());
                let fix = "name a file that this server may write, or leave it unset for stderr";
                self.problems.push(Problem::new("JIRA_MCP_AUDIT_LOG", problem, fix));
                Audit::to_errors()
            }
        }
    }

    /// Which tools are offered. A name that is no tool's is a problem, except beside others in a list that was written
    /// for another server.
    pub(crate) fn switches(&mut self, tools: &[&'static dyn Tool]) -> Switches {
        let names = || tools.iter().map(|tool| tool.spec().name);
        let setting = self.tools_setting;
        let mut off = Vec::new();
        let mut on = Vec::new();
        for tool in tools {
            let spec = tool.spec();
            let wanted = self.tools.as_ref().is_none_or(|only| only.iter().any(|name| name == spec.name));
            if !wanted {
                off.push((spec.name, format!("not among the tools that are switched on (`{setting}`)")));
            } else if self.read_only && spec.effect != Effect::Read {
                off.push((spec.name, "this server only reads (`JIRA_MCP_READ_ONLY`)".to_owned()));
            } else {
                on.push(spec.name);
            }
        }
        let unknown = self.tools.iter().flatten().filter(|name| !names().any(|known| known == name.as_str()));
        for name in unknown {
            if on.is_empty() {
                let fix = match closest(name, names()) {
                    Some(near) => format!("write `{near}`"),
                    None => format!("use names of {}", quoted(names())),
                };
                self.problems.push(Problem::new(setting, format!("`{name}` is no tool"), fix));
            } else {
                self.warnings.push(format!("`{setting}` names `{name}`, which is no tool of this server"));
            }
        }
        if self.tools.as_ref().is_some_and(Vec::is_empty) {
            let fix = format!("name tools for Jira in it, such as `jira_search`, or unset `{setting}`");
            self.problems.push(Problem::new(setting, format!("`{setting}` names no tool for Jira"), fix));
        }
        Switches {
            confirm: self.confirm,
            attachments: self.attachments,
            exact_jql: self.exact_jql,
            public_comments: self.public_comments,
            tools_on: on,
            tools_off: off,
            warnings: self.warnings.clone(),
        }
    }
}
