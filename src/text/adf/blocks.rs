//! Block nodes.

use std::ops::Range;

use super::inline::{self, BREAK};
use super::node::Node;
use super::{MAX_DEPTH, atoms, escape, lists, longest_run, plain, tables, unnamed};
use crate::text::clean;
use crate::text::names::{AttachmentName, Names};

/// More colons in a row than this are no fence: nothing nests so deep, and a text could make each level repeat them.
const MOST_COLONS: usize = 3 + 2 * MAX_DEPTH;

/// What holds for all nodes at one place of the tree.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) names: &'a Names,
    /// What the text's only unnamed picture is.
    pub(super) unnamed: Option<&'a AttachmentName>,
    /// Levels of nesting above.
    pub(super) depth: usize,
    /// Inside a table's cell, where a block has but one line.
    pub(super) in_cell: bool,
}

impl<'a> Context<'a> {
    /// What holds at the top of a document.
    pub(super) fn of(document: Node<'_>, names: &'a Names) -> Self {
        Context { names, unnamed: unnamed::picture(document, names), depth: 0, in_cell: false }
    }

    pub(super) fn deeper(self) -> Self {
        Context { depth: self.depth + 1, ..self }
    }
}

/// What a block is to the one after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    Paragraph,
    /// A list and the character that its markers end in.
    List(char),
    Code,
    Rule,
    Container,
    Other,
}

/// A rendered block: one or more lines.
pub(super) struct Block {
    pub(super) shape: Shape,
    pub(super) text: String,
}

/// Renders a whole document.
pub(super) fn document(node: Node<'_>, names: &Names) -> String {
    let context = Context::of(node, names);
    let nodes = if matches!(node.kind(), "doc" | "") { node.children() } else { vec![node] };
    separated(blocks(&nodes, context))
}

/// Whether [`block`] has a form for a node of this type.
pub(super) fn is_known(kind: &str) -> bool {
    matches!(
        kind,
        "doc"
            | "paragraph"
            | "heading"
            | "blockquote"
            | "codeBlock"
            | "rule"
            | "panel"
            | "panel_c1"
            | "expand"
            | "nestedExpand"
            | "layoutSection"
            | "layoutColumn"
            | "bulletList"
            | "orderedList"
            | "taskList"
            | "decisionList"
            | "table"
            | "mediaSingle"
            | "mediaGroup"
            | "media"
            | "blockCard"
            | "embedCard"
            | "extension"
            | "bodiedExtension"
            | "multiBodiedExtension"
            | "syncBlock"
            | "bodiedSyncBlock"
    )
}

/// Renders nodes one below the other; inline nodes among them become paragraphs.
pub(super) fn blocks(nodes: &[Node<'_>], context: Context<'_>) -> Vec<Block> {
    numbered(nodes, context).into_iter().map(|(block, _)| block).collect()
}

/// Does the same and says of each block which of the nodes it shows. A node may show several blocks, or none.
pub(super) fn numbered(nodes: &[Node<'_>], context: Context<'_>) -> Vec<(Block, Range<usize>)> {
    if context.depth >= MAX_DEPTH {
        return too_deep(nodes).into_iter().map(|block| (block, 0..nodes.len())).collect();
    }
    let mut rendered: Vec<(Block, Range<usize>)> = Vec::new();
    let mut at = 0;
    for group in nodes.chunk_by(|before, after| inline::is_inline(*before) && inline::is_inline(*after)) {
        let mut shown = Vec::new();
        match group {
            [single] if !inline::is_inline(*single) => {
                // Two lists of one kind side by side would be read as one.
                let previous = rendered.last().map(|(block, _)| block.shape);
                block(*single, context, previous, &mut shown);
            }
            inline => shown.extend(paragraph(inline, context)),
        }
        let range = at..at + group.len();
        at = range.end;
        rendered.extend(shown.into_iter().filter(|block| !block.text.is_empty()).map(|block| (block, range.clone())));
    }
    rendered
}

/// Joins blocks with blank lines, or line by line in a cell.
pub(super) fn separated(blocks: Vec<Block>) -> String {
    let texts: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
    texts.join("\n\n")
}

/// Puts blocks between container fences that are longer than any inside.
pub(super) fn container(head: &str, body: &str) -> Block {
    let runs = body.split(|character| character != ':').map(str::len).filter(|run| (3..=MOST_COLONS).contains(run));
    let colons = ":".repeat(runs.max().map_or(3, |longest| longest + 1));
    let body = if body.is_empty() { String::new() } else { format!("{body}\n") };
    Block { shape: Shape::Container, text: format!("{colons}{head}\n{body}{colons}") }
}

/// Puts `first` before the first line and `rest` before the others; blank lines get what is left of it without spaces.
pub(super) fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut prefixed = String::with_capacity(text.len() + text.len() / 8 + first.len());
    for (number, line) in text.split('\n').enumerate() {
        let prefix = if number == 0 { first } else { rest };
        if number > 0 {
            prefixed.push('\n');
        }
        prefixed.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        prefixed.push_str(line);
    }
    prefixed
}

/// Renders inline nodes as a paragraph; `None` when there is nothing to see.
pub(super) fn paragraph(nodes: &[Node<'_>], context: Context<'_>) -> Option<Block> {
    let text = inline::render(nodes, context.names, context.in_cell, None);
    lines(&text, context.in_cell).map(|text| Block { shape: Shape::Paragraph, text })
}

/// Lays out inline content in lines, each escaped at its start; a break at the end is `<br/>`, and so is each in a cell.
pub(super) fn lines(text: &str, in_cell: bool) -> Option<String> {
    let mut lines: Vec<String> =
        text.split(BREAK).map(|line| escape::line_start(line.trim_matches([' ', '\t']))).collect();
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    let open_end = lines.len() - last - 1;
    lines.truncate(last + 1);
    Some(lines.join(if in_cell { "<br/>" } else { "\\\n" }) + &"<br/>".repeat(open_end))
}

fn block(node: Node<'_>, context: Context<'_>, previous: Option<Shape>, rendered: &mut Vec<Block>) {
    let children = node.children();
    let inside = || separated(blocks(&children, context.deeper()));
    let atom = || Block { shape: Shape::Paragraph, text: atoms::render(node, context.names, false) };
    let one = match node.kind() {
        "paragraph" if children.iter().all(|child| inline::is_inline(*child)) => match paragraph(&children, context) {
            Some(block) => block,
            None => return,
        },
        "paragraph" | "doc" => return rendered.extend(blocks(&children, context.deeper())),
        "heading" => return rendered.extend(heading(node, &children, context)),
        "blockquote" => quote(&inside()),
        "codeBlock" => code(node, context),
        "rule" => Block { shape: Shape::Rule, text: "---".to_owned() },
        "panel" | "panel_c1" => container(&panel_head(node), &inside()),
        "expand" | "nestedExpand" => container(&head("expand", node.line("title")), &inside()),
        "layoutSection" => container("layout", &inside()),
        "layoutColumn" => container(
            &head("column", node.line("width").map(|width| width.trim_end_matches(".0").to_owned())),
            &inside(),
        ),
        "bulletList" | "orderedList" | "taskList" | "decisionList" => {
            return rendered.extend(lists::list(node, context, previous));
        }
        "table" if !context.in_cell => tables::table(node, context),
        "mediaSingle" | "mediaGroup" => return rendered.extend(media(node, &children, context)),
        "media" | "blockCard" | "embedCard" | "extension" | "syncBlock" => atom(),
        "bodiedExtension" | "multiBodiedExtension" | "bodiedSyncBlock" => {
            let key = atoms::macro_key(node);
            let title = atoms::macro_title(node).filter(|title| *title != key);
            container(&head("macro", Some(title.map_or(key.clone(), |title| format!("{key} | {title}")))), &inside())
        }
        _ if children.is_empty() => atom(),
        _ => {
            let kind = atoms::type_name(node);
            let known = atoms::readable(node).map_or(kind.clone(), |text| format!("{kind} | {text}"));
            container(&head("unknown", Some(known)), &inside())
        }
    };
    rendered.push(one);
}

fn too_deep(nodes: &[Node<'_>]) -> Vec<Block> {
    let text: Vec<String> = nodes.iter().map(|node| plain::line(*node)).filter(|text| !text.is_empty()).collect();
    if text.is_empty() {
        return Vec::new();
    }
    let text = escape::form(&text.join(" "));
    vec![Block { shape: Shape::Paragraph, text: format!("[unknown: deeper than {MAX_DEPTH} levels | {text}]") }]
}

fn heading(node: Node<'_>, children: &[Node<'_>], context: Context<'_>) -> Vec<Block> {
    let level = node.number("level").unwrap_or(1).clamp(1, 6);
    // A heading has one line, so nothing in it begins a line, and its breaks are tags.
    let end = children.iter().position(|child| !inline::is_inline(*child)).unwrap_or(children.len());
    let (line, others) = children.split_at(end);
    let text = inline::render(line, context.names, context.in_cell, None).replace(BREAK, "<br/>");
    let mut rendered = Vec::new();
    if !text.trim().is_empty() {
        let marker = "#".repeat(usize::try_from(level).unwrap_or(1));
        rendered.push(Block { shape: Shape::Other, text: format!("{marker} {}", without_closing(text.trim())) });
    }
    if !others.is_empty() {
        rendered.extend(blocks(others, context.deeper()));
    }
    rendered
}

/// Escapes number signs that would be read as a heading's closing sequence.
fn without_closing(text: &str) -> String {
    let before = text.trim_end_matches('#');
    if before.len() < text.len() && (before.is_empty() || before.ends_with([' ', '\t'])) {
        let signs = text.get(before.len()..).unwrap_or_default();
        return format!("{before}\\{signs}");
    }
    text.to_owned()
}

fn quote(inside: &str) -> Block {
    let text = if inside.is_empty() { String::new() } else { prefixed(inside, "> ", "> ") };
    Block { shape: Shape::Other, text }
}

fn code(node: Node<'_>, context: Context<'_>) -> Block {
    let text: String = node.children().iter().map(|child| code_text(*child)).collect();
    let language = node.line("language").unwrap_or_default().replace('`', "");
    if context.in_cell {
        // A fence needs lines of its own, which a cell doesn't have.
        let head = match language.is_empty() {
            true => "[code]".to_owned(),
            false => format!("[code: {}]", escape::form(&language)),
        };
        let spans = text
            .split('\n')
            .filter(|line| !line.trim().is_empty())
            .map(|line| if line.contains("\\|") { escape::form(line) } else { inline::code_span(line) });
        let lines: Vec<String> = std::iter::once(head).chain(spans).collect();
        return Block { shape: Shape::Paragraph, text: lines.join("<br/>") };
    }
    let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
    let body = if text.is_empty() { String::new() } else { format!("{text}\n") };
    Block { shape: Shape::Code, text: format!("{fence}{language}\n{body}{fence}") }
}

/// Code is text as it is; another node in it is a mistake that is shown as a line of text.
fn code_text(node: Node<'_>) -> String {
    match node.kind() {
        "text" => clean::block(&node.text()),
        "hardBreak" => "\n".to_owned(),
        _ => plain::line(node),
    }
}

fn head(word: &str, rest: Option<String>) -> String {
    match rest {
        Some(rest) => format!("{word} {rest}"),
        None => word.to_owned(),
    }
}

/// A panel's type; a custom one has no name, so its icon and colour stand for it.
fn panel_head(node: Node<'_>) -> String {
    match node.line("panelType").as_deref() {
        Some(kind @ ("info" | "note" | "tip" | "warning" | "success" | "error")) => kind.to_owned(),
        kind => {
            let icon = node.line("panelIconText").or_else(|| node.line("panelIcon"));
            let other = kind.filter(|kind| *kind != "custom").map(str::to_owned);
            let parts = [Some("panel".to_owned()), other, icon, node.line("panelColor")];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
    }
}

/// Media side by side, then the caption in italics.
fn media(node: Node<'_>, children: &[Node<'_>], context: Context<'_>) -> Vec<Block> {
    let single = node.kind() == "mediaSingle";
    let mut shown = Vec::new();
    let mut others = Vec::new();
    for child in children {
        match child.kind() {
            "media" => {
                let form = atoms::media(*child, context.names, single, context.unnamed);
                let link = [*child, node].iter().find_map(|node| inline::linked(*node, &form));
                shown.push(link.unwrap_or(form));
            }
            "caption" => {
                let caption = inline::caption(&child.children(), context.names, context.in_cell);
                shown.extend(lines(&caption, true).filter(|caption| !caption.is_empty()));
                others.extend(child.children().into_iter().filter(|inner| !inline::is_inline(*inner)));
            }
            _ => others.push(*child),
        }
    }
    let mut rendered = Vec::new();
    if !shown.is_empty() {
        rendered.push(Block { shape: Shape::Paragraph, text: shown.join(" ") });
    }
    if !others.is_empty() {
        rendered.extend(blocks(&others, context.deeper()));
    }
    rendered
}
