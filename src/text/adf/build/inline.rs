//! Lines of text.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::Builder;
use crate::text::markdown::tree::{Inline, Mark, Piece};
use crate::text::names;

/// The colours that people call by name, as Jira's editor has them.
const COLORS: [(&str, &str); 18] = [
    ("black", "#172b4d"),
    ("blue", "#0747a6"),
    ("brown", "#974f0c"),
    ("cyan", "#008da6"),
    ("gray", "#97a0af"),
    ("green", "#006644"),
    ("grey", "#97a0af"),
    ("lime", "#36b37e"),
    ("magenta", "#ff00ff"),
    ("maroon", "#800000"),
    ("navy", "#000080"),
    ("orange", "#ff991f"),
    ("pink", "#ffc0cb"),
    ("purple", "#403294"),
    ("red", "#bf2600"),
    ("teal", "#008da6"),
    ("white", "#ffffff"),
    ("yellow", "#ffc400"),
];

impl Builder<'_> {
    /// Builds the nodes of a line.
    pub(in crate::text::adf) fn line(&mut self, content: &[Inline]) -> Vec<Value> {
        let mut line: Vec<Value> = Vec::with_capacity(content.len());
        let mut content = Cow::Borrowed(content);
        if !self.answers.people.is_empty() {
            names::join_addresses(content.to_mut(), &|address| self.answers.people.contains_key(address));
        }
        for inline in content.iter() {
            match &inline.piece {
                Piece::Text(text)
                    if !inline.marks.iter().any(|mark| matches!(mark, Mark::Code | Mark::Link { .. })) =>
                {
                    self.words(text, inline, &mut line);
                }
                _ => self.answered(inline.clone(), &mut line),
            }
        }
        line
    }

    /// Text in which a name that the stored text mentions is that mention, whoever else has the name.
    fn words(&mut self, text: &str, inline: &Inline, line: &mut Vec<Value>) {
        let part = |from: usize, to: usize| Inline {
            piece: Piece::Text(text.get(from..to).unwrap_or_default().to_owned()),
            marks: inline.marks.clone(),
            range: (inline.range.start + from).min(inline.range.end)..(inline.range.start + to).min(inline.range.end),
        };
        let mut from = 0;
        for (at, _) in text.match_indices('@') {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            if at < from || before.is_some_and(char::is_alphanumeric) {
                continue;
            }
            let Some((length, node)) = self.pool.mention(text.get(at..).unwrap_or_default()) else { continue };
            if at > from {
                self.answered(part(from, at), line);
            }
            push(line, node);
            from = at + length;
        }
        if from < text.len() {
            self.answered(part(from, text.len()), line);
        }
    }

    fn answered(&mut self, inline: Inline, line: &mut Vec<Value>) {
        let mut answered = vec![inline];
        names::resolve_line(&mut answered, self.answers);
        for inline in &answered {
            let built = self.inline(inline);
            push(line, built);
        }
    }

    fn inline(&mut self, inline: &Inline) -> Value {
        if !matches!(inline.piece, Piece::Text(_) | Piece::Break)
            && let Some(stored) = self.pool.atom(&inline.piece)
        {
            return stored;
        }
        match &inline.piece {
            Piece::Text(text) => self.text(text, &inline.marks),
            Piece::Break => json!({"type": "hardBreak"}),
            Piece::Mention { id, name } => match name {
                Some(name) => json!({"type": "mention", "attrs": {"id": id, "text": format!("@{name}")}}),
                None => self.text(&format!("[~{id}]"), &inline.marks),
            },
            Piece::SmartLink(url) if is_web(url) => json!({"type": "inlineCard", "attrs": {"url": url}}),
            Piece::Card(url) | Piece::Embed(url) if is_web(url) => json!({"type": "inlineCard", "attrs": {"url": url}}),
            Piece::Status { text, color } => {
                let color = color.as_deref().unwrap_or("neutral").to_ascii_lowercase();
                json!({"type": "status", "attrs": {"text": text, "color": self.status_color(&color)}})
            }
            Piece::Date(day) => match milliseconds(day) {
                Some(time) => json!({"type": "date", "attrs": {"timestamp": time.to_string()}}),
                None => self.as_text(inline, &format!("[date: {day}]"), "a date is written as `[date: 2026-11-23]`"),
            },
            Piece::Emoji(name) => {
                let name = name.trim_matches(':');
                json!({"type": "emoji", "attrs": {"shortName": format!(":{name}:"), "text": format!(":{name}:")}})
            }
            Piece::Placeholder(text) => json!({"type": "placeholder", "attrs": {"text": text}}),
            Piece::Media { name, alt, .. } if is_web(name) => {
                let mut marks = inline.marks.clone();
                if !marks.iter().any(|mark| matches!(mark, Mark::Link { .. })) {
                    marks.insert(0, Mark::Link { href: name.clone(), title: None });
                }
                self.text(alt.as_ref().unwrap_or(name), &marks)
            }
            other => {
                let written = self.source.get(inline.range.clone()).unwrap_or_default().to_owned();
                let written = if written.is_empty() { format!("{other:?}") } else { written };
                self.as_text(inline, &written, "it isn't in the stored text and can't be made from Markdown")
            }
        }
    }

    fn as_text(&mut self, inline: &Inline, written: &str, why: &str) -> Value {
        self.warnings.push(format!("`{written}` was written as text: {why}"));
        self.text(written, &inline.marks)
    }

    fn text(&mut self, text: &str, marks: &[Mark]) -> Value {
        let code = marks.contains(&Mark::Code);
        let mut built: Vec<Value> = Vec::new();
        for mark in marks {
            // Code excludes all other marks but a link.
            if code && !matches!(mark, Mark::Code | Mark::Link { .. }) {
                continue;
            }
            if let Some(mark) = self.mark(mark).filter(|mark| !built.contains(mark)) {
                built.push(mark);
            }
        }
        let mut node = Map::new();
        node.insert("type".to_owned(), "text".into());
        node.insert("text".to_owned(), text.into());
        if !built.is_empty() {
            node.insert("marks".to_owned(), Value::Array(built));
        }
        Value::Object(node)
    }

    fn mark(&mut self, mark: &Mark) -> Option<Value> {
        Some(match mark {
            Mark::Link { href, title } => match title {
                Some(title) => json!({"type": "link", "attrs": {"href": href, "title": title}}),
                None => json!({"type": "link", "attrs": {"href": href}}),
            },
            Mark::Color(color) => json!({"type": "textColor", "attrs": {"color": self.color(color)?}}),
            Mark::Background(color) => json!({"type": "backgroundColor", "attrs": {"color": self.color(color)?}}),
            Mark::Underline => json!({"type": "underline"}),
            Mark::Sub => json!({"type": "subsup", "attrs": {"type": "sub"}}),
            Mark::Sup => json!({"type": "subsup", "attrs": {"type": "sup"}}),
            Mark::Strike => json!({"type": "strike"}),
            Mark::Strong => json!({"type": "strong"}),
            Mark::Em | Mark::Cite => json!({"type": "em"}),
            Mark::Code => json!({"type": "code"}),
        })
    }

    fn color(&mut self, color: &str) -> Option<String> {
        if is_hex(color) {
            return Some(color.to_owned());
        }
        let short: Vec<char> = color.strip_prefix('#').unwrap_or_default().chars().collect();
        if short.len() == 3 && short.iter().all(char::is_ascii_hexdigit) {
            return Some(short.iter().flat_map(|digit| [*digit, *digit]).fold("#".to_owned(), |mut all, digit| {
                all.push(digit);
                all
            }));
        }
        let known = COLORS.iter().find(|(name, _)| color.eq_ignore_ascii_case(name)).map(|(_, hex)| (*hex).to_owned());
        if known.is_none() {
            self.warnings.push(format!("the colour `{color}` was left out: write it as `#rrggbb`"));
        }
        known
    }

    fn status_color(&mut self, color: &str) -> String {
        let known = matches!(color, "neutral" | "purple" | "blue" | "red" | "yellow" | "green") || is_hex(color);
        if known {
            return color.to_owned();
        }
        self.warnings.push(format!("a status has no colour `{color}`: neutral, purple, blue, red, yellow or green"));
        "neutral".to_owned()
    }
}

/// Puts bold on a line.
pub(super) fn embolden(content: &mut [Inline]) {
    for inline in content {
        if !inline.marks.contains(&Mark::Strong) {
            inline.marks.push(Mark::Strong);
        }
    }
}

/// Adds a node; text goes on in the node before it when the marks are the same.
pub(in crate::text::adf) fn push(line: &mut Vec<Value>, node: Value) {
    if let Some(last) = line.last_mut()
        && last.get("type") == node.get("type")
        && last.as_object().map(Map::len) == node.as_object().map(Map::len)
        && last.get("marks") == node.get("marks")
        && let Some(Value::String(before)) = last.get_mut("text")
        && let Some(Value::String(more)) = node.get("text")
    {
        before.push_str(more);
        return;
    }
    line.push(node);
}

/// Whether a card or an image can be made of an address.
pub(in crate::text::adf) fn is_web(url: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && url.len() > scheme.len()
    }) && !url.contains(char::is_whitespace)
}

fn is_hex(color: &str) -> bool {
    color.len() == 7 && color.starts_with('#') && color.chars().skip(1).all(|digit| digit.is_ascii_hexdigit())
}

/// The beginning of a day in UTC.
fn milliseconds(day: &str) -> Option<i64> {
    let day: jiff::civil::Date = day.trim().parse().ok()?;
    Some(jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()?.as_millisecond())
}
