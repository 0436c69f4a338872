//! Steps of the workflow by the status to which they lead, or by their own name.

mod way;

use super::matching::{Called, Fit, Match, pick, with_id};
use super::refusal::{Refusal, Spot, refuse};
use super::{Failure, Resolver, status};
use crate::args::IssueKey;
use crate::closest::{closest, closest_of};
use crate::error::{About, Candidate, Code, Field, Problem, ToolError};
use crate::jira::types::{Issue, Status, Transition};
use crate::jira::{read, types::IssueType};
use serde_json::json;

/// What is to be done so that an issue has a status.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<'a> {
    /// Take this step.
    Take(&'a Transition),
    /// Nothing: it has the status, and no step leads there.
    Already,
}

/// The step that a word names in full: by the target status, then by the step's own name. `None` where it names neither.
///
/// # Errors
///
/// `ambiguous_name`.
pub fn find_whole<'a>(steps: &'a [Transition], current: &Status, wanted: &str) -> Option<Result<Step<'a>, Refusal>> {
    let whole = |called: Called| called.fit(wanted).is_some_and(|fit| fit <= Fit::Plain);
    // `Close [41]` is one of the steps that were offered.
    if wanted.trim().ends_with(']')
        && let Match::One(step) = pick(wanted, steps, by_name)
    {
        return Some(Ok(Step::Take(step)));
    }
    let to_status = steps.iter().filter(|step| whole(by_status(step)));
    let of_name = steps.iter().filter(|step| whole(by_name(step)));
    let found = chosen(steps, wanted, pick(wanted, to_status, by_status));
    let found = found.or_else(|| chosen(steps, wanted, pick(wanted, of_name, by_name)));
    found.or_else(|| whole(status::called(current)).then_some(Ok(Step::Already)))
}

/// The step that a word names among those that an issue can take: in full, else by the beginning of the target's or its own name,
/// else by the target's category in the profile's language or as Jira's key. `workflow` are the statuses that such issues can have
/// at all: the whole name of one that can't be reached is not the beginning of one that can.
///
/// # Errors
///
/// `transition_not_allowed` for a status that can't be reached now, `ambiguous_name`, `unknown_name`.
pub fn find<'a>(
    steps: &'a [Transition],
    current: &Status,
    workflow: &[Status],
    wanted: &str,
    key: &str,
) -> Result<Step<'a>, Refusal> {
    if let Some(found) = find_whole(steps, current, wanted) {
        return found;
    }
    let whole = |called: Called| called.fit(wanted).is_some_and(|fit| fit <= Fit::Plain);
    if let Some(known) = target(workflow, wanted).filter(|known| whole(status::called(known))) {
        return Err(unreachable(steps, current, &known.name, wanted, key));
    }
    let by_both = |step: &Transition| Called { names: vec![step.to.name.clone(), step.name.clone()], ids: Vec::new() };
    let by_category = |step: &Transition| Called {
        names: Vec::new(),
        ids: vec![step.to.category_name.clone(), step.to.category.clone()],
    };
    let found = chosen(steps, wanted, pick(wanted, steps, by_both));
    if let Some(found) = found.or_else(|| chosen(steps, wanted, pick(wanted, steps, by_category))) {
        return found;
    }
    match target(workflow, wanted) {
        Some(known) if known.id == current.id => Ok(Step::Already),
        Some(known) => Err(unreachable(steps, current, &known.name, wanted, key)),
        None => Err(unknown(steps, wanted, key)),
    }
}

fn by_status(step: &Transition) -> Called {
    Called::new(step.to.name.as_str(), step.to.id.as_str())
}

fn by_name(step: &Transition) -> Called {
    Called::new(step.name.as_str(), step.id.as_str())
}

fn chosen<'a>(steps: &[Transition], wanted: &str, found: Match<'a, Transition>) -> Option<Result<Step<'a>, Refusal>> {
    match found {
        Match::Nothing => None,
        Match::One(step) => Some(Ok(Step::Take(step))),
        Match::Several(several) => Some(one_of(steps, several, wanted)),
    }
}

/// Several steps to one status are told apart by their names.
fn one_of<'a>(steps: &[Transition], several: Vec<&'a Transition>, wanted: &str) -> Result<Step<'a>, Refusal> {
    let own: Vec<&&Transition> = several.iter().filter(|step| step.name.eq_ignore_ascii_case(wanted.trim())).collect();
    if let [only] = own.as_slice() {
        return Ok(Step::Take(only));
    }
    let sendable = |step: &Transition| {
        let is_so = |name: &str| name.eq_ignore_ascii_case(&step.name);
        let same = steps.iter().filter(|other| is_so(&other.name) || is_so(&other.to.name)).count();
        if same > 1 { with_id(&step.name, &step.id) } else { step.name.clone() }
    };
    let candidates: Vec<Candidate> = several
        .iter()
        .map(|step| Candidate {
            name: step.name.clone(),
            detail: format!("to {}", step.to.name),
            send: sendable(step).into(),
        })
        .collect();
    let send: Vec<String> = several.iter().map(|step| sendable(step)).collect();
    let message = format!("`{wanted}` may be any of {} transitions", several.len());
    let mut refusal =
        Refusal::new(Code::AmbiguousName, Problem::Ambiguous, &wanted.into(), message).with(SPOT.say(&send));
    refusal.field.candidates = candidates;
    Err(refusal)
}

const SPOT: Spot = Spot::Argument("to");

/// Where an issue can go, each status once; by the step's name where several steps lead to one.
fn reachable(steps: &[Transition]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for step in steps {
        let name = named(steps, step);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What names a step among those that are open: its target, but its own name where several lead there.
fn named(steps: &[Transition], step: &Transition) -> String {
    let alone = steps.iter().filter(|other| other.to.name == step.to.name).count() == 1;
    if alone { step.to.name.clone() } else { step.name.clone() }
}

/// The status of the workflow that a word names.
fn target<'a>(workflow: &'a [Status], wanted: &str) -> Option<&'a Status> {
    let whole = |called: Called| called.fit(wanted).is_some_and(|fit| fit <= Fit::Plain);
    let picked = || match pick(wanted, workflow, status::called) {
        Match::One(known) => Some(known),
        _ => None,
    };
    workflow.iter().find(|status| whole(status::called(status))).or_else(picked)
}

fn unreachable(steps: &[Transition], current: &Status, target: &str, wanted: &str, key: &str) -> Refusal {
    let names = reachable(steps);
    let message = format!("`{key}` can't go from {} to {target} in one step", current.name);
    let mut refusal = Refusal {
        code: Code::TransitionNotAllowed,
        message,
        with: SPOT.say(&names),
        also: None,
        field: Box::new(Field { allowed: names.clone(), ..Field::new(Problem::NotAllowed, wanted) }),
        mend: None,
    };
    if names.is_empty() {
        refusal.also = Some(format!(
            "no transition is open to this account: ask the user whether the account may move issues of {key}'s project"
        ));
    } else {
        refusal.also = Some(format!("from there ask for `{target}` again"));
    }
    refusal
}

fn unknown(steps: &[Transition], wanted: &str, key: &str) -> Refusal {
    let names = reachable(steps);
    let near = closest_of(wanted, names.iter().map(String::as_str), names.len());
    let rest = names.iter().filter(|name| !near.contains(&name.as_str()));
    let ordered: Vec<String> = near.iter().map(|name| (*name).to_owned()).chain(rest.cloned()).collect();
    let sure = closest(wanted, names.iter().map(String::as_str)).map(str::to_owned);
    let lookup = json!({"kind": "transition", "issue": key});
    let refusal = Refusal {
        code: Code::UnknownName,
        message: format!("no status or transition that {key} can reach is called `{wanted}`"),
        with: SPOT.say(&ordered),
        also: ordered.is_empty().then(|| "no transition is open to this account".to_owned()),
        field: Box::new(Field {
            allowed: ordered,
            closest: sure.clone(),
            lookup: Some(lookup),
            ..Field::new(Problem::Unknown, wanted)
        }),
        mend: None,
    };
    match sure {
        Some(near) => refusal.mended(&SPOT, near),
        None => refusal,
    }
}

/// What an issue can do, and what was found for a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The key under which Jira holds the issue.
    pub key: IssueKey,
    /// The issue with all its fields.
    pub issue: Issue,
    /// The status that it has.
    pub from: Status,
    /// The step to take; `None` where the issue has the status already and no step leads there.
    pub step: Option<Transition>,
}

impl Resolver<'_> {
    /// An issue and the step that a word names. `argument` is where the key stood; the word stands in `to`.
    ///
    /// # Errors
    ///
    /// `transition_not_allowed` with what can be reached, `ambiguous_name`, `not_found_or_hidden`, `project_not_allowed`, and what
    /// else the client fails with.
    pub async fn step(&self, argument: &'static str, key: &IssueKey, wanted: &str) -> Result<Move, ToolError> {
        let (issue, steps) = match self.jira.issue_to_move(self.call, key.as_str()).await {
            Ok((issue, steps)) => (Ok(issue), steps),
            Err(error) => (Err(error), Vec::new()),
        };
        let issue = super::issue::shown(self.tool, argument, key, issue, self.policy)?;
        let key = IssueKey::parse(&issue.key).unwrap_or_else(|| key.clone());
        let from = issue.fields.get("status").map(read::status).unwrap_or_default();
        let kind = issue.fields.get("issuetype").map(read::issue_type).unwrap_or_default();
        let found = match find_whole(&steps, &from, wanted) {
            Some(found) => found,
            // What can't be reached is told apart from what there isn't, and both from a beginning.
            None => {
                let workflow = self.workflow(&key, &kind).await.map_err(|failure| failure.at(self.tool, "to"))?;
                match find(&steps, &from, &workflow, wanted, key.as_str()) {
                    Err(refusal) if refusal.code == Code::TransitionNotAllowed => {
                        let to = target(&workflow, wanted);
                        Err(self.with_way(refusal, &issue, &steps, &from, to).await)
                    }
                    found => found,
                }
            }
        };
        let step = match found {
            Ok(Step::Take(step)) => Some(step.clone()),
            Ok(Step::Already) => None,
            Err(refusal) => return Err(refuse(self.tool, vec![(SPOT, refusal)], &[])),
        };
        Ok(Move { key, issue, from, step })
    }

    /// The refusal with the way to the status, where Jira tells this account the workflow; it is no reason to fail where not.
    async fn with_way(
        &self,
        refusal: Refusal,
        issue: &Issue,
        steps: &[Transition],
        from: &Status,
        to: Option<&Status>,
    ) -> Refusal {
        let id = |field: &str| issue.fields.get(field).and_then(|value| read::text(value, "id"));
        let (Some(project), Some(kind), Some(to), false) = (id("project"), id("issuetype"), to, steps.is_empty())
        else {
            return refusal;
        };
        let Ok(workflow) = self.jira.workflow(self.call, &project, &kind).await else { return refusal };
        match way::find(steps, &workflow, from, to) {
            Some(path) => way::told(refusal, steps, from, &path),
            None => refusal,
        }
    }

    /// The statuses that issues of a type can have.
    async fn workflow(&self, key: &IssueKey, kind: &IssueType) -> Result<Vec<Status>, Failure> {
        let types = self.jira.project_statuses(self.call, key.project()).await;
        let types = types.map_err(|error| self.failed(About::Project("project", key.project()), &error))?;
        Ok(types.iter().filter(|(own, _)| own.id == kind.id).flat_map(|(_, statuses)| statuses).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(id: &str, name: &str, category: &str, category_name: &str) -> Status {
        Status { id: id.into(), name: name.into(), category: category.into(), category_name: category_name.into() }
    }

    fn step(id: &str, name: &str, to: &Status) -> Transition {
        Transition { id: id.into(), name: name.into(), to: to.clone(), fields: Vec::new() }
    }

    fn todo() -> Status {
        status("1", "Offen", "new", "Zu erledigen")
    }

    fn doing() -> Status {
        status("3", "In Arbeit", "indeterminate", "In Bearbeitung")
    }

    fn done() -> Status {
        status("5", "Erledigt", "done", "Fertig")
    }

    fn taken(steps: &[Transition], wanted: &str) -> Result<Option<String>, Refusal> {
        let workflow = [todo(), doing(), done(), status("9", "In Arbeit 2", "indeterminate", "In Bearbeitung")];
        match find(steps, &todo(), &workflow, wanted, "OPS-1") {
            Ok(Step::Take(step)) => Ok(Some(step.id.clone())),
            Ok(Step::Already) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    #[test]
    fn a_step_is_found_by_status_by_name_and_by_category() {
        let steps = [step("11", "Beginnen", &doing()), step("21", "Schließen", &done())];
        for (wanted, id) in [
            ("in arbeit", "11"),
            ("beginnen", "11"),
            ("Erl", "21"),
            ("schliessen", "21"),
            ("done", "21"),
            ("fertig", "21"),
            ("5", "21"),
        ] {
            assert_eq!(taken(&steps, wanted), Ok(Some(id.to_owned())), "{wanted}");
        }
        assert_eq!(taken(&steps, "Offen"), Ok(None), "it is there, and no step leads there");
        assert_eq!(taken(&steps, "Offe"), Ok(None), "however it is written");
        assert!(taken(&steps, "in progress").is_err(), "an English word means nothing elsewhere");
    }

    #[test]
    fn the_status_comes_before_a_step_that_is_called_so() {
        let steps = [step("11", "Erledigt", &doing()), step("21", "Ende", &done())];
        assert_eq!(taken(&steps, "erledigt"), Ok(Some("21".to_owned())));
        let round = [step("11", "Nochmal", &todo())];
        assert_eq!(taken(&round, "Offen"), Ok(Some("11".to_owned())), "a step that leads back is taken");
    }

    #[test]
    fn several_steps_to_one_status_are_candidates_that_can_be_sent() {
        let steps = [step("41", "Close", &done()), step("42", "Won't do", &done()), step("43", "Close", &doing())];
        let refusal = taken(&steps, "Erledigt").unwrap_err();
        assert_eq!(refusal.code, Code::AmbiguousName);
        for (candidate, id) in refusal.field.candidates.iter().zip(["41", "42"]) {
            let sent = candidate.send.as_str().unwrap();
            assert_eq!(taken(&steps, sent), Ok(Some(id.to_owned())), "{sent}");
        }
        let refusal = taken(&steps, "close").unwrap_err();
        for (candidate, id) in refusal.field.candidates.iter().zip(["41", "43"]) {
            assert_eq!(taken(&steps, candidate.send.as_str().unwrap()), Ok(Some(id.to_owned())));
        }
    }

    #[test]
    fn what_cannot_be_reached_lists_what_can() {
        let steps = [step("11", "Beginnen", &doing())];
        let refusal = taken(&steps, "Erledigt").unwrap_err();
        assert_eq!(refusal.code, Code::TransitionNotAllowed);
        assert_eq!(refusal.field.allowed, ["In Arbeit"]);
        let error = refuse("jira_transition_issue", vec![(SPOT, refusal)], &[]);
        assert_eq!(
            error.fix.as_deref(),
            Some("call jira_transition_issue again with to `In Arbeit`; from there ask for `Erledigt` again")
        );
        let refusal = taken(&steps, "In Arbet").unwrap_err();
        assert_eq!(refusal.mend, Some(super::super::refusal::Mend::Send(json!("In Arbeit"))));
        assert!(taken(&[], "Erledigt").unwrap_err().also.unwrap().contains("this account"));
    }
}
