//! The marks that a reader sees.

use crate::text::adf::node::Node;

/// A mark with a form, in the order in which equals nest: links outside, code inside.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::text::adf) enum Mark {
    Link { href: String, title: Option<String> },
    Color(String),
    Background(String),
    Underline,
    Sub,
    Sup,
    Strike,
    Strong,
    Em,
    Code,
}

impl Mark {
    pub(super) fn rank(&self) -> u8 {
        match self {
            Mark::Link { .. } => 0,
            Mark::Color(_) => 1,
            Mark::Background(_) => 2,
            Mark::Underline => 3,
            Mark::Sub | Mark::Sup => 4,
            Mark::Strike => 5,
            Mark::Strong => 6,
            Mark::Em => 7,
            Mark::Code => 8,
        }
    }

    /// The delimiter of CommonMark or GFM, if there is one.
    pub(super) fn delimiter(&self) -> Option<&'static str> {
        match self {
            Mark::Strike => Some("~~"),
            Mark::Strong => Some("**"),
            Mark::Em => Some("*"),
            _ => None,
        }
    }

    pub(super) fn opening_tag(&self) -> String {
        match self {
            Mark::Link { .. } => "[".to_owned(),
            Mark::Color(color) => format!("<color {color}>"),
            Mark::Background(color) => format!("<bg {color}>"),
            other => format!("<{}>", other.tag()),
        }
    }

    pub(super) fn closing_tag(&self) -> String {
        match self {
            Mark::Link { href, title } => {
                let title = title.as_deref().map(|title| format!(" \"{}\"", escaped(title, &['"'])));
                format!("]({}{})", destination(href), title.unwrap_or_default())
            }
            other => format!("</{}>", other.tag()),
        }
    }

    fn tag(&self) -> &'static str {
        match self {
            Mark::Link { .. } => "a",
            Mark::Color(_) => "color",
            Mark::Background(_) => "bg",
            Mark::Underline => "u",
            Mark::Sub => "sub",
            Mark::Sup => "sup",
            Mark::Strike => "s",
            Mark::Strong => "b",
            Mark::Em => "i",
            Mark::Code => "code",
        }
    }
}

/// The marks of a node that have a form, one of each kind, outermost first.
pub(in crate::text::adf) fn of(node: Node<'_>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for mark in node.marks() {
        let kind = match mark.0.as_str() {
            Some(name) => name,
            None => mark.kind(),
        };
        let mark = match kind {
            "link" => Some(Mark::Link { href: mark.line("href").unwrap_or_default(), title: mark.line("title") }),
            "textColor" => mark.line("color").and_then(|color| color_name(&color)).map(Mark::Color),
            "backgroundColor" => mark.line("color").and_then(|color| color_name(&color)).map(Mark::Background),
            "underline" => Some(Mark::Underline),
            "subsup" => match mark.line("type").as_deref() {
                Some("sub") => Some(Mark::Sub),
                Some("sup") => Some(Mark::Sup),
                _ => None,
            },
            "strike" => Some(Mark::Strike),
            "strong" => Some(Mark::Strong),
            "em" => Some(Mark::Em),
            "code" => Some(Mark::Code),
            _ => None,
        };
        marks.extend(mark.filter(|mark| !marks.iter().any(|other| other.rank() == mark.rank())));
    }
    marks.sort_by_key(Mark::rank);
    marks
}

/// Colours are `#rrggbb` or a name; anything else could break out of its tag.
fn color_name(color: &str) -> Option<String> {
    let plain = color.len() <= 32 && color.chars().all(|c| c.is_ascii_alphanumeric() || "#(),.%-".contains(c));
    plain.then(|| color.to_owned())
}

fn destination(href: &str) -> String {
    let angled = href.starts_with('<') || href.contains([' ', '(', ')', '<', '>', '\\']) || href.contains('\u{a0}');
    if angled { format!("<{}>", escaped(href, &['<', '>'])) } else { escaped(href, &[]) }
}

/// Escapes the given characters, backslashes and what would be read as an entity.
fn escaped(text: &str, special: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let entity = character == '&' && rest.as_str().find(';').is_some_and(|end| end < 40);
        if character == '\\' || entity || special.contains(&character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
