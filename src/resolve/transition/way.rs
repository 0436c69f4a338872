//! The way to a status that is more than one step away, as far as the workflow is told: pure.

use super::{SPOT, named};
use crate::jira::types::{Status, Transition, WorkflowStep};
use crate::resolve::refusal::Refusal;
use std::collections::{HashMap, VecDeque};

/// A longer way is told by its beginning.
const MOST_STEPS: usize = 6;

/// The statuses on the shortest way, the last one included, which begins with a step that is open now. Whether the later ones
/// will be open nobody can know.
pub(super) fn find<'a>(
    open: &'a [Transition],
    workflow: &'a [WorkflowStep],
    from: &Status,
    to: &Status,
) -> Option<Vec<&'a Status>> {
    let mut came: HashMap<&str, Option<&str>> = HashMap::from([(from.id.as_str(), None)]);
    let mut names: HashMap<&str, &'a Status> = HashMap::new();
    let mut waiting: VecDeque<&str> = VecDeque::new();
    for step in open {
        if came.contains_key(step.to.id.as_str()) {
            continue;
        }
        came.insert(&step.to.id, None);
        names.insert(&step.to.id, &step.to);
        waiting.push_back(&step.to.id);
    }
    while let Some(here) = waiting.pop_front() {
        if here == to.id {
            let mut way = Vec::new();
            let mut at = Some(here);
            while let Some(status) = at {
                way.extend(names.get(status).copied());
                at = came.get(status).copied().flatten();
            }
            way.reverse();
            return Some(way);
        }
        let leaves = |step: &&WorkflowStep| {
            step.from.as_ref().is_none_or(|from| from.iter().any(|id| id == here)) && !step.to.id.is_empty()
        };
        for step in workflow.iter().filter(leaves) {
            if !came.contains_key(step.to.id.as_str()) {
                came.insert(&step.to.id, Some(here));
                names.insert(&step.to.id, &step.to);
                waiting.push_back(&step.to.id);
            }
        }
    }
    None
}

/// The refusal with the way: its first step is what to send, the rest what to ask for then.
pub(super) fn told(mut refusal: Refusal, open: &[Transition], from: &Status, way: &[&Status]) -> Refusal {
    let [first, rest @ ..] = way else { return refusal };
    let Some(step) = open.iter().find(|step| step.to.id == first.id) else { return refusal };
    let send = named(open, step);
    let names: Vec<&str> = std::iter::once(from.name.as_str()).chain(way.iter().map(|one| one.name.as_str())).collect();
    let shown = names.get(..=MOST_STEPS).unwrap_or(&names).join(" → ");
    let more = if names.len() > MOST_STEPS + 1 { " → …" } else { "" };
    refusal.message = format!("{}; its workflow leads there by {shown}{more}", refusal.message);
    refusal.with = SPOT.say(std::slice::from_ref(&send));
    let next: Vec<String> = rest.iter().take(MOST_STEPS).map(|one| format!("`{}`", one.name)).collect();
    refusal.also = Some(format!("after it with {}, each in a call of its own", next.join(", then ")));
    // The first of the values is the one that leads on.
    refusal.field.allowed.retain(|name| *name != send);
    refusal.field.allowed.insert(0, send.clone());
    refusal.field.closest = Some(send);
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(id: &str) -> Status {
        Status { id: id.into(), name: format!("S{id}"), ..Status::default() }
    }

    fn step(from: &[&str], to: &str) -> WorkflowStep {
        let from = (!from.is_empty()).then(|| from.iter().map(|id| (*id).to_owned()).collect());
        WorkflowStep { from, to: status(to) }
    }

    fn open(to: &str) -> Transition {
        Transition { id: format!("t{to}"), name: format!("Go {to}"), to: status(to), fields: Vec::new() }
    }

    fn way(open_to: &[&str], workflow: &[WorkflowStep], to: &str) -> Option<String> {
        let open: Vec<Transition> = open_to.iter().map(|id| open(id)).collect();
        let found = find(&open, workflow, &status("1"), &status(to))?;
        Some(found.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn the_shortest_way_begins_with_a_step_that_is_open() {
        let workflow =
            [step(&["1"], "2"), step(&["2"], "3"), step(&["3", "2"], "4"), step(&["4"], "1"), step(&["1"], "9")];
        assert_eq!(way(&["2"], &workflow, "4").as_deref(), Some("2 4"));
        assert_eq!(way(&["2"], &workflow, "3").as_deref(), Some("2 3"));
        assert_eq!(way(&["4"], &workflow, "3"), None, "back through where it is now is no way");
        assert_eq!(way(&["2"], &workflow, "9"), None, "the step that leads there is not open");
        assert_eq!(way(&["2"], &workflow, "7"), None);
        assert_eq!(way(&["2"], &[], "4"), None, "nothing is told");
    }

    #[test]
    fn a_step_from_everywhere_is_one_and_circles_end() {
        let workflow = [step(&[], "5"), step(&["2"], "3"), step(&["3"], "2"), step(&["5"], "6")];
        assert_eq!(way(&["2"], &workflow, "6").as_deref(), Some("2 5 6"));
        assert_eq!(way(&["3", "2"], &workflow, "8"), None);
    }
}
