//! Which known name a word most likely meant.

/// A longer word is no misspelt name; comparing it would cost time with the square of its length.
const LONGEST: usize = 200;

/// A name as people see it alike: `issue_type`, `Issue Type` and `issuetype` are one.
pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two names are the same in any case.
pub(super) fn same(left: &str, right: &str) -> bool {
    left.trim().to_lowercase() == right.trim().to_lowercase()
}

/// The one candidate that is near enough to be meant: at most a third of the letters differ, and no digit does.
///
/// `None` when none is, or two different ones are equally near.
pub(super) fn closest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let digits_of = digits(wanted);
    crate::closest::closest(wanted, candidates.into_iter().filter(|candidate| digits(candidate) == digits_of))
}

/// The few candidates worth showing, the nearest first; those that are not near only where they `fill` a short list.
pub(super) fn nearest<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    most: usize,
    fill: bool,
) -> Vec<&'a str> {
    let wanted = wanted.trim().to_lowercase();
    let length = wanted.chars().count();
    let mut scored: Vec<(usize, usize, &str)> = candidates
        .into_iter()
        .enumerate()
        .map(|(order, candidate)| {
            let lower = candidate.to_lowercase();
            let related =
                !lower.is_empty() && (lower.contains(&wanted) || (lower.len() > 2 && wanted.contains(&lower)));
            let near = length <= LONGEST && lower.len() <= LONGEST;
            let distance = if near { strsim::damerau_levenshtein(&wanted, &lower) } else { LONGEST };
            let score = if distance <= length / 2 || related { distance } else { LONGEST };
            (score, order, candidate)
        })
        .collect();
    scored.sort_unstable();
    let mut shown: Vec<&str> = Vec::new();
    for (score, _, candidate) in scored {
        if (fill || score < LONGEST) && shown.len() < most && !shown.contains(&candidate) {
            shown.push(candidate);
        }
    }
    shown
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_is_guessed() {
        assert_eq!(closest("asignee", ["assignee", "reporter"]), Some("assignee"));
        assert_eq!(closest("2.1.0", ["2.1.1", "2.2"]), None);
        assert_eq!(closest("cf[10016]", ["cf[10017]"]), None);
        assert_eq!(closest("tean", ["team", "teal"]), None, "both are one letter away");
        assert_eq!(nearest("2.1.0", ["9.9", "2.1.1"], 1, true), ["2.1.1"]);
        assert_eq!(nearest("wombat", ["status"], 3, false), [""; 0]);
        assert_eq!(crate::closest::closest("2.1.0", ["2.1.1", "2.2"]), Some("2.1.1"));
    }
}
