//! Who we are towards Jira, out of an address, tokens and the way to a token.

use super::Problem;
use super::list::{EMAIL, TOKEN_COMMAND, TOKEN_FILE};
use super::profile;
use super::site::is_cloud_host;
use super::sources::{Found, Rank, Sources};
use crate::jira::{DialectSetting, Login, Secret};
use secrecy::SecretString;
use url::Url;

/// What says which site and who asks, and would win over a profile.
pub const VARIABLES_OF_A_LOGIN: [&str; 7] = [
    "JIRA_URL",
    "JIRA_EMAIL",
    "JIRA_USERNAME",
    "JIRA_API_TOKEN",
    "JIRA_PERSONAL_TOKEN",
    "JIRA_MCP_TOKEN_COMMAND",
    "JIRA_MCP_PROFILE",
];

/// What is said where there is no login.
pub(super) const NO_LOGIN: &str = "no login is set";

/// Which kind of Jira the settings alone say it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Cloud,
    DataCenter,
    Neither,
}

/// A token and where it comes from.
struct Token {
    kind: Kind,
    secret: Secret,
    rank: Rank,
    name: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Api,
    Personal,
    /// Behind a command or in a file: whether there is a user says which of the two it is.
    Stored,
}

/// Which logins the operator's own headers hold.
#[derive(Clone, Copy)]
pub(super) struct Sent {
    /// It would be a second one beside a token.
    pub(super) authorization: bool,
    /// Beside a token it may be for what stands before Jira.
    pub(super) cookie: bool,
}

/// The login, with what is wrong or missing in `problems`.
///
/// Of several tokens the one from the nearest place wins, then the one that the kind of Jira can use: an API token with
/// an address on Cloud, a personal token elsewhere. Two that are equal in both are a contradiction.
pub(super) fn read(
    sources: &Sources<'_>,
    site: Option<&Url>,
    dialect: DialectSetting,
    sent: Sent,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<String>,
) -> Login {
    let known = match dialect {
        DialectSetting::Cloud => Known::Cloud,
        DialectSetting::DataCenter => Known::DataCenter,
        DialectSetting::Auto if site.and_then(Url::host_str).is_some_and(is_cloud_host) => Known::Cloud,
        DialectSetting::Auto => Known::Neither,
    };
    let user = sources.find(&EMAIL);
    let mut tokens = tokens(sources);
    let nearest = tokens.iter().map(|token| token.rank).min();
    tokens.retain(|token| Some(token.rank) == nearest);
    if tokens.len() > 1 {
        let wanted = match known {
            Known::Cloud => Some(Kind::Api),
            Known::DataCenter => Some(Kind::Personal),
            Known::Neither => None,
        };
        if tokens.iter().any(|token| Some(token.kind) == wanted)
            && tokens.iter().all(|token| token.kind != Kind::Stored)
        {
            for ignored in tokens.iter().filter(|token| Some(token.kind) != wanted) {
                warnings.push(format!("`{}` is set but not used for this kind of Jira", ignored.name));
            }
            tokens.retain(|token| Some(token.kind) == wanted);
        } else {
            let names: Vec<_> = tokens.iter().map(|token| format!("`{}`", token.name)).collect();
            problems.push(Problem::new(
                tokens.first().map_or("JIRA_API_TOKEN", |token| token.name),
                format!("{} are both set", names.join(" and ")),
                "leave only one of them set, or set `JIRA_MCP_DIALECT` to `cloud` or `data_center`",
            ));
            return Login::Missing;
        }
    }
    let Some(token) = tokens.pop() else {
        if !sent.authorization && !sent.cookie {
            problems.push(missing(known));
        }
        return Login::Missing;
    };
    if sent.authorization {
        problems.push(Problem::new(
            "JIRA_MCP_HEADERS",
            format!("`JIRA_MCP_HEADERS` holds `Authorization` and `{}` is set as well", token.name),
            "leave only one of them set",
        ));
        return Login::Missing;
    }
    login(token, user, known, problems)
}

fn tokens(sources: &Sources<'_>) -> Vec<Token> {
    let variable = |name: &'static str, kind: Kind| {
        let found = sources.variable(name)?;
        let secret = Secret::Value(SecretString::from(found.value));
        Some(Token { kind, secret, rank: found.rank, name })
    };
    let command = sources.find(&TOKEN_COMMAND).map(|found| Token {
        kind: Kind::Stored,
        secret: Secret::Command(found.value),
        rank: found.rank,
        name: "JIRA_MCP_TOKEN_COMMAND",
    });
    let file = sources.find(&TOKEN_FILE).map(|found| Token {
        kind: Kind::Stored,
        secret: Secret::File(profile::beside(sources.environment, &found.value)),
        rank: found.rank,
        name: TOKEN_FILE.key,
    });
    let all = [variable("JIRA_API_TOKEN", Kind::Api), variable("JIRA_PERSONAL_TOKEN", Kind::Personal), command, file];
    all.into_iter().flatten().collect()
}

fn login(token: Token, user: Option<Found>, known: Known, problems: &mut Vec<Problem>) -> Login {
    let personal = token.kind == Kind::Personal || (token.kind == Kind::Stored && user.is_none());
    if personal {
        if known == Known::Cloud {
            let (problem, fix) = if token.kind == Kind::Stored {
                ("`JIRA_EMAIL` is not set", "set `JIRA_EMAIL` to the e-mail address of the account whose token it is")
            } else {
                (
                    "`JIRA_PERSONAL_TOKEN` is a login of Data Center, and this site is Cloud",
                    "set `JIRA_EMAIL` and `JIRA_API_TOKEN` instead",
                )
            };
            problems.push(Problem::new(token.name, problem, fix));
            return Login::Missing;
        }
        return Login::PersonalToken(token.secret);
    }
    let Some(user) = user else {
        let fix = match known {
            Known::Cloud => "set `JIRA_EMAIL` to the account's e-mail address",
            _ => "set `JIRA_EMAIL` to the account's e-mail address, or on Data Center use `JIRA_PERSONAL_TOKEN`",
        };
        problems.push(Problem::new("JIRA_EMAIL", "`JIRA_API_TOKEN` is set without `JIRA_EMAIL`", fix));
        return Login::Missing;
    };
    let address = user.value.contains('@');
    match known {
        Known::Cloud if !address => {
            // Where the two were swapped the value is the token, so it is not shown.
            problems.push(Problem::new(
                &user.name,
                format!("`{}` is not an e-mail address, and this site is Cloud", user.name),
                format!("set `{}` to the account's e-mail address", user.name),
            ));
            Login::Missing
        }
        Known::Cloud => Login::ApiToken { email: user.value, token: token.secret },
        Known::Neither if address => Login::ApiToken { email: user.value, token: token.secret },
        _ => Login::Basic { user: user.value, password: token.secret },
    }
}

fn missing(known: Known) -> Problem {
    let fix = match known {
        Known::Cloud => "set `JIRA_EMAIL` and `JIRA_API_TOKEN`",
        Known::DataCenter => "set `JIRA_PERSONAL_TOKEN`",
        Known::Neither => "set `JIRA_EMAIL` and `JIRA_API_TOKEN` for Cloud, or `JIRA_PERSONAL_TOKEN` for Data Center",
    };
    Problem::new("JIRA_API_TOKEN", NO_LOGIN, fix)
}
