//! What has to be known of words that stand where a clause should: pure.

use super::fields;
use crate::jql::answers::{Field, Kind, Named, NamedField};
use crate::jql::{self, Questions};

/// The same questions, and those that the words of the query raise: a value more of the clause before them, a field with
/// its value, a state of work, a project's key.
pub(super) fn with_words(questions: &Questions, known: &[Field]) -> Questions {
    let mut all = questions.clone();
    let alone = questions.fields.is_empty() && questions.words.len() == 1;
    for words in &questions.words {
        if let Some(after) = &words.after {
            add(&mut all, after.clone(), Some(&words.value));
        }
        if let Some((field, _, value)) = jql::spoken(known, &words.value) {
            add(&mut all, fields::clause_name(field), Some(&value));
        }
        let mut of_kind = |kind: Kind, value: Option<&str>| {
            if let Some(field) = known.iter().find(|field| field.kind == kind) {
                add(&mut all, fields::clause_name(field), value);
            }
        };
        if !alone && jql::is_state(&words.value) {
            of_kind(Kind::Status, None);
        }
        if alone && may_be_key(&words.value) {
            of_kind(Kind::Project, Some(&words.value));
        }
    }
    all
}

fn add(questions: &mut Questions, name: String, value: Option<&str>) {
    let place = questions.fields.iter().position(|field| field.name.eq_ignore_ascii_case(&name));
    let place = place.unwrap_or_else(|| {
        questions.fields.push(NamedField { name, values: Vec::new(), needed: true });
        questions.fields.len() - 1
    });
    let Some(field) = questions.fields.get_mut(place) else { return };
    field.needed = true;
    let named = value.map(|value| Named { value: value.to_owned(), quoted: true });
    field.values.extend(named.filter(|named| !field.values.iter().any(|held| held.value == named.value)));
}

/// Whether a word is written exactly as a project's key is.
fn may_be_key(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    plain && word.len() > 1 && word.starts_with(|first: char| first.is_ascii_uppercase())
}
