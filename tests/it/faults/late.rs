//! A write that Jira does a moment after the connection is gone is told as done: it is looked for more than once.

use super::calls::typical;
use crate::support::Setup;
use mcp_server_jira::demo::{Dialect, Fault, Rule};
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;

fn late() -> Fault {
    Fault::Later(Duration::from_secs(1), Box::new(Fault::DropBeforeAnswer))
}

#[tokio::test]
async fn what_jira_does_a_second_late_is_told_as_done() {
    for dialect in [Dialect::Cloud, Dialect::DataCenter] {
        for call in typical(0, dialect).into_iter().filter(|call| call.writes) {
            let house = Setup { dialect, ..Setup::default() }.open().await;
            let before: HashSet<String> = house.handle().keys().into_iter().collect();
            house.handle().misbehave(call.strike(late()).times(1));
            let answer = house.call(call.tool, call.arguments.clone()).await;
            assert!(!answer.is_error, "{}, {dialect:?}: {}", call.tool, answer.text);
            assert_eq!(call.stands(&house, &before), 1, "{}, {dialect:?}", call.tool);
        }
    }
}

#[tokio::test]
async fn a_page_that_jira_links_a_second_late_is_told_as_linked() {
    for dialect in [Dialect::Cloud, Dialect::DataCenter] {
        let house = Setup { dialect, ..Setup::default() }.open().await;
        house.handle().misbehave(Rule::on("/remotelink", late()).to_its_end().method("POST").times(1));
        let arguments = json!({"from": "SHOP-32", "type": "links to", "to": "https://example.com/plan"});
        let answer = house.call("jira_link_issues", arguments).await;
        assert!(!answer.is_error, "{dialect:?}: {}", answer.text);
    }
}
