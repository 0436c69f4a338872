//! What a query asks of Jira's names, answered in one batch.
//!
//! A query that Jira accepts is not asked about, except for its people: a person who doesn't exist is no error to Jira, it
//! silently finds nothing. When Jira refuses a query, its words tell which names are wrong, so that only these are looked up.

mod asks;
mod fields;
mod people;
mod said;
mod values;

use super::Resolver;
use crate::jira::api::metadata::SiteList;
use crate::jira::types::{Issue, JqlReference, SearchQuery};
use crate::jql::answers::{Answers, Categories, Category, Field, Kind, Person, Values};
use crate::jql::{self, Questions};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Requests that one batch may cost; what is held costs none.
const MOST_REQUESTS: usize = 3;

/// Issues that are read to find one by its summary.
const MOST_TITLED: usize = 20;

/// With so many suggestions there may be more.
const MOST_SUGGESTED: usize = 15;

/// What Jira said of a query that it refused, in any language: names stand in quotes.
#[derive(Clone, Copy, Debug)]
pub struct Refusal<'a>(pub &'a [String]);

impl Refusal<'_> {
    /// Whether Jira says this name: the whole of what it has in quotes.
    pub fn names(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let quotes = [('\'', '\''), ('"', '"'), ('„', '“'), ('“', '”'), ('«', '»')];
        let named =
            |message: &str| quotes.iter().any(|(open, close)| message.contains(&format!("{open}{name}{close}")));
        !name.is_empty() && self.0.iter().any(|message| named(&message.to_lowercase()))
    }
}

/// One thing to look up, and where its answer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Ask {
    Reference,
    Statuses,
    Priorities,
    IssueTypes,
    Resolutions,
    LinkTypes,
    Projects,
    Versions(String),
    Components(String),
    /// The values that Jira suggests for a field, by its clause name.
    Suggestions(String, String),
    Person(String),
    /// The sprints of a project, with the boards that tell them apart.
    Sprints(String),
    /// The issues whose summary holds these words.
    Titled(String),
    /// The statuses and types of a project, which are offered before those of others.
    OfProject(String),
}

/// What came of it.
enum Told {
    Reference(Arc<JqlReference>),
    Values(Vec<values::Row>, bool),
    Person(Box<Person>),
    /// Ids of statuses and types.
    Own(Vec<String>),
    Nothing,
}

impl Resolver<'_> {
    /// Whether a query names people, whom Jira doesn't check.
    pub async fn jql_names_people(&self, questions: &Questions) -> bool {
        let said = questions.fields.iter().any(|field| field.values.iter().any(|value| !value.value.is_empty()));
        if !said && questions.people.is_empty() {
            return false;
        }
        let site = self.jira.fields(self.call).await.unwrap_or_default();
        let fields = fields::all(&site, None);
        !people_of(questions, &fields).is_empty()
    }

    /// The answers to a query's questions, as far as they can be had: a question that fails is left open, because the search
    /// itself will tell. After a refusal only what Jira complained of is asked for.
    pub async fn jql_answers(&self, questions: &Questions, refusal: Option<Refusal<'_>>) -> Answers {
        let mut left = MOST_REQUESTS - usize::from(!self.jira.holds(SiteList::Fields));
        let site = self.jira.fields(self.call).await.unwrap_or_default();
        let mut known = fields::all(&site, None);
        // Not knowing it, the field of boards is taken where there is one.
        let is_cloud = self.jira.dialect(self.call).await.is_ok_and(|dialect| dialect.epics_are_parents());
        fields::name_usually(&mut known, &site, is_cloud);
        let questions = &said::with_words(questions, &known);
        let mut asks = self.asks(questions, &known, refusal);
        let held = join_all(asks.iter().map(|ask| self.holds(ask))).await;
        let mut costs = held.into_iter().map(|held| usize::from(!held));
        asks.retain(|_| {
            let cost = costs.next().unwrap_or_default();
            let fits = cost <= left;
            left -= if fits { cost } else { 0 };
            fits
        });
        let told: Vec<Told> = join_all(asks.iter().map(|ask| self.ask(ask))).await;
        let reference = told.iter().find_map(|told| match told {
            Told::Reference(reference) => Some(Arc::clone(reference)),
            _ => None,
        });
        let fields = match &reference {
            Some(reference) => {
                let mut fields = fields::all(&site, Some(reference));
                fields::name_usually(&mut fields, &site, is_cloud);
                fields
            }
            None => known,
        };
        let mut answers = Answers {
            functions: fields::functions(questions, reference.as_deref()),
            categories: Categories::default(),
            zone: self.zone_for(questions).await,
            ..Answers::default()
        };
        let mut own = Vec::new();
        for (ask, told) in asks.iter().zip(told) {
            match (ask, told) {
                (Ask::Person(name), Told::Person(person)) => drop(answers.people.insert(name.clone(), *person)),
                (_, Told::Own(ids)) => own = ids,
                (ask, Told::Values(rows, complete)) => place(&mut answers, questions, &fields, ask, rows, complete),
                _ => {}
            }
        }
        if let Some(refusal) = refusal {
            judge(&mut answers.values, questions, &fields, refusal);
        }
        for values in answers.values.values_mut() {
            values.known.sort_by_key(|known| !own.contains(&known.id));
        }
        answers.fields = fields;
        answers
    }

    /// What a query that found nothing names that doesn't exist, in sentences with the name in quotes. Costs at most one request:
    /// Jira is asked about people, whom its search doesn't check, else it is looked whether a label exists.
    pub async fn jql_missing(&self, questions: &Questions, jql: &str) -> Vec<String> {
        let site = self.jira.fields(self.call).await.unwrap_or_default();
        let known = fields::all(&site, None);
        if !people_of(questions, &known).is_empty() {
            return self.jira.jql_problems(self.call, jql).await.unwrap_or_default();
        }
        let label = questions.fields.iter().find_map(|field| {
            let found = fields::find(&known, &field.name).filter(|found| found.kind == Kind::Label)?;
            Some((found, field.values.first()?))
        });
        let Some((field, label)) = label else { return Vec::new() };
        let clause = fields::clause_name(field);
        match self.jira.suggestions(self.call, &clause, &label.value).await {
            Ok(near) if near.len() < MOST_SUGGESTED && !near.iter().any(|one| same(one, &label.value)) => {
                vec![format!("no issue has the label '{}'", label.value)]
            }
            _ => Vec::new(),
        }
    }

    /// The profile's time zone, where a value of the query has one of its own. The profile is read for every search anyway.
    async fn zone_for(&self, questions: &Questions) -> Option<TimeZone> {
        let mut values = questions.fields.iter().flat_map(|field| &field.values);
        if !values.any(|value| jql::has_zone(&value.value)) {
            return None;
        }
        let me = self.jira.myself(self.call).await.ok()?;
        TimeZone::get(me.time_zone.as_deref()?).ok()
    }

    async fn holds(&self, ask: &Ask) -> bool {
        match ask {
            Ask::Reference => self.jira.holds(SiteList::JqlReference),
            Ask::Statuses => self.jira.holds(SiteList::Statuses),
            Ask::Priorities => self.jira.holds(SiteList::Priorities),
            Ask::IssueTypes => self.jira.holds(SiteList::IssueTypes),
            Ask::Resolutions => self.jira.holds(SiteList::Resolutions),
            Ask::LinkTypes => self.jira.holds(SiteList::LinkTypes),
            Ask::Projects | Ask::Versions(_) | Ask::Components(_) | Ask::Suggestions(..) => false,
            Ask::Titled(_) | Ask::OfProject(_) | Ask::Sprints(_) => false,
            Ask::Person(name) => self.knows_person(name).await,
        }
    }

    fn ask<'b>(&'b self, ask: &'b Ask) -> BoxFuture<'b, Told> {
        async move {
            let (jira, call) = (self.jira, self.call);
            let rows = match ask {
                Ask::Reference => {
                    return jira.jql_reference(call).await.map_or(Told::Nothing, Told::Reference);
                }
                Ask::Person(name) => {
                    return self.jql_person(name).await.map_or(Told::Nothing, |person| Told::Person(Box::new(person)));
                }
                Ask::OfProject(project) => {
                    let Ok(types) = jira.project_statuses(call, project).await else { return Told::Nothing };
                    let own = types.iter().flat_map(|(of_type, statuses)| {
                        statuses.iter().map(|status| status.id.clone()).chain([of_type.id.clone()])
                    });
                    return Told::Own(own.collect());
                }
                Ask::Sprints(project) => {
                    self.sprints(project, &["active", "future", "closed"]).await.ok().map(|found| {
                        let rows = found.sprints.iter().map(|(sprint, board)| values::sprint(sprint, board));
                        (rows.collect(), false)
                    })
                }
                Ask::Titled(words) => self.titled(words).await.map(|rows| (rows, false)),
                Ask::Statuses => jira.statuses(call).await.ok().map(|all| (values::statuses(&all), true)),
                Ask::Priorities => jira.priorities(call).await.ok().map(|all| (values::named(&all), true)),
                Ask::IssueTypes => jira.issue_types(call).await.ok().map(|all| (values::issue_types(&all), true)),
                Ask::Resolutions => jira.resolutions(call).await.ok().map(|all| (values::named(&all), true)),
                Ask::LinkTypes => jira.link_types(call).await.ok().map(|all| (values::link_types(&all), true)),
                Ask::Projects => self.projects(None).await.ok().map(|all| {
                    let complete = all.total.is_some_and(|total| total <= all.items.len() as u64);
                    (values::projects(&all.items), complete)
                }),
                Ask::Versions(project) => jira.versions(call, project, "", usize::MAX).await.ok().map(|all| {
                    let rows = all.items.iter().map(|one| values::row(&one.id, &one.name));
                    (rows.collect(), false)
                }),
                Ask::Components(project) => jira.components(call, project, "", usize::MAX).await.ok().map(|all| {
                    let rows = all.items.iter().map(|one| values::row(&one.id, &one.name));
                    (rows.collect(), false)
                }),
                Ask::Suggestions(clause, value) => jira.suggestions_shown(call, clause, value).await.ok().map(|all| {
                    let rows = all.iter().map(|(value, shown)| values::suggested(value, shown));
                    (rows.collect(), false)
                }),
            };
            rows.map_or(Told::Nothing, |(rows, complete)| Told::Values(rows, complete))
        }
        .boxed()
    }
}

impl Resolver<'_> {
    /// The issues of the allowed projects whose summary holds some words.
    async fn titled(&self, words: &str) -> Option<Vec<values::Row>> {
        let phrase = format!("\"{}\"", words.replace(['"', '\\'], " "));
        let jql = self.policy.restrict(&format!("summary ~ {}", jql::quote(&phrase))).ok()?;
        let search =
            SearchQuery { jql, fields: vec!["summary".to_owned()], limit: MOST_TITLED, ..SearchQuery::default() };
        let page = self.jira.search(self.call, &search).await.ok()?;
        let allowed = page.issues.iter().filter(|issue| self.policy.allows_issue(&issue.key));
        let row = |issue: &Issue| {
            let mut row = values::row("", &issue.key);
            let summary = issue.fields.get("summary").and_then(|summary| summary.as_str());
            row.known.other_names.extend(summary.map(str::to_owned));
            row
        };
        Some(allowed.map(row).collect())
    }
}

/// The people of a query, as they are written.
fn people_of(questions: &Questions, known: &[Field]) -> Vec<String> {
    let in_fields = questions
        .fields
        .iter()
        .filter(|field| fields::find(known, &field.name).is_some_and(|found| found.kind == Kind::User))
        .flat_map(|field| &field.values);
    let mut people: Vec<String> = Vec::new();
    for person in in_fields.chain(&questions.people).map(|person| &person.value) {
        if !person.trim().is_empty() && !people.contains(person) {
            people.push(person.clone());
        }
    }
    people
}

/// Puts the values that were found under every field that they belong to.
fn place(
    answers: &mut Answers,
    questions: &Questions,
    fields: &[Field],
    ask: &Ask,
    rows: Vec<values::Row>,
    complete: bool,
) {
    if *ask == Ask::Statuses {
        for (category, name) in rows.iter().filter_map(|row| Some((row.known.category?, row.category_name.clone()?))) {
            match category {
                Category::New => answers.categories.new = name,
                Category::Indeterminate => answers.categories.indeterminate = name,
                Category::Done => answers.categories.done = name,
            }
        }
    }
    for field in questions.fields.iter().filter_map(|field| fields::find(fields, &field.name)) {
        let belongs = match ask {
            Ask::Statuses => field.kind == Kind::Status,
            Ask::Priorities => field.kind == Kind::Priority,
            Ask::IssueTypes => field.kind == Kind::IssueType,
            Ask::Resolutions => field.kind == Kind::Resolution,
            Ask::LinkTypes => field.kind == Kind::LinkType,
            Ask::Projects => field.kind == Kind::Project,
            Ask::Versions(_) => field.kind == Kind::Version,
            Ask::Components(_) => field.kind == Kind::Component,
            Ask::Suggestions(clause, _) => fields::clause_name(field) == *clause,
            Ask::Sprints(_) => field.kind == Kind::Sprint,
            Ask::Titled(_) => matches!(field.kind, Kind::Issue | Kind::Parent),
            Ask::Reference | Ask::Person(_) | Ask::OfProject(_) => false,
        };
        if belongs {
            let known = rows.iter().map(|row| row.known.clone()).collect();
            answers.values.insert(field.id.clone(), Values { known, complete });
        }
    }
}

/// Takes Jira's word for what doesn't exist: of a field's values those that it named are wrong, and the others are right.
fn judge(values: &mut BTreeMap<String, Values>, questions: &Questions, fields: &[Field], refusal: Refusal<'_>) {
    for asked in &questions.fields {
        let Some(field) = fields::find(fields, &asked.name) else { continue };
        let (wrong, right): (Vec<_>, Vec<_>) = asked.values.iter().partition(|value| refusal.names(&value.value));
        if wrong.is_empty() {
            continue;
        }
        let held = values.entry(field.id.clone()).or_default();
        held.known.retain(|known| known.id.is_empty() || !wrong.iter().any(|value| value.value == known.name));
        for value in right {
            let is_known = held.known.iter().any(|known| known.name == value.value || known.id == value.value);
            if !is_known && !values::among(held, &value.value) {
                held.known.push(values::row(&value.value, &value.value).known);
            }
        }
        held.complete = true;
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests;
