//! Which parts of an old sequence are still there in a new one.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};

/// Above this many pairs those of a gap are found by their order alone.
const MOST_PAIRS: usize = 10_000;

/// Above this many elements the quicker diff is taken.
const MOST_FOR_HISTOGRAM: usize = 2_000;

/// From so many equal elements on they are told apart by their number.
const OFTEN: usize = 100;

/// A stretch of both sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The old element stayed and is this new one.
    Kept(usize, usize),
    /// Both stand at the same place and the new one was made of the old one.
    Changed(usize, usize),
    /// The old element is gone.
    Gone(usize),
    /// The new element wasn't there.
    New(usize),
}

/// Elements of a sequence, those that are there often with their number among their equals.
struct Sequence<'a, T>(Vec<(&'a T, usize)>);

impl<'a, T: Hash + Eq> Sequence<'a, T> {
    /// The diff looks at many equal elements again and again; a number makes each of them one of a kind.
    fn new(elements: &[&'a T], counts: &HashMap<&T, usize>) -> Self {
        let mut seen: HashMap<&T, usize> = HashMap::new();
        let numbered = elements.iter().map(|element| {
            if counts.get(element).is_none_or(|count| *count < OFTEN) {
                return (*element, 0);
            }
            let number = seen.entry(element).or_default();
            *number += 1;
            (*element, *number)
        });
        Sequence(numbered.collect())
    }
}

impl<'a, T: Hash + Eq> TokenSource for Sequence<'a, T> {
    type Token = (&'a T, usize);
    type Tokenizer = std::vec::IntoIter<(&'a T, usize)>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.clone().into_iter()
    }

    fn estimate_tokens(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

/// The pairs of equal elements that stay in order, found in bounded time.
pub fn equal<T: Hash + Eq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    // Most edits leave all but one place alone; before numbers set equal elements apart, both ends are paired as they are.
    let first = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = (old.get(first..).unwrap_or_default(), new.get(first..).unwrap_or_default());
    let last = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(old, new)| old == new).count();
    let middle = |whole: &[T]| first..whole.len() - last;
    let mut pairs: Vec<(usize, usize)> = (0..first).map(|at| (at, at)).collect();
    pairs.extend(equal_between(old, middle(old), new, middle(new)));
    pairs.extend((old.len() - last..old.len()).zip(new.len() - last..new.len()));
    pairs
}

fn equal_between<T: Hash + Eq>(
    old: &[T],
    of_old: Range<usize>,
    new: &[T],
    of_new: Range<usize>,
) -> Vec<(usize, usize)> {
    let elements =
        |of: Range<usize>, whole| -> HashSet<&T> { <[T]>::get(whole, of).unwrap_or_default().iter().collect() };
    let (in_old, in_new) = (elements(of_old.clone(), old), elements(of_new.clone(), new));
    // What only one of them has is the dearest to a diff and says nothing.
    let shared = |of: Range<usize>, whole, other: &HashSet<&T>| -> (Vec<usize>, Vec<&T>) {
        of.filter_map(|at| Some((at, <[T]>::get(whole, at)?))).filter(|(_, one)| other.contains(one)).unzip()
    };
    let (old_at, old) = shared(of_old, old, &in_new);
    let (new_at, new) = shared(of_new, new, &in_old);
    let mut counts: HashMap<&T, usize> = HashMap::new();
    old.iter().chain(&new).for_each(|element| *counts.entry(element).or_default() += 1);
    let input = InternedInput::new(Sequence::new(&old, &counts), Sequence::new(&new, &counts));
    // The histogram reads better, and takes quadratic time for long texts whose parts changed places.
    let is_long = old.len() + new.len() > MOST_FOR_HISTOGRAM;
    let diff = Diff::compute(if is_long { Algorithm::Myers } else { Algorithm::Histogram }, &input);
    let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let kept = |all: Vec<usize>, is_changed: &dyn Fn(u32) -> bool| -> Vec<usize> {
        all.into_iter().enumerate().filter(|(at, _)| !is_changed(index(*at))).map(|(_, whole)| whole).collect()
    };
    let kept_old = kept(old_at, &|at| diff.is_removed(at));
    kept_old.into_iter().zip(kept(new_at, &|at| diff.is_added(at))).collect()
}

/// Walks from the old sequence to the new one: equal elements stay, and between them each new element is matched with the
/// old one that it's most like. `like` is 0 for elements that can't be made of one another.
pub fn steps<T: Hash + Eq>(old: &[T], new: &[T], like: impl Fn(usize, usize) -> u32) -> Vec<Step> {
    let mut steps = Vec::with_capacity(old.len().max(new.len()));
    let (mut from_old, mut from_new) = (0, 0);
    let end = (old.len(), new.len());
    for (to_old, to_new) in equal(old, new).into_iter().chain([end]) {
        gap(from_old..to_old, from_new..to_new, &like, &mut steps);
        if (to_old, to_new) != end {
            steps.push(Step::Kept(to_old, to_new));
        }
        (from_old, from_new) = (to_old + 1, to_new + 1);
    }
    // Those that are told apart by their number may still be equal.
    for step in &mut steps {
        if let Step::Changed(before, after) = *step
            && old.get(before) == new.get(after)
        {
            *step = Step::Kept(before, after);
        }
    }
    steps
}

fn gap(old: Range<usize>, new: Range<usize>, like: &impl Fn(usize, usize) -> u32, steps: &mut Vec<Step>) {
    let pairs = match old.len().saturating_mul(new.len()) {
        0 => Vec::new(),
        all if all <= MOST_PAIRS => best_pairs(&old, &new, like),
        _ => in_order(&old, &new, like),
    };
    let (mut at_old, mut at_new) = (old.start, new.start);
    for (to_old, to_new) in pairs.into_iter().chain([(old.end, new.end)]) {
        steps.extend((at_old..to_old).map(Step::Gone));
        steps.extend((at_new..to_new).map(Step::New));
        if (to_old, to_new) != (old.end, new.end) {
            steps.push(Step::Changed(to_old, to_new));
        }
        (at_old, at_new) = (to_old + 1, to_new + 1);
    }
}

/// The pairs in order whose likeness is greatest in sum.
fn best_pairs(old: &Range<usize>, new: &Range<usize>, like: &impl Fn(usize, usize) -> u32) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    // The best sum for what comes from each place on.
    let mut best = vec![0u32; width * (old.len() + 1)];
    let at = |best: &[u32], i: usize, j: usize| best.get(i * width + j).copied().unwrap_or(0);
    let mut scores = vec![0u32; old.len() * new.len()];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let score = like(old.start + i, new.start + j);
            let pair = if score == 0 { 0 } else { score + at(&best, i + 1, j + 1) };
            let sum = pair.max(at(&best, i + 1, j)).max(at(&best, i, j + 1));
            if let Some(slot) = best.get_mut(i * width + j) {
                *slot = sum;
            }
            if let Some(slot) = scores.get_mut(i * new.len() + j) {
                *slot = score;
            }
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() && j < new.len() {
        let score = scores.get(i * new.len() + j).copied().unwrap_or(0);
        if score > 0 && at(&best, i, j) == score + at(&best, i + 1, j + 1) {
            pairs.push((old.start + i, new.start + j));
            (i, j) = (i + 1, j + 1);
        } else if at(&best, i, j) == at(&best, i + 1, j) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

fn in_order(old: &Range<usize>, new: &Range<usize>, like: &impl Fn(usize, usize) -> u32) -> Vec<(usize, usize)> {
    old.clone().zip(new.clone()).filter(|&(i, j)| like(i, j) > 0).collect()
}

/// The words of a text and how often each stands there.
#[derive(Clone, Debug, Default)]
pub struct Words {
    counts: HashMap<u64, u32>,
    total: u32,
}

impl Words {
    /// Counts the words of a text.
    pub fn of(text: &str) -> Self {
        use std::hash::{DefaultHasher, Hasher};
        let mut words = Words::default();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let mut hasher = DefaultHasher::new();
            word.hash(&mut hasher);
            *words.counts.entry(hasher.finish()).or_default() += 1;
            words.total += 1;
        }
        words
    }

    /// How many of these words are also in another text.
    pub fn shared(&self, other: &Words) -> u32 {
        let (few, many) = if self.counts.len() < other.counts.len() { (self, other) } else { (other, self) };
        few.counts.iter().map(|(word, count)| (*count).min(many.counts.get(word).copied().unwrap_or(0))).sum()
    }

    /// How many words there are.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// How alike two texts are, from 0 to 100.
    pub fn like(&self, other: &Words) -> u32 {
        match self.total + other.total {
            0 => 100,
            total => self.shared(other).saturating_mul(200) / total,
        }
    }
}

/// The words of the elements of a sequence, counted when they are first asked for: most elements stay and are never asked.
pub struct Lazy<'a, T> {
    elements: &'a [T],
    words: Vec<OnceCell<Words>>,
    text: fn(&T) -> String,
}

impl<'a, T> Lazy<'a, T> {
    /// The words of elements, by the text of each.
    pub fn new(elements: &'a [T], text: fn(&T) -> String) -> Self {
        Lazy { elements, words: vec![OnceCell::new(); elements.len()], text }
    }

    /// How alike an element is to one of another sequence, from 0 to 100.
    pub fn like(&self, index: usize, other: &Self, at: usize) -> u32 {
        match (self.of(index), other.of(at)) {
            (Some(one), Some(other)) => one.like(other),
            _ => 0,
        }
    }

    fn of(&self, index: usize) -> Option<&Words> {
        let element = self.elements.get(index)?;
        Some(self.words.get(index)?.get_or_init(|| Words::of(&(self.text)(element))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_elements_are_matched_with_what_they_were() {
        let old = ["a", "some words here", "c", "x"];
        let new = ["a", "new", "some other words here", "x", "y"];
        let words = |all: &[&str]| all.iter().map(|text| Words::of(text)).collect::<Vec<_>>();
        let (before, after) = (words(&old), words(&new));
        let steps = steps(&old, &new, |i, j| before[i].like(&after[j]));
        assert_eq!(
            steps,
            [Step::Kept(0, 0), Step::New(1), Step::Changed(1, 2), Step::Gone(2), Step::Kept(3, 3), Step::New(4)]
        );
    }

    #[test]
    fn many_equal_elements_take_bounded_time() {
        let old = vec![7; 40_000];
        let mut new = old.clone();
        (new[0], new[39_999]) = (1, 2);
        let started = std::time::Instant::now();
        let kept = steps(&old, &new, |_, _| 1).iter().filter(|step| matches!(step, Step::Kept(..))).count();
        assert!(kept >= 39_997, "{kept}");
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }

    #[test]
    fn many_changes_take_bounded_time() {
        let old: Vec<usize> = (0..10_000).collect();
        let new: Vec<usize> = (0..10_000).map(|n| n * 7 % 10_000 + n % 2 * 100_000).collect();
        let started = std::time::Instant::now();
        assert!(steps(&old, &new, |_, _| 1).len() >= 10_000);
        assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
    }
}
