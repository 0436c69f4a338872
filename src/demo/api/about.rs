//! The site and the caller: `serverInfo`, `myself`, `mypermissions`, the licence.

use serde_json::{Map, Value as Json, json};

use crate::demo::answer::Answer;
use crate::demo::render::moment;
use crate::demo::request::split_lists;
use crate::demo::routes::{Call, unauthenticated};

/// `GET serverInfo`, open to everyone (Jira facts, item 54).
pub(crate) fn server_info(call: &Call<'_>) -> Answer {
    let time = moment(call.now);
    if call.cloud() {
        return Answer::ok(&json!({
            "baseUrl": call.site,
            "displayUrl": call.site,
            "displayUrlServicedeskHelpCenter": call.site,
            "displayUrlConfluence": call.site,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100_290,
            "buildDate": "2026-05-28T03:12:45.000+0000",
            "serverTime": time,
            "scmInfo": "b1f0c4d27a8e4f0f9a63d1f6c7f28b0f4a3e9d55",
            "serverTitle": "Demo Company",
            "serverTimeZone": "Etc/UTC",
            "defaultLocale": { "locale": "en_US" },
        }));
    }
    Answer::ok(&json!({
        "baseUrl": call.site,
        "version": "10.3.24",
        "versionNumbers": [10, 3, 24],
        "deploymentType": "Server",
        "buildNumber": 10_030_024,
        "buildDate": "2026-04-14T00:00:00.000+0000",
        "databaseBuildNumber": 10_030_024,
        "serverTime": time,
        "scmInfo": "e2c41b7f90d34f6a8b5c1d2e3f4a5b6c7d8e9f01",
        "serverTitle": "Demo Company",
        "defaultLocale": { "locale": "en_US" },
    }))
}

/// `GET myself`.
pub(crate) fn myself(call: &Call<'_>) -> Answer {
    match call.caller {
        Some(caller) => Answer::ok(&call.view().profile(caller, "en_US")),
        None => unauthenticated(),
    }
}

/// `GET mypermissions`; Cloud insists on the list of permissions (Jira facts, item 54).
pub(crate) fn my_permissions(call: &Call<'_>) -> Answer {
    let asked = split_lists(call.request.query_all("permissions"));
    if call.cloud() && asked.is_empty() {
        return Answer::error(400, "The 'permissions' query parameter is required.");
    }
    if let Some(bad) = asked.iter().find(|key| call.cloud() && !PERMISSIONS.iter().any(|row| row.1 == key.as_str())) {
        return Answer::error(400, format!("Unrecognized permission: {bad}"));
    }
    let view = call.view();
    if let Some(key) = call.request.query("projectKey").or(call.request.query("projectId"))
        && view.project_index(key).is_none()
    {
        return Answer::error(404, format!("No project could be found with key '{key}'."));
    }
    if let Some(key) = call.request.query("issueKey").or(call.request.query("issueId"))
        && view.issue(key).is_none()
    {
        return Answer::no_issue();
    }
    let permissions: Map<String, Json> = PERMISSIONS
        .iter()
        .filter(|(_, key, ..)| asked.is_empty() || asked.iter().any(|name| name == key))
        .map(|(id, key, name, kind)| {
            let have = call.caller.is_some() && !matches!(*key, "ADMINISTER" | "SYSTEM_ADMIN");
            let row = json!({ "id": id.to_string(), "key": key, "name": name, "type": kind, "description": name, "havePermission": have });
            ((*key).to_owned(), row)
        })
        .collect();
    Answer::ok(&json!({ "permissions": permissions }))
}

/// `GET instance/license`.
pub(crate) fn license() -> Answer {
    Answer::ok(&json!({ "applications": [
        { "id": "jira-software", "plan": "PAID" },
        { "id": "jira-servicedesk", "plan": "PAID" },
    ] }))
}

/// `GET rest/pat/latest/tokens`: the caller's personal access tokens, in no description of Atlassian's. Which of them asks is not told.
pub(crate) fn personal_tokens(call: &Call<'_>) -> Answer {
    let made = call.now.saturating_sub(jiff::SignedDuration::from_hours(24 * 30)).unwrap_or(call.now);
    let mut token =
        json!({ "id": 1, "name": "agent", "createdAt": made.to_string(), "lastAccessed": call.now.to_string() });
    if let (Some(end), Some(token)) = (call.account.personal_token_end, token.as_object_mut()) {
        token.insert("expiringAt".into(), end.to_string().into());
    }
    Answer::ok(&json!([token]))
}

const PERMISSIONS: [(u32, &str, &str, &str); 16] = [
    (0, "ADMINISTER", "Administer Jira", "GLOBAL"),
    (44, "SYSTEM_ADMIN", "Jira System Administrators", "GLOBAL"),
    (27, "USER_PICKER", "Browse users and groups", "GLOBAL"),
    (33, "BULK_CHANGE", "Bulk Change", "GLOBAL"),
    (23, "ADMINISTER_PROJECTS", "Administer Projects", "PROJECT"),
    (10, "BROWSE_PROJECTS", "Browse Projects", "PROJECT"),
    (11, "CREATE_ISSUES", "Create Issues", "PROJECT"),
    (12, "EDIT_ISSUES", "Edit Issues", "PROJECT"),
    (13, "ASSIGN_ISSUES", "Assign Issues", "PROJECT"),
    (17, "ASSIGNABLE_USER", "Assignable User", "PROJECT"),
    (46, "TRANSITION_ISSUES", "Transition Issues", "PROJECT"),
    (15, "ADD_COMMENTS", "Add Comments", "PROJECT"),
    (37, "EDIT_OWN_COMMENTS", "Edit Own Comments", "PROJECT"),
    (21, "LINK_ISSUES", "Link Issues", "PROJECT"),
    (20, "WORK_ON_ISSUES", "Work On Issues", "PROJECT"),
    (19, "CREATE_ATTACHMENTS", "Create Attachments", "PROJECT"),
];
