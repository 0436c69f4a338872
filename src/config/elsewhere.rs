//! The tools of `mcp-atlassian` by the names that a set-up written for it holds, and what they are called here.

use super::list::TOOLS;
use super::sources::{Sources, items};

/// One of its toolsets, and its tools with ours in their place; none where there is none yet. `docs/mcp-atlassian.md` holds the same.
type Toolset = (&'static str, &'static [(&'static str, Option<&'static str>)]);

const SEARCH: Option<&str> = Some("jira_search");
const READ: Option<&str> = Some("jira_get_issue");
const LOOKUP: Option<&str> = Some("jira_lookup");
const UPDATE: Option<&str> = Some("jira_update_issue");
const LINK: Option<&str> = Some("jira_link_issues");

/// All of its tools for Jira.
pub const TOOLSETS: &[Toolset] = &[
    (
        "jira_issues",
        &[
            ("jira_get_issue", READ),
            ("jira_search", SEARCH),
            ("jira_get_project_issues", SEARCH),
            ("jira_create_issue", Some("jira_create_issue")),
            ("jira_update_issue", UPDATE),
            ("jira_assign_issue", UPDATE),
            ("jira_delete_issue", None),
            ("jira_move_issue", None),
            ("jira_batch_create_issues", Some("jira_create_issue")),
            ("jira_batch_get_changelogs", READ),
        ],
    ),
    ("jira_fields", &[("jira_search_fields", LOOKUP), ("jira_get_field_options", LOOKUP)]),
    (
        "jira_comments",
        &[("jira_add_comment", Some("jira_add_comment")), ("jira_edit_comment", Some("jira_edit_comment"))],
    ),
    ("jira_transitions", &[("jira_get_transitions", LOOKUP), ("jira_transition_issue", Some("jira_transition_issue"))]),
    (
        "jira_projects",
        &[
            ("jira_get_all_projects", LOOKUP),
            ("jira_search_projects", LOOKUP),
            ("jira_get_project_versions", LOOKUP),
            ("jira_get_project_components", LOOKUP),
            ("jira_get_project_fields", LOOKUP),
            ("jira_create_version", None),
            ("jira_batch_create_versions", None),
            ("jira_update_version", None),
        ],
    ),
    (
        "jira_agile",
        &[
            ("jira_get_agile_boards", LOOKUP),
            ("jira_get_board_issues", SEARCH),
            ("jira_get_sprints_from_board", LOOKUP),
            ("jira_get_sprint_issues", SEARCH),
            ("jira_create_sprint", None),
            ("jira_update_sprint", None),
            ("jira_add_issues_to_sprint", UPDATE),
            ("jira_move_issues_to_backlog", UPDATE),
        ],
    ),
    (
        "jira_links",
        &[
            ("jira_get_link_types", LOOKUP),
            ("jira_link_to_epic", UPDATE),
            ("jira_create_issue_link", LINK),
            ("jira_create_remote_issue_link", LINK),
            ("jira_remove_issue_link", None),
        ],
    ),
    ("jira_worklog", &[("jira_get_worklog", READ), ("jira_add_worklog", None)]),
    ("jira_attachments", &[("jira_download_attachments", READ), ("jira_get_issue_images", READ)]),
    ("jira_users", &[("jira_get_user_profile", LOOKUP), ("jira_search_assignable_users", LOOKUP)]),
    ("jira_watchers", &[("jira_get_issue_watchers", None), ("jira_add_watcher", None), ("jira_remove_watcher", None)]),
    (
        "jira_service_desk",
        &[
            ("jira_get_service_desk_for_project", None),
            ("jira_get_service_desk_queues", None),
            ("jira_get_queue_issues", None),
            ("jira_get_request_types", None),
            ("jira_get_request_type_fields", None),
            ("jira_create_customer_request", None),
        ],
    ),
    (
        "jira_forms",
        &[
            ("jira_get_issue_proforma_forms", None),
            ("jira_get_proforma_form_details", None),
            ("jira_update_proforma_form_answers", None),
        ],
    ),
    ("jira_metrics", &[("jira_get_issue_dates", READ), ("jira_get_issue_sla", None)]),
    ("jira_development", &[("jira_get_issue_development_info", None), ("jira_get_issues_development_info", None)]),
    (
        "jira_project_analysis",
        &[("jira_get_project_epic_hierarchy", SEARCH), ("jira_get_cross_project_dependencies", None)],
    ),
];

const ENABLED_TOOLS: &str = "ENABLED_TOOLS";
const SETS: &str = "TOOLSETS";

/// The toolsets that its word `default` means.
const CORE: [&str; 4] = ["jira_issues", "jira_fields", "jira_comments", "jira_transitions"];

/// What names of its tools for Confluence begin with: they say nothing of Jira.
const OF_CONFLUENCE: &str = "confluence_";

/// The tools that are wanted, by our names, and the variable that people know for them; `None` means all. Names that nobody knows
/// stay, so that they can be told.
pub(super) fn tools(sources: &Sources<'_>) -> (Option<Vec<String>>, &'static str) {
    let listed = sources.find(&TOOLS);
    // Whoever names our tools has left the other server's words behind.
    if let Some(ours) = listed.as_ref().filter(|found| found.name != ENABLED_TOOLS) {
        return (Some(items(&ours.value).into_iter().map(str::to_owned).collect()), "JIRA_MCP_TOOLS");
    }
    let of_jira = |name: &&str| !name.starts_with(OF_CONFLUENCE);
    let named = listed.map(|found| unique(items(&found.value).into_iter().filter(of_jira).map(here)));
    let sets = sources.variable(SETS).and_then(|found| of_sets(&items(&found.value)));
    match (named, sets) {
        (None, None) => (None, "JIRA_MCP_TOOLS"),
        (Some(named), None) => (Some(named), ENABLED_TOOLS),
        (Some(named), Some(sets)) => {
            (Some(named.into_iter().filter(|name| sets.contains(name)).collect()), ENABLED_TOOLS)
        }
        // What this server is, is told in every set.
        (None, Some(sets)) => (Some(unique(sets.into_iter().chain(["jira_info".to_owned()]))), SETS),
    }
}

fn here(name: &str) -> String {
    let known = TOOLSETS.iter().flat_map(|(_, tools)| *tools).find(|(theirs, _)| *theirs == name);
    known.and_then(|(_, ours)| *ours).unwrap_or(name).to_owned()
}

/// Our tools for its toolsets; `None` where every tool is wanted.
fn of_sets(wanted: &[&str]) -> Option<Vec<String>> {
    if wanted.contains(&"all") {
        return None;
    }
    let is_wanted = |set: &str| wanted.contains(&set) || (wanted.contains(&"default") && CORE.contains(&set));
    let sets = TOOLSETS.iter().filter(|(set, _)| is_wanted(set));
    Some(unique(sets.flat_map(|(_, tools)| *tools).filter_map(|(_, ours)| *ours).map(str::to_owned)))
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_place_is_a_tool_of_ours() {
        let ours: Vec<&str> = crate::tools::ALL.iter().map(|tool| tool.spec().name).collect();
        for (theirs, here) in TOOLSETS.iter().flat_map(|(_, tools)| *tools) {
            assert!(here.is_none_or(|here| ours.contains(&here)), "{theirs}");
            assert!(!ours.contains(theirs) || *here == Some(*theirs), "{theirs} is called the same and is another");
        }
    }

    #[test]
    fn toolsets_are_read() {
        let ours = of_sets(&["jira_worklog", "jira_users", "confluence_pages"]).unwrap();
        assert_eq!(ours, ["jira_get_issue", "jira_lookup"]);
        assert_eq!(of_sets(&["all", "jira_worklog"]), None);
        assert_eq!(of_sets(&["confluence_pages"]), Some(Vec::new()), "nothing of Jira's was wanted");
        let core = of_sets(&["default"]).unwrap();
        assert!(core.contains(&"jira_transition_issue".to_owned()) && !core.contains(&"jira_link_issues".to_owned()));
    }
}
