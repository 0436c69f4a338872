//! Documents of other people, read when they are there.

use super::*;

#[test]
fn published_documents_are_read_whole() {
    let Some(samples) = shared("jira/samples") else {
        println!("skipped: no sample documents");
        return;
    };
    let mut read = 0;
    for folder in ["adf-reference/valid", "adf-reference/invalid", "adf-markdown"] {
        for entry in std::fs::read_dir(samples.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let document: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let shown = markdown(&document);
            let mut texts = String::new();
            all_text(&document, &mut texts);
            assert_eq!(missing(&texts, &shown), None, "{}: {shown}", path.display());
            assert_eq!(missing(&texts, &plain(&document)), None, "{}", path.display());
            read += 1;
        }
    }
    assert!(read > 80, "only {read} documents");
}

#[test]
fn every_node_of_the_schema_has_a_form() {
    let Some(schema) = shared("jira/openapi/adf-schema-57.7.22-full.json") else {
        println!("skipped: no ADF schema");
        return;
    };
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let mut kinds: Vec<&str> = schema["definitions"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(|definition| definition["properties"]["type"]["enum"][0].as_str())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.len() >= 55, "{kinds:?}");
    for kind in kinds {
        let parents: &[&str] = match kind {
            "listItem" => &["bulletList"],
            "taskItem" | "blockTaskItem" => &["taskList"],
            "decisionItem" => &["decisionList"],
            "caption" => &["mediaSingle"],
            "tableRow" => &["table"],
            "tableCell" | "tableHeader" => &["tableRow", "table"],
            // A mark; what isn't shown of these is listed in the forms.
            _ if schema["definitions"].get(format!("{kind}_mark")).is_some() => continue,
            _ => &[],
        };
        let mut node = json!({"type": kind, "text": "inside", "attrs": {}});
        let holds = schema["definitions"].as_object().unwrap().values().any(|definition| {
            definition["properties"]["type"]["enum"][0] == kind && definition["properties"].get("content").is_some()
        });
        if holds {
            node["content"] = json!([text("inside")]);
        }
        for parent in parents {
            node = json!({"type": parent, "content": [node]});
        }
        let shown = markdown(&node);
        assert!(!shown.contains("[unknown:") && !shown.contains(":::unknown"), "{kind}: {shown}");
        assert!(!holds || shown.contains("inside"), "{kind}: {shown}");
        assert!(!shown.is_empty() || matches!(kind, "hardBreak" | "mediaSingle"), "{kind}");
    }
}

/// Finds third-party data beside the project; when it has to be there, its absence is a failure.
pub(in crate::text) fn shared(path: &str) -> Option<std::path::PathBuf> {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here.ancestors().map(|folder| folder.join("shared").join(path)).find(|path| path.exists());
    let required = std::env::var("JIRA_MCP_REQUIRE").unwrap_or_default();
    assert!(found.is_some() || !required.split(',').any(|name| name == "shared"), "`{path}` is required");
    found
}
