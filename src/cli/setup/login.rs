//! The site, the key and Jira's word on them.

use super::ask::Ask;
use super::way::Way;
use super::{Stop, key_file, words};
use crate::cli::doctor;
use crate::cli::keyboard::Typed;
use crate::config::{Config, Flags, profile, site};
use crate::jira::{Call, Client, key};
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::path::PathBuf;
use url::Url;

/// How often a person is asked again.
const TRIES: usize = 5;

/// One word of so many letters is taken for a key where a command is asked for.
const SHORTEST_KEY: usize = 20;

/// What is known at the beginning.
pub(super) struct Begun<'a> {
    pub(super) name: &'a str,
    pub(super) flags: &'a Flags,
    pub(super) environment: &'a dyn Fn(&str) -> Option<String>,
    pub(super) token_stdin: bool,
    /// The text of profiles.json, empty where there is none.
    pub(super) old: &'a str,
}

/// What Jira accepted.
pub(super) struct Accepted {
    /// The new text of profiles.json.
    pub(super) profiles: String,
    /// The key and its file, unless a command prints it.
    pub(super) kept: Option<(PathBuf, Typed)>,
    /// What led to it beside the profile.
    pub(super) way: Way,
}

/// A key, or the way to it.
enum Key {
    Typed(Typed),
    Command(String),
}

impl Begun<'_> {
    /// Asks for what the flags don't say, until Jira accepts it.
    ///
    /// # Errors
    ///
    /// Something is missing and nobody can be asked, or Jira did not accept it.
    pub(super) async fn login(&self, ask: &mut Ask<'_>) -> Result<Accepted, Stop> {
        let before = profile::pick(self.old, self.name).unwrap_or_default();
        let site = self.site(&before, ask)?;
        let dialect = self.dialect(&site, ask).await?;
        write!(ask.output, "{}", words::steps(&dialect, &site))?;
        let email = self.email(&dialect, &before, ask)?;
        for attempt in 1.. {
            let key = self.key(ask)?;
            let expires = self.expires(&dialect, ask)?;
            let settings = self.settings(&site, email.as_deref(), &key, expires);
            let text = Some(self.old).filter(|text| !text.trim().is_empty());
            let profiles = profile::put(text, self.name, settings).map_err(Stop::Failed)?;
            let config = self.config(&profiles, email.is_some(), &key);
            let report = doctor::check(&config).await;
            writeln!(ask.output)?;
            report.write(ask.output)?;
            if let Some(who) = report.who {
                let email = who.email.map(|email| format!(" <{email}>")).unwrap_or_default();
                writeln!(ask.output, "\nJira takes this key for {}{email}", who.name)?;
                let place = profile::beside(self.environment, &key_file(self.name));
                let kept = match key {
                    Key::Typed(secret) => Some((place, secret)),
                    Key::Command(_) => None,
                };
                let way = Way::of(&config.jira, self.environment);
                return Ok(Accepted { profiles, kept, way });
            }
            let again = ask.is_attended() && !self.token_stdin && self.flags.token_command.is_none();
            if !again || attempt == TRIES || !ask.agrees("Try another key?")? {
                break;
            }
        }
        Err(Stop::Failed("nothing was stored: Jira did not accept the key".to_owned()))
    }

    fn site(&self, before: &Map<String, Value>, ask: &mut Ask<'_>) -> Result<Url, Stop> {
        let known = before.get("url").and_then(Value::as_str);
        for _ in 0..TRIES {
            let given = match &self.flags.url {
                Some(url) => url.clone(),
                None => ask.line("Where is your Jira? Any address copied from it will do", known, "--url")?,
            };
            let wrong = match site::parse(&given) {
                Ok(url) => match key::hint_of_site(&url) {
                    None => return Ok(url),
                    Some(hint) => format!("{}; {}", hint.guess(), hint.advice()),
                },
                Err(wrong) => format!("that address {wrong}"),
            };
            if self.flags.url.is_some() || !ask.is_attended() {
                return Err(Stop::Usage(format!("`--url`: {wrong}")));
            }
            writeln!(ask.output, "{wrong}")?;
        }
        Err(Stop::Usage("no address of a Jira was given".to_owned()))
    }

    /// `cloud` or `data_center`, as the site says without a login.
    async fn dialect(&self, site: &Url, ask: &mut Ask<'_>) -> Result<String, Stop> {
        if let Some(told @ ("cloud" | "data_center")) = self.flags.dialect.as_deref() {
            return Ok(told.to_owned());
        }
        let flags = Flags { url: Some(site.to_string()), profile: None, ..self.flags.clone() };
        let config = Config::from(&flags, &|name| self.variable(name), &|| Err(String::new()));
        let problem = config.problems.iter().find(|problem| problem.setting.contains("url"));
        if let Some(problem) = problem {
            return Err(Stop::Usage(format!("{}: {}", problem.problem, problem.fix)));
        }
        let timing = &config.jira.timing;
        let call = Call::with_budget(timing.budget.min(timing.connect * 2));
        match Client::new(config.jira).greet_as_nobody(&call).await {
            Ok(greeting) => Ok(greeting.dialect.to_owned()),
            Err(error) => {
                writeln!(ask.output, "{site} did not say what it is: {error}")?;
                match ask.line("Is it cloud or data_center?", None, "--dialect")?.to_lowercase() {
                    told if told.starts_with('c') => Ok("cloud".to_owned()),
                    told if told.starts_with('d') => Ok("data_center".to_owned()),
                    _ => Err(Stop::Usage("`--dialect` is `cloud` or `data_center`".to_owned())),
                }
            }
        }
    }

    fn email(&self, dialect: &str, before: &Map<String, Value>, ask: &mut Ask<'_>) -> Result<Option<String>, Stop> {
        if dialect != "cloud" || self.flags.email.is_some() {
            return Ok(self.flags.email.clone());
        }
        let known = before.get("email").and_then(Value::as_str);
        let email = ask.line("The account's e-mail address", known, "--email")?;
        Ok(Some(email).filter(|email| !email.is_empty()))
    }

    fn key(&self, ask: &mut Ask<'_>) -> Result<Key, Stop> {
        if let Some(command) = &self.flags.token_command {
            return Ok(Key::Command(command.clone()));
        }
        if self.token_stdin {
            let line = ask.keyboard.line()?.unwrap_or_default();
            return self.weighed(Typed::new(&line), ask)?.ok_or_else(empty);
        }
        if ask.is_attended() {
            write!(ask.output, "{}", words::COMMANDS)?;
            let command = ask.line("A command, or Enter to give the key itself", Some(""), "--token-command")?;
            if !command.is_empty() {
                // A key that was pasted here was seen, and would be kept and run as a command.
                if command.contains(char::is_whitespace) || command.len() < SHORTEST_KEY {
                    return Ok(Key::Command(command));
                }
                writeln!(
                    ask.output,
                    "that looks like a key and not like a command; give it now, where it isn't shown"
                )?;
            }
        }
        for _ in 0..TRIES {
            let secret = ask.secret("The key (it isn't shown)")?;
            if let Some(key) = self.weighed(secret, ask)? {
                return Ok(key);
            }
        }
        Err(empty())
    }

    /// A key that looks wrong is spoken of, and used if its owner says so: a look is no proof.
    fn weighed(&self, secret: Typed, ask: &mut Ask<'_>) -> Result<Option<Key>, Stop> {
        if secret.text().is_empty() {
            return Ok(None);
        }
        if let Some(hint) = key::hint(secret.text()) {
            writeln!(ask.output, "{}: {}", hint.guess(), hint.advice())?;
            if !self.token_stdin && ask.is_attended() && !ask.agrees("Use it nevertheless?")? {
                return Ok(None);
            }
        }
        Ok(Some(Key::Typed(secret)))
    }

    fn expires(&self, dialect: &str, ask: &mut Ask<'_>) -> Result<Option<Date>, Stop> {
        let within = if dialect == "cloud" { " (a year from now at most)" } else { "" };
        for _ in 0..TRIES {
            let given = match &self.flags.expires {
                Some(given) => given.clone(),
                None => ask.line(
                    &format!("The day on which it ends{within}, such as 2027-03-01, or Enter"),
                    Some(""),
                    "--expires",
                )?,
            };
            if given.trim().is_empty() {
                return Ok(None);
            }
            match given.trim().parse() {
                Ok(day) => return Ok(Some(day)),
                Err(_) if self.flags.expires.is_some() => break,
                Err(_) => writeln!(ask.output, "that is no day: write year, month and day, as in 2027-03-01")?,
            }
        }
        Err(Stop::Usage("`--expires` is a day, such as `2027-03-01`".to_owned()))
    }

    /// What the profile will hold: every flag that was given, and what was answered.
    fn settings(&self, site: &Url, email: Option<&str>, key: &Key, expires: Option<Date>) -> Map<String, Value> {
        let mut settings = Map::new();
        settings.insert("url".to_owned(), site.as_str().trim_end_matches('/').into());
        if let Some(email) = email {
            settings.insert("email".to_owned(), email.into());
        }
        match key {
            Key::Typed(_) => settings.insert("token_file".to_owned(), key_file(self.name).into()),
            Key::Command(command) => settings.insert("token_command".to_owned(), command.as_str().into()),
        };
        if let Some(day) = expires {
            settings.insert("expires".to_owned(), day.to_string().into());
        }
        for (key, value) in profile::of(self.flags) {
            settings.entry(key).or_insert(value);
        }
        settings
    }

    /// The settings as the server will have them, but for the key that isn't in its file yet.
    fn config(&self, profiles: &str, has_user: bool, key: &Key) -> Config {
        let flags = Flags { profile: Some(self.name.to_owned()), ..Flags::default() };
        let place = if has_user { "JIRA_API_TOKEN" } else { "JIRA_PERSONAL_TOKEN" };
        let variable = |name: &str| match key {
            Key::Typed(secret) if name == place => Some(secret.text().to_owned()),
            _ => self.variable(name),
        };
        Config::from(&flags, &variable, &|| Ok(profiles.to_owned()))
    }

    /// No setting of Jira that is only set here: a client won't have it. The way there is another matter, and spoken of.
    fn variable(&self, name: &str) -> Option<String> {
        let of_jira = name.starts_with("JIRA_") || OF_OTHERS.contains(&name);
        if of_jira && !OF_THE_WAY.contains(&name) { None } else { (self.environment)(name) }
    }
}

/// Variables of another server that this one understands.
const OF_OTHERS: [&str; 3] = ["ENABLED_TOOLS", "READ_ONLY_MODE", "TOOLSETS"];
/// Variables without which a site may not be reached, and that no profile holds.
const OF_THE_WAY: [&str; 6] = [
    "JIRA_MCP_HEADERS",
    "JIRA_CUSTOM_HEADERS",
    "JIRA_HTTPS_PROXY",
    "JIRA_HTTP_PROXY",
    "JIRA_NO_PROXY",
    "JIRA_SOCKS_PROXY",
];

fn empty() -> Stop {
    Stop::Usage("no key was given".to_owned())
}
