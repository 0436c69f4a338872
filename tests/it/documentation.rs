//! The pages say what is true: the session is the one that the demo plays now, a command prints what stands below it, and
//! a flag, a variable or a test that is named exists.

use mcp_server_jira::cli;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Flags on the pages that are other programs'.
const OTHERS_FLAGS: [&str; 3] = ["bench", "path", "release"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The pages for people who use the program, by their paths.
fn pages() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages: Vec<PathBuf> = docs.filter(|path| path.extension().is_some_and(|kind| kind == "md")).collect();
    assert!(pages.len() > 5, "{pages:?}");
    let named = pages.iter().map(|path| format!("docs/{}", path.file_name().unwrap().to_str().unwrap()));
    ["README.md", "SECURITY.md"]
        .map(str::to_owned)
        .into_iter()
        .chain(named)
        .map(|path| (path.clone(), read(&path)))
        .collect()
}

/// What a command prints on a machine on which nothing is set.
fn printed(command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_mcp-server-jira"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let shell = Command::new("sh").args(["-c", command]).env_clear().env("PATH", path).stdin(Stdio::null()).output();
    String::from_utf8(shell.unwrap().stdout).unwrap()
}

/// The fenced blocks of a language, in order.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

/// Words of a text, as flags and variables are written.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-')
}

#[test]
fn the_session_is_the_one_that_the_demo_plays() {
    let (stands, played) = (read("docs/session.txt"), printed("mcp-server-jira demo --recorded"));
    let renew = "renew it with `cargo run -- demo --recorded > docs/session.txt` and read the difference";
    let differs = stands.lines().zip(played.lines()).position(|(stands, played)| stands != played);
    let line = differs.map_or(stands.lines().count().min(played.lines().count()), |line| line) + 1;
    assert!(stands == played, "docs/session.txt is not what the demo plays, from line {line} on: {renew}");
    let excerpts = read("README.md");
    let excerpts = blocks(&excerpts, "text");
    assert!(!excerpts.is_empty());
    for excerpt in excerpts {
        assert!(stands.contains(excerpt), "README.md shows a piece that is not in docs/session.txt:\n{excerpt}");
    }
}

#[test]
fn a_command_prints_what_stands_below_it() {
    let mut commands = 0;
    for (path, page) in pages() {
        for block in blocks(&page, "console") {
            let (command, stands) = block.split_once('\n').unwrap();
            let played = printed(command.strip_prefix("$ ").unwrap());
            assert_eq!(stands.trim_end(), played.trim_end(), "{path}: `{command}`");
            commands += 1;
        }
    }
    assert!(commands > 1);
}

#[test]
fn the_flags_and_variables_on_the_pages_exist() {
    let program = cli::command();
    let commands = || std::iter::once(&program).chain(program.get_subcommands());
    let mut flags: BTreeSet<&str> =
        commands().flat_map(|one| one.get_arguments()).filter_map(|one| one.get_long()).collect();
    flags.extend(["help", "version"]);
    let help: String = commands().map(|command| command.clone().render_long_help().to_string()).collect();
    // That page is the table of another server's variables.
    let theirs = read("docs/mcp-atlassian.md");
    let variables: BTreeSet<&str> =
        words(&help).chain(words(&theirs)).filter(|word| word.starts_with("JIRA_")).collect();
    let mut others = BTreeSet::new();
    for (path, page) in pages() {
        for flag in
            words(&page).filter_map(|word| word.strip_prefix("--")).filter(|flag| flag.starts_with(char::is_alphabetic))
        {
            if OTHERS_FLAGS.contains(&flag) {
                others.insert(flag.to_owned());
            } else {
                assert!(flags.contains(flag), "{path} names `--{flag}`, which the program doesn't have");
            }
        }
        for variable in words(&page).filter(|word| word.starts_with("JIRA_")) {
            assert!(variables.contains(variable), "{path} names `{variable}`, which `--help` doesn't");
        }
    }
    assert_eq!(
        others.iter().map(String::as_str).collect::<Vec<_>>(),
        OTHERS_FLAGS,
        "a flag of others that no page names"
    );
}

#[test]
fn files_and_tests_that_a_page_names_exist() {
    for (path, page) in pages() {
        let folder = root().join(&path).parent().unwrap().to_owned();
        for link in page.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            assert!(link.contains("://") || link.is_empty() || folder.join(link).exists(), "{path} links `{link}`");
        }
        let code: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
        // Forms such as `src/tools/<tool>.rs` and `jira_x.rs` are no files.
        let is_source = |text: &&str| {
            text.ends_with(".rs") && text.contains('/') && !text.contains('<') && !text.contains("jira_x")
        };
        let sources: Vec<&str> = code.iter().copied().filter(is_source).collect();
        for source in &sources {
            assert!(root().join(source).exists(), "{path} names `{source}`");
        }
        let held: String = sources.iter().filter_map(|source| fs::read_to_string(root().join(source)).ok()).collect();
        let is_test = |text: &&str| {
            !text.starts_with("jira_")
                && text.matches('_').count() > 2
                && text.chars().all(|one| one == '_' || one.is_ascii_lowercase())
        };
        for test in code.iter().copied().filter(is_test) {
            assert!(
                held.contains(&format!("fn {test}(")),
                "{path} names the test `{test}`, which no file named there holds"
            );
        }
    }
}
