//! Jira's words for what is wrong.

use super::{errors, found};
use crate::demo::jql::parse;
use proptest::prelude::*;

const OPERATORS: &str =
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.";

const ESCAPES: &str = "The valid escape sequences are \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX.";

/// The sentence that follows "Error in the JQL Query: ".
fn syntax(jql: &str, sentence: &str) {
    assert_eq!(parse(jql), Err(vec![format!("Error in the JQL Query: {sentence}")]), "{jql}");
}

#[test]
fn the_lexer_names_the_place() {
    syntax("comment ~ 'test", "The quoted string 'test' has not been completed. (line 1, character 11)");
    syntax("comment ~ 'test\n", "The quoted string 'test ' has not been completed. (line 1, character 11)");
    syntax("comment ~ '", "The quoted string has not been completed. (line 1, character 11)");
    syntax(
        "project = SET",
        "'SET' is a reserved JQL word. You must surround it in quotation marks to use it in a query. (line 1, character 11)",
    );
    syntax("comme\\unt ~ x", &format!("'\\un' is an illegal JQL escape sequence. {ESCAPES} (line 1, character 6)"));
    syntax("status =\n\n \\csss", &format!("'\\c' is an illegal JQL escape sequence. {ESCAPES} (line 3, character 2)"));
    syntax("status = x\\", &format!("The escape sequence has not been completed. {ESCAPES} (line 1, character 11)"));
    syntax(
        "reporter=a@b",
        "The character '@' is a reserved JQL character. You must enclose it in a string or use the escape '\\u0040' instead. (line 1, character 11)",
    );
    syntax(
        "mqwwr=\"\u{7f} this\"",
        "The character 'U+007F' on line 1 at position 8 must be escaped. Use the escape '\\u007f' instead. (line 1, character 8)",
    );
    syntax(
        "a=-3482094382084092840932809482",
        "'-3482094382084092840932809482' is not a valid number. Numbers must be between -9,223,372,036,854,775,808 and 9,223,372,036,854,775,807. (line 1, character 3)",
    );
}

#[test]
fn the_parser_says_what_it_expected() {
    syntax("a", &format!("Expecting operator before the end of the query. {OPERATORS}"));
    syntax("invalid query", &format!("Expecting operator but got 'query'. {OPERATORS} (line 1, character 9)"));
    syntax("project = A and\nj not is empty", "Expecting 'IN' but got 'is'. (line 2, character 7)");
    syntax("j is ! empty", "Expecting 'NOT' but got '!'. (line 1, character 6)");
    syntax("a=b c=d", "Expecting either 'OR' or 'AND' but got 'c'. (line 1, character 5)");
    syntax("a=b and", "Expecting a field name at the end of the query.");
    syntax("(a=b", "Expecting ')' before the end of the query.");
    syntax("(a=b ORDER BY c)", "Expecting ')' but got 'ORDER'. (line 1, character 6)");
    syntax("abc IN ((foo) abc = a", "Expecting ')' but got 'abc'. (line 1, character 15)");
    syntax("a=", "Expecting either a value, list or function before the end of the query.");
    syntax("'' = c", "A field name cannot be empty. (line 1, character 1)");
    syntax("a = ''()", "A function name cannot be empty. (line 1, character 5)");
    syntax("a =b order summary", "Expecting 'by' but got 'summary'. (line 1, character 12)");
    syntax("a =b order", "Expecting 'by' before the end of the query.");
    syntax("a =b order by ajsks blah", "Expecting either 'ASC' or 'DESC' but got 'blah'. (line 1, character 21)");
    syntax("order by a desc d", "Expecting ',' but got 'd'. (line 1, character 17)");
    syntax(
        "a =b order by asc",
        "Expecting a field name but got 'asc'. You must surround 'asc' in quotation marks to use it as a field name. (line 1, character 15)",
    );
    syntax("cf", "Expecting '[' before the end of the query.");
    syntax("cf[", "Expecting a custom field id (a positive number) before the end of the query.");
    syntax("cf[29829k] = ", "Expecting a custom field id (a positive number) but got '29829k'. (line 1, character 4)");
    syntax("[78] = q", "Expecting a field name but got '['. Did you mean 'cf['? (line 1, character 1)");
    syntax("a = func(, x)", "Expecting ')' but got ','. (line 1, character 10)");
    syntax("bas=func(bad,)", "Function argument must be specified. (line 1, character 14)");
    syntax("bas=func(bad,", "Expecting a function argument at the end of the query.");
    syntax("k = func(abc, jk!)", "Expecting ')' or ',' but got '!'. (line 1, character 17)");
    // One message says "JQL Query" without "the".
    assert_eq!(
        parse("summary=In Progress"),
        Err(vec![
            "Error in JQL Query: Expecting either a value, list or function but got 'In'. \
             You must surround 'In' in quotation marks to use it as a value. (line 1, character 9)"
                .to_owned()
        ])
    );
}

#[test]
fn semantic_errors_are_all_listed() {
    assert_eq!(
        errors("project = VULN AND universe = 42 AND status = Shipped ORDER BY galaxy, comment"),
        [
            "The value 'VULN' does not exist for the field 'project'.",
            "Field 'universe' does not exist or you do not have permission to view it.",
            "The value 'Shipped' does not exist for the field 'status'.",
            "Not able to sort using field 'galaxy'.",
            "Field 'comment' does not support sorting.",
        ]
    );
}

#[test]
fn each_mistake_has_its_message() {
    let dates = "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.";
    let invalid = |value: &str| format!("Date value '{value}' for field 'created' is invalid. {dates}");
    let cases: &[(&str, &str)] = &[
        ("status ~ Open", "The operator '~' is not supported by the 'status' field."),
        ("status > Open", "The operator '>' is not supported by the 'status' field."),
        ("summary = test", "The operator '=' is not supported by the 'summary' field."),
        ("text !~ test", "The operator '!~' is not supported by the 'text' field."),
        ("summary in test", "Operator 'in' does not support the non-list value '\"test\"' for field 'summary'."),
        (
            "status = (Open, Done)",
            "Operator '=' does not support the list value '(\"Open\", \"Done\")' for field 'status'.",
        ),
        (
            "assignee = membersOf(staff)",
            "Operator '=' does not support the list value 'membersOf(staff)' for field 'assignee'.",
        ),
        ("status is Open", "Operator 'is' does not support searching for non-empty values for field 'status'."),
        (
            "created > EMPTY",
            "Operator '>' does not support the empty value representation 'EMPTY' for field 'created'.",
        ),
        ("key = EMPTY", "The field 'key' does not support searching for EMPTY values."),
        ("comment is empty", "The field 'comment' does not support searching for EMPTY values."),
        ("assignee in bogus(1)", "Unable to find JQL function 'bogus(1)'."),
        ("assignee = currentUser(1)", "Function 'currentUser' expected '0' arguments but received '1'."),
        (
            "assignee in membersOf(nosuch)",
            "Function 'membersOf' can not generate a list of usernames for group 'nosuch'; the group does not exist.",
        ),
        ("status = 42", "A value with ID '42' does not exist for the field 'status'."),
        ("\"Size\" = Huge", "The option 'Huge' for field 'Size' does not exist."),
        ("key = SHOP-99", "An issue with key 'SHOP-99' does not exist for field 'key'."),
        ("key = login", "The issue key 'login' for field 'key' is invalid."),
        ("issue = 99", "A value with ID '99' does not exist for the field 'issue'."),
        ("\"Story Points\" = many", "Value 'many' for the 'Story Points' field is not a valid number."),
        (
            "created = currentUser()",
            "A date for the field 'created' provided by the function 'currentUser' is not valid.",
        ),
        ("status = now()", "A value provided by the function 'now' is invalid for the field 'status'."),
        ("created > now(-1d)", "Function 'now' expected '0' arguments but received '1'."),
        (
            "created > startOfDay(soon)",
            "Duration for function 'startOfDay' should have the format (+/-)n(yMwdm), e.g -1M for 1 month earlier.",
        ),
        ("summary ~ ''", "The field 'summary' does not support searching for an empty string."),
        ("summary ~ 'AND'", "Unable to parse the text 'AND' for field 'summary'."),
        ("labels was x", "History searches do not support the 'labels' field."),
        ("status was Shipped", "The value 'Shipped' does not exist for the field 'status'."),
        ("status changed from fred", "The value 'fred' does not exist for the field 'status'."),
        ("status changed before (11, 12)", "The BEFORE predicate must be supplied with only 1 date value."),
        ("status changed during -1d", "The DURING predicate must be supplied with exactly 2 date values."),
        (
            "status changed after currentUser()",
            "A date for the predicate 'after' provided by the function 'currentUser' is not valid.",
        ),
        ("assignee changed by bogus()", "Unable to find JQL function 'bogus()'."),
    ];
    for (jql, message) in cases {
        assert_eq!(errors(jql), [*message], "{jql}");
    }
    for value in
        ["7 days ago", "yesterday", "2026-02-30", "26-02-03", "-1M", "2026-06-15T12:00", "2026-06-15 25:00", "-d"]
    {
        assert_eq!(errors(&format!("created > '{value}'")), [invalid(value)]);
    }
    assert_eq!(
        errors("status changed after '20/12/10'"),
        [format!("Date value '20/12/10' for predicate 'after' is invalid. {dates}")]
    );
}

#[test]
fn predicates_belong_to_the_past() {
    assert_eq!(
        errors("status = Open by admin"),
        ["The EQUALS operator does not support the use of the by \"admin\" predicate. (line 1, character 15)"]
    );
    assert_eq!(
        errors("status changed 4 by x"),
        ["The CHANGED operator does not support the use of values without predicates. \
          You must prefix the 4 value with a suitable predicate. (line 1, character 16)"]
    );
}

#[test]
fn eight_sort_fields_are_too_many() {
    assert_eq!(errors("order by key, key, key, key, key, key, key, key").len(), 1);
    assert_eq!(found("order by key, key, key, key, key, key, key"), "OPS-3 SHOP-1 SHOP-2 SHOP-10");
}

#[test]
fn deep_nesting_is_refused_and_not_survived_by_luck() {
    for opening in ["(", "NOT ", "!", "a in (("] {
        let query = opening.repeat(10_000);
        assert_eq!(parse(&query).map_err(|errors| errors.len()), Err(1), "{opening}");
    }
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused_with_its_place(text in any::<String>()) {
        well_formed(&text)?;
    }

    #[test]
    fn any_mix_of_the_languages_words_is_parsed_or_refused_with_its_place(
        words in proptest::collection::vec(
            prop_oneof![
                Just("status"), Just("created"), Just("cf"), Just("["), Just("]"), Just("12"), Just("="), Just("!="),
                Just("~"), Just("in"), Just("not"), Just("is"), Just("was"), Just("changed"), Just("by"), Just("during"),
                Just("("), Just(")"), Just(","), Just("\""), Just("'a b'"), Just("\\"), Just("\\u00e4"), Just("order"),
                Just("by"), Just("desc"), Just("and"), Just("or"), Just("!"), Just("empty"), Just("now()"), Just("-7d"),
                Just("\n"), Just("Open"), Just("select"), Just("|"), Just("key"), Just("SHOP-1"), Just("summary"), Just("'*x? y'"),
            ],
            0..20,
        ),
        glue in prop_oneof![Just(" "), Just("")],
    ) {
        well_formed(&words.join(glue))?;
    }
}

/// Neither the parser nor the checker panics, and a syntax error names its place or the end of the query.
fn well_formed(text: &str) -> Result<(), TestCaseError> {
    match parse(text) {
        Ok(_) => {
            let company = super::company();
            let _ = super::search(&company, text, &company.all());
        }
        Err(errors) => {
            prop_assert_eq!(errors.len(), 1);
            let error = &errors[0];
            prop_assert!(error.contains("(line ") || error.contains("the end of the query."), "{}", error);
        }
    }
    Ok(())
}
