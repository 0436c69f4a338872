//! Link types by the words of either direction: `blocks`, `is blocked by`, `relates to`.

use super::matching::{Called, Fit, Match, pick, with_id};
use super::{Failure, Resolver, Unresolved};
use crate::error::{About, Candidate};
use crate::jira::types::LinkType;
use serde_json::json;

/// How a sentence reads a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the first issue to the second: `blocks`.
    Outward,
    /// The other way round: `is blocked by`.
    Inward,
}

/// A link type with the direction in which a sentence reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directed {
    /// The type.
    pub link_type: LinkType,
    /// The direction.
    pub direction: Direction,
}

impl Directed {
    /// The issues of `first type second` as the outward phrase names them: the one that does it, then the one to which it is done.
    pub fn ends<T>(&self, first: T, second: T) -> (T, T) {
        match self.direction {
            Direction::Outward => (first, second),
            Direction::Inward => (second, first),
        }
    }

    /// The words between the first and the second issue.
    pub fn words(&self) -> &str {
        match self.direction {
            Direction::Outward => &self.link_type.outward,
            Direction::Inward => &self.link_type.inward,
        }
    }
}

/// The link type that words name; the type's own name reads as its outward words.
///
/// # Errors
///
/// The words that could have been said, or the types of those words.
pub fn find(types: &[LinkType], wanted: &str) -> Result<Directed, Unresolved> {
    // Models write the words with underscores, and leave out the verb.
    let wanted = wanted.replace('_', " ");
    let all: Vec<Directed> = types
        .iter()
        .flat_map(|link_type| {
            [Direction::Outward, Direction::Inward]
                .map(|direction| Directed { link_type: link_type.clone(), direction })
        })
        // Words that read alike in both directions are one.
        .filter(|one| one.direction == Direction::Outward || one.link_type.inward != one.link_type.outward)
        .collect();
    let by_words = |one: &Directed| Called {
        names: vec![one.words().to_owned()],
        ids: vec![with_id(one.words(), &one.link_type.id)],
    };
    let by_name = |one: &Directed| Called::new(one.link_type.name.as_str(), one.link_type.id.as_str());
    let outward: Vec<Directed> = all.iter().filter(|one| one.direction == Direction::Outward).cloned().collect();
    let is_whole = |called: Called| called.fit(&wanted).is_some_and(|fit| fit <= Fit::Plain);
    let found = match pick(&wanted, &all, by_words) {
        Match::Nothing => pick(&wanted, &outward, by_name),
        Match::One(one) if is_whole(by_words(one)) => Match::One(one),
        // The whole name of one type is not the beginning of another one's words.
        begun => match pick(&wanted, &outward, by_name) {
            Match::One(one) if is_whole(by_name(one)) => Match::One(one),
            _ => begun,
        },
    };
    match found {
        Match::One(one) => Ok(one.clone()),
        Match::Several(several) => {
            let candidates = several.into_iter().map(|one| Candidate {
                name: one.words().to_owned(),
                detail: one.link_type.name.clone(),
                send: with_id(one.words(), &one.link_type.id).into(),
            });
            Err(Unresolved::ambiguous("link type", &wanted, candidates.collect()))
        }
        Match::Nothing => by_phrase(&all, &wanted).cloned().ok_or_else(|| unknown(&all, &wanted)),
    }
}

/// The one whose words say the same in another form: `is a duplicate of` for `duplicates`, `blocked by` for `is blocked by`.
fn by_phrase<'a>(all: &'a [Directed], wanted: &str) -> Option<&'a Directed> {
    let phrase = Phrase::of(wanted);
    let is_same = |one: &&Directed| {
        let own = Phrase::of(one.words());
        let is_symmetric = one.link_type.inward == one.link_type.outward;
        own.stem == phrase.stem && (is_symmetric || (own.voice == phrase.voice && phrase.voice != Voice::Unclear))
    };
    let mut same = all.iter().filter(is_same);
    same.next().filter(|_| same.next().is_none())
}

/// Nothing of the other direction is offered for what is misspelt: sent back, it would say the opposite.
fn unknown(all: &[Directed], wanted: &str) -> Unresolved {
    let voice = Phrase::of(wanted).voice;
    let reads_so = |one: &&Directed| {
        let is_symmetric = one.link_type.inward == one.link_type.outward;
        is_symmetric || voice == Voice::Unclear || Phrase::of(one.words()).voice == voice
    };
    let known = all.iter().filter(reads_so).map(|one| one.words().to_owned()).collect();
    let is_above =
        ["parent", "child", "epic", "subtask", "sub-task"].iter().any(|word| wanted.to_lowercase().contains(word));
    let remark =
        is_above.then(|| "what an issue belongs to is no link: jira_update_issue sets it with parent".to_owned());
    Unresolved::unknown("link type", wanted, known)
        .listing(all.len())
        .with_lookup(json!({"kind": "link_type"}))
        .with_remark(remark)
}

/// Who does it to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    Active,
    Passive,
    /// `is blocked`, which may lack its `by`.
    Unclear,
}

/// What words say apart from their form: `is a duplicate of` and `duplicates` are one.
struct Phrase {
    stem: String,
    voice: Voice,
}

impl Phrase {
    fn of(words: &str) -> Self {
        let lower = words.to_lowercase();
        let all: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let is_filling =
            |word: &&&str| !["is", "are", "was", "be", "a", "an", "the", "to", "of", "by", "with"].contains(*word);
        let own: Vec<&str> = all.iter().filter(is_filling).copied().collect();
        let first = own.first().copied().unwrap_or_default();
        let verb = ["ing", "ed", "es", "s", "e"].iter().find_map(|ending| first.strip_suffix(ending));
        let rest = own.get(1..).unwrap_or_default().join(" ");
        let voice = match all.as_slice() {
            words if words.contains(&"by") => Voice::Passive,
            ["is" | "are" | "was" | "be", ..] if first.ends_with("ed") => Voice::Unclear,
            _ => Voice::Active,
        };
        Self { stem: format!("{} {rest}", verb.unwrap_or(first)), voice }
    }
}

impl Resolver<'_> {
    /// The link type that words name, with its direction.
    ///
    /// # Errors
    ///
    /// `unknown_name`, `ambiguous_name`, and what the client fails with, also where linking is switched off.
    pub async fn link_type(&self, wanted: &str) -> Result<Directed, Failure> {
        let types = self.jira.link_types(self.call).await;
        let types = types.map_err(|error| self.failed(About::Site("the list of link types"), &error))?;
        Ok(find(&types, wanted)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn types() -> Vec<LinkType> {
        [
            ("1", "Blocks", "blocks", "is blocked by"),
            ("2", "Relates", "relates to", "relates to"),
            ("3", "Duplicate", "duplicates", "is duplicated by"),
            ("4", "Problem/Incident", "causes", "is caused by"),
            ("5", "Cause", "causes", "is due to"),
        ]
        .map(|(id, name, outward, inward)| LinkType {
            id: id.into(),
            name: name.into(),
            outward: outward.into(),
            inward: inward.into(),
        })
        .to_vec()
    }

    #[test]
    fn a_sentence_reads_in_both_directions() {
        for (words, ends) in [
            ("blocks", ("A", "B")),
            ("Is Blocked By", ("B", "A")),
            ("is_blocked_by", ("B", "A")),
            ("Blocks", ("A", "B")),
            ("relates to", ("A", "B")),
            ("relates", ("A", "B")),
            ("duplicate", ("A", "B")),
            ("is dup", ("B", "A")),
            ("Cause", ("A", "B")),
            ("causes [4]", ("A", "B")),
            ("is a duplicate of", ("A", "B")),
            ("is blocking", ("A", "B")),
            ("blocked by", ("B", "A")),
            ("duplicated by", ("B", "A")),
            ("is related to", ("A", "B")),
            ("related", ("A", "B")),
        ] {
            let found = find(&types(), words).unwrap();
            assert_eq!(found.ends("A", "B"), ends, "{words}");
        }
        assert_eq!(find(&types(), "Cause").unwrap().link_type.id, "5");
    }

    #[test]
    fn words_of_two_types_are_told_apart_and_wrong_ones_list_all() {
        let error = find(&types(), "causes").unwrap_err().error("jira_link_issues", "type");
        assert_eq!(error.code, Code::AmbiguousName);
        for candidate in &error.fields[0].1.candidates {
            assert!(find(&types(), candidate.send.as_str().unwrap()).is_ok());
        }
        let error = find(&types(), "hinders").unwrap_err().error("jira_link_issues", "type");
        assert_eq!(error.code, Code::UnknownName);
        assert!(error.fields[0].1.allowed.contains(&"blocks".to_owned()), "{:?}", error.fields[0].1.allowed);
    }

    #[test]
    fn nothing_is_offered_that_says_the_opposite() {
        for (words, wrong) in
            [("blockd by", "blocks"), ("is duplikate of", "is duplicated by"), ("blocksss", "is blocked by")]
        {
            let error = find(&types(), words).unwrap_err().error("jira_link_issues", "type");
            let field = &error.fields[0].1;
            assert!(!field.allowed.contains(&wrong.to_owned()), "{words}: {:?}", field.allowed);
            assert_ne!(field.closest.as_deref(), Some(wrong), "{words}");
            assert!(!error.fix.unwrap().contains(&format!("`{wrong}`")), "{words}");
        }
        let error = find(&types(), "parent").unwrap_err().error("jira_link_issues", "type");
        assert!(error.message.contains("jira_update_issue"), "{}", error.message);
    }
}
