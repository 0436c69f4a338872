//! The functions of JQL that need the store.

use super::Seen;

impl Seen<'_> {
    /// The ids that a function stands for; `None` where Jira has no such function.
    pub(super) fn called(&self, name: &str, arguments: &[String]) -> Option<Result<Vec<String>, String>> {
        let store = self.store;
        let projects = |arguments: &[String]| -> Result<Vec<usize>, String> {
            if arguments.is_empty() {
                return Ok((0..store.projects.len()).filter(|row| self.sees(*row)).collect());
            }
            let find = |key: &String| {
                let row = store
                    .projects
                    .iter()
                    .position(|row| row.key.eq_ignore_ascii_case(key) || row.name.eq_ignore_ascii_case(key));
                row.filter(|row| self.sees(*row))
                    .ok_or_else(|| format!("Could not resolve the project '{key}' provided to function '{name}'."))
            };
            arguments.iter().map(find).collect()
        };
        let sprints = |state: &str| {
            Ok(store.sprints.iter().filter(|row| row.state == state).map(|row| row.id.to_string()).collect())
        };
        let versions = |released: bool| {
            projects(arguments).map(|projects| {
                let rows = store
                    .versions
                    .iter()
                    .filter(|row| projects.contains(&row.project) && row.released == released && !row.archived);
                rows.map(|row| row.id.to_string()).collect()
            })
        };
        Some(match name.to_lowercase().as_str() {
            "opensprints" => sprints("active"),
            "closedsprints" => sprints("closed"),
            "futuresprints" => sprints("future"),
            "releasedversions" => versions(true),
            "unreleasedversions" => versions(false),
            "latestreleasedversion" | "earliestunreleasedversion" => {
                let released = name.eq_ignore_ascii_case("latestReleasedVersion");
                projects(arguments).map(|projects| {
                    let mut rows: Vec<_> = store
                        .versions
                        .iter()
                        .filter(|row| projects.contains(&row.project) && row.released == released && !row.archived)
                        .collect();
                    rows.sort_by_key(|row| row.release);
                    let row = if released { rows.last() } else { rows.first() };
                    row.map(|row| row.id.to_string()).into_iter().collect()
                })
            }
            "membersof" => match arguments.first() {
                Some(group) if store.groups.iter().any(|row| row.eq_ignore_ascii_case(group)) => {
                    let half = group.eq_ignore_ascii_case("jira-administrators");
                    let rows = store
                        .people
                        .iter()
                        .enumerate()
                        .filter(|(row, person)| person.active && (!half || row % 4 == 0));
                    Ok(rows.map(|(_, person)| person.account_id.clone()).collect())
                }
                Some(group) => Err(format!(
                    "Function '{name}' can not generate a list of usernames for group '{group}'; the group does not exist."
                )),
                None => Err(format!("Function '{name}' expected '1' arguments but received '0'.")),
            },
            "linkedissues" => {
                match arguments.first().and_then(|key| store.issue(key)).filter(|issue| self.sees(issue.project)) {
                    Some(issue) => {
                        let wanted = arguments.get(1);
                        let ids = store.links.iter().filter_map(|link| {
                            let kind = store.link_types.get(link.kind)?;
                            let (side, other) = if link.from == issue.id {
                                (&kind.outward, link.to)
                            } else if link.to == issue.id {
                                (&kind.inward, link.from)
                            } else {
                                return None;
                            };
                            wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(side)).then(|| other.to_string())
                        });
                        Ok(ids.collect())
                    }
                    None => Err(format!(
                        "Issue '{}' could not be found in function '{name}'.",
                        arguments.first().cloned().unwrap_or_default()
                    )),
                }
            }
            "issuehistory" | "watchedissues" | "votedissues" => Ok(Vec::new()),
            "standardissuetypes" => {
                Ok(store.types.iter().filter(|row| row.level >= 0).map(|row| row.id.to_string()).collect())
            }
            "subtaskissuetypes" => {
                Ok(store.types.iter().filter(|row| row.level < 0).map(|row| row.id.to_string()).collect())
            }
            "projectsleadbyuser" | "componentsleadbyuser" => {
                let leader = match arguments.first() {
                    Some(text) => store
                        .people
                        .iter()
                        .position(|row| row.account_id == *text || row.name == *text || row.display == *text),
                    None => self.caller,
                };
                if name.to_lowercase().starts_with("projects") {
                    let rows = store
                        .projects
                        .iter()
                        .enumerate()
                        .filter(|(row, project)| self.sees(*row) && Some(project.lead) == leader);
                    Ok(rows.map(|(_, row)| row.id.to_string()).collect())
                } else {
                    let rows = store
                        .components
                        .iter()
                        .filter(|row| self.sees(row.project) && row.lead.is_some() && row.lead == leader);
                    Ok(rows.map(|row| row.id.to_string()).collect())
                }
            }
            _ => return None,
        })
    }
}
