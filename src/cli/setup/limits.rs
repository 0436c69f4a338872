//! What an entry of the other server forbids: a protection is not lost on the way, and what can't be seen is not passed over. Pure.

use super::entry::Found;

const READ_ONLY: &str = "READ_ONLY_MODE";
const PROJECTS: &str = "JIRA_PROJECTS_FILTER";
const TOOLS: &str = "ENABLED_TOOLS";
const SETS: &str = "TOOLSETS";
/// The variables of the other server that forbid something; this one understands them.
pub(super) const LIMITS: [&str; 4] = [READ_ONLY, PROJECTS, TOOLS, SETS];
/// Its flags that say the same, with a value each.
const FLAGS: [(&str, &str); 3] =
    [("--jira-projects-filter", PROJECTS), ("--enabled-tools", TOOLS), ("--toolsets", SETS)];
const SWITCH: &str = "--read-only";
/// A file that the other server, or its container, reads variables from.
const FILE: &str = "--env-file";

/// What entries forbid together, each limit once, as variables. Arguments win over variables, as they do there.
///
/// # Errors
///
/// Something may be forbidden where it can't be seen, or two entries differ; the end of a sentence that names the file.
pub(super) fn of<'a>(others: impl IntoIterator<Item = &'a Found>) -> Result<Vec<(String, String)>, String> {
    let mut all: Vec<(String, String, &str)> = Vec::new();
    for other in others {
        for (limit, value) in of_one(other)? {
            match all.iter().find(|(known, ..)| *known == limit) {
                Some((_, same, _)) if *same == value => {}
                Some((.., first)) => {
                    return Err(format!(
                        "holds `{first}` and `{}`, which differ in `{limit}`, so that neither can be taken over",
                        other.name
                    ));
                }
                None => all.push((limit, value, &other.name)),
            }
        }
    }
    Ok(all.into_iter().map(|(limit, value, _)| (limit, value)).collect())
}

/// The setting of a profile over which a limit in an entry wins, and which it may open; being read-only opens nothing.
pub(super) fn setting(limit: &str) -> Option<&'static str> {
    match limit {
        PROJECTS => Some("projects"),
        TOOLS | SETS => Some("tools"),
        _ => None,
    }
}

/// Whether a value forbids nothing. Beside a profile that forbids something it would win, and open what that closes.
pub(super) fn is_open(limit: &str, value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    match limit {
        READ_ONLY => ["", "0", "false", "no", "off", "n"].contains(&value.as_str()),
        SETS => value.is_empty() || value.split(',').any(|set| set.trim() == "all"),
        _ => value.is_empty(),
    }
}

fn of_one(other: &Found) -> Result<Vec<(String, String)>, String> {
    let mut limits: Vec<(String, String)> = Vec::new();
    for (at, arg) in other.args.iter().enumerate() {
        let (flag, value) = arg.split_once('=').map_or((arg.as_str(), None), |(flag, value)| (flag, Some(value)));
        if flag == FILE {
            return Err(format!(
                "holds `{}`, which reads a file (`{FILE}`) that may forbid what can't be seen here, so that it can't be taken over",
                other.name
            ));
        }
        if let Some((_, limit)) = FLAGS.iter().find(|(known, _)| *known == flag) {
            let value = value.or_else(|| other.args.get(at + 1).map(String::as_str)).unwrap_or_default();
            limits.push(((*limit).to_owned(), value.to_owned()));
        } else if flag == SWITCH {
            limits.push((READ_ONLY.to_owned(), value.unwrap_or("true").to_owned()));
        } else {
            limits.extend(of_container(other, arg)?);
        }
    }
    limits.extend(other.limits.iter().cloned());
    let mut kept: Vec<(String, String)> = Vec::new();
    for (limit, value) in limits {
        if !kept.iter().any(|(known, _)| *known == limit) {
            kept.push((limit, value));
        }
    }
    kept.retain(|(limit, value)| !is_open(limit, value));
    Ok(kept)
}

/// A variable as a container is given it: `NAME=VALUE`, or `NAME` of the entry's own variables.
fn of_container(other: &Found, arg: &str) -> Result<Option<(String, String)>, String> {
    let short = arg.strip_prefix("-e").filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()));
    let word = arg.strip_prefix("--env=").or(short).unwrap_or(arg);
    let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
    if !LIMITS.contains(&name) {
        return Ok(None);
    }
    if let Some(value) = value {
        return Ok(Some((name.to_owned(), value.to_owned())));
    }
    match other.limits.iter().any(|(known, _)| known == name) {
        true => Ok(None),
        false => Err(format!(
            "holds `{}`, which gets `{name}` from where the client is started, so that what it forbids can't be taken over",
            other.name
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(args: &[&str], limits: &[(&str, &str)]) -> Found {
        Found {
            name: "atlassian".into(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            limits: limits.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ..Found::default()
        }
    }

    fn read(args: &[&str], limits: &[(&str, &str)]) -> String {
        match of([&found(args, limits)]) {
            Ok(limits) => limits.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "),
            Err(wrong) => wrong,
        }
    }

    #[test]
    fn each_way_to_forbid_is_carried_over() {
        for (args, limits, expected) in [
            (&["--enabled-tools", "jira_search"][..], &[][..], "ENABLED_TOOLS=jira_search"),
            (
                &["--enabled-tools=jira_search", "--toolsets", "jira_links"],
                &[],
                "ENABLED_TOOLS=jira_search TOOLSETS=jira_links",
            ),
            (&["--read-only", "--jira-projects-filter=SHOP"], &[], "READ_ONLY_MODE=true JIRA_PROJECTS_FILTER=SHOP"),
            (
                &[],
                &[("TOOLSETS", "default"), ("ENABLED_TOOLS", "jira_search")],
                "TOOLSETS=default ENABLED_TOOLS=jira_search",
            ),
            (&["-e", "ENABLED_TOOLS"], &[("ENABLED_TOOLS", "jira_search")], "ENABLED_TOOLS=jira_search"),
            (&["-eTOOLSETS=jira_links", "--env=READ_ONLY_MODE=1"], &[], "TOOLSETS=jira_links READ_ONLY_MODE=1"),
            // Its arguments win over its variables.
            (&["--toolsets", "jira_links"], &[("TOOLSETS", "all")], "TOOLSETS=jira_links"),
            // Nothing is forbidden.
            (&["-v"], &[("READ_ONLY_MODE", "False"), ("TOOLSETS", "all"), ("ENABLED_TOOLS", " ")], ""),
        ] {
            assert_eq!(read(args, limits), expected, "{args:?} {limits:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for (args, expected) in [
            (["--env-file", "x.env"], "`--env-file`"),
            (["--env-file=x.env", "mcp-atlassian"], "`--env-file`"),
            (["-e", "READ_ONLY_MODE"], "`READ_ONLY_MODE`"),
            (["run", "--env=ENABLED_TOOLS"], "`ENABLED_TOOLS`"),
        ] {
            let wrong = read(&args, &[]);
            assert!(wrong.starts_with("holds `atlassian`, ") && wrong.contains(expected), "{wrong}");
        }
        let (one, other) = (found(&["--toolsets=jira_links"], &[]), found(&[], &[("TOOLSETS", "jira_users")]));
        assert!(of([&one, &other]).unwrap_err().contains("differ in `TOOLSETS`"));
        assert_eq!(of([&one, &one]).map(|limits| limits.len()), Ok(1));
    }
}
