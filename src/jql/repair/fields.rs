//! Fields and functions by any of their names.

use super::{Lists, MOST_CANDIDATES, Repairer, Wrong};
use crate::jql::answers::{Candidate, Field};
use crate::jql::nearest::{closest, folded, nearest, same};
use crate::jql::print::sole_word;
use crate::jql::quote::quote;
use crate::jql::tree::{Form, Operand, Term};
use crate::jql::words;

/// What a name in a query stands for.
#[derive(Clone, Debug)]
pub(super) enum Found<'a> {
    /// Fields that Jira finds by this name.
    Accepted(Vec<&'a Field>),
    /// A field that a query must call otherwise.
    Renamed(&'a Field, String),
    /// Several fields.
    Several(Vec<&'a Field>),
    /// Something that isn't in the list of fields, such as an entity property, or the list isn't known.
    Unchecked,
    /// No field.
    Nothing,
}

/// The field that a name stands for.
pub(super) fn find<'a>(fields: &'a [Field], term: &Term) -> Found<'a> {
    let wanted = term.value.as_str();
    let clause_name = |field: &&Field| field.clause_names.iter().any(|name| same(name, wanted));
    let accepted: Vec<&Field> = fields.iter().filter(clause_name).collect();
    if !accepted.is_empty() {
        return Found::Accepted(accepted);
    }
    let property = term.form == Form::Verbatim && !wanted.to_lowercase().starts_with("cf[");
    if fields.is_empty() || property {
        return Found::Unchecked;
    }
    let plain = folded(wanted);
    let levels: [&dyn Fn(&str) -> bool; 2] = [&|name| same(name, wanted), &|name| folded(name) == plain];
    for level in levels {
        let found: Vec<&Field> = fields.iter().filter(|field| names(field).any(level)).collect();
        match found.as_slice() {
            [] => {}
            [field] => return Found::Renamed(field, spelled(field, wanted)),
            _ => return Found::Several(found),
        }
    }
    let Some(near) = closest(wanted, fields.iter().flat_map(names)) else { return Found::Nothing };
    let found: Vec<&Field> = fields.iter().filter(|field| names(field).any(|name| same(name, near))).collect();
    match found.as_slice() {
        [field] => Found::Renamed(field, spelled(field, near)),
        _ => Found::Several(found),
    }
}

/// The one field that is called so, by any of its names and as people see them alike.
pub(super) fn called<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    let plain = folded(name);
    fields.iter().find(|field| names(field).any(|own| folded(own) == plain))
}

fn names(field: &Field) -> impl Iterator<Item = &str> {
    let own = [field.id.as_str(), field.name.as_str()].into_iter();
    let all = own.chain(field.other_names.iter().map(String::as_str));
    all.chain(field.clause_names.iter().map(String::as_str)).filter(|name| !name.is_empty())
}

/// What a query calls a field: the name most like the one that was used.
pub(super) fn spelled(field: &Field, used: &str) -> String {
    let number = used.to_lowercase().strip_prefix("customfield_").map(|number| format!("cf[{number}]"));
    let plain = folded(used);
    let like = |name: &&String| number.as_ref().is_some_and(|number| same(name, number)) || folded(name) == plain;
    let name = field.clause_names.iter().find(like).or_else(|| field.clause_names.first()).unwrap_or(&field.id);
    written(name)
}

/// A field's name in a query, in quotes where it needs them.
pub fn written(name: &str) -> String {
    let custom = name.strip_prefix("cf[").and_then(|rest| rest.strip_suffix(']'));
    let number = custom.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    match number || sole_word(name, Form::Bare) {
        true => name.to_owned(),
        false => quote(name),
    }
}

impl<'a> Repairer<'a> {
    /// The field of a clause, its name repaired. `Err` if there is none, which is then told.
    pub(super) fn field(&mut self, term: &Term) -> Result<Option<&'a Field>, ()> {
        let fields = &self.answers.fields;
        match find(fields, term) {
            Found::Unchecked => Ok(None),
            Found::Accepted(found) => {
                let first = found.first().copied();
                let one_kind = found.iter().all(|field| Some(field.kind) == first.map(|first| first.kind));
                Ok(first.filter(|_| one_kind))
            }
            Found::Renamed(field, name) => {
                self.write(term, name);
                Ok(Some(field))
            }
            Found::Several(found) => {
                let message = format!("several fields are called `{}`", term.value);
                self.problem(&term.span, Wrong::Ambiguous, message, found.into_iter().map(candidate).collect(), None);
                Err(())
            }
            Found::Nothing => {
                let message = format!("there is no field `{}`, or you may not see it", term.value);
                // Jira's own list, where it was asked for, tells which of the others this site has.
                let told = fields.iter().any(|field| field.orderable.is_some());
                let offered = || fields.iter().filter(|field| !told || field.orderable.is_some());
                let near = nearest(&term.value, offered().map(|field| field.name.as_str()), MOST_CANDIDATES, false);
                let found = near.into_iter().filter_map(|name| offered().find(|field| field.name == name));
                let candidates = found.map(candidate).collect();
                self.problem(&term.span, Wrong::Unknown, message, candidates, None);
                self.lists(Lists::Fields);
                Err(())
            }
        }
    }

    /// Repairs the names of functions.
    pub(super) fn functions(&mut self, operand: &Operand) {
        match operand {
            Operand::List { items, .. } => items.iter().for_each(|item| self.functions(item)),
            Operand::Function { name, .. } => self.function(name),
            Operand::Value(_) | Operand::Empty(_) => {}
        }
    }

    fn function(&mut self, name: &Term) {
        let known = &self.answers.functions;
        if known.is_empty() || known.iter().any(|known| same(known, &name.value)) {
            return;
        }
        // Jira's own functions are spelt right even where the list leaves one out.
        if words::gives_one(&name.value) || words::gives_several(&name.value) {
            return;
        }
        let plain = folded(&name.value);
        let alike = known.iter().find(|known| folded(known) == plain).map(String::as_str);
        match alike.or_else(|| closest(&name.value, known.iter().map(String::as_str))) {
            Some(found) => self.write(name, found),
            None => {
                let near = nearest(&name.value, known.iter().map(String::as_str), MOST_CANDIDATES, false);
                let candidates = near.into_iter().map(|name| Candidate {
                    name: format!("{name}()"),
                    detail: None,
                    send: name.to_owned(),
                });
                let message = format!("there is no function `{}`", name.value);
                self.problem(&name.span, Wrong::Unknown, message, candidates.collect(), None);
            }
        }
    }
}

fn candidate(field: &Field) -> Candidate {
    let send = field.clause_names.first().unwrap_or(&field.id).clone();
    let detail = Some(field.id.clone()).filter(|id| !same(id, &field.name));
    Candidate { name: field.name.clone(), detail, send }
}
