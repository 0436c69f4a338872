//! English endings: the first step of Porter's algorithm and a final `e`, which is most of what agents meet.

/// A lower-case word without its ending. Other scripts and short words stay as they are.
pub(super) fn stem(word: Vec<char>) -> Vec<char> {
    let mut word: String = word.into_iter().collect();
    if word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        plural(&mut word);
        participle(&mut word);
        if word.ends_with('y') && has_vowel(word.trim_end_matches('y')) {
            word.pop();
            word.push('i');
        }
        if word.len() > 3 && word.ends_with('e') {
            word.pop();
        }
    }
    word.chars().collect()
}

fn plural(word: &mut String) {
    if word.ends_with("sses") || word.ends_with("ies") {
        word.truncate(word.len() - 2);
    } else if word.ends_with('s') && !word.ends_with("ss") {
        word.pop();
    }
}

fn participle(word: &mut String) {
    let Some(root) = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed")).filter(|root| has_vowel(root)) else {
        return;
    };
    let mut root = root.to_owned();
    let mut last = root.chars().rev();
    let doubled = last.next().filter(|letter| last.next() == Some(*letter));
    if doubled.is_some_and(|letter| !"aeioulsz".contains(letter)) {
        root.pop();
    }
    *word = root;
}

fn has_vowel(text: &str) -> bool {
    text.contains(['a', 'e', 'i', 'o', 'u', 'y'])
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_of_one_family_meet() {
        let stem = |word: &str| super::stem(word.chars().collect()).into_iter().collect::<String>();
        for family in [
            &["crash", "crashes", "crashed", "crashing"][..],
            &["query", "queries"],
            &["page", "pages", "paged"],
            &["submit", "submits", "submitted", "submitting"],
            &["fall", "falls", "falling"],
        ] {
            assert!(family.iter().all(|word| stem(word) == stem(family[0])), "{family:?}");
        }
        for (left, right) in [("string", "str"), ("process", "proces"), ("bed", "b"), ("logs", "login"), ("über", "üb")]
        {
            assert_ne!(stem(left), stem(right));
        }
    }
}
