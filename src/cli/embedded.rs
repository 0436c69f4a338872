//! An embedded Jira in place of a site: the settings that reach a site are replaced, all others stay.

use crate::config::VARIABLES_OF_A_LOGIN;
use crate::demo::{Clock, Jira, Options, account};

/// Which kind of Jira is embedded.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Jira Cloud
    #[default]
    Cloud,
    /// Jira Data Center
    #[value(name = "data_center", alias = "data-center")]
    DataCenter,
}

impl Kind {
    fn options(self) -> Options {
        match self {
            Self::Cloud => Options::cloud(),
            Self::DataCenter => Options::data_center(),
        }
    }
}

/// A running embedded Jira; dropping it ends it.
pub(super) struct Embedded {
    jira: Jira,
    kind: Kind,
}

/// The other variables of a site. Like those of a login, none that is set for a real one may reach the embedded one.
const OF_A_SITE: [&str; 13] = [
    "JIRA_MCP_DIALECT",
    "JIRA_MCP_HEADERS",
    "JIRA_CUSTOM_HEADERS",
    "JIRA_SSL_VERIFY",
    "JIRA_MCP_CA_FILE",
    "JIRA_MCP_CLIENT_CERT",
    "JIRA_MCP_ALLOW_HTTP",
    "JIRA_MCP_EXPIRES",
    "JIRA_CLIENT_CERT",
    "JIRA_CLIENT_KEY",
    "JIRA_CLIENT_KEY_PASSWORD",
    "JIRA_SOCKS_PROXY",
    "JIRA_HTTP_PROXY",
];

impl Embedded {
    /// Starts it on a free port of this machine, on the present clock.
    pub(super) async fn start(kind: Kind) -> std::io::Result<Self> {
        Self::start_with(kind.options(), kind).await
    }

    /// The same on another clock.
    pub(super) async fn start_on(clock: Clock, kind: Kind) -> std::io::Result<Self> {
        Self::start_with(Options { clock, ..kind.options() }, kind).await
    }

    async fn start_with(options: Options, kind: Kind) -> std::io::Result<Self> {
        Ok(Self { jira: Jira::start(options).await?, kind })
    }

    /// Where it listens.
    pub(super) fn url(&self) -> String {
        self.jira.url()
    }

    /// The variables that lead to it.
    pub(super) fn variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![("JIRA_URL", self.jira.url())];
        match self.kind {
            Kind::Cloud => {
                variables.push(("JIRA_EMAIL", account::EMAIL.to_owned()));
                variables.push(("JIRA_API_TOKEN", account::API_TOKEN.to_owned()));
            }
            Kind::DataCenter => variables.push(("JIRA_PERSONAL_TOKEN", account::PERSONAL_TOKEN.to_owned())),
        }
        variables
    }

    /// A variable as the server sees it: ours, or the real one where it doesn't lead to a site.
    pub(super) fn variable(&self, name: &str, environment: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        if VARIABLES_OF_A_LOGIN.contains(&name) || OF_A_SITE.contains(&name) {
            let ours = self.variables().into_iter().find(|(own, _)| *own == name);
            return ours.map(|(_, value)| value);
        }
        environment(name)
    }
}
