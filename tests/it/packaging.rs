//! What the packages say is what the program is: one version, settings that exist, a changelog that knows the release.

use crate::support::program;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn the_version_stands_in_cargo_toml_alone() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("Cargo.toml").contains(&format!("\nversion = \"{version}\"\n")));
    let scripts = files(&root().join("scripts"));
    for path in files(&root().join("packaging")).into_iter().chain(scripts) {
        let text = fs::read_to_string(&path).unwrap();
        let own = text.lines().find(|line| line.contains(version) && line.contains("mcp-server-jira"));
        assert_eq!(own, None, "{} holds the version", path.display());
        if path.extension().is_some_and(|extension| extension == "json") {
            let manifest: Value = serde_json::from_str(&text).unwrap();
            for key in ["version", "description", "license"] {
                assert!(manifest.get(key).is_none(), "{} holds a {key} of its own", path.display());
            }
        }
    }
}

#[test]
fn the_changelog_begins_with_this_version_or_the_next() {
    let changelog = read("CHANGELOG.md");
    let newest = changelog.lines().find(|line| line.starts_with("## ")).unwrap();
    let this = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(newest == "## Unreleased" || newest.starts_with(&this), "{newest}");
}

#[test]
fn settings_that_a_person_is_asked_for_are_known() {
    let help = program().arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let settings: Vec<Value> = serde_json::from_str(&read("packaging/settings.json")).unwrap();
    assert!(!settings.is_empty());
    for setting in settings {
        let variable = setting["variable"].as_str().unwrap();
        let known = help.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        assert!(known.into_iter().any(|word| word == variable), "`{variable}` is no setting");
        let secret = ["TOKEN", "PASSWORD", "HEADERS"].iter().any(|word| variable.contains(word));
        assert_eq!(setting["secret"] == true, secret, "`{variable}`");
    }
}

#[test]
fn the_image_takes_what_is_there_and_not_ignored() {
    let dockerfile = read("packaging/Dockerfile");
    let ignored = read("packaging/Dockerfile.dockerignore");
    let copied = dockerfile.lines().filter(|line| line.starts_with("COPY ") && !line.contains("--from"));
    for path in copied.flat_map(|line| line.split_whitespace().skip(1).collect::<Vec<_>>()) {
        if !["./", "/"].contains(&path) {
            assert!(root().join(path).exists(), "the image takes `{path}`, which is not there");
            let kept = ignored.lines().filter_map(|line| line.strip_prefix('!'));
            let kept = kept.into_iter().any(|pattern| path.starts_with(pattern.trim_end_matches('*')));
            assert!(kept, "the image takes `{path}`, which is ignored");
        }
    }
}
