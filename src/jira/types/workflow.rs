//! What a workflow allows, whoever may do it now.

use super::Status;

/// A step of a workflow, from any of some statuses to one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkflowStep {
    /// The numbers of the statuses that it leaves; `None` where it can be taken from every one.
    pub from: Option<Vec<String>>,
    /// Where it leads. Its category is not told.
    pub to: Status,
}
