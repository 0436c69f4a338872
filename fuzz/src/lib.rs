//! What must hold for any input of the text module, one function per direction.
//!
//! The module is compiled by itself: a fuzzer is built with a nightly compiler and a sanitizer, and the rest of the server
//! would take minutes of it for nothing.

/// The server's sources, of which only the text is taken.
#[path = "../../src"]
#[allow(dead_code, reason = "the server uses what the fuzzer doesn't")]
mod server {
    pub mod text;
}

pub use server::text;

use serde_json::Value;
use text::names::{Answers, Names};
use text::{adf, markdown, wiki};

/// A document, however malformed, is shown as Markdown that can be read.
pub fn adf_to_markdown(data: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Value>(data) else { return };
    let shown = adf::to_markdown(&document, &Names::default());
    assert!(!shown.ends_with('\n'), "{shown:?}");
    assert!(!adf::plain(&document).contains('\n'));
    markdown::parse(&shown).unwrap();
    let _ = adf::rules::check(&document);
    let _ = adf::rules::check_new(&document);
}

/// A text in wiki markup is shown as Markdown that can be read.
pub fn wiki_to_markdown(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let shown = wiki::to_markdown(source, &Names::default());
    assert!(!shown.ends_with('\n'), "{shown:?}");
    assert!(!wiki::plain(source).contains('\n'));
    let _ = markdown::parse(&shown);
}

/// Markdown is written as wiki markup.
pub fn markdown_to_wiki(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let Ok(written) = wiki::from_markdown(source, &Answers::default()) else { return };
    let _ = wiki::to_markdown(&written, &Names::default());
}

/// Markdown is written as a document that Jira takes.
pub fn markdown_to_adf(data: &[u8]) {
    let Ok(source) = std::str::from_utf8(data) else { return };
    let _ = markdown::parse(source);
}
