//! The nearest name: what a misspelt word most likely meant. Pure, and below everything that reads words.

/// What models put where they have nothing to say. No name is meant by it, however near one is.
const FILLERS: [&str; 5] = ["none", "null", "n/a", "nil", "undefined"];

/// A longer word is no misspelt name; comparing it would cost time and memory with the square of its length.
const LONGEST: usize = 200;

/// The one candidate that is close enough to be meant, in any case; `None` when none is, or two are equally close.
pub fn closest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.trim().to_lowercase();
    let length = wanted.chars().count();
    if length > LONGEST || FILLERS.contains(&wanted.as_str()) {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        // So many letters more or fewer are so many wrong ones.
        if lower.chars().count().abs_diff(length) > length / 3 {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&wanted, &lower);
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, held)) if distance == least => tied |= held.to_lowercase() != lower,
            _ => {
                best = Some((distance, candidate));
                tied = false;
            }
        }
    }
    // A third of the letters may be wrong; a word of one or two letters has no near ones.
    best.filter(|(distance, _)| !tied && (*distance == 0 || *distance <= length / 3)).map(|(_, candidate)| candidate)
}

/// The few candidates worth showing for a word that none of them is: near ones, then those that hold the word or begin like it.
pub fn closest_of<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let wanted = wanted.trim().to_lowercase();
    let length = wanted.chars().count().max(1);
    if length > LONGEST || FILLERS.contains(&wanted.as_str()) {
        return Vec::new();
    }
    let mut scored: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&wanted, &lower);
            let related = lower.contains(&wanted) || (!lower.is_empty() && wanted.contains(&lower));
            if distance <= length / 2 {
                Some((distance, candidate))
            } else {
                related.then_some((length + distance, candidate))
            }
        })
        .collect();
    scored.sort();
    scored.dedup();
    scored.into_iter().take(most).map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::{closest, closest_of};

    #[test]
    fn one_slip_is_forgiven_and_two_equal_ones_are_not_guessed() {
        assert_eq!(closest("asignee", ["assignee", "reporter"]), Some("assignee"));
        assert_eq!(closest("STATUS", ["status"]), Some("status"));
        assert_eq!(closest("tean", ["team", "teal"]), None, "both are one letter away");
        assert_eq!(closest("xy", ["ab"]), None);
        assert_eq!(closest("", ["a"]), None);
        assert_eq!(closest("none", ["Done"]), None, "nothing is meant");
    }

    #[test]
    fn names_that_hold_the_word_come_after_near_ones() {
        assert_eq!(closest_of("team", ["Team lead", "Teem", "Other"], 5), ["Teem", "Team lead"]);
    }
}
