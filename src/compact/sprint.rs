//! Sprints as Data Center writes them into an issue: a Java object's text.

/// The sprint's name in `com.atlassian.greenhopper.service.sprint.Sprint@a8[id=1,…,name=Sprint 5,…]` (Jira facts, item 43);
/// `None` when the text is no sprint.
pub fn name_in(text: &str) -> Option<String> {
    let (class, rest) = text.split_once('[')?;
    if !class.contains("greenhopper.service.sprint.Sprint@") {
        return None;
    }
    let members = rest.strip_suffix(']').unwrap_or(rest);
    let (_, after) = members.split_once("name=")?;
    // A name may hold commas: it ends where the next member of the object begins.
    const NEXT: [&str; 9] = [
        ",goal=",
        ",startDate=",
        ",endDate=",
        ",completeDate=",
        ",sequence=",
        ",state=",
        ",activatedDate=",
        ",rapidViewId=",
        ",synced=",
    ];
    let end = NEXT.iter().filter_map(|next| after.find(next)).min().unwrap_or(after.len());
    after.get(..end).filter(|name| !name.is_empty() && *name != "<null>").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::name_in;

    #[test]
    fn a_name_may_hold_commas() {
        let text =
            "com.atlassian.greenhopper.service.sprint.Sprint@1[id=1,state=ACTIVE,name=Red, then blue,startDate=<null>]";
        assert_eq!(name_in(text).as_deref(), Some("Red, then blue"));
        assert_eq!(name_in("Sprint [name=x]"), None);
    }
}
