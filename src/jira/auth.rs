//! Who we are, as a header. The only place where a secret is exposed, on one line.

use super::call::Call;
use super::error::{Error, Kind};
use super::key::{self, Hint};
use super::settings::{Login, Secret, Settings};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::process::Command;

const TOKEN_COMMAND: &str = "JIRA_MCP_TOKEN_COMMAND";
const TOKEN_FILE: &str = "token_file";
const HEADERS: &str = "JIRA_MCP_HEADERS";
/// What stands in the place of a secret; shorter than any, so that it is none itself.
const WITHHELD: &[u8] = b"***";
/// What is shorter is no secret, and may be a part of any word.
const SHORTEST: usize = 8;
const READ_THE_TOKEN: &str = "read the token";

/// The headers that carry the login. Their values are marked sensitive: they print as `Sensitive`.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Only for the configured host: the operator's own headers and the login.
    pub site: HeaderMap,
    /// For the API gateway: the login alone.
    pub gateway: HeaderMap,
    /// What may be wrong with the key, by its look.
    pub hint: Option<Hint>,
    /// Whether the key has the form of an account's API token from its first letter to its last.
    pub looks_whole: bool,
}

/// What kind of login it is, in the words of `jira_info`.
///
/// A login may also stand in the operator's own headers: `header`, or `cookie` for that of a session.
pub fn kind(settings: &Settings, through_gateway: bool) -> &'static str {
    let sends =
        |wanted: HeaderName| settings.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted.as_str()));
    match settings.login {
        Login::ApiToken { .. } if through_gateway => "scoped_token",
        Login::ApiToken { .. } => "api_token",
        Login::PersonalToken(_) => "personal_token",
        Login::Basic { .. } => "basic",
        Login::Missing if sends(AUTHORIZATION) => "header",
        Login::Missing if sends(COOKIE) => "cookie",
        Login::Missing => "none",
    }
}

/// Builds the headers, running the token command if there is one.
///
/// # Errors
///
/// `NoCredentials`; `Configuration` for a header that can't be sent or a command that fails; `Timeout`, `Cancelled`.
pub async fn credentials(call: &Call, settings: &Settings) -> Result<Credentials, Error> {
    let refuse = |kind: Kind| Error::unsent(kind, READ_THE_TOKEN);
    let setting = match settings.login {
        Login::PersonalToken(_) => "JIRA_PERSONAL_TOKEN",
        Login::ApiToken { .. } | Login::Basic { .. } | Login::Missing => "JIRA_API_TOKEN",
    };
    let unsendable =
        || refuse(Kind::Configuration { setting, problem: "holds characters that can't stand in a header".to_owned() });
    let (mut hint, mut looks_whole) = (None, false);
    let login = match &settings.login {
        Login::Missing => None,
        Login::ApiToken { email: name, token: secret } | Login::Basic { user: name, password: secret } => {
            let secret = reveal(call, settings, secret).await?;
            let is_password = matches!(settings.login, Login::Basic { .. });
            Some(header(&secret, |secret| {
                hint = key::hint(secret).filter(|_| !is_password);
                looks_whole = key::looks_whole(secret);
                format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
            }))
        }
        Login::PersonalToken(secret) => {
            let secret = reveal(call, settings, secret).await?;
            Some(header(&secret, |secret| {
                hint = key::hint(secret);
                format!("Bearer {secret}")
            }))
        }
    };
    let mut gateway = HeaderMap::new();
    if let Some(value) = login {
        gateway.insert(AUTHORIZATION, value.ok_or_else(unsendable)?);
    }
    let mut site = gateway.clone();
    site.extend(own(settings)?);
    if site.contains_key(AUTHORIZATION) || site.contains_key(COOKIE) {
        Ok(Credentials { site, gateway, hint, looks_whole })
    } else {
        Err(refuse(Kind::NoCredentials))
    }
}

/// The operator's own headers without any login: for what stands before Jira.
///
/// # Errors
///
/// `Configuration` for a header that can't be sent.
pub fn gate(settings: &Settings) -> Result<HeaderMap, Error> {
    let mut headers = own(settings)?;
    headers.remove(AUTHORIZATION);
    headers.remove(COOKIE);
    Ok(headers)
}

/// The operator's own headers.
fn own(settings: &Settings) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    for (name, value) in &settings.headers {
        let wrong = |problem: &str| {
            let kind = Kind::Configuration { setting: HEADERS, problem: problem.to_owned() };
            Error::unsent(kind, READ_THE_TOKEN)
        };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("holds a name that is no header's"))?;
        let value = header(value, str::to_owned).ok_or_else(|| wrong("holds a value that can't stand in a header"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Takes the login out of the body of a refusal: what stands before Jira may repeat the headers that it was sent.
pub fn withhold(body: &mut Vec<u8>, login: &HeaderMap) {
    for secret in login.values().flat_map(spellings).filter(|secret| secret.len() >= SHORTEST) {
        while let Some(start) = body.windows(secret.len()).position(|part| part == secret) {
            body.splice(start..start + secret.len(), WITHHELD.iter().copied());
        }
    }
}

/// A header's value, its part behind the scheme, and the token in the latter.
fn spellings(value: &HeaderValue) -> Vec<Vec<u8>> {
    let whole = value.as_bytes().to_vec();
    let part = whole.split(|byte| *byte == b' ').next_back().unwrap_or_default().to_vec();
    let pair = STANDARD.decode(&part).unwrap_or_default();
    let token = pair.splitn(2, |byte| *byte == b':').nth(1).unwrap_or_default().to_vec();
    vec![whole, part, token]
}

/// The one line that exposes a secret is here.
fn header(secret: &SecretString, form: impl FnOnce(&str) -> String) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(form(secret.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

async fn reveal(call: &Call, settings: &Settings, secret: &Secret) -> Result<SecretString, Error> {
    match secret {
        Secret::Value(secret) => Ok(secret.clone()),
        Secret::Command(command) => run(call, settings.timing.token_command, command).await,
        Secret::File(path) => read(path),
    }
}

fn read(path: &Path) -> Result<SecretString, Error> {
    let failed = |problem: String| Error::unsent(Kind::Configuration { setting: TOKEN_FILE, problem }, READ_THE_TOKEN);
    let text = std::fs::read_to_string(path)
        .map_err(|error| failed(format!("can't be read: {} ({})", path.display(), error.kind())))?;
    match text.trim() {
        "" => Err(failed("is empty".to_owned())),
        secret => Ok(SecretString::from(secret)),
    }
}

async fn run(call: &Call, patience: Duration, command: &str) -> Result<SecretString, Error> {
    let failed =
        |problem: String| Error::unsent(Kind::Configuration { setting: TOKEN_COMMAND, problem }, READ_THE_TOKEN);
    let mut shell = shell(command);
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let bound = Call { deadline: call.deadline.min(Instant::now() + patience), ..call.clone() };
    let output = match bound.within(shell.output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => return Err(failed(format!("could not be run: {}", error.kind()))),
        Err(_) if call.cancelled.is_cancelled() => return Err(Error::unsent(Kind::Cancelled, READ_THE_TOKEN)),
        Err(_) if call.time_left().is_zero() => return Err(Error::unsent(Kind::Timeout, READ_THE_TOKEN)),
        Err(_) => return Err(failed("did not end in time".to_owned())),
    };
    if !output.status.success() {
        let code = output.status.code().map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"));
        return Err(failed(format!("ended with {code}")));
    }
    let text = String::from_utf8(output.stdout).map_err(|_| failed("printed something that is not text".to_owned()))?;
    match text.trim() {
        "" => Err(failed("printed nothing".to_owned())),
        secret if secret.contains(['\n', '\r']) => Err(failed("printed more than one line".to_owned())),
        secret => Ok(SecretString::from(secret)),
    }
}

#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command);
    shell
}

/// `cmd` has quoting rules of its own, so that the command must reach it untouched.
#[cfg(windows)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.arg("/C").raw_arg(command);
    shell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_as_a_login_is_taken_out_of_what_comes_back() {
        let mut login = HeaderMap::new();
        let pair = STANDARD.encode("robin@acme.com:canary-7f3a");
        login.insert(AUTHORIZATION, HeaderValue::try_from(format!("Basic {pair}")).unwrap());
        login.insert("x-gate", HeaderValue::from_static("1"));
        let mut body = format!("1: Authorization: Basic {pair}, {pair} and canary-7f3a of robin").into_bytes();
        withhold(&mut body, &login);
        assert_eq!(String::from_utf8(body).unwrap(), "1: Authorization: ***, *** and *** of robin");
    }

    const CANARY: &str = "canary-7f3a";

    fn value(secret: &str) -> Secret {
        Secret::Value(secret.into())
    }

    async fn site_headers(login: Login, headers: &[(&str, &str)]) -> Result<Credentials, Error> {
        let mut settings = Settings::new(None, login);
        settings.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        credentials(&Call::with_budget(Duration::from_secs(5)), &settings).await
    }

    async fn authorization(login: Login) -> String {
        let headers = site_headers(login, &[]).await.unwrap().site;
        headers.get(AUTHORIZATION).unwrap().to_str().unwrap().to_owned()
    }

    #[tokio::test]
    async fn each_login_has_its_header() {
        let token = Login::ApiToken { email: "robin@example.com".into(), token: value("secret") };
        assert_eq!(authorization(token).await, "Basic cm9iaW5AZXhhbXBsZS5jb206c2VjcmV0");
        let basic = Login::Basic { user: "robin".into(), password: value("päss:word") };
        assert_eq!(authorization(basic).await, "Basic cm9iaW46cMOkc3M6d29yZA==");
        assert_eq!(authorization(Login::PersonalToken(value("pat"))).await, "Bearer pat");
    }

    #[tokio::test]
    async fn without_a_login_there_is_none_unless_a_header_carries_it() {
        assert_eq!(site_headers(Login::Missing, &[]).await.unwrap_err().kind, Kind::NoCredentials);
        assert_eq!(site_headers(Login::Missing, &[("X-Edge", "1")]).await.unwrap_err().kind, Kind::NoCredentials);
        assert!(site_headers(Login::Missing, &[("Cookie", "JSESSIONID=1")]).await.is_ok());
    }

    #[tokio::test]
    async fn the_operators_headers_are_not_for_the_gateway() {
        let both = site_headers(Login::PersonalToken(value("pat")), &[("X-Edge", CANARY)]).await.unwrap();
        assert!(both.site.contains_key("x-edge"));
        assert!(!both.gateway.contains_key("x-edge"));
        assert!(both.gateway.contains_key(AUTHORIZATION));
    }

    #[tokio::test]
    async fn nothing_secret_is_printed() {
        let both = site_headers(Login::PersonalToken(value(CANARY)), &[("X-Edge", CANARY)]).await.unwrap();
        assert!(!format!("{both:?}").contains(CANARY));
        for wrong in ["two\nlines canary-7f3a", "nul\0 canary-7f3a"] {
            let error = site_headers(Login::PersonalToken(value(wrong)), &[]).await.unwrap_err();
            assert!(matches!(error.kind, Kind::Configuration { .. }));
            assert!(!format!("{error:?} {error}").contains(CANARY));
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_command_prints_the_token() {
        let command = |text: &str| Login::PersonalToken(Secret::Command(text.to_owned()));
        assert_eq!(authorization(command("printf '  pat\\n'")).await, "Bearer pat");
        let rows = [
            (format!("echo {CANARY}; exit 3"), "ended with exit code 3"),
            ("true".to_owned(), "printed nothing"),
            (format!("echo {CANARY}; echo {CANARY}"), "printed more than one line"),
        ];
        for (text, expected) in rows {
            let error = site_headers(command(&text), &[]).await.unwrap_err();
            let problem = expected.to_owned();
            assert_eq!(error.kind, Kind::Configuration { setting: TOKEN_COMMAND, problem });
            assert!(!format!("{error:?} {error}").contains(CANARY));
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_command_that_hangs_is_ended() {
        let mut settings = Settings::new(None, Login::PersonalToken(Secret::Command("sleep 60".to_owned())));
        settings.timing.token_command = Duration::from_millis(50);
        let call = Call::with_budget(Duration::from_secs(5));
        let error = credentials(&call, &settings).await.unwrap_err();
        let problem = "did not end in time".to_owned();
        assert_eq!(error.kind, Kind::Configuration { setting: TOKEN_COMMAND, problem });
        // Of a call that had less time than the command may take, the command can't be blamed.
        settings.timing.token_command = Duration::from_secs(15);
        let call = Call::with_budget(Duration::from_millis(50));
        assert_eq!(credentials(&call, &settings).await.unwrap_err().kind, Kind::Timeout);
    }
}
