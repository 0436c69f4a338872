//! The one rule by which a word finds the thing that it names: pure.
//!
//! Exact first, then in any case, then with its words in another order, then without diacritics, then as the only
//! beginning; never a guess. Each step that finds several things ends the search, because a later step could only find
//! more. Names are compared as they are shown: cleaned of what can't be seen.

use crate::text::clean;
use unicode_normalization::UnicodeNormalization;

/// Letters that people write plainly, but that Unicode doesn't take apart into a letter and a mark.
const WHOLE_LETTERS: [(char, &str); 10] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('þ', "th"),
    ('ð', "d"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ø', "o"),
];

/// What a thing answers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Called {
    /// What people call it; the beginning of one is enough when nothing else begins so.
    pub names: Vec<String>,
    /// What must be said in full: ids, and the forms in which candidates are shown.
    pub ids: Vec<String>,
}

/// What a word names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match<'a, T> {
    /// Nothing.
    Nothing,
    /// This.
    One(&'a T),
    /// Each of these, equally well.
    Several(Vec<&'a T>),
}

/// How well a name fits a word that is part of it, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The same, to the letter.
    Exact,
    /// The same in another case.
    Folded,
    /// The same words in another order: `Vale Robin` for `Robin Vale`.
    Reordered,
    /// The same without diacritics, in any order: `Jose` for `José`.
    Plain,
    /// It begins so; a word without diacritics also begins a name with them.
    Begins,
    /// It begins so without the diacritics that the word has.
    BeginsPlainly,
    /// It holds the word.
    Holds,
    /// It holds the word's letters and digits (`story_points` in `Story Points`), or each of several words begins one of its.
    Alike,
}

impl Called {
    /// A thing with one name and one id, also accepted as `name [id]`.
    pub fn new(name: impl Into<String>, id: impl Into<String>) -> Self {
        Self { names: vec![name.into()], ids: vec![id.into()] }
    }

    /// The same thing, which answers to one more name.
    #[must_use]
    pub fn or(mut self, name: Option<impl Into<String>>) -> Self {
        self.names.extend(name.map(Into::into));
        self
    }

    /// The same thing, which answers to one more text when it is said in full.
    #[must_use]
    pub fn or_exactly(mut self, id: Option<impl Into<String>>) -> Self {
        self.ids.extend(id.map(Into::into));
        self
    }

    /// How well it fits a word; `None` when it does not. An empty word fits nothing.
    pub fn fit(&self, word: &str) -> Option<Fit> {
        let word = clean::line(word);
        let folded = fold(&word);
        let bare = unmarked(&folded);
        let letters = letters_of(&bare);
        if folded.is_empty() {
            return None;
        }
        let ids = self.ids.iter().filter_map(|id| {
            let id = clean::line(id);
            (id == word).then_some(Fit::Exact).or((fold(&id) == folded).then_some(Fit::Folded))
        });
        let names = self.names.iter().filter_map(|name| {
            let name = clean::line(name);
            let lower = fold(&name);
            let plain = unmarked(&lower);
            match () {
                () if name == word => Some(Fit::Exact),
                () if lower == folded => Some(Fit::Folded),
                () if same_words(&lower, &folded) => Some(Fit::Reordered),
                () if same_words(&plain, &bare) => Some(Fit::Plain),
                () if lower.starts_with(&folded) || plain.starts_with(&folded) => Some(Fit::Begins),
                () if plain.starts_with(&bare) => Some(Fit::BeginsPlainly),
                () if plain.contains(&bare) => Some(Fit::Holds),
                () if !letters.is_empty() && letters_of(&plain).contains(&letters) => Some(Fit::Alike),
                () if begin_words(&plain, &bare) => Some(Fit::Alike),
                () => None,
            }
        });
        ids.chain(names).min()
    }
}

/// Finds what a word names. A cut name (`Very long na…`) is its beginning; `Name [id]` is the id.
pub fn pick<'a, T>(
    wanted: &str,
    things: impl IntoIterator<Item = &'a T>,
    called: impl Fn(&T) -> Called,
) -> Match<'a, T> {
    let wanted = clean::line(wanted);
    let beginning = wanted.trim_end_matches('…');
    let id = bracketed(&wanted);
    let fits: Vec<(Fit, &T)> = things
        .into_iter()
        .filter_map(|thing| {
            let called = called(thing);
            let by_id = id.filter(|id| called.ids.iter().any(|one| one == id)).map(|_| Fit::Exact);
            // What was cut can't be the whole name, so it is looked for as a beginning.
            let by_name = called.fit(beginning);
            Some((by_id.or(by_name)?, thing))
        })
        .collect();
    for step in [Fit::Exact, Fit::Folded, Fit::Reordered, Fit::Plain, Fit::Begins, Fit::BeginsPlainly] {
        let hits: Vec<&T> = fits.iter().filter(|(fit, _)| *fit == step).map(|(_, thing)| *thing).collect();
        match hits.as_slice() {
            [] => {}
            [one] => return Match::One(one),
            _ => return Match::Several(hits),
        }
    }
    Match::Nothing
}

/// The things that a part of a name fits, best fit first, otherwise in their own order.
pub fn ranked<T>(word: &str, things: Vec<T>, called: impl Fn(&T) -> Called) -> Vec<T> {
    let mut fits: Vec<(Fit, T)> =
        things.into_iter().filter_map(|thing| Some((called(&thing).fit(word)?, thing))).collect();
    fits.sort_by_key(|(fit, _)| *fit);
    fits.into_iter().map(|(_, thing)| thing).collect()
}

/// `Name [id]`, the form in which things of one name are told apart.
pub fn with_id(name: &str, id: &str) -> String {
    format!("{} [{id}]", clean::line(name))
}

fn bracketed(text: &str) -> Option<&str> {
    let (_, id) = text.strip_suffix(']')?.rsplit_once('[')?;
    Some(id.trim()).filter(|id| !id.is_empty())
}

/// The words of a name, which may be written with a comma after the family name.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| character.is_whitespace() || character == ',').filter(|word| !word.is_empty())
}

/// A text in one case, as names are compared.
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// A folded text without the diacritics of Latin, Greek and Cyrillic letters. Marks that make another letter elsewhere stay.
pub fn unmarked(folded: &str) -> String {
    if folded.is_ascii() {
        return folded.to_owned();
    }
    let mut plain = String::with_capacity(folded.len());
    for character in folded.nfd().filter(|character| !('\u{300}'..='\u{36F}').contains(character)) {
        match WHOLE_LETTERS.iter().find(|(letter, _)| *letter == character) {
            Some((_, letters)) => plain.push_str(letters),
            None => plain.push(character),
        }
    }
    // Put together again, so that a syllable doesn't begin with another.
    plain.nfc().collect()
}

fn same_words(name: &str, wanted: &str) -> bool {
    let sorted = |text: &str| {
        let mut words: Vec<String> = words(text).map(str::to_owned).collect();
        words.sort();
        words
    };
    let wanted = sorted(wanted);
    !wanted.is_empty() && sorted(name) == wanted
}

/// Whether each of several words begins a word of the name.
fn begin_words(name: &str, wanted: &str) -> bool {
    let begun = |word: &str| words(name).any(|own| own.starts_with(word));
    words(wanted).nth(1).is_some() && words(wanted).all(begun)
}

fn letters_of(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Thing = (String, String);

    fn things(list: &[(&str, &str)]) -> Vec<Thing> {
        list.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect()
    }

    fn called(thing: &Thing) -> Called {
        Called::new(thing.0.as_str(), thing.1.as_str())
    }

    fn picked(wanted: &str, all: &[Thing]) -> Vec<String> {
        match pick(wanted, all, called) {
            Match::Nothing => Vec::new(),
            Match::One(one) => vec![one.1.clone()],
            Match::Several(several) => several.into_iter().map(|one| one.1.clone()).collect(),
        }
    }

    #[test]
    fn exact_comes_before_case_and_case_before_beginning() {
        let all = things(&[("Bug", "1"), ("bug", "2"), ("Bugfix", "3"), ("Story", "4")]);
        assert_eq!(picked("bug", &all), ["2"]);
        assert_eq!(picked("BUG", &all), ["1", "2"]);
        assert_eq!(picked("bugf", &all), ["3"]);
        assert_eq!(picked("sto", &all), ["4"]);
        assert_eq!(picked("ory", &all), [""; 0], "a part inside is not a name");
        assert_eq!(picked(" Story\u{200b} ", &all), ["4"]);
    }

    #[test]
    fn an_id_is_said_in_full() {
        let all = things(&[("Team", "customfield_10114"), ("Team", "customfield_10115")]);
        assert_eq!(picked("customfield_1011", &all), [""; 0]);
        assert_eq!(picked("customfield_10115", &all), ["customfield_10115"]);
        assert_eq!(picked("Team [customfield_10115]", &all), ["customfield_10115"]);
        assert_eq!(picked("team", &all).len(), 2);
    }

    #[test]
    fn a_cut_name_is_its_beginning() {
        let all = things(&[("A very long name indeed", "1"), ("Another", "2")]);
        assert_eq!(picked("A very long…", &all), ["1"]);
    }

    #[test]
    fn a_name_that_is_also_an_id_is_not_guessed() {
        let all = things(&[("5", "10001"), ("ten", "5")]);
        assert_eq!(picked("5", &all), ["10001", "5"]);
        assert_eq!(picked("5 [10001]", &all), ["10001"]);
    }

    #[test]
    fn parts_are_ranked_by_fit_and_then_left_in_order() {
        let all = things(&[("Web API", "1"), ("api", "2"), ("API gateway", "3"), ("API", "4"), ("Shop", "5")]);
        let ids: Vec<String> = ranked("API", all, called).into_iter().map(|(_, id)| id).collect();
        assert_eq!(ids, ["4", "2", "3", "1"]);
        let all = things(&[("Story Points", "1"), ("Story", "2")]);
        assert_eq!(ranked("story_points", all, called).len(), 1);
    }

    #[test]
    fn words_may_stand_in_any_order() {
        let all = things(&[("Robin Vale", "1"), ("Vale Robinson", "2"), ("Ana Silva Pires", "3")]);
        assert_eq!(picked("vale robin", &all), ["1"], "the whole name comes before a beginning");
        assert_eq!(picked("Vale, Robin", &all), ["1"]);
        assert_eq!(picked("pires ana silva", &all), ["3"]);
        assert_eq!(picked("Pires Ana", &all), [""; 0], "a part of the words is not the name");
        let twice = things(&[("Robin Vale", "1"), ("robin vale", "2")]);
        assert_eq!(picked("Vale Robin", &twice), ["1", "2"]);
        let found: Vec<_> = ranked("si an", all, called).into_iter().map(|thing| thing.1).collect();
        assert_eq!(found, ["3"], "parts of words are looked for, not taken for names");
    }

    #[test]
    fn diacritics_may_be_left_out() {
        let all =
            things(&[("José Lima", "1"), ("Łukasz Bjørn", "2"), ("Jose Santos", "3"), ("Weiß", "4"), ("Фёдор", "5")]);
        assert_eq!(picked("jose lima", &all), ["1"]);
        assert_eq!(picked("Lima Jose", &all), ["1"]);
        assert_eq!(picked("BJORN LUKASZ", &all), ["2"]);
        assert_eq!(picked("weiss", &all), ["4"]);
        assert_eq!(picked("федор", &all), ["5"]);
        assert_eq!(picked("jose", &all), ["1", "3"], "both begin so: never a guess");
        assert_eq!(picked("josé", &all), ["1"], "a mark that was written counts");
        assert_eq!(picked("Jóse S", &all), ["3"]);
        let both = things(&[("Jose", "1"), ("José", "2")]);
        assert_eq!((picked("jose", &both), picked("JOSÉ", &both)), (vec!["1".to_owned()], vec!["2".to_owned()]));
        let syllables = things(&[("각", "1"), ("がく", "2")]);
        assert_eq!((picked("가", &syllables), picked("か", &syllables)), (vec![], vec![]));
    }

    proptest! {
        #[test]
        fn a_shown_form_always_comes_back(names in proptest::collection::vec("[A-Ca-c \\[\\]…<]{1,4}|\\PC{1,6}", 1..8)) {
            let all: Vec<Thing> = names.iter().enumerate().map(|(at, name)| (name.clone(), format!("id-{at}"))).collect();
            for thing in &all {
                let shown = with_id(&thing.0, &thing.1);
                prop_assert_eq!(picked(&shown, &all), vec![thing.1.clone()]);
            }
        }

        #[test]
        fn a_name_never_finds_only_another_thing(names in proptest::collection::vec("[a-cA-C]{1,3}", 1..8), at in 0usize..8) {
            let all: Vec<Thing> = names.iter().enumerate().map(|(at, name)| (name.clone(), format!("id-{at}"))).collect();
            let (name, id) = &all[at % all.len()];
            prop_assert!(picked(name, &all).contains(id));
        }

        #[test]
        fn whatever_is_asked_every_hit_begins_so_or_has_the_words(names in proptest::collection::vec("\\PC{0,6}", 0..6), wanted in "\\PC{0,6}") {
            let all: Vec<Thing> = names.iter().enumerate().map(|(at, name)| (name.clone(), format!("id-{at}"))).collect();
            for id in picked(&wanted, &all) {
                let (name, _) = all.iter().find(|one| one.1 == id).unwrap();
                let plain = |text: &str| unmarked(&clean::line(text).to_lowercase());
                let (name, wanted) = (plain(name), plain(clean::line(&wanted).trim_end_matches('…')));
                prop_assert!(name.starts_with(&wanted) || same_words(&name, &wanted));
            }
        }
    }
}
