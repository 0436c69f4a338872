//! Everything in a text that has a beginning and an end, paired in one pass.
//!
//! Pairing first makes the rest simple: whoever meets a `{` looks up whether it opens something, jumps to its end, or
//! takes it for text. No later step searches for an end, so none can be made to search the same text again and again.

use std::collections::HashMap;
use std::ops::Range;

use super::macros::{Token, token};

/// A source with its spans.
pub(super) struct Source {
    text: String,
    spans: HashMap<usize, Span>,
    /// Where code and containers begin, in order.
    block_starts: Vec<usize>,
}

/// What begins at a byte of the source. `end` is the byte after it.
#[derive(Debug)]
pub(super) enum Span {
    /// `{{…}}`.
    Monospaced { body: Range<usize>, end: usize },
    /// `{code}…{code}` or `{noformat}…{noformat}`.
    Code { parameters: Range<usize>, body: Range<usize>, end: usize },
    /// `{panel}…{panel}` and its like.
    Container { kind: Container, parameters: Range<usize>, body: Range<usize>, end: usize },
    /// `{color:red}` that is closed somewhere.
    ColorOpen { value: Range<usize>, end: usize },
    /// The `{color}` that closes it.
    ColorClose { end: usize },
    /// A `{color}` of no colour, or what closes it.
    Nothing { end: usize },
    /// `{anchor:x}`.
    Anchor { name: Range<usize>, end: usize },
    /// A macro of which only the text is known, or one that isn't closed.
    Unknown { end: usize },
    /// `[…]` on one line, without another `[` inside.
    Brackets { body: Range<usize>, end: usize },
    /// `!…!` on one line, without blanks at its edges.
    Image { body: Range<usize>, end: usize },
}

/// The macros that contain blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Panel,
    Info,
    Note,
    Warning,
    Tip,
    Quote,
}

impl Container {
    /// The macro's name, which is also the word after `:::`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Info => "info",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Tip => "tip",
            Self::Quote => "quote",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Panel, Self::Info, Self::Note, Self::Warning, Self::Tip, Self::Quote]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let (spans, block_starts) = Pairing::new(&text).run();
        Self { text, spans, block_starts }
    }

    /// The text of a range; empty if it is none.
    pub(super) fn text(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// What begins at a byte and ends within `limit`.
    pub(super) fn span(&self, at: usize, limit: usize) -> Option<&Span> {
        self.spans.get(&at).filter(|span| span.end() <= limit)
    }

    /// The first code or container that begins at `at` or later and ends within `limit`.
    pub(super) fn next_block(&self, at: usize, limit: usize) -> Option<(usize, &Span)> {
        let first = self.block_starts.partition_point(|start| *start < at);
        let start = *self.block_starts.get(first)?;
        self.span(start, limit).map(|span| (start, span))
    }
}

impl Span {
    pub(super) fn end(&self) -> usize {
        match self {
            Self::Monospaced { end, .. }
            | Self::Code { end, .. }
            | Self::Container { end, .. }
            | Self::ColorOpen { end, .. }
            | Self::ColorClose { end }
            | Self::Nothing { end }
            | Self::Anchor { end, .. }
            | Self::Unknown { end }
            | Self::Brackets { end, .. }
            | Self::Image { end, .. } => *end,
        }
    }

    pub(super) fn is_block(&self) -> bool {
        matches!(self, Self::Code { .. } | Self::Container { .. })
    }
}

/// Whether a macro means something here; any other is kept as it is.
pub(super) fn is_known_macro(name: &str) -> bool {
    matches!(name, "code" | "noformat" | "color" | "anchor") || Container::named(name).is_some()
}

/// The state of the pass.
struct Pairing<'a> {
    text: &'a str,
    spans: HashMap<usize, Span>,
    block_starts: Vec<usize>,
    containers: Vec<Opened>,
    waiting: Counts,
    colors: Vec<Opened>,
    bracket: Option<usize>,
    /// An exclamation mark that may begin an image, and whether a word touches it.
    bang: Option<(usize, bool)>,
    /// Up to here no `}}` closes a `{{`.
    no_monospaced_before: usize,
    /// Names of code macros that nothing closes any more.
    never_closed: Vec<&'a str>,
}

/// How many containers of each kind wait, so that asking costs the same however many there are.
#[derive(Default)]
struct Counts(HashMap<&'static str, usize>);

impl Counts {
    fn any(&self, kind: Container) -> bool {
        self.0.get(kind.name()).is_some_and(|count| *count > 0)
    }

    fn add(&mut self, kind: Container) {
        *self.0.entry(kind.name()).or_default() += 1;
    }

    fn remove(&mut self, kind: Option<Container>) {
        if let Some(count) = kind.and_then(|kind| self.0.get_mut(kind.name())) {
            *count = count.saturating_sub(1);
        }
    }
}

/// A macro that waits for its end.
struct Opened {
    kind: Option<Container>,
    start: usize,
    parameters: Range<usize>,
    end: usize,
}

impl<'a> Pairing<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            spans: HashMap::new(),
            block_starts: Vec::new(),
            containers: Vec::new(),
            waiting: Counts::default(),
            colors: Vec::new(),
            bracket: None,
            bang: None,
            no_monospaced_before: 0,
            never_closed: Vec::new(),
        }
    }

    fn run(mut self) -> (HashMap<usize, Span>, Vec<usize>) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let mut next = at + 1;
            match byte {
                b'\\' if bytes.get(next) != Some(&b'\n') => next += 1,
                b'\n' => self.forget_line(),
                b'[' => self.bracket = Some(at),
                b']' => self.close_bracket(at),
                b'!' => self.bang(at),
                b'{' => next = self.brace(at),
                _ => {}
            }
            at = next;
        }
        for opened in self.containers.drain(..).chain(self.colors.drain(..)) {
            self.spans.insert(opened.start, Span::Unknown { end: opened.end });
        }
        self.block_starts.sort_unstable();
        (self.spans, self.block_starts)
    }

    fn forget_line(&mut self) {
        self.bracket = None;
        self.bang = None;
    }

    fn close_bracket(&mut self, at: usize) {
        if let Some(open) = self.bracket.take() {
            let span = Span::Brackets { body: open + 1..at, end: at + 1 };
            self.spans.insert(open, span);
        }
    }

    fn bang(&mut self, at: usize) {
        if let Some((open, touched)) = self.bang {
            let body = open + 1..at;
            let text = self.text.get(body.clone()).unwrap_or_default();
            // `Look!this.works!` is an exclamation.
            if super::links::is_image(text) && (!touched || super::links::is_picture(text)) {
                self.spans.insert(open, Span::Image { body, end: at + 1 });
                self.bang = None;
                return;
            }
        }
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        self.bang = Some((at, before.is_some_and(char::is_alphanumeric)));
    }

    /// Reads what begins with a brace and says where to go on.
    fn brace(&mut self, at: usize) -> usize {
        if let Some(end) = self.monospaced(at) {
            return end;
        }
        let Some(token) = token(self.text, at) else {
            return at + 1;
        };
        match token.name {
            "code" | "noformat" => self.code(at, &token),
            "color" => self.color(at, token),
            "anchor" if !token.parameters.is_empty() => {
                let span = Span::Anchor { name: token.parameters.clone(), end: token.end };
                self.spans.insert(at, span);
                token.end
            }
            name => match Container::named(name) {
                Some(kind) => self.container(at, kind, token),
                None => {
                    self.spans.insert(at, Span::Unknown { end: token.end });
                    token.end
                }
            },
        }
    }

    fn monospaced(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?.strip_prefix("{{")?;
        if at < self.no_monospaced_before {
            return None;
        }
        let line = rest.lines().next().unwrap_or_default();
        let Some(mut length) = line.find("}}").filter(|length| *length > 0) else {
            self.no_monospaced_before = if line.starts_with("}}") { 0 } else { at + 2 + line.len() };
            return None;
        };
        while line.as_bytes().get(length + 2) == Some(&b'}') {
            length += 1;
        }
        let body = at + 2..at + 2 + length;
        let end = body.end + 2;
        self.spans.insert(at, Span::Monospaced { body, end });
        Some(end)
    }

    fn code(&mut self, at: usize, token: &Token<'a>) -> usize {
        let closer = format!("{{{}}}", token.name);
        let found =
            (!self.never_closed.contains(&token.name)).then(|| self.text.get(token.end..)?.find(&closer)).flatten();
        let Some(length) = found else {
            self.never_closed.push(token.name);
            self.spans.insert(at, Span::Unknown { end: token.end });
            return token.end;
        };
        let body = token.end..token.end + length;
        let end = body.end + closer.len();
        let parameters = token.parameters.clone();
        self.spans.insert(at, Span::Code { parameters, body, end });
        self.block_starts.push(at);
        self.forget_line();
        end
    }

    fn color(&mut self, at: usize, token: Token<'a>) -> usize {
        let value = self.text.get(token.parameters.clone()).unwrap_or_default();
        let end = token.end;
        if !value.chars().all(|c| c.is_ascii_alphanumeric() || "#(),.% -".contains(c)) {
            self.spans.insert(at, Span::Unknown { end });
        } else if let Some(opened) = value.is_empty().then(|| self.colors.pop()).flatten() {
            let (open, close) = match opened.parameters.is_empty() {
                true => (Span::Nothing { end: opened.end }, Span::Nothing { end }),
                false => (Span::ColorOpen { value: opened.parameters, end: opened.end }, Span::ColorClose { end }),
            };
            self.spans.insert(opened.start, open);
            self.spans.insert(at, close);
        } else {
            self.colors.push(Opened { kind: None, start: at, parameters: token.parameters, end });
        }
        end
    }

    fn container(&mut self, at: usize, kind: Container, token: Token<'a>) -> usize {
        self.forget_line();
        let end = token.end;
        let opened = token.parameters.is_empty() && self.waiting.any(kind);
        if !opened {
            self.waiting.add(kind);
            self.containers.push(Opened { kind: Some(kind), start: at, parameters: token.parameters, end });
            return end;
        }
        while let Some(opened) = self.containers.pop() {
            self.waiting.remove(opened.kind);
            if opened.kind == Some(kind) {
                let span = Span::Container { kind, parameters: opened.parameters, body: opened.end..at, end };
                self.spans.insert(opened.start, span);
                self.block_starts.push(opened.start);
                break;
            }
            self.spans.insert(opened.start, Span::Unknown { end: opened.end });
        }
        end
    }
}
