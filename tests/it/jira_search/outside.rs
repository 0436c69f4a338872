//! What a query asks of projects that may not be touched.

use super::TOOL;
use crate::support::{cloud, data_center};
use serde_json::{Value, json};

/// A project that is left out is missed by nobody who isn't told.
#[tokio::test]
async fn projects_that_are_left_out_are_said() {
    for setup in [cloud(), data_center()] {
        let house = setup.projects(&["SHOP"]).open().await;
        let told = "only SHOP can be searched: this server is held to it, which leaves out";
        for (jql, left_out) in [
            ("project in (SHOP, HELP)", "`HELP`"),
            ("project = OPS OR project = SHOP", "`OPS`"),
            ("project = OPS OR labels = no-such-label-anywhere", "`OPS`"),
            ("project in (\"Web Shop\", HELP, OPS)", "`HELP` and `OPS`"),
        ] {
            for arguments in [json!({"jql": jql, "limit": 2}), json!({"jql": jql, "count_by": "status"})] {
                let record = house.record(TOOL, arguments).await;
                let held: Vec<&str> = record["warnings"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
                assert!(held.contains(&format!("{told} {left_out}").as_str()), "{jql}: {held:?}");
            }
        }
        for jql in ["project = SHOP", "project = \"web shop\"", "project != OPS", "status = Done"] {
            let record = house.record(TOOL, json!({"jql": jql, "limit": 2})).await;
            assert!(record.get("warnings").is_none(), "{jql}: {record:?}");
        }
        for jql in ["project = OPS", "project in (OPS, HELP) AND status = Done", "project = OPS ORDER BY created"] {
            for arguments in [json!({"jql": jql}), json!({"jql": jql, "count_by": "status"})] {
                let error = house.error(TOOL, arguments).await;
                assert_eq!(error["code"], "project_not_allowed", "{jql}");
                assert_eq!(error["fields"]["jql"]["allowed"], json!(["SHOP"]));
            }
        }
    }
}

/// An answer about a hidden issue would tell that it exists and what it is linked to.
#[tokio::test]
async fn no_issue_of_another_project_can_be_asked_about() {
    for (setup, exact) in [(cloud(), false), (data_center(), false), (cloud(), true)] {
        let setup = if exact { setup.exact_jql() } else { setup };
        let house = setup.projects(&["SHOP"]).open().await;
        for jql in [
            "issue in linkedIssues(OPS-2)",
            "issue in linkedIssues(\"ops-2\", \"blocks\") OR project = SHOP",
            "key = OPS-2",
            "key in (SHOP-1, 'OPS-2')",
            "NOT parent = OPS-2 ORDER BY created",
            "status = Done AND (issue != OPS-2)",
        ] {
            house.handle().clear_requests();
            for arguments in [json!({"jql": jql}), json!({"jql": jql, "count_by": "status"})] {
                assert_eq!(house.error(TOOL, arguments).await["code"], "project_not_allowed", "{jql}");
            }
            let asked: Vec<String> = house.handle().requests().into_iter().map(|seen| seen.path).collect();
            assert!(asked.iter().all(|path| !path.contains("search") && !path.contains("jql")), "{jql}: {asked:?}");
        }
        for jql in ["text ~ \"OPS-2\"", "labels = UTF-8"] {
            house.record(TOOL, json!({"jql": jql})).await;
        }
    }
    let house = cloud().projects(&["SHOP"]).open().await;
    for jql in ["OPS-2", "key: OPS-2", "issue in linkedIssue(OPS-2)", "OPS-2, SHOP-1"] {
        assert_eq!(house.error(TOOL, json!({"jql": jql})).await["code"], "project_not_allowed", "{jql}");
    }
}
