//! Fields by id, display name, name before translation, or the name that JQL uses.

use super::matching::{Called, Match, pick, with_id};
use super::{Unresolved, field_type};
use crate::error::Candidate;
use crate::jira::types::{Field, FieldMeta};
use serde_json::Value;

/// Fields on a create screen that are arguments of their own in every call about one, so that nobody need be told of them.
pub const ALWAYS_GIVEN: [&str; 2] = ["project", "issuetype"];

/// What a field of the site answers to.
pub fn called(field: &Field) -> Called {
    let mut called = Called::new(field.name.as_str(), field.id.as_str()).or(field.untranslated_name.as_deref());
    called.ids.extend(field.clause_names.iter().cloned());
    called
}

/// The field of the site that a word names.
///
/// # Errors
///
/// The names that could have been said, or the fields of that name.
pub fn find<'a>(fields: &'a [Field], wanted: &str) -> Result<&'a Field, Unresolved> {
    match pick(wanted, fields, called) {
        Match::One(one) => Ok(one),
        Match::Several(several) => {
            let candidate = |one: &Field| Candidate {
                name: one.name.clone(),
                detail: one.schema.as_ref().map(field_type).unwrap_or_default(),
                send: with_id(&one.name, &one.id).into(),
            };
            let candidates = several.into_iter().map(candidate).collect();
            Err(Unresolved::ambiguous("field", wanted, candidates))
        }
        Match::Nothing => {
            let known = fields.iter().map(|one| one.name.clone()).collect();
            Err(Unresolved::unknown("field", wanted, known).with_lookup(serde_json::json!({"kind": "field"})))
        }
    }
}

/// A screen: the fields that a new issue or one that there is can have.
#[derive(Clone, Copy, Debug)]
pub struct Screen<'a> {
    /// Its fields.
    pub fields: &'a [FieldMeta],
    /// The fields of the site, which know more names.
    pub site: &'a [Field],
    /// The screen in words: `of Bug in SHOP`.
    pub place: &'a str,
    /// The arguments of the `jira_lookup` that lists it.
    pub lookup: &'a Value,
}

impl<'a> Screen<'a> {
    /// The field that a word names, where a field that has a list of values is meant: of several fields of one name those
    /// without count only when none has one, and none of them is ever offered.
    ///
    /// # Errors
    ///
    /// The names that could have been said, or the fields of that name.
    pub fn find_with_values(self, wanted: &str) -> Result<&'a FieldMeta, Unresolved> {
        let names = |meta: &FieldMeta| {
            let own = Called::new(meta.name.as_str(), meta.id.as_str());
            let known = self.site.iter().find(|field| field.id == meta.id).map(called).unwrap_or_default();
            Called { names: [own.names, known.names].concat(), ids: [own.ids, known.ids].concat() }
        };
        let several = match pick(wanted, self.fields, names) {
            Match::One(one) => return Ok(one),
            Match::Several(several) => several,
            Match::Nothing => Vec::new(),
        };
        let offered: Vec<&FieldMeta> = several.into_iter().filter(|meta| has_values(meta)).collect();
        match offered.as_slice() {
            [only] => Ok(only),
            [] => Err(Unresolved::unknown("field", wanted, with_values(self.fields))
                .within(self.place)
                .with_lookup(self.lookup.clone())
                .listing(self.fields.iter().filter(|meta| is_told(meta)).count())),
            several => {
                let candidate = |one: &&FieldMeta| Candidate {
                    name: one.name.clone(),
                    detail: field_type(&one.schema),
                    send: with_id(&one.name, &one.id).into(),
                };
                let candidates = several.iter().map(candidate).collect();
                Err(Unresolved::ambiguous("field", wanted, candidates).within(self.place))
            }
        }
    }
}

/// The fields of a screen that have a list of values to choose from, by what can be sent for each.
pub fn with_values(screen: &[FieldMeta]) -> Vec<String> {
    let all = || screen.iter().filter(|meta| has_values(meta));
    let is_alone = |name: &str| all().filter(|meta| meta.name.eq_ignore_ascii_case(name)).nth(1).is_none();
    all().map(|one| if is_alone(&one.name) { one.name.clone() } else { with_id(&one.name, &one.id) }).collect()
}

fn has_values(meta: &FieldMeta) -> bool {
    is_told(meta) && !meta.allowed.is_empty()
}

/// Whether a type has a list of values, by what `field_type` calls it: screens tell the values themselves.
pub fn type_has_values(field_type: &str) -> bool {
    [
        "select",
        "multi-select",
        "cascading",
        "priority",
        "resolution",
        "version",
        "versions",
        "component",
        "components",
        "security level",
    ]
    .contains(&field_type)
}

fn is_told(meta: &FieldMeta) -> bool {
    !ALWAYS_GIVEN.contains(&meta.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use serde_json::json;

    fn field(id: &str, name: &str, untranslated: Option<&str>, clause: &str) -> Field {
        Field {
            id: id.into(),
            name: name.into(),
            untranslated_name: untranslated.map(str::to_owned),
            clause_names: vec![clause.into()],
            ..Field::default()
        }
    }

    #[test]
    fn a_field_answers_to_all_its_names() {
        let fields = [
            field("duedate", "Fälligkeitsdatum", Some("Due date"), "due"),
            field("customfield_10114", "Team", None, "cf[10114]"),
            field("customfield_10115", "Team", None, "cf[10115]"),
        ];
        for word in ["duedate", "fälligkeitsdatum", "Due date", "due", "Due"] {
            assert_eq!(find(&fields, word).unwrap().id, "duedate", "{word}");
        }
        assert_eq!(find(&fields, "cf[10115]").unwrap().id, "customfield_10115");
        let error = find(&fields, "team").unwrap_err().error("jira_lookup", "field");
        assert_eq!(error.code, Code::AmbiguousName);
        for candidate in &error.fields[0].1.candidates {
            assert!(find(&fields, candidate.send.as_str().unwrap()).is_ok());
        }
    }

    #[test]
    fn a_screen_knows_the_names_of_the_site() {
        let fields = [FieldMeta { id: "duedate".into(), name: "Fälligkeitsdatum".into(), ..FieldMeta::default() }];
        let site = [field("duedate", "Fälligkeitsdatum", Some("Due date"), "due")];
        let lookup = json!({"kind": "create_fields"});
        let screen = Screen { fields: &fields, site: &site, place: "of Bug in SHOP", lookup: &lookup };
        assert!(screen.find_with_values("Due date").is_ok());
        let error = screen.find_with_values("Wombat").unwrap_err().error("jira_lookup", "field");
        assert_eq!(error.message, "no field of Bug in SHOP is called `Wombat`");
    }

    #[test]
    fn only_fields_with_values_are_offered_where_values_are_wanted() {
        let meta = |id: &str, name: &str, values: Vec<Value>| FieldMeta {
            id: id.into(),
            name: name.into(),
            allowed: values,
            ..FieldMeta::default()
        };
        let some = || vec![json!({"value": "Red"})];
        let fields = [
            meta("1", "Team", vec![]),
            meta("2", "Team", some()),
            meta("3", "Team lead", some()),
            meta("4", "Colour", some()),
            meta("5", "Colour", some()),
            meta("6", "Severely long text", vec![]),
            meta("7", "Text", vec![]),
            meta("8", "Text", vec![]),
            meta("issuetype", "Type", some()),
        ];
        let lookup = json!({"kind": "create_fields"});
        let screen = Screen { fields: &fields, site: &[], place: "of Bug in SHOP", lookup: &lookup };
        assert_eq!(screen.find_with_values("team").unwrap().id, "2");
        assert_eq!(screen.find_with_values("Team [1]").unwrap().id, "1", "what is named in full is that");
        assert_eq!(screen.find_with_values("Severely long text").unwrap().id, "6");
        let error = |wanted: &str| screen.find_with_values(wanted).unwrap_err().error("jira_lookup", "field");
        assert_eq!(error("colour").code, Code::AmbiguousName);
        for wanted in ["Text", "Severty", "Wombat"] {
            let error = error(wanted);
            assert_eq!(error.code, Code::UnknownName);
            assert_eq!(error.fields[0].1.allowed, ["Team", "Team lead", "Colour [4]", "Colour [5]"], "{wanted}");
            for field in &error.fields[0].1.allowed {
                assert!(screen.find_with_values(field).is_ok_and(has_values), "{field}");
            }
        }
    }
}
