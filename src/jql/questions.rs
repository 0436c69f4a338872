//! What a query names, to be looked up in one batch.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::answers::{Named, NamedField, Questions, Spoken};
use super::tree::{Clause, Form, Node, Operand, PredicateKind, Query, Term};

/// What has to be known to judge and repair a query.
pub fn questions(query: &Query) -> Questions {
    let mut asked = Asked::default();
    for clause in query.clauses() {
        asked.clause(clause);
    }
    let order = query.order_by.iter().map(|sort| sort.field.value.clone());
    let Asked { fields, functions, people, .. } = asked;
    Questions { fields, functions: once(functions), order_by: once(order), people: once(people), words: words(query) }
}

/// The words in the places of clauses, each with the field of the clause before.
fn words(query: &Query) -> Vec<Spoken> {
    let mut found = Vec::new();
    let mut after = None;
    for leaf in query.leaves() {
        match leaf {
            Node::Clause(clause) => after = Some(clause.field.value.clone()),
            Node::Words(term) => found.push(Spoken { value: term.value.clone(), after: after.clone() }),
            _ => after = None,
        }
    }
    found
}

#[derive(Default)]
struct Asked {
    fields: Vec<NamedField>,
    functions: Vec<String>,
    people: Vec<Named>,
    /// Where a field is in `fields`, by its name in lower case.
    places: HashMap<String, usize>,
    seen: HashSet<(usize, Named)>,
}

impl Asked {
    fn clause(&mut self, clause: &Clause) {
        let field = self.field(&clause.field.value);
        if let Some(operand) = &clause.operand {
            self.operand(operand, Some(field));
        }
        for predicate in &clause.predicates {
            let of_field = matches!(predicate.kind, PredicateKind::From | PredicateKind::To).then_some(field);
            if predicate.kind == PredicateKind::By {
                self.people.extend(predicate.operand.values().into_iter().map(named));
            }
            self.operand(&predicate.operand, of_field);
        }
    }

    fn field(&mut self, name: &str) -> usize {
        let next = self.fields.len();
        let place = *self.places.entry(name.to_lowercase()).or_insert(next);
        if place == next {
            self.fields.push(NamedField { name: name.to_owned(), values: Vec::new(), needed: false });
        }
        place
    }

    fn operand(&mut self, operand: &Operand, field: Option<usize>) {
        match operand {
            Operand::Value(value) => {
                let Some(place) = field else { return };
                let named = named(value);
                if self.seen.insert((place, named.clone()))
                    && let Some(field) = self.fields.get_mut(place)
                {
                    field.values.push(named);
                }
            }
            Operand::List { items, .. } => items.iter().for_each(|item| self.operand(item, field)),
            Operand::Function { name, .. } => self.functions.push(name.value.clone()),
            Operand::Empty(_) => {}
        }
    }
}

fn named(term: &Term) -> Named {
    Named { value: term.value.clone(), quoted: term.form == Form::Quoted }
}

/// The same without repetitions.
fn once<T: Clone + Eq + Hash>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    items.into_iter().filter(|item| seen.insert(item.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jql::parse;

    #[test]
    fn a_query_asks_for_what_it_names_once() {
        let jql = "status in (Open, \"In Review\", Open) AND STATUS was Done BY Ana AND assignee = currentUser() \
                   AND status changed FROM New AFTER startOfDay() AND due is EMPTY ORDER BY rank, created, rank";
        let asked = questions(&parse(jql).unwrap());
        let fields: Vec<(&str, Vec<(&str, bool)>)> = asked
            .fields
            .iter()
            .map(|field| (field.name.as_str(), field.values.iter().map(|v| (v.value.as_str(), v.quoted)).collect()))
            .collect();
        let states = vec![("Open", false), ("In Review", true), ("Done", false), ("New", false)];
        assert_eq!(fields, [("status", states), ("assignee", vec![]), ("due", vec![])]);
        assert_eq!(asked.functions, ["currentUser", "startOfDay"]);
        assert_eq!(asked.people, [Named { value: "Ana".into(), quoted: false }]);
        assert_eq!(asked.order_by, ["rank", "created"]);
    }
}
