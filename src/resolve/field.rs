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

/// The field of a screen that a word names; `site` adds the names that the screen doesn't tell.
///
/// # Errors
///
/// The names that could have been said, or the fields of that name. `place` is the screen in words, `lookup` lists it.
pub fn find_on_screen<'a>(
    screen: &'a [FieldMeta],
    site: &[Field],
    wanted: &str,
    place: &str,
    lookup: Option<Value>,
) -> Result<&'a FieldMeta, Unresolved> {
    let names = |meta: &FieldMeta| {
        let own = Called::new(meta.name.as_str(), meta.id.as_str());
        let known = site.iter().find(|field| field.id == meta.id).map(called).unwrap_or_default();
        Called { names: [own.names, known.names].concat(), ids: [own.ids, known.ids].concat() }
    };
    match pick(wanted, screen, names) {
        Match::One(one) => Ok(one),
        Match::Several(several) => {
            let candidate = |one: &FieldMeta| Candidate {
                name: one.name.clone(),
                detail: field_type(&one.schema),
                send: with_id(&one.name, &one.id).into(),
            };
            let candidates = several.into_iter().map(candidate).collect();
            Err(Unresolved::ambiguous("field", wanted, candidates).within(place))
        }
        Match::Nothing => {
            let told = screen.iter().filter(|one| !ALWAYS_GIVEN.contains(&one.id.as_str()));
            let known = told.map(|one| one.name.clone()).collect();
            let unknown = Unresolved::unknown("field", wanted, known).within(place);
            Err(match lookup {
                Some(lookup) => unknown.with_lookup(lookup),
                None => unknown,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

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
        let screen = [FieldMeta { id: "duedate".into(), name: "Fälligkeitsdatum".into(), ..FieldMeta::default() }];
        let site = [field("duedate", "Fälligkeitsdatum", Some("Due date"), "due")];
        assert!(find_on_screen(&screen, &site, "Due date", "of Bug in SHOP", None).is_ok());
        let error = find_on_screen(&screen, &site, "Wombat", "of Bug in SHOP", None).unwrap_err();
        let error = error.error("jira_lookup", "field");
        assert_eq!(error.message, "no field of Bug in SHOP is called `Wombat`");
        assert_eq!(error.fields[0].1.allowed, ["Fälligkeitsdatum"]);
    }
}
