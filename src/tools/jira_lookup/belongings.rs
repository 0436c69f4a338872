//! What a project owns by name: versions and components.

use super::list::{List, Row};
use super::scope::Scope;
use crate::error::{About, ToolError};
use crate::jira::types::{Component, Version};
use crate::resolve::matching::Called;

/// Versions: unreleased ones first, the next one on top, then the newest releases; archived ones last.
pub(super) async fn versions(scope: Scope<'_>) -> Result<List, ToolError> {
    let detail = scope.needed_project("versions").await?;
    let key = detail.project.key.as_str();
    let (jira, call) = (scope.resolver.jira, scope.resolver.call);
    let all = jira.versions(call, key, "", usize::MAX).await;
    let all = all.map_err(|error| scope.failed(About::Project("project", key), &error))?;
    let rows = in_order(all.items).iter().map(version_row).collect();
    Ok(List::new("versions", format!("in {key}"), rows))
}

/// Components by name.
pub(super) async fn components(scope: Scope<'_>) -> Result<List, ToolError> {
    let detail = scope.needed_project("components").await?;
    let key = detail.project.key.as_str();
    let (jira, call) = (scope.resolver.jira, scope.resolver.call);
    let all = jira.components(call, key, "", usize::MAX).await;
    let all = all.map_err(|error| scope.failed(About::Project("project", key), &error))?;
    let rows = all.items.iter().map(component_row).collect();
    Ok(List::new("components", format!("in {key}"), rows))
}

fn in_order(versions: Vec<Version>) -> Vec<Version> {
    let (archived, current): (Vec<_>, Vec<_>) = versions.into_iter().partition(|one| one.archived);
    let (released, open): (Vec<_>, Vec<_>) = current.into_iter().partition(|one| one.released);
    open.into_iter().chain(released.into_iter().rev()).chain(archived.into_iter().rev()).collect()
}

fn version_row(one: &Version) -> Row {
    let date = one.release_date.as_deref().unwrap_or_default();
    let called = Called::new(one.name.as_str(), one.id.as_str());
    Row::new(called, [one.name.as_str().into(), one.released.into(), one.archived.into(), date.into()])
}

fn component_row(one: &Component) -> Row {
    let lead = one.lead.as_ref().map(|lead| lead.name.as_str()).unwrap_or_default();
    Row::of(Called::new(one.name.as_str(), one.id.as_str()), [&one.name, lead])
}

#[cfg(test)]
mod tests {
    use super::in_order;
    use crate::jira::types::Version;

    #[test]
    fn what_comes_next_is_on_top() {
        let version = |name: &str, released: bool, archived: bool| Version {
            name: name.into(),
            released,
            archived,
            ..Version::default()
        };
        let all = vec![
            version("0.9", true, true),
            version("1.0", true, false),
            version("1.1", true, false),
            version("1.2", false, false),
            version("1.3", false, false),
        ];
        let names: Vec<String> = in_order(all).into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["1.2", "1.3", "1.1", "1.0", "0.9"]);
    }
}
