use super::*;

fn run_with(arguments: &[&str], variables: &[(&str, &str)]) -> (u8, String, String) {
    let environment =
        |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let mut outside = Outside {
        environment: &environment,
        names: variables.iter().map(|(name, _)| (*name).to_owned()).collect(),
        program: "mcp-server-jira".into(),
        input: &mut keyboard::Terminal,
        output: &mut output,
        errors: &mut errors,
    };
    let arguments = std::iter::once("mcp-server-jira").chain(arguments.iter().copied()).map(OsString::from);
    let code = run(arguments, &mut outside);
    (code, String::from_utf8(output).unwrap(), String::from_utf8(errors).unwrap())
}

#[test]
fn help_and_version_are_results_and_a_wrong_flag_is_usage() {
    let (code, output, _) = run_with(&["--help"], &[]);
    assert_eq!(code, SUCCESS);
    assert!(
        output.contains("JIRA_API_TOKEN") && output.contains("--read-only") && output.contains("--demo"),
        "{output}"
    );
    assert!(run_with(&["--version"], &[]).1.contains(env!("CARGO_PKG_VERSION")));
    let (code, _, errors) = run_with(&["--redonly"], &[]);
    assert_eq!(code, USAGE);
    assert!(errors.contains("--read-only"), "{errors}");
    assert_eq!(run_with(&["--demo", "--url", "x.atlassian.net"], &[]).0, USAGE);
    assert_eq!(run_with(&["demo", "--dialect", "x"], &[]).0, USAGE);
}

#[test]
fn an_unknown_tool_and_arguments_that_are_no_object_are_usage() {
    assert_eq!(run_with(&["call", "jira_no_such_tool_at_all"], &[]).0, USAGE);
    for tool in ALL {
        assert_eq!(run_with(&["call", tool.spec().name, "[]"], &[]).0, USAGE);
        let (code, output, _) = run_with(&["call", tool.spec().name, "{}"], &[]);
        assert_eq!(code, FAILED);
        assert!(output.contains("config_error") && output.contains("JIRA_URL"), "{output}");
    }
}

#[test]
fn the_catalogue_needs_no_settings() {
    let (code, output, _) = run_with(&["tools"], &[]);
    assert_eq!(code, SUCCESS);
    assert!(ALL.iter().all(|tool| output.contains(tool.spec().name)), "{output}");
}
