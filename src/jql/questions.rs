//! What a query names, to be looked up in one batch.

use super::answers::{Named, NamedField, Questions};
use super::tree::{Clause, Form, Operand, PredicateKind, Query, Term};

/// What has to be known to judge and repair a query.
pub fn questions(query: &Query) -> Questions {
    let mut asked = Questions::default();
    for clause in query.clauses() {
        asked.clause(clause);
    }
    for sort in &query.order_by {
        push(&mut asked.order_by, sort.field.value.clone());
    }
    asked
}

impl Questions {
    fn clause(&mut self, clause: &Clause) {
        let field = self.field(&clause.field.value);
        if let Some(operand) = &clause.operand {
            self.operand(operand, Some(field));
        }
        for predicate in &clause.predicates {
            match predicate.kind {
                PredicateKind::From | PredicateKind::To => self.operand(&predicate.operand, Some(field)),
                PredicateKind::By => {
                    for person in predicate.operand.values() {
                        push(&mut self.people, named(person));
                    }
                    self.operand(&predicate.operand, None);
                }
                _ => self.operand(&predicate.operand, None),
            }
        }
    }

    fn field(&mut self, name: &str) -> usize {
        let known = self.fields.iter().position(|field| field.name.to_lowercase() == name.to_lowercase());
        known.unwrap_or_else(|| {
            self.fields.push(NamedField { name: name.to_owned(), values: Vec::new() });
            self.fields.len() - 1
        })
    }

    fn operand(&mut self, operand: &Operand, field: Option<usize>) {
        match operand {
            Operand::Value(value) => {
                if let Some(field) = field.and_then(|at| self.fields.get_mut(at)) {
                    push(&mut field.values, named(value));
                }
            }
            Operand::List { items, .. } => items.iter().for_each(|item| self.operand(item, field)),
            Operand::Function { name, .. } => push(&mut self.functions, name.value.clone()),
            Operand::Empty(_) => {}
        }
    }
}

fn named(term: &Term) -> Named {
    Named { value: term.value.clone(), quoted: term.form == Form::Quoted }
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
