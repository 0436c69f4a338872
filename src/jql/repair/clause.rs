//! One clause: its field, then what the field is compared with.

use super::{Repairer, Verdict};
use crate::jql::answers::{Field, Kind};
use crate::jql::edit::{Edit, replace};
use crate::jql::tree::{Clause, Operand, Operator, PredicateKind, Term};

impl Repairer<'_> {
    pub(super) fn clause(&mut self, clause: &Clause) {
        for operand in clause.operand.iter().chain(clause.predicates.iter().map(|predicate| &predicate.operand)) {
            self.functions(operand);
        }
        let Ok(field) = self.field(&clause.field) else { return };
        for predicate in &clause.predicates {
            for value in predicate.operand.values() {
                self.predicate(predicate.kind, field, value);
            }
        }
        let (Some(field), Some(operand)) = (field, &clause.operand) else { return };
        let operator = self.suited_to(field.kind, clause);
        match field.kind {
            Kind::Text if operator.takes_list() => self.texts(clause, operator, operand),
            Kind::Text => {}
            kind if kind.is_time() => self.times(clause, operator, operand),
            _ => self.values(clause, operator, operand, field),
        }
    }

    fn predicate(&mut self, kind: PredicateKind, field: Option<&Field>, value: &Term) {
        let verdict = match (kind, field) {
            (PredicateKind::From | PredicateKind::To, Some(field)) => self.value(field, value, true),
            (PredicateKind::From | PredicateKind::To, None) => Ok(Verdict::Keep),
            (PredicateKind::By, _) => self.person(value),
            (PredicateKind::Before | PredicateKind::After | PredicateKind::On | PredicateKind::During, _) => {
                self.time(value)
            }
        };
        match verdict {
            Ok(Verdict::Write(text)) => self.write(value, text),
            Ok(Verdict::Empty) => self.write(value, "EMPTY"),
            _ => {}
        }
    }

    /// The operator that Jira takes with such a field: texts are searched by `~`, names compared by `=`.
    fn suited_to(&mut self, kind: Kind, clause: &Clause) -> Operator {
        let names = matches!(
            kind,
            Kind::Status
                | Kind::Priority
                | Kind::IssueType
                | Kind::Resolution
                | Kind::Project
                | Kind::Label
                | Kind::User
        );
        let text = kind == Kind::Text && !matches!(clause.operand, Some(Operand::Empty(_)));
        let operator = match clause.operator {
            Operator::Contains if names => Operator::Equal,
            Operator::NotContains if names => Operator::NotEqual,
            Operator::Equal if text => Operator::Contains,
            Operator::NotEqual if text => Operator::NotContains,
            other => return other,
        };
        replace(&mut self.edits, Edit::new(clause.operator_at.bytes.clone(), operator.symbol()));
        operator
    }

    /// `summary in (a, b)`: a text is one of several if it contains one of them.
    fn texts(&mut self, clause: &Clause, operator: Operator, operand: &Operand) {
        let terms = operand.values();
        if operator.is_historical() || terms.is_empty() || has_functions(operand) {
            return;
        }
        let field = self.text_of(&clause.field.span);
        let not = operator.negates();
        let symbol = if not { "!~" } else { "~" };
        let parts = terms.iter().map(|term| format!("{field} {symbol} {}", self.text_of(&term.span))).collect();
        self.write_clause(&clause.span, joined(parts, not));
    }

    fn values(&mut self, clause: &Clause, operator: Operator, operand: &Operand, field: &Field) {
        let history = operator.is_historical();
        let mut verdicts = Vec::new();
        for term in operand.values() {
            if self.listed(field, clause, operator, term) {
                return;
            }
            // A problem is told already; the others are still looked at.
            let verdict = self.value(field, term, history).unwrap_or(Verdict::Keep);
            if let Verdict::Write(text) = &verdict {
                self.write(term, text.clone());
            }
            verdicts.push((term, verdict));
        }
        self.without_missing(clause, operand, field);
        let plain = |verdict: &Verdict| matches!(verdict, Verdict::Keep | Verdict::Write(_));
        if verdicts.iter().all(|(_, verdict)| plain(verdict)) {
            return;
        }
        if history {
            for (term, verdict) in &verdicts {
                if *verdict == Verdict::Empty {
                    self.write(term, "EMPTY");
                }
            }
            return;
        }
        if matches!(operator, Operator::Less | Operator::LessEqual | Operator::Greater | Operator::GreaterEqual) {
            return;
        }
        self.rebuild(clause, operator.negates(), &verdicts, operand);
    }

    /// Offers a list of issues without those that don't exist.
    fn without_missing(&mut self, clause: &Clause, operand: &Operand, field: &Field) {
        let missing = |term: &&Term| self.problems.iter().any(|problem| problem.position == term.span.position);
        let (gone, left): (Vec<&Term>, Vec<&Term>) = operand.values().into_iter().partition(missing);
        let issues = matches!(field.kind, Kind::Issue | Kind::Parent);
        if !issues || gone.is_empty() || left.is_empty() || has_functions(operand) {
            return;
        }
        let left: Vec<String> = left.into_iter().map(|term| self.text_of(&term.span)).collect();
        let within = if clause.operator.negates() { "not in" } else { "in" };
        let clause_written = format!("{} {within} ({})", self.text_of(&clause.field.span), left.join(", "));
        self.unclear = self.problems.len() > gone.len();
        self.fixes.push((true, Edit::new(clause.span.bytes.clone(), clause_written)));
    }

    /// Writes a clause anew in which a value became something other than a value.
    fn rebuild(&mut self, clause: &Clause, not: bool, verdicts: &[(&Term, Verdict)], operand: &Operand) {
        let field = self.text_of(&clause.field.span);
        let (is, within) = if not { ("is not", "not in") } else { ("is", "in") };
        let mut parts: Vec<String> = Vec::new();
        let mut rest: Vec<String> = Vec::new();
        for (term, verdict) in verdicts {
            let part = match verdict {
                Verdict::Keep | Verdict::Write(_) => {
                    rest.push(self.text_of(&term.span));
                    continue;
                }
                Verdict::Empty => format!("{field} {is} EMPTY"),
                Verdict::Several(function) => format!("{field} {within} {function}"),
                Verdict::Condition { holds, not: negated } => if not { negated } else { holds }.clone(),
            };
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        rest.extend(others(operand).iter().map(|item| self.text_of(item.span())));
        if !rest.is_empty() {
            parts.push(format!("{field} {within} ({})", rest.join(", ")));
        }
        self.write_clause(&clause.span, joined(parts, not));
    }
}

/// The items of a list that are no plain values.
fn others(operand: &Operand) -> Vec<&Operand> {
    match operand {
        Operand::List { items, .. } => items.iter().flat_map(others).collect(),
        Operand::Value(_) => Vec::new(),
        other => vec![other],
    }
}

fn has_functions(operand: &Operand) -> bool {
    !others(operand).is_empty()
}

/// Several conditions as one: any of them, or, of negated ones, all.
pub(super) fn joined(parts: Vec<String>, not: bool) -> String {
    let all = parts.join(if not { " AND " } else { " OR " });
    if parts.len() > 1 { format!("({all})") } else { all }
}
