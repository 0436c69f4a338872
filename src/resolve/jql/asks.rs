//! Which lookups answer a query's questions.

use super::{Ask, Refusal, fields, people_of};
use crate::args::IssueKey;
use crate::jql::Questions;
use crate::jql::answers::{Field, Kind};
use crate::resolve::Resolver;

impl Resolver<'_> {
    /// What to ask, the most needed first.
    pub(super) fn asks(&self, questions: &Questions, known: &[Field], refusal: Option<Refusal<'_>>) -> Vec<Ask> {
        // In words that tell no name, any name may be meant.
        let blames_some = refusal.is_some_and(|refusal| names_any(questions, refusal));
        let blamed = |name: &str| refusal.is_some_and(|refusal| !blames_some || refusal.names(name));
        let mut asks: Vec<Ask> = Vec::new();
        let names = questions.fields.iter().map(|field| &field.name).chain(&questions.order_by);
        let unknown_field = names.clone().any(|name| fields::find(known, name).is_none());
        let unknown_function = questions.functions.iter().any(|name| !fields::is_function(name));
        let refused_order = questions.order_by.iter().any(|name| blamed(name));
        if unknown_field || unknown_function || refused_order {
            asks.push(Ask::Reference);
        }
        let people = people_of(questions, known);
        for field in &questions.fields {
            let Some(found) = fields::find(known, &field.name) else { continue };
            let values = field.values.iter().map(|value| value.value.as_str());
            let wrong: Vec<&str> = values.filter(|value| field.needed || blamed(value)).collect();
            if wrong.is_empty() && !field.needed {
                continue;
            }
            let first = wrong.first().copied().unwrap_or_default();
            asks.extend(match found.kind {
                Kind::Status | Kind::StatusCategory => Some(Ask::Statuses),
                Kind::Priority => Some(Ask::Priorities),
                Kind::IssueType => Some(Ask::IssueTypes),
                Kind::Resolution => Some(Ask::Resolutions),
                Kind::LinkType => Some(Ask::LinkTypes),
                Kind::Project => Some(Ask::Projects),
                Kind::Version | Kind::Component => Some(match self.project_of(questions, known) {
                    Some(project) if found.kind == Kind::Version => Ask::Versions(project),
                    Some(project) => Ask::Components(project),
                    None => Ask::Suggestions(fields::clause_name(found), String::new()),
                }),
                Kind::Option => Some(Ask::Suggestions(fields::clause_name(found), String::new())),
                Kind::Sprint if first.contains(" (board ") && self.project_of(questions, known).is_some() => {
                    self.project_of(questions, known).map(Ask::Sprints)
                }
                Kind::Sprint => Some(Ask::Suggestions(fields::clause_name(found), beginning(first))),
                Kind::Issue | Kind::Parent => {
                    let titled = wrong.iter().find(|value| IssueKey::parse(value).is_none() && !value.is_empty());
                    titled.map(|words| Ask::Titled((*words).to_owned()))
                }
                _ => None,
            });
        }
        asks.extend(people.into_iter().map(Ask::Person));
        if refusal.is_some() {
            asks.extend(self.asks_besides(questions, known, &asks));
        }
        let mut distinct: Vec<Ask> = Vec::new();
        for ask in asks {
            if !distinct.contains(&ask) {
                distinct.push(ask);
            }
        }
        distinct
    }

    /// After a refusal: the lists by which the query's other values can be judged at once, and what the project has of its own.
    fn asks_besides(&self, questions: &Questions, known: &[Field], asks: &[Ask]) -> Vec<Ask> {
        let fields = questions.fields.iter().filter(|field| !field.values.is_empty());
        let kinds = fields.filter_map(|field| Some(fields::find(known, &field.name)?.kind));
        let lists = kinds.filter_map(|kind| match kind {
            Kind::Status => Some(Ask::Statuses),
            Kind::Priority => Some(Ask::Priorities),
            Kind::IssueType => Some(Ask::IssueTypes),
            Kind::Resolution => Some(Ask::Resolutions),
            _ => None,
        });
        let mut besides: Vec<Ask> = lists.collect();
        let of_project = asks.iter().any(|ask| matches!(ask, Ask::Statuses | Ask::IssueTypes));
        besides.extend(self.project_of(questions, known).filter(|_| of_project).map(Ask::OfProject));
        besides
    }

    /// The key of the project that a query is about, when it names only one that may be a key.
    fn project_of(&self, questions: &Questions, known: &[Field]) -> Option<String> {
        let projects: Vec<&str> = questions
            .fields
            .iter()
            .filter(|field| fields::find(known, &field.name).is_some_and(|found| found.kind == Kind::Project))
            .flat_map(|field| field.values.iter().map(|value| value.value.as_str()))
            .collect();
        match projects.as_slice() {
            [only] if only.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => Some(only.to_uppercase()),
            [] => self.policy.default_project().map(str::to_owned),
            _ => None,
        }
        .filter(|key| self.policy.allows_project(key))
    }
}

/// Whether Jira's words hold a name of the query.
fn names_any(questions: &Questions, refusal: Refusal<'_>) -> bool {
    let values = questions.fields.iter().flat_map(|field| field.values.iter().map(|value| &value.value));
    let names = questions.fields.iter().map(|field| &field.name).chain(&questions.order_by).chain(&questions.functions);
    values.chain(names).any(|name| refusal.names(name))
}

/// The letters that a numbered name begins with, by which Jira suggests its neighbours.
pub(super) fn beginning(name: &str) -> String {
    let letters: String = name.chars().take_while(|c| !c.is_ascii_digit()).take(12).collect();
    letters.trim().to_owned()
}
