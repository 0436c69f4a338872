//! Lists of values: plain ones are added, `-x` is removed, `=x, y` is all that remains.

use super::super::change::{Change, Item};
use super::super::refusal::{Mend, Refusal};
use super::{Subject, opened, plain};
use crate::error::{Code, Problem};
use serde_json::Value;

/// A list as it was sent, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Whether it is all that the field is to hold.
    pub replace: bool,
    /// The values, in their order.
    pub parts: Vec<Part>,
}

/// One value of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The value.
    pub text: String,
    /// Whether it is to be taken away.
    pub removes: bool,
}

impl Part {
    fn signed(&self) -> String {
        if self.removes { format!("-{}", self.text) } else { self.text.clone() }
    }
}

/// Takes a list apart; a name that is known stays whole, with its commas and signs.
pub fn parts(value: &Value, is_known: impl Fn(&str) -> bool) -> Parts {
    let mut all = Parts::default();
    match opened(value) {
        Value::Array(items) => {
            for text in items.iter().filter_map(plain).filter(|text| !text.is_empty()) {
                all.take(&text, &is_known);
            }
        }
        other => {
            let text = plain(&other).unwrap_or_default();
            let mut rest = text.as_str();
            if let Some(after) = rest.strip_prefix('=').filter(|_| !is_known(rest)) {
                all.replace = true;
                rest = after;
            }
            let pieces: Vec<&str> = rest.split(',').collect();
            let mut from = 0;
            while from < pieces.len() {
                // The longest known name that begins here.
                let whole = (from + 1..=pieces.len()).rev().find_map(|to| {
                    let joined = pieces.get(from..to)?.join(",");
                    let name = joined.trim();
                    let bare = name.trim_start_matches(['-', '+']).trim_start();
                    (is_known(name) || is_known(bare)).then(|| (name.to_owned(), to))
                });
                let (text, to) = whole.unwrap_or_else(|| (pieces.get(from).unwrap_or(&"").trim().to_owned(), from + 1));
                if !text.is_empty() {
                    all.take(&text, &is_known);
                }
                from = to;
            }
        }
    }
    all
}

impl Parts {
    fn take(&mut self, text: &str, is_known: &impl Fn(&str) -> bool) {
        let mut text = text.trim();
        if is_known(text) {
            return self.parts.push(Part { text: text.to_owned(), removes: false });
        }
        if let Some(after) = text.strip_prefix('=') {
            self.replace = true;
            text = after.trim();
        }
        let removes = text.starts_with('-');
        let text = text.trim_start_matches(['-', '+']).trim();
        if !text.is_empty() {
            self.parts.push(Part { text: text.to_owned(), removes });
        }
    }

    fn text(&self, parts: &[String]) -> String {
        format!("{}{}", if self.replace { "=" } else { "" }, parts.join(", "))
    }
}

/// The change that the values make, each found by `find`; all that are wrong in one refusal.
pub fn change(
    subject: Subject<'_>,
    value: &Value,
    parts: &Parts,
    mut find: impl FnMut(&Part) -> Result<Item, Refusal>,
) -> Result<Change, Refusal> {
    let found: Vec<Result<Item, Refusal>> = parts.parts.iter().map(&mut find).collect();
    gathered(subject, value, parts, found)
}

/// The change that the found values make.
pub fn gathered(
    subject: Subject<'_>,
    value: &Value,
    parts: &Parts,
    found: Vec<Result<Item, Refusal>>,
) -> Result<Change, Refusal> {
    if subject.creates
        && let Some(removed) = parts.parts.iter().find(|part| part.removes)
    {
        let kept = || parts.parts.iter().zip(&found).filter(|(part, _)| !part.removes);
        let message = format!("a new issue has no {} `{}` to take away", subject.name(), removed.text);
        let refusal = Refusal::new(Code::InvalidArgument, Problem::Malformed, value, message);
        let names: Vec<String> = kept().map(|(part, _)| part.text.clone()).collect();
        return Err(match (names.is_empty(), kept().all(|(_, found)| found.is_ok())) {
            (true, _) => super::scalar::dropped(refusal),
            (false, true) => mended(subject, refusal, parts.text(&names)),
            (false, false) => refusal.with(subject.spot.say(&names)),
        });
    }
    if found.iter().all(Result::is_ok) {
        let (mut add, mut remove): (Vec<Item>, Vec<Item>) = (Vec::new(), Vec::new());
        for (item, part) in found.into_iter().flatten().zip(&parts.parts) {
            let list = if part.removes { &mut remove } else { &mut add };
            if !list.contains(&item) {
                list.push(item);
            }
        }
        if let Some(both) = add.iter().position(|item| remove.contains(item)) {
            let text = parts.parts.iter().filter(|part| !part.removes).nth(both).map(|part| part.text.clone());
            let text = text.unwrap_or_default();
            let message = format!("{} `{text}` is to be added and taken away at once", subject.name());
            let refusal = Refusal::new(Code::InvalidArgument, Problem::Malformed, value, message);
            return Err(refusal.with(subject.spot.say(&[text.clone(), format!("-{text}")])));
        }
        return Ok(Change::List { replace: parts.replace || subject.creates, add, remove });
    }
    let mut messages: Vec<String> = Vec::new();
    let mut instead: Option<Vec<String>> = Some(Vec::new());
    let mut first: Option<Refusal> = None;
    for (result, part) in found.into_iter().zip(&parts.parts) {
        let near = match &result {
            Ok(_) => Some(part.signed()),
            Err(refusal) => {
                refusal.field.closest.as_ref().map(|near| Part { text: near.clone(), ..part.clone() }.signed())
            }
        };
        instead = instead.zip(near).map(|(mut all, near)| {
            all.push(near);
            all
        });
        if let Err(refusal) = result {
            messages.push(refusal.message.clone());
            first.get_or_insert(refusal);
        }
    }
    let mut refusal = first.unwrap_or_else(|| subject.not_allowed(value));
    refusal.message = messages.join("; ");
    refusal.field.sent = Some(value.clone());
    refusal.mend = None;
    Err(match instead {
        Some(instead) => mended(subject, refusal, parts.text(&instead)),
        None => refusal,
    })
}

/// `labels` is a list on the wire; an entry of `fields` is one text.
fn mended(subject: Subject<'_>, refusal: Refusal, text: String) -> Refusal {
    let near = refusal.field.closest.clone();
    let mut refusal = refusal.mended(subject.spot, text.clone());
    refusal.field.closest = near;
    if matches!(subject.spot, super::Spot::Argument(_)) {
        let list: Value = text.split(", ").map(Value::from).collect();
        refusal.with = format!("{} {list}", subject.name());
        refusal.mend = Some(Mend::Send(list));
    }
    refusal
}

/// A refusal of a value that can't be taken away, because it is not there.
pub fn not_there(subject: Subject<'_>, part: &Part, held: &[String]) -> Refusal {
    let message = format!("{} has no `{}` to take away", subject.in_words(), part.text);
    let mut refusal = Refusal::new(Code::ValueNotAllowed, Problem::NotAllowed, &part.text.as_str().into(), message);
    let removals: Vec<String> = held.iter().map(|name| format!("-{name}")).collect();
    refusal.with = subject.spot.say(&removals);
    refusal.field.allowed = removals;
    refusal
}
