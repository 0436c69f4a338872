//! Jira's emoticons and the emoji that stand for them.

/// Longer ones before those that they begin with.
const EMOTICONS: [(&str, &str); 29] = [
    (":-)", "🙂"),
    (":-(", "🙁"),
    (":-P", "😛"),
    (":-D", "😄"),
    (";-)", "😉"),
    (":)", "🙂"),
    (":(", "🙁"),
    (":p", "😛"),
    (":P", "😛"),
    (":D", "😄"),
    (";)", "😉"),
    ("(y)", "👍"),
    ("(n)", "👎"),
    ("(i)", "ℹ️"),
    ("(/)", "✅"),
    ("(x)", "❌"),
    ("(!)", "⚠️"),
    ("(+)", "➕"),
    ("(-)", "➖"),
    ("(?)", "❓"),
    ("(on)", "💡"),
    ("(off)", "🌑"),
    ("(*y)", "⭐"),
    ("(*)", "⭐"),
    ("(*r)", "🔴"),
    ("(*g)", "🟢"),
    ("(*b)", "🔵"),
    ("(flag)", "🚩"),
    ("(flagoff)", "🏳️"),
];

/// The emoticon at the start of `rest`, as its length and its emoji, if no word touches it: `f(x)` has none.
pub(super) fn at(rest: &str, before: Option<char>) -> Option<(usize, &'static str)> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let (written, emoji) = EMOTICONS.iter().find(|(written, _)| rest.starts_with(written))?;
    let after = rest.get(written.len()..)?.chars().next();
    (!after.is_some_and(char::is_alphanumeric)).then_some((written.len(), *emoji))
}

/// Whether a text begins with an emoticon, whatever stands around it.
pub(super) fn begins(rest: &str) -> bool {
    EMOTICONS.iter().any(|(written, _)| rest.starts_with(written))
}

/// The emoji at the start of `rest` that an emoticon stands for, and the emoticon.
pub(super) fn written(rest: &str) -> Option<(&'static str, &'static str)> {
    if rest.starts_with(|first: char| first.is_ascii()) {
        return None;
    }
    // The last one of an emoji is the shortest.
    let (written, emoji) = EMOTICONS.iter().rfind(|(_, emoji)| rest.starts_with(emoji))?;
    Some((emoji, written))
}
