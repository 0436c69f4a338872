//! Bullet, ordered, task and decision lists, nested in each other as they come.

use super::blocks::{self, Block, Context, Shape};
use super::escape;
use super::node::Node;

/// The longest number that CommonMark takes for a list's.
const LAST_NUMBER: i64 = 999_999_999;

/// Renders a list; the marker differs from that of a list right before it, which would else go on in this one.
pub(super) fn list(node: Node<'_>, context: Context<'_>, previous: Option<Shape>) -> Option<Block> {
    let ordered = node.kind() == "orderedList";
    let [usual, other] = if ordered { ['.', ')'] } else { ['-', '*'] };
    let end = if previous == Some(Shape::List(usual)) { other } else { usual };
    let mut number = node.number("order").unwrap_or(1).clamp(0, LAST_NUMBER);
    let mut items: Vec<String> = Vec::new();
    for child in node.children() {
        // A list right inside a list belongs to the item before it.
        let continues = is_list(child) && !items.is_empty();
        let marker = match ordered {
            true => format!("{number}{end} "),
            false => format!("{end} "),
        };
        let indent = " ".repeat(marker.len());
        if continues {
            let inner = tight(blocks::blocks(&[child], context.deeper()));
            if let Some(last) = items.last_mut().filter(|_| !inner.is_empty()) {
                // After a blank line an empty item would be over.
                let is_empty = last.strip_suffix(end).is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()));
                let gap = if is_empty || interrupts(&inner, context) { "\n" } else { "\n\n" };
                last.push_str(gap);
                last.push_str(&blocks::prefixed(&inner, &indent, &indent));
            }
            continue;
        }
        items.push(item(child, &marker, &indent, context));
        number = (number + 1).min(LAST_NUMBER);
    }
    (!items.is_empty()).then(|| Block { shape: Shape::List(end), text: items.join("\n") })
}

fn item(node: Node<'_>, marker: &str, indent: &str, context: Context<'_>) -> String {
    let is_item = matches!(node.kind(), "listItem" | "taskItem" | "blockTaskItem" | "decisionItem");
    let content = if is_item { node.children() } else { vec![node] };
    let blocks = blocks::blocks(&content, context.deeper());
    let state = match (node.kind(), node.line("state").as_deref()) {
        ("taskItem" | "blockTaskItem", Some("DONE")) => "[x] ",
        ("taskItem" | "blockTaskItem", _) => "[ ] ",
        ("decisionItem", Some("DECIDED")) => "[d] ",
        ("decisionItem", _) => "[?] ",
        _ => "",
    };
    // `- ---` would be a rule, and a fence is easier to find at the start of a line.
    let own_line = blocks.first().is_some_and(|first| {
        matches!(first.shape, Shape::Rule | Shape::Container) || (!state.is_empty() && first.shape != Shape::Paragraph)
    });
    let body = in_item(blocks, context);
    let marker = format!("{marker}{state}");
    let first_line = body.lines().next().unwrap_or_default();
    let own_line = own_line || escape::is_rule(&format!("{marker}{first_line}"));
    match (body.is_empty(), own_line) {
        (true, _) => marker.trim_end().to_owned(),
        (false, true) => format!("{}\n{}", marker.trim_end(), blocks::prefixed(&body, indent, indent)),
        (false, false) => blocks::prefixed(&body, &marker, indent),
    }
}

/// Joins an item's blocks without blank lines where Markdown needs none.
fn in_item(blocks: Vec<Block>, context: Context<'_>) -> String {
    let mut body = String::new();
    let mut previous = None;
    for block in blocks {
        if let Some(previous) = previous {
            let adjacent = match (previous, block.shape) {
                (Shape::Container, _) => false,
                (_, Shape::Code) => true,
                (_, Shape::List(_)) => interrupts(&block.text, context),
                _ => context.in_cell,
            };
            body.push_str(if adjacent { "\n" } else { "\n\n" });
        }
        body.push_str(&block.text);
        previous = Some(block.shape);
    }
    body
}

fn tight(blocks: Vec<Block>) -> String {
    blocks::separated(blocks)
}

fn is_list(node: Node<'_>) -> bool {
    matches!(node.kind(), "bulletList" | "orderedList" | "taskList" | "decisionList")
}

/// Whether a list may follow a paragraph's line directly: an empty item or another number than 1 would be text there.
fn interrupts(list: &str, context: Context<'_>) -> bool {
    let first = list.lines().next().unwrap_or_default();
    context.in_cell
        || (!matches!(first, "-" | "*" | "1." | "1)")
            && (first.starts_with(['-', '*']) || first.starts_with("1. ") || first.starts_with("1) ")))
}
