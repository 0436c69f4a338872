use super::*;
use crate::jira::{Login, Secret};
use secrecy::ExposeSecret as _;
use std::collections::HashMap;
use url::Url;

const PROFILES: &str = r#"{
  "work": {"url": "work.atlassian.net", "projects": ["shop", "ops"], "read_only": true, "max_tokens": 900},
  "home": {"api_token": "canary-7f3a", "urll": "x"}
}"#;

fn read(flags: Flags, variables: &[(&str, &str)]) -> Config {
    let variables: HashMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::from(&flags, &|name| variables.get(name).cloned(), &|| Ok(PROFILES.to_owned()))
}

/// A configuration of a Cloud site with a login, and these variables.
fn cloud(more: &[(&str, &str)]) -> Config {
    let mut variables =
        vec![("JIRA_URL", "acme.atlassian.net"), ("JIRA_EMAIL", "robin@acme.com"), ("JIRA_API_TOKEN", "canary-7f3a")];
    variables.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    variables.extend(more);
    read(Flags::default(), &variables)
}

fn settings(config: &Config) -> Vec<&str> {
    config.problems.iter().map(|problem| problem.setting.as_str()).collect()
}

fn login(config: &Config) -> String {
    let text = |secret: &Secret| match secret {
        Secret::Value(value) => value.expose_secret().to_owned(),
        Secret::File(path) => format!("<{}>", path.display()),
        Secret::Command(command) => format!("$({command})"),
    };
    match &config.jira.login {
        Login::Missing => "missing".to_owned(),
        Login::ApiToken { email, token } => format!("api {email} {}", text(token)),
        Login::PersonalToken(token) => format!("personal {}", text(token)),
        Login::Basic { user, password } => format!("basic {user} {}", text(password)),
    }
}

#[test]
fn the_usual_three_variables_are_enough() {
    let config = cloud(&[]);
    assert_eq!(settings(&config), Vec::<&str>::new());
    assert!(config.refusal().is_none());
    assert_eq!(config.jira.site.as_ref().map(Url::as_str), Some("https://acme.atlassian.net/"));
    assert_eq!(login(&config), "api robin@acme.com canary-7f3a");
    assert_eq!((config.max_tokens, config.jira.timing.budget.as_secs()), (8_000, 25));
    assert!(config.attachments && config.ledger && !config.read_only && !config.exact_jql);
}

#[test]
fn a_flag_wins_over_a_variable_and_a_variable_over_a_profile() {
    let work = ("JIRA_MCP_PROFILE", "work");
    let config = cloud(&[work]);
    assert_eq!(config.jira.site.as_ref().map(Url::as_str), Some("https://acme.atlassian.net/"));
    assert_eq!(config.projects.as_deref(), Some(["SHOP".to_owned(), "OPS".to_owned()].as_slice()));
    assert_eq!((config.max_tokens, config.read_only), (900, true));

    let config = cloud(&[work, ("JIRA_MCP_READ_ONLY", "0"), ("JIRA_MCP_MAX_TOKENS", "1000"), ("JIRA_URL", " ")]);
    assert_eq!((config.max_tokens, config.read_only), (1_000, false));
    assert_eq!(config.jira.site.as_ref().map(Url::as_str), Some("https://work.atlassian.net/"));

    let flags = Flags { max_tokens: Some("1100".into()), no_attachments: true, ..Flags::default() };
    let config = read(flags, &[("JIRA_MCP_MAX_TOKENS", "1000"), ("JIRA_MCP_ATTACHMENTS", "on")]);
    assert_eq!((config.max_tokens, config.attachments), (1_100, false));
}

#[test]
fn what_nobody_filled_in_counts_as_unset() {
    for filler in ["", "  ", "none", "NULL", "n/a", "${JIRA_MCP_PROJECTS}", "${user_config.projects}", "[]"] {
        let config =
            cloud(&[("JIRA_MCP_PROJECTS", filler), ("JIRA_MCP_TIMEOUT", "0"), ("JIRA_PERSONAL_TOKEN", filler)]);
        assert_eq!((config.projects.as_deref(), settings(&config)), (None, vec![]), "{filler}");
    }
}

#[test]
fn the_login_follows_from_what_is_set_and_where() {
    let (dc, jira) = (("JIRA_URL", "https://jira.acme.com"), ("JIRA_API_TOKEN", "t"));
    let personal = ("JIRA_PERSONAL_TOKEN", "p");
    let command = ("JIRA_MCP_TOKEN_COMMAND", "pass jira");
    let (email, user) = (("JIRA_EMAIL", "r@acme.com"), ("JIRA_USERNAME", "robin"));
    let cloud = ("JIRA_URL", "acme.atlassian.net");
    let data_center = ("JIRA_MCP_DIALECT", "server");
    let authorization = ("JIRA_MCP_HEADERS", "Authorization: Bearer x");
    let (cookie, no_cookie) = (("JIRA_MCP_HEADERS", "cookie: JSESSIONID=1"), ("JIRA_MCP_HEADERS", "Cookie:"));
    for (variables, expected, problems) in [
        (vec![dc, personal], "personal p", vec![]),
        (vec![dc, user, jira], "basic robin t", vec![]),
        (vec![dc, email, jira], "api r@acme.com t", vec![]),
        (vec![dc, email, jira, data_center], "basic r@acme.com t", vec![]),
        (vec![dc, command], "personal $(pass jira)", vec![]),
        (vec![cloud, email, command], "api r@acme.com $(pass jira)", vec![]),
        (vec![dc, user, command], "basic robin $(pass jira)", vec![]),
        (vec![cloud, email, jira, personal], "api r@acme.com t", vec![]),
        (vec![dc, email, jira, personal, data_center], "personal p", vec![]),
        (vec![dc, authorization], "missing", vec![]),
        (vec![dc, cookie], "missing", vec![]),
        (vec![dc, personal, cookie], "personal p", vec![]),
        (vec![dc, no_cookie], "missing", vec!["JIRA_MCP_HEADERS", "JIRA_API_TOKEN"]),
        (vec![dc, personal, authorization], "missing", vec!["JIRA_MCP_HEADERS"]),
        (vec![dc, email, jira, personal], "missing", vec!["JIRA_API_TOKEN"]),
        (vec![dc, personal, command], "missing", vec!["JIRA_PERSONAL_TOKEN"]),
        (vec![cloud, personal], "missing", vec!["JIRA_PERSONAL_TOKEN"]),
        (vec![cloud, command], "missing", vec!["JIRA_MCP_TOKEN_COMMAND"]),
        (vec![cloud, jira], "missing", vec!["JIRA_EMAIL"]),
        (vec![cloud, user, jira], "missing", vec!["JIRA_USERNAME"]),
        (vec![cloud], "missing", vec!["JIRA_API_TOKEN"]),
    ] {
        let config = read(Flags::default(), &variables);
        assert_eq!((login(&config).as_str(), settings(&config)), (expected, problems), "{variables:?}");
    }
}

#[test]
fn a_wrong_setting_is_named_with_its_fix() {
    for (variable, value, fix) in [
        ("JIRA_URL", "http://acme.example.com", "JIRA_MCP_ALLOW_HTTP"),
        ("JIRA_URL", "https://robin:canary-7f3a@acme.atlassian.net", "https://acme.atlassian.net"),
        ("JIRA_MCP_DIALECT", "onprem", "`data_center`"),
        ("JIRA_MCP_READ_ONLY", "ture", "`true`"),
        ("READ_ONLY_MODE", "ja", "`true`"),
        ("JIRA_MCP_PROJECTS", "SHOP,../x", "`SHOP,OPS`"),
        ("JIRA_MCP_DEFAULT_PROJECT", "my shop", "`SHOP`"),
        ("JIRA_MCP_CONFIRM", "always", "`destructive`"),
        ("JIRA_MCP_MAX_TOKENS", "799", "800"),
        ("JIRA_MCP_TIMEOUT", "soon", "600"),
        ("JIRA_MCP_JQL", "strict", "`exact`"),
        ("JIRA_SSL_VERIFY", "False", "JIRA_MCP_CA_FILE"),
        ("JIRA_MCP_HEADERS", "canary-7f3a", "Name: value"),
        ("JIRA_MCP_PROFILE", "wrk", "profiles.json"),
        ("JIRA_MCP_EXPIRES", "soon", "2027-03-01"),
        ("JIRA_HTTPS_PROXY", "socks5://robin:canary-7f3a@proxy:1080", "JIRA_HTTPS_PROXY"),
        ("JIRA_SOCKS_PROXY", "socks5://robin:canary-7f3a@proxy:1080", "JIRA_HTTPS_PROXY"),
        ("JIRA_CLIENT_KEY_PASSWORD", "canary-7f3a", "without a password"),
    ] {
        let config = cloud(&[(variable, value)]);
        assert_eq!(settings(&config), [variable], "{value}");
        let error = serde_json::Value::Object(config.refusal().unwrap().to_map()).to_string();
        assert!(error.contains("config_error") && error.contains(variable) && error.contains(fix), "{error}");
        assert!(!error.contains("canary-7f3a"), "{error}");
    }
}

#[test]
fn an_address_and_a_token_that_were_swapped_stay_hidden() {
    let config = cloud(&[("JIRA_EMAIL", "canary-7f3a"), ("JIRA_API_TOKEN", "robin@acme.com")]);
    assert_eq!(settings(&config), ["JIRA_EMAIL"]);
    let error = serde_json::Value::Object(config.refusal().unwrap().to_map()).to_string();
    assert!(error.contains("`JIRA_EMAIL` is not an e-mail address"), "{error}");
    assert!(!error.contains("canary-7f3a"), "{error}");
}

#[test]
fn a_mistake_never_opens_what_a_setting_was_meant_to_close() {
    assert!(cloud(&[("JIRA_MCP_READ_ONLY", "ture")]).read_only);
    assert!(!cloud(&[("JIRA_MCP_ATTACHMENTS", "offf")]).attachments);
    assert_eq!(cloud(&[("JIRA_MCP_CONFIRM", "wirtes")]).confirm, Mode::User);
    assert_eq!(cloud(&[("JIRA_MCP_PROJECTS", ", ,")]).projects, Some(vec![]));
    let config = cloud(&[("JIRA_MCP_PROJECTS", "SHOP"), ("JIRA_MCP_DEFAULT_PROJECT", "ops")]);
    assert_eq!(settings(&config), ["JIRA_MCP_DEFAULT_PROJECT"]);
}

#[test]
fn what_another_server_reads_is_understood() {
    let config = cloud(&[
        ("ENABLED_TOOLS", "jira_search,confluence_search"),
        ("READ_ONLY_MODE", "true"),
        ("JIRA_PROJECTS_FILTER", "shop, ops"),
        ("JIRA_CUSTOM_HEADERS", "X-One=1,X-Two=2"),
        ("JIRA_SSL_VERIFY", "true"),
    ]);
    assert_eq!(settings(&config), Vec::<&str>::new());
    assert!(config.read_only);
    assert_eq!(config.projects, Some(vec!["SHOP".into(), "OPS".into()]));
    assert_eq!(config.tools, Some(vec!["jira_search".into()]));
    assert_eq!(config.jira.headers.len(), 2);
}

#[test]
fn tools_that_another_server_names_are_found_under_our_names() {
    let tools = |variables: &[(&str, &str)]| cloud(variables).tools.map(|tools| tools.join(" "));
    assert_eq!(tools(&[]), None);
    let named = ("ENABLED_TOOLS", "jira_get_project_issues,jira_search,jira_assign_issue,confluence_search");
    assert_eq!(tools(&[named]).as_deref(), Some("jira_search jira_update_issue"));
    assert_eq!(tools(&[("JIRA_MCP_TOOLS", "jira_assign_issue")]).as_deref(), Some("jira_assign_issue"));
    assert_eq!(tools(&[("TOOLSETS", "all")]), None);
    assert_eq!(
        tools(&[("TOOLSETS", "jira_links")]).as_deref(),
        Some("jira_lookup jira_update_issue jira_link_issues jira_info")
    );
    assert_eq!(tools(&[named, ("TOOLSETS", "jira_issues")]).as_deref(), Some("jira_search jira_update_issue"));
    assert_eq!(tools(&[("JIRA_MCP_TOOLS", "jira_search"), ("TOOLSETS", "jira_links")]).as_deref(), Some("jira_search"));
    let flags = Flags { tools: Some("jira_search".into()), ..Flags::default() };
    assert_eq!(read(flags, &[("TOOLSETS", "jira_links")]).tools, Some(vec!["jira_search".to_owned()]));
}

#[test]
fn a_list_without_a_tool_for_jira_is_named_as_it_was_set() {
    for (variables, setting) in [
        (vec![("ENABLED_TOOLS", "confluence_search")], Some("ENABLED_TOOLS")),
        (vec![("ENABLED_TOOLS", "jira_serach,confluence_search")], Some("ENABLED_TOOLS")),
        (vec![("ENABLED_TOOLS", "jira_search"), ("TOOLSETS", "jira_links")], Some("ENABLED_TOOLS")),
        (vec![("JIRA_MCP_TOOLS", "jira_serach")], Some("JIRA_MCP_TOOLS")),
        (vec![("ENABLED_TOOLS", "jira_search,confluence_search")], None),
        (vec![("TOOLSETS", "confluence_pages")], None),
    ] {
        let mut config = cloud(&variables);
        config.switches(crate::tools::ALL);
        assert_eq!(settings(&config), Vec::from_iter(setting), "{variables:?}");
        assert!(config.problems.iter().all(|problem| !problem.fix.contains("JIRA_MCP_TOOLS")), "{config:?}");
        assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    }
}

#[test]
fn profiles_are_pointed_at_where_nothing_is_set() {
    let config = read(Flags::default(), &[]);
    assert_eq!(settings(&config), ["JIRA_URL"]);
    assert_eq!(config.problems[0].advice(), "start it with `--profile work` or `--profile home` (`JIRA_MCP_PROFILE`)");
    let config = read(Flags::default(), &[("JIRA_URL", "acme.atlassian.net")]);
    assert_eq!(settings(&config), ["JIRA_API_TOKEN"], "who has named a site has not forgotten the profile");
    let broken = |profile: Option<&str>| {
        let flags = Flags { profile: profile.map(str::to_owned), ..Flags::default() };
        Config::from(&flags, &|_| None, &|| Ok("{\n".to_owned())).problems
    };
    let told = broken(Some("work"));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].problem.contains("line 2") && told[0].fix.starts_with("mend profiles.json"), "{told:?}");
    assert_eq!(broken(None).len(), 2);
}

#[test]
fn a_zero_that_was_typed_is_no_filler() {
    let flags = Flags { timeout: Some("0".into()), max_tokens: Some("0".into()), ..Flags::default() };
    let config = read(flags, &[("JIRA_URL", "https://jira.acme.com"), ("JIRA_PERSONAL_TOKEN", "p")]);
    assert_eq!(settings(&config), ["--timeout", "--max-tokens"]);
}

#[test]
fn the_nearest_proxy_wins_and_its_password_stays_hidden() {
    let proxy = |variables: &[(&str, &str)]| {
        let config = cloud(variables);
        assert!(!format!("{config:?}").contains("canary-7f3a"));
        config.jira.proxy.map(|proxy| format!("{proxy:?} {}", proxy.except.as_deref().unwrap_or_default()))
    };
    let general = ("HTTPS_PROXY", "http://robin:canary-7f3a@proxy.acme.com:3128");
    assert_eq!(proxy(&[]), None);
    assert_eq!(proxy(&[general]).as_deref(), Some("http://proxy.acme.com:3128 (HTTPS_PROXY) "));
    let own = [general, ("JIRA_HTTPS_PROXY", "jira-proxy:8080"), ("NO_PROXY", "a"), ("JIRA_NO_PROXY", "b")];
    assert_eq!(proxy(&own).as_deref(), Some("http://jira-proxy:8080 (JIRA_HTTPS_PROXY) b"));
    assert_eq!(proxy(&[("https_proxy", "https://p")]).as_deref(), Some("https://p:443 (https_proxy) "));
    assert_eq!(proxy(&[("HTTP_PROXY", "http://p")]), None, "the site is https");
    let config = cloud(&[("ALL_PROXY", "socks5://p:1080")]);
    assert!(config.problems.is_empty() && config.warnings.len() == 1, "{:?}", config.warnings);
}

#[test]
fn the_last_day_of_the_token_is_a_day() {
    for told in ["2027-03-01", "2027-03-01T10:00:00Z", " 2027-03-01 "] {
        assert_eq!(cloud(&[("JIRA_MCP_EXPIRES", told)]).jira.expires, Some(jiff::civil::date(2027, 3, 1)));
    }
}

#[test]
fn a_certificate_and_its_key_may_be_named_as_elsewhere() {
    let config = cloud(&[("JIRA_CLIENT_CERT", "/c.pem"), ("JIRA_CLIENT_KEY", "/k.pem")]);
    assert!(config.problems.is_empty());
    let path = |path: Option<std::path::PathBuf>| path.map(|path| path.display().to_string());
    assert_eq!(path(config.jira.client_cert).as_deref(), Some("/c.pem"));
    assert_eq!(path(config.jira.client_key).as_deref(), Some("/k.pem"));
}

#[test]
fn a_profile_holds_settings_and_no_secrets() {
    let config = read(Flags::default(), &[("JIRA_MCP_PROFILE", "home")]);
    let text = format!("{:?}", config.problems);
    assert!(text.contains("token_command") && text.contains("write `url`"), "{text}");
    assert!(!text.contains("canary-7f3a"));
    let missing = read(Flags::default(), &[("JIRA_MCP_PROFILE", "x")]);
    assert!(format!("{:?}", missing.problems).contains("`work`, `home`"));
}

#[test]
fn nothing_secret_is_printed() {
    let config = cloud(&[("JIRA_MCP_HEADERS", "X-Proxy: canary-7f3a")]);
    assert_eq!(config.jira.headers.len(), 1);
    assert!(!format!("{config:?}").contains("canary-7f3a"));
}

#[test]
fn the_profiles_stand_where_the_desktop_says() {
    let path = |variables: &[(&str, &str)]| {
        let found = profile::path(&|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        });
        found.map(|path| path.to_string_lossy().replace('\\', "/"))
    };
    assert_eq!(path(&[("XDG_CONFIG_HOME", "/c"), ("HOME", "/h")]).as_deref(), Some("/c/mcp-server-jira/profiles.json"));
    assert_eq!(path(&[("HOME", "/h")]).as_deref(), Some("/h/.config/mcp-server-jira/profiles.json"));
    assert_eq!(path(&[]), None);
}

#[test]
fn a_misspelt_variable_is_not_passed_over() {
    let mut config = cloud(&[]);
    config.check_names(
        ["JIRA_MCP_READONLY", "JIRA_MCP_READ_ONLY", "JIRA_MCP_HEADERS", "JIRA_MCP_PROFILE", "JIRA_HOME", "PATH"]
            .map(str::to_owned),
    );
    assert_eq!(settings(&config), ["JIRA_MCP_READONLY"]);
    assert!(config.problems[0].fix.contains("`JIRA_MCP_READ_ONLY`"));
}

#[test]
fn what_is_remembered_lies_in_the_users_state_folder() {
    let folder = |variables: &[(&str, &str)]| cloud(variables).state_folder.map(|path| path.display().to_string());
    assert_eq!(folder(&[("XDG_STATE_HOME", "/s"), ("HOME", "/h")]).as_deref(), Some("/s/mcp-server-jira"));
    assert_eq!(folder(&[("HOME", "/h")]).as_deref(), Some("/h/.local/state/mcp-server-jira"));
    assert_eq!(folder(&[("XDG_STATE_HOME", "relative"), ("HOME", "")]), None);
}

#[test]
fn an_audit_log_that_cannot_be_written_refuses_every_call() {
    let mut config = cloud(&[("JIRA_MCP_AUDIT_LOG", "/nowhere/at/all/audit.log")]);
    assert!(config.problems.is_empty());
    config.audit();
    assert_eq!(settings(&config), ["JIRA_MCP_AUDIT_LOG"]);
}

#[test]
fn a_setting_that_is_kept_is_no_warning() {
    let config = cloud(&[
        ("JIRA_MCP_CONFIRM", "writes"),
        ("JIRA_MCP_PUBLIC_COMMENTS", "true"),
        ("JIRA_MCP_JQL", "exact"),
        ("JIRA_MCP_AUDIT_LOG", "audit.log"),
        ("JIRA_MCP_LEDGER", "off"),
    ]);
    assert_eq!((config.problems, config.warnings), (vec![], Vec::<String>::new()));
}

#[test]
fn a_profile_names_the_file_of_its_key() {
    let environment = |name: &str| (name == "XDG_CONFIG_HOME").then(|| "/settings".to_owned());
    let flags = Flags { profile: Some("work".into()), ..Flags::default() };
    let read = |profile: &str| {
        let text = format!("{{\"work\": {profile}}}");
        Config::from(&flags, &environment, &|| Ok(text.clone()))
    };
    let cloud = read(r#"{"url": "acme.atlassian.net", "email": "a@acme.com", "token_file": "work.token"}"#);
    assert_eq!(cloud.problems, []);
    let file = PathBuf::from("/settings/mcp-server-jira/work.token");
    assert!(
        matches!(&cloud.jira.login, Login::ApiToken { token: Secret::File(path), .. } if *path == file),
        "{:?}",
        cloud.jira.login
    );
    let own = read(r#"{"url": "https://jira.acme.com", "token_file": "/run/secrets/jira"}"#);
    assert!(matches!(&own.jira.login, Login::PersonalToken(Secret::File(path)) if path.ends_with("jira")));
}
