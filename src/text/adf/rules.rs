//! The rules of the Atlassian Document Format: which node holds which, which marks stand together, which attributes
//! there are.
//!
//! Jira answers a document that breaks one of them with `INVALID_INPUT` and nothing else, so a document is checked
//! before it is sent and the first problem is said with its place. The rules are those of Atlassian's published schema
//! (`@atlaskit/adf-schema` 57.7.22), as tables of our own: `rules/content.rs`, `rules/marks.rs`, `rules/nodes.rs`.

use std::fmt;

use serde_json::{Map, Value};

use crate::text::cut;

mod attributes;
mod content;
mod kinds;
mod marks;
mod nodes;

#[cfg(test)]
mod tests;

pub use kinds::{Kind, Mark};

use content::{Content, Held, Place};
use marks::Marks;

/// Characters of a foreign name that are shown in a problem.
const SHOWN_CHARS: usize = 40;

/// A document breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where: `content[3].content[0]`; empty for the document itself.
    pub path: String,
    /// The type of the node there, cleaned and cut; empty when it has none.
    pub node: String,
    /// What is wrong with it, as one lower-case sentence.
    pub problem: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.node.as_str(), self.path.as_str()) {
            ("", "") => write!(out, "the document: {}", self.problem),
            ("", path) => write!(out, "`{path}`: {}", self.problem),
            (node, "") => write!(out, "`{node}`: {}", self.problem),
            (node, path) => write!(out, "`{node}` at `{path}`: {}", self.problem),
        }
    }
}

impl std::error::Error for Violation {}

/// Checks that a document is one that the published schema allows: what may be stored and kept.
///
/// # Errors
/// The first problem in the order of the document.
pub fn check(document: &Value) -> Result<(), Violation> {
    walk(document, Rigour::Stored)
}

/// Checks that a document is one that Jira's own editor writes: what may be made anew.
///
/// Stricter than [`check()`]: no parts of a Confluence page, no marks that point at what isn't there, no mark twice on one
/// text, no fraction of a level, and no gap that the schema leaves by mistake.
///
/// # Errors
/// The first problem in the order of the document.
pub fn check_new(document: &Value) -> Result<(), Violation> {
    walk(document, Rigour::New)
}

impl Kind {
    /// Whether a node of this kind may stand directly in the content of one of the other.
    pub fn may_stand_in(self, parent: Self) -> bool {
        content::content(parent).is_some_and(|content| match content.of {
            Held::Any(groups) | Held::Each(groups) | Held::First(groups) => {
                groups.iter().any(|group| group.iter().any(|place| place.kind == self))
            }
            Held::Anything => true,
        })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Rigour {
    Stored,
    New,
}

/// The nodes that may stand at one place of a content.
#[derive(Clone, Copy)]
enum Allowed {
    Groups(&'static [&'static [Place]]),
    One(&'static [Place]),
}

impl Allowed {
    fn find(self, kind: Kind) -> Option<&'static Place> {
        match self {
            Self::Groups(groups) => groups.iter().find_map(|group| Self::One(group).find(kind)),
            Self::One(group) => group.iter().find(|place| place.kind == kind),
        }
    }
}

/// A node that is still to be checked.
struct Open<'a> {
    node: &'a Value,
    /// Levels of content above.
    depth: usize,
    /// Its place in the content it stands in.
    index: usize,
    parent: Kind,
    allowed: Allowed,
}

/// Checks all nodes, in their order and without recursion: a document may nest deeper than a stack.
fn walk(document: &Value, rigour: Rigour) -> Result<(), Violation> {
    // A document has the one place at the top.
    const TOP: &Place = &Place { kind: Kind::Doc, marks: Marks::Absent, content: None };
    let mut path = Vec::new();
    let violation = |path: &[usize], node: &Value, problem| Violation {
        path: path.iter().map(|index| format!("content[{index}]")).collect::<Vec<_>>().join("."),
        node: node.get("type").and_then(Value::as_str).map(shown).unwrap_or_default(),
        problem,
    };
    let mut open = Vec::new();
    match kind_of(document).and_then(|(kind, members)| match kind {
        Kind::Doc => node(TOP, members, rigour),
        _ => Err("a document must be of type `doc`".to_owned()),
    }) {
        Ok(inside) => push(&mut open, inside, 0, Kind::Doc),
        Err(problem) => return Err(violation(&path, document, problem)),
    }
    while let Some(next) = open.pop() {
        path.truncate(next.depth);
        path.push(next.index);
        let checked = kind_of(next.node).and_then(|(kind, members)| {
            let place = next.allowed.find(kind).ok_or_else(|| misplaced(kind, &next))?;
            Ok((kind, node(place, members, rigour)?))
        });
        match checked {
            Ok((kind, inside)) => push(&mut open, inside, next.depth + 1, kind),
            Err(problem) => return Err(violation(&path, next.node, problem)),
        }
    }
    Ok(())
}

/// Puts a node's content on the stack, its first node on top.
fn push<'a>(open: &mut Vec<Open<'a>>, inside: Option<Inside<'a>>, depth: usize, parent: Kind) {
    let Some(inside) = inside else { return };
    let first = open.len();
    open.extend(inside.nodes.iter().enumerate().map_while(|(index, node)| {
        let allowed = inside.allowed(index)?;
        Some(Open { node, depth, index, parent, allowed })
    }));
    if let Some(added) = open.get_mut(first..) {
        added.reverse();
    }
}

fn kind_of(node: &Value) -> Result<(Kind, &Map<String, Value>), String> {
    let Value::Object(members) = node else { return Err("a node must be an object".to_owned()) };
    match members.get("type") {
        None => Err("`type` is missing".to_owned()),
        Some(Value::String(name)) => Kind::parse(name)
            .map(|kind| (kind, members))
            .ok_or_else(|| format!("node type {} is not known", quoted(name))),
        Some(_) => Err("`type` must be a string".to_owned()),
    }
}

fn misplaced(kind: Kind, at: &Open<'_>) -> String {
    match at.allowed {
        Allowed::One(group) if !matches!(at.parent, Kind::BlockTaskItem) => {
            let wanted: Vec<String> = group.iter().map(|place| format!("`{}`", place.kind.name())).collect();
            format!("{} must be here, not `{}`", wanted.join(" or "), kind.name())
        }
        _ => format!("`{}` must not stand in `{}`", kind.name(), at.parent.name()),
    }
}

/// The content of a node that was checked itself.
struct Inside<'a> {
    nodes: &'a [Value],
    of: Held,
    rigour: Rigour,
}

impl Inside<'_> {
    /// What may stand at a place; `None` when nothing is asked of it.
    fn allowed(&self, index: usize) -> Option<Allowed> {
        match self.of {
            Held::Any(groups) => Some(Allowed::Groups(groups)),
            Held::Each(groups) => groups.get(index).map(|group| Allowed::One(group)),
            Held::First(groups) => match groups.get(index) {
                None if self.rigour == Rigour::New => groups.last().map(|group| Allowed::One(group)),
                group => group.map(|group| Allowed::One(group)),
            },
            Held::Anything => None,
        }
    }
}

/// Checks one node without its content, which it gives back.
fn node<'a>(place: &Place, members: &'a Map<String, Value>, rigour: Rigour) -> Result<Option<Inside<'a>>, String> {
    let kind = place.kind;
    if rigour == Rigour::New && nodes::is_never_made(kind) {
        return Err(format!("`{}` is kept where it is stored, never made anew", kind.name()));
    }
    nodes::attributes(kind).check(members.get("attrs"))?;
    let held = place.content.or(content::content(kind));
    if let Some(unknown) = members.keys().find(|name| match name.as_str() {
        "type" | "attrs" => false,
        "content" => held.is_none(),
        "marks" => matches!(place.marks, Marks::Absent),
        "text" => kind != Kind::Text,
        "version" => kind != Kind::Doc,
        _ => true,
    }) && (kind != Kind::MediaSingle || rigour == Rigour::New)
    {
        return Err(format!("{} is not allowed", quoted(unknown)));
    }
    match (kind, members.get("text"), members.get("version")) {
        (Kind::Text, None, _) => return Err("`text` is missing".to_owned()),
        (Kind::Text, Some(Value::String(text)), _) if text.is_empty() => {
            return Err("`text` must not be empty".to_owned());
        }
        (Kind::Text, Some(value), _) if !value.is_string() => return Err("`text` must be a string".to_owned()),
        (Kind::Doc, _, None) => return Err("`version` is missing".to_owned()),
        (Kind::Doc, _, Some(version)) if version.as_f64() != Some(1.0) => {
            return Err("`version` must be 1".to_owned());
        }
        _ => {}
    }
    check_marks(members.get("marks"), place.marks, rigour)?;
    if rigour == Rigour::New {
        check_levels(members)?;
    }
    held.map_or(Ok(None), |held| check_count(members.get("content"), held, rigour))
}

/// Levels and first numbers are whole, though the schema asks for a number only.
fn check_levels(members: &Map<String, Value>) -> Result<(), String> {
    let attributes = members.get("attrs");
    for name in ["level", "order"] {
        let value = attributes.and_then(|attributes| attributes.get(name)).and_then(Value::as_f64);
        if value.is_some_and(|number| number.fract() != 0.0) {
            return Err(format!("attribute `{name}` must be a whole number"));
        }
    }
    Ok(())
}

fn check_count(content: Option<&Value>, held: Content, rigour: Rigour) -> Result<Option<Inside<'_>>, String> {
    let nodes = match content {
        _ if matches!(held.of, Held::Anything) => return Ok(None),
        None if held.required => return Err("`content` is missing".to_owned()),
        None => return Ok(None),
        Some(Value::Array(nodes)) => nodes,
        Some(_) => return Err("`content` must be an array".to_owned()),
    };
    if nodes.is_empty() && held.at_least == 1 {
        return Err("`content` must not be empty".to_owned());
    }
    if nodes.len() < held.at_least || nodes.len() > held.at_most {
        return Err(format!("`content` must hold {} to {} nodes, not {}", held.at_least, held.at_most, nodes.len()));
    }
    Ok(Some(Inside { nodes, of: held.of, rigour }))
}

fn check_marks(given: Option<&Value>, allowed: Marks, rigour: Rigour) -> Result<(), String> {
    let given = match given {
        None => return Ok(()),
        Some(Value::Array(given)) => given,
        Some(_) => return Err("`marks` must be an array".to_owned()),
    };
    let Marks::Within(sets) = allowed else { return Ok(()) };
    let mut before: Vec<Mark> = Vec::new();
    for mark in given {
        let (kind, members) = mark_of(mark)?;
        if !sets.iter().any(|set| set.contains(&kind)) {
            return Err(format!("mark `{}` is not allowed here", kind.name()));
        }
        let problem = |problem| format!("mark `{}`: {problem}", kind.name());
        marks::attributes(kind).check(members.get("attrs")).map_err(problem)?;
        if let Some(unknown) = members.keys().find(|name| !matches!(name.as_str(), "type" | "attrs")) {
            return Err(problem(format!("{} is not allowed", quoted(unknown))));
        }
        let together = |other: Mark| sets.iter().any(|set| set.contains(&kind) && set.contains(&other));
        if let Some(other) = before.iter().find(|other| !together(**other)) {
            return Err(format!("marks `{}` and `{}` exclude each other", other.name(), kind.name()));
        }
        if rigour == Rigour::New {
            if marks::is_never_made(kind) {
                return Err(format!("mark `{}` is kept where it is stored, never made anew", kind.name()));
            }
            if before.contains(&kind) {
                return Err(format!("mark `{}` stands twice", kind.name()));
            }
            check_levels(members).map_err(problem)?;
        }
        // Only kinds that differ matter for the next mark, so that many equal marks cost no more than one.
        if !before.contains(&kind) {
            before.push(kind);
        }
    }
    Ok(())
}

fn mark_of(mark: &Value) -> Result<(Mark, &Map<String, Value>), String> {
    let Value::Object(members) = mark else { return Err("a mark must be an object".to_owned()) };
    match members.get("type") {
        None => Err("a mark's `type` is missing".to_owned()),
        Some(Value::String(name)) => {
            Mark::parse(name).map(|kind| (kind, members)).ok_or_else(|| format!("mark {} is not known", quoted(name)))
        }
        Some(_) => Err("a mark's `type` must be a string".to_owned()),
    }
}

/// A foreign name as it stands in a sentence.
fn quoted(name: &str) -> String {
    format!("`{}`", shown(name))
}

fn shown(name: &str) -> String {
    cut::cell(name, SHOWN_CHARS)
}
