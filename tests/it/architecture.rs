//! The house rules that a compiler doesn't check, read from the sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Part of the house, and what its files must not mention, besides what is above them: the protocol, HTTP, the environment, waiting,
/// the clock, and neighbours that are none of its business.
const FOREIGN: &[(&str, &[&str])] = &[
    ("server", &["reqwest", "jira::types"]),
    ("router", &["reqwest", "jira::types"]),
    ("schema", &["reqwest", "jira::"]),
    ("tools", &["rmcp", "reqwest", "std::env", "crate::demo"]),
    ("prompts", &["rmcp", "reqwest", "std::env", "async ", "crate::jira", "crate::tools"]),
    ("completion", &["rmcp", "reqwest", "std::env", "crate::compact"]),
    ("cursors", &["rmcp", "reqwest", "std::env", "async ", "crate::jira"]),
    ("error", &["rmcp", "reqwest", "std::env", "async ", "crate::compact"]),
    ("random", &["crate::", "async "]),
    ("private", &["crate::", "async "]),
    ("jira/key", &["async ", "Instant", "SystemTime", "Timestamp::now"]),
    ("closest", &["crate::", "async "]),
    ("confirm", &["rmcp", "reqwest", "async ", "Instant", "SystemTime", "crate::jira", "crate::error"]),
    ("audit", &["rmcp", "reqwest", "std::env", "async ", "crate::compact", "crate::resolve", "crate::jira"]),
    ("ledger", &["rmcp", "reqwest", "std::env", "crate::error", "crate::compact"]),
    ("ledger/decide", &["async ", "tokio", "std::fs", "Instant", "SystemTime", "Timestamp::now"]),
    ("ledger/digest", &["async ", "tokio", "std::fs", "Instant", "SystemTime", "Timestamp::now"]),
    ("writes", &["rmcp", "reqwest", "std::env", "crate::error", "crate::compact", "crate::policy"]),
    ("writes/look", &["async ", "tokio", "Instant", "SystemTime::now", "Timestamp::now"]),
    ("config", &["rmcp", "reqwest", "async "]),
    ("args", &["rmcp", "reqwest", "std::env", "tokio", "async ", "crate::jira"]),
    ("policy", &["crate::compact", "rmcp", "reqwest"]),
    ("resolve", &["crate::compact", "rmcp", "reqwest"]),
    ("compact", &["async ", "tokio", "reqwest", "rmcp", "Instant", "SystemTime", "Timestamp::now"]),
    ("text", &["async ", "tokio", "reqwest", "rmcp", "Instant", "SystemTime", "Timestamp::now", "crate::jira"]),
    ("jql", &["async ", "tokio", "reqwest", "rmcp", "Instant", "SystemTime", "Timestamp::now", "crate::jira"]),
    ("jira", &["rmcp", "schemars", "crate::demo"]),
    ("demo", &["rmcp", "reqwest"]),
];

#[test]
fn parts_do_not_mention_what_is_not_theirs() {
    let mut broken = Vec::new();
    for (part, forbidden) in FOREIGN {
        let files = files_of(part);
        assert!(!files.is_empty(), "{part} has no files");
        for file in files {
            let code = code_of(&file);
            for word in *forbidden {
                for (number, line) in code.lines().enumerate().filter(|(_, line)| line.contains(word)) {
                    broken.push(format!("{}:{}: `{word}` in {}", file.display(), number + 1, line.trim()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// The paragraphs of `src/lib.rs` are floors, in the order of the flow.
#[test]
fn no_module_uses_one_of_a_floor_above() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let module = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    let floors: Vec<Vec<String>> = map.split("\n\n").map(|floor| floor.lines().filter_map(module).collect()).collect();
    assert!(floors.concat().len() > 20, "{floors:?}");
    let mut broken = Vec::new();
    for (floor, modules) in floors.iter().enumerate() {
        for file in modules.iter().flat_map(|module| files_of(module)) {
            let code = code_of(&file);
            let named = code.split("crate::").skip(1);
            let used = named.filter_map(|rest| rest.split(|one: char| !one.is_alphanumeric() && one != '_').next());
            let above = floors[..floor].concat();
            broken.extend(
                used.filter(|used| above.iter().any(|one| one == used)).map(|used| (file.clone(), used.to_owned())),
            );
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A mistake that the embedded Jira shared with its client would hide itself.
#[test]
fn the_embedded_jira_uses_nothing_of_ours() {
    for file in files_of("demo") {
        let others = code_of(&file).replace("crate::demo", "").contains("crate::");
        assert!(!others, "{} uses another module of ours", file.display());
    }
}

#[test]
fn tools_do_not_use_one_another() {
    let names: Vec<&str> = mcp_server_jira::tools::ALL.iter().map(|tool| tool.spec().name).collect();
    for name in &names {
        for file in files_of(&format!("tools/{name}")) {
            let code = code_of(&file);
            for other in names.iter().filter(|other| *other != name) {
                assert!(!code.contains(&format!("tools::{other}")), "{} uses {other}", file.display());
            }
        }
    }
}

#[test]
fn durations_stand_in_one_place() {
    let allowed = ["src/jira/timing.rs", "src/demo/timing.rs"];
    for file in all_sources() {
        let shown = file.display().to_string();
        if !allowed.iter().any(|one| shown.ends_with(one)) {
            assert!(
                !code_of(&file).replace("SignedDuration::from_", "").contains("Duration::from_"),
                "{shown} holds a duration of its own"
            );
        }
    }
}

/// What an agent reads and says reaches no file and no program: these are all the places that do, and what they touch is named
/// by the person who runs the server.
#[test]
fn files_and_programs_are_reached_in_few_places() {
    let mut places: Vec<String> = Vec::new();
    for file in all_sources() {
        let code = code_of(&file);
        if ["std::fs", "tokio::fs", "std::process", "tokio::process"].iter().any(|word| code.contains(word)) {
            let inside = file.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
            places.push(inside.display().to_string());
        }
    }
    let expected = [
        // The profiles, the token command, the certificates, the lock of the ledger; our own files; the clients' files.
        "config/profile.rs",
        "jira/auth.rs",
        "jira/transport.rs",
        "ledger/store.rs",
        "private.rs",
        "cli/setup/files.rs",
        // The demo starts this program; the process gives its exit code.
        "cli/demo.rs",
        "cli/demo/client.rs",
        "main.rs",
    ];
    let mut expected = expected.map(str::to_owned);
    expected.sort_unstable();
    places.sort_unstable();
    assert_eq!(places, expected);
}

#[test]
fn the_dialect_is_decided_in_one_module() {
    for file in all_sources() {
        let shown = file.display().to_string();
        if shown.contains("src/jira/dialect") || shown.contains("src/demo") {
            continue;
        }
        for variant in ["Dialect::Cloud", "Dialect::DataCenter"] {
            let code = code_of(&file);
            let asks = code.lines().any(|line| line.contains(variant) && !line.contains("demo::"));
            assert!(!asks, "{shown} asks which dialect it is");
        }
    }
}

#[test]
fn nothing_matches_on_a_tool_name() {
    for tool in mcp_server_jira::tools::ALL {
        let name = tool.spec().name;
        let arm = format!("\"{name}\" =>");
        let comparison = format!("== \"{name}\"");
        for file in all_sources() {
            let code = code_of(&file);
            assert!(!code.contains(&arm) && !code.contains(&comparison), "{} matches on {name}", file.display());
        }
    }
}

#[test]
fn a_tool_is_found_under_its_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for tool in mcp_server_jira::tools::ALL {
        let name = tool.spec().name;
        for place in [
            format!("tools/{name}.md"),
            format!("src/tools/{name}.rs"),
            format!("tests/it/{name}.rs"),
            format!("snapshots/{name}/contract.snap"),
        ] {
            assert!(root.join(&place).exists(), "{place} is missing");
        }
    }
}

#[test]
fn the_token_is_exposed_on_one_line_and_one_line_waits_for_jira() {
    for (word, folder) in [("expose_secret()", ""), ("time::sleep(", "jira")] {
        let files = if folder.is_empty() { all_sources() } else { files_of(folder) };
        let lines: Vec<String> = files
            .iter()
            .flat_map(|file| {
                let code = code_of(file);
                let lines = code.lines().filter(|line| line.contains(word)).map(|line| line.trim().to_owned());
                lines.map(|line| format!("{}: {line}", file.display())).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(lines.len(), 1, "`{word}`: {lines:#?}");
    }
}

/// A file of a part: `src/<part>.rs` and everything below `src/<part>/`.
fn files_of(part: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let single = root.join(format!("{part}.rs"));
    if single.exists() {
        files.push(single);
    }
    collect(&root.join(part), &mut files);
    files
}

fn all_sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    // Sorted, so that a failure reads the same everywhere.
    let entries: BTreeMap<PathBuf, bool> =
        entries.flatten().map(|entry| (entry.path(), entry.path().is_dir())).collect();
    for (path, folder) in entries {
        if folder {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code of a file without comments and without its tests.
fn code_of(file: &Path) -> String {
    let of_tests = |part: std::path::Component<'_>| part.as_os_str() == "tests";
    if file.with_extension("").components().any(of_tests) {
        return String::new();
    }
    let source = fs::read_to_string(file).unwrap();
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}
