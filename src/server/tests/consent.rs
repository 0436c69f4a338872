//! Asking the user of a client, in both eras.

use super::*;

fn capable(mut params: Value) -> Value {
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({"elicitation": {"form": {}}});
    params
}

impl Client {
    /// A client of the old era that can ask its user.
    async fn asking(mode: Mode) -> Self {
        let mut client = Self::of(confirming(mode));
        let mut greeting = initialize("2025-11-25");
        greeting["capabilities"] = json!({"elicitation": {}});
        client.ask("initialize", greeting).await;
        client.send(json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        client
    }

    /// A call whose question is answered like this; `None` leaves it unanswered. The result.
    async fn confirmed(&mut self, key: &str, reply: Option<Value>) -> Value {
        let params = json!({"name": "test_sets", "arguments": {"key": key, "to": "High"}});
        self.send(json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params})).await;
        let question = self.next().await;
        assert_eq!(question["method"], "elicitation/create", "{question}");
        assert_eq!(question["params"]["message"], "Let the agent update SHOP-1?\nPriority: Low → High");
        assert_eq!(question["params"]["requestedSchema"]["properties"]["agree"]["type"], "boolean");
        if let Some(reply) = reply {
            self.send(json!({"jsonrpc": "2.0", "id": question["id"], "result": reply})).await;
        }
        loop {
            let message = self.next().await;
            if message.get("id") == Some(&json!(7)) {
                return message["result"].clone();
            }
        }
    }
}

#[tokio::test]
async fn the_user_of_a_legacy_client_is_asked_while_the_call_waits() {
    let mut client = Client::asking(Mode::Writes).await;
    let agree = |yes: bool| Some(json!({"action": "accept", "content": {"agree": yes}}));
    assert_eq!(client.confirmed("OLD-1", agree(true)).await["structuredContent"], json!({"changed": "High"}));
    for (reply, retryable) in [
        (agree(false), false),
        (Some(json!({"action": "decline"})), false),
        (Some(json!({"action": "cancel"})), true),
        (Some(json!({"action": "accept", "content": {"agree": "perhaps"}})), true),
        (None, true),
    ] {
        let result = client.confirmed("OLD-1", reply.clone()).await;
        let error = &result["structuredContent"]["error"];
        assert_eq!((&error["code"], &error["retryable"]), (&json!("confirm_required"), &json!(retryable)), "{reply:?}");
        assert_eq!(error["side_effects"], "none");
    }
    client.close().await;
}

#[tokio::test]
async fn the_time_of_a_person_is_not_the_calls_and_what_changed_meanwhile_is_asked_anew() {
    let mut client = Client::asking(Mode::User).await;
    let params = json!({"name": "test_sets", "arguments": {"key": "OLD-2", "to": "High"}});
    for (state, expected) in
        [("", "/result/structuredContent/changed"), ("by Ana", "/result/structuredContent/error/preview")]
    {
        client.send(json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params})).await;
        let question = client.next().await;
        // Longer than the budget of the call, shorter than what a person is given.
        tokio::time::sleep(Duration::from_millis(600)).await;
        set_state("OLD-2", state);
        let agreed = json!({"action": "accept", "content": {"agree": true}});
        client.send(json!({"jsonrpc": "2.0", "id": question["id"], "result": agreed})).await;
        let answer = client.next().await;
        assert!(answer.pointer(expected).is_some(), "{answer}");
        if !state.is_empty() {
            assert_eq!(answer["result"]["structuredContent"]["error"]["code"], "confirm_stale");
        }
    }
    client.close().await;
}

#[tokio::test]
async fn the_user_of_a_modern_client_is_asked_between_two_calls() {
    let mut client = Client::of(confirming(Mode::Writes));
    let call = |key: &str, to: &str| capable(modern(json!({"name": "test_sets", "arguments": {"key": key, "to": to}})));
    let with = |mut params: Value, state: &Value, input: Value| {
        params["inputResponses"] = json!({"confirm": input});
        params["requestState"] = state.clone();
        params
    };
    let accept = || json!({"action": "accept", "content": {"agree": true}});
    let asked = client.ask("tools/call", call("NEW-1", "High")).await["result"].clone();
    assert_eq!(asked["resultType"], "input_required", "{asked}");
    assert_eq!(asked.pointer("/_meta/io.modelcontextprotocol~1serverInfo/name"), Some(&json!("mcp-server-jira")));
    let input = &asked["inputRequests"]["confirm"];
    assert_eq!(input["method"], "elicitation/create");
    assert_eq!(input["params"]["message"], "Let the agent update SHOP-1?\nPriority: Low → High");
    let state = &asked["requestState"];

    let error = |answer: &Value| answer.pointer("/result/structuredContent/error/code").cloned().unwrap_or_default();
    // Another tool's, another call's, a forged one: nothing of it agrees to anything.
    let mut forged = state.as_str().unwrap().to_owned();
    forged.replace_range(forged.len() - 3.., "AAA");
    for params in [
        with(call("NEW-1", "Highest"), state, accept()),
        with(call("NEW-1", "High"), &json!(forged), accept()),
        with(call("NEW-1", "High"), &json!("nonsense"), accept()),
    ] {
        assert_eq!(error(&client.ask("tools/call", params).await), "confirm_stale");
    }
    let declined = client.ask("tools/call", with(call("NEW-1", "High"), state, json!({"action": "decline"}))).await;
    assert_eq!(error(&declined), "confirm_required");
    let done = client.ask("tools/call", with(call("NEW-1", "High"), state, accept())).await;
    assert_eq!(done["result"]["structuredContent"], json!({"changed": "High"}));
    // Agreed once, done once.
    let replayed = client.ask("tools/call", with(call("NEW-1", "High"), state, accept())).await;
    assert_eq!(error(&replayed), "confirm_stale");

    let asked = client.ask("tools/call", call("NEW-2", "High")).await["result"].clone();
    set_state("NEW-2", "changed by Ana");
    let stale = client.ask("tools/call", with(call("NEW-2", "High"), &asked["requestState"], accept())).await;
    assert_eq!(error(&stale), "confirm_stale");
    client.close().await;
}

#[tokio::test]
async fn the_argument_that_confirms_is_shown_only_where_it_is_needed() {
    let shown = |list: &Value| -> Vec<String> {
        let tools = list.pointer("/result/tools").unwrap().as_array().unwrap();
        let with = tools.iter().filter(|tool| tool["inputSchema"]["properties"].get("confirm").is_some());
        with.map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    };
    for (mode, expected) in [
        (Mode::Off, vec![]),
        (Mode::Writes, vec!["test_writes", "test_sets"]),
        (Mode::Destructive, vec!["test_sets"]),
        (Mode::User, vec![]),
    ] {
        let mut client = Client::of(confirming(mode));
        let unable = client.ask("tools/list", modern(json!({}))).await;
        assert_eq!(shown(&unable), expected, "{mode:?}");
        let scope = if expected.is_empty() { "public" } else { "private" };
        assert_eq!(unable.pointer("/result/cacheScope"), Some(&json!(scope)));
        assert!(shown(&client.ask("tools/list", capable(modern(json!({})))).await).is_empty());
        client.close().await;
    }
}
