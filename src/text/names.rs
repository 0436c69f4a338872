//! The names behind the ids in a text.
//!
//! Jira's texts refer to people by account id and to attachments by a media id that its REST API doesn't resolve, so whoever renders a text hands in what it knows.
//! The other way is two pure steps: [`questions`] lists what a Markdown text may mean, and [`resolve`] puts the answers
//! into its tree.

mod candidates;

use std::collections::HashMap;

use super::error::Error;
use super::markdown;
use super::markdown::tree::{Block, BlockKind, Document, Inline, Mark, Piece};
use candidates::Found;

/// What a text refers to by id and a reader knows by name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The issue's attachments.
    pub attachments: Vec<AttachmentName>,
    /// The one of them that is a picture, if there is exactly one.
    pub only_image: Option<AttachmentName>,
    /// Display names by account id or user name.
    pub people: HashMap<String, String>,
}

/// One attachment of the issue that a text belongs to.
#[derive(Clone, Debug)]
pub struct AttachmentName {
    /// The attachment id of the REST API, such as `10012`.
    pub id: String,
    /// The file name.
    pub name: String,
}

/// What a Markdown text may mean by its words, to be looked up. Nothing in it has to exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// For each `@` in text what may be the name after it, the longest first: `["Ana Silva", "Ana"]`.
    pub people: Vec<Vec<String>>,
    /// Account ids or user names written as `[~id]`.
    pub ids: Vec<String>,
    /// Issue keys such as `SHOP-12`.
    pub keys: Vec<String>,
}

/// What the questions came to; what is missing stays text.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The one person whom each of the asked names means.
    pub people: HashMap<String, Person>,
    /// The people by the ids that were written.
    pub ids: HashMap<String, Person>,
    /// The address of each issue by its key.
    pub issues: HashMap<String, String>,
}

/// A person who is mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account id, or the user name.
    pub id: String,
    /// The display name.
    pub name: String,
}

/// Lists what a Markdown text may mention, each question once.
///
/// # Errors
///
/// Those of [`markdown::parse`].
pub fn questions(markdown: &str) -> Result<Questions, Error> {
    let mut questions = Questions::default();
    for_each_line(&mut markdown::parse(markdown)?.blocks, &mut |content| {
        join_addresses(content, &|_| true);
        for inline in content.iter() {
            match &inline.piece {
                Piece::Text(text) if is_free(inline) => {
                    for found in candidates::find(text) {
                        match found {
                            Found::Person { names, .. } => once(&mut questions.people, names),
                            Found::Key { key, .. } => once(&mut questions.keys, key),
                        }
                    }
                }
                Piece::Mention { id, name: None } => once(&mut questions.ids, id.clone()),
                _ => {}
            }
        }
    });
    Ok(questions)
}

/// Puts mentions and smart links where a text's words were answered, the longest name first.
///
/// A `[~id]` that wasn't answered becomes text again.
pub fn resolve(document: &mut Document, answers: &Answers) {
    for_each_line(&mut document.blocks, &mut |content| resolve_line(content, answers));
}

/// Does the same for one line.
pub fn resolve_line(content: &mut Vec<Inline>, answers: &Answers) {
    join_addresses(content, &|address| answers.people.contains_key(address));
    let mut resolved = Vec::with_capacity(content.len());
    for mut inline in std::mem::take(content) {
        let free = is_free(&inline);
        match &mut inline.piece {
            Piece::Text(text) if free => {
                let text = std::mem::take(text);
                split(&text, &inline, answers, &mut resolved);
                continue;
            }
            Piece::Mention { id, name } if name.is_none() => match answers.ids.get(id) {
                Some(person) => {
                    inline.piece = Piece::Mention { id: person.id.clone(), name: Some(person.name.clone()) };
                }
                None => inline.piece = Piece::Text(format!("[~{id}]")),
            },
            _ => {}
        }
        resolved.push(inline);
    }
    *content = resolved;
}

fn split(text: &str, inline: &Inline, answers: &Answers, into: &mut Vec<Inline>) {
    let mut from = 0;
    let mut push = |piece: Piece, at: usize, length: usize| {
        let start = (inline.range.start + at).min(inline.range.end);
        let range = start..(start + length).min(inline.range.end);
        into.push(Inline { piece, marks: inline.marks.clone(), range });
    };
    for found in candidates::find(text) {
        let (at, length, piece) = match found {
            Found::Person { at, names } => {
                let known = names.iter().find_map(|name| answers.people.get(name).map(|person| (name.len(), person)));
                let Some((length, Person { id, name })) = known else { continue };
                (at, length + 1, Piece::Mention { id: id.clone(), name: Some(name.clone()) })
            }
            Found::Key { at, key } => {
                let Some(url) = answers.issues.get(&key) else { continue };
                (at, key.len(), Piece::SmartLink(url.clone()))
            }
        };
        if let Some(before) = text.get(from..at).filter(|before| !before.is_empty()) {
            push(Piece::Text(before.to_owned()), from, at - from);
        }
        push(piece, at, length);
        from = at + length;
    }
    if let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        push(Piece::Text(rest.to_owned()), from, rest.len());
    }
}

/// Makes `@address` of `@Name <address>`, as far as the address is known: a name with an address means whom the address does.
pub fn join_addresses(content: &mut Vec<Inline>, is_known: &dyn Fn(&str) -> bool) {
    if !content.iter().any(|inline| mailto(inline).is_some()) {
        return;
    }
    let mut joined: Vec<Inline> = Vec::with_capacity(content.len());
    let mut was_joined = false;
    for inline in std::mem::take(content) {
        let Some(Inline { piece: Piece::Text(text), marks, range }) = joined.last_mut() else {
            joined.push(inline);
            continue;
        };
        let is_open = !marks.iter().any(|mark| matches!(mark, Mark::Code | Mark::Link { .. }));
        if let Some(address) = mailto(&inline).filter(|address| is_open && is_known(address))
            && let Some(start) = candidates::name_at_end(text)
        {
            text.truncate(start);
            text.push('@');
            text.push_str(&address);
            range.end = inline.range.end;
            was_joined = true;
            continue;
        }
        // What follows is the same text again.
        match &inline.piece {
            Piece::Text(more) if was_joined && *marks == inline.marks => {
                text.push_str(more);
                range.end = inline.range.end;
            }
            _ => joined.push(inline),
        }
        was_joined = false;
    }
    *content = joined;
}

/// The address of a link that shows nothing else.
fn mailto(inline: &Inline) -> Option<String> {
    let Piece::Text(text) = &inline.piece else { return None };
    let is_own = |mark: &Mark| matches!(mark, Mark::Link { href, .. } if href.strip_prefix("mailto:") == Some(text));
    inline.marks.iter().any(is_own).then(|| text.clone())
}

/// Whether text can hold names: code and links can't.
fn is_free(inline: &Inline) -> bool {
    !inline.marks.iter().any(|mark| matches!(mark, Mark::Code | Mark::Link { .. }))
}

fn once<T: PartialEq>(known: &mut Vec<T>, one: T) {
    if !known.contains(&one) {
        known.push(one);
    }
}

/// Visits every line of text; blocks are nested no deeper than the parser lets them.
fn for_each_line(blocks: &mut [Block], visit: &mut impl FnMut(&mut Vec<Inline>)) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => visit(content),
            BlockKind::Quote(inner) | BlockKind::Container { blocks: inner, .. } => for_each_line(inner, visit),
            BlockKind::List(list) => list.items.iter_mut().for_each(|item| for_each_line(&mut item.blocks, visit)),
            BlockKind::Table(table) => {
                let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
                cells.for_each(|cell| for_each_line(&mut cell.blocks, visit));
            }
            BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(markdown: &str) -> Vec<Vec<String>> {
        questions(markdown).unwrap().people
    }

    #[test]
    fn names_are_asked_for_from_the_longest_on() {
        assert_eq!(people("Ask @Ana Silva, please"), [["Ana Silva", "Ana"]]);
        assert_eq!(people("@Li Wei @Ana."), [vec!["Li Wei"], vec!["Ana"]]);
        assert_eq!(people("(@robin.vale) said"), [["robin.vale"]]);
        assert_eq!(people("@Zoë van den Berg"), [["Zoë van den", "Zoë van", "Zoë"]]);
        assert_eq!(people("@Ana\n\n@Ana"), [["Ana"]]);
        assert_eq!(people("@Sean O'Brien's turn"), [["Sean O'Brien's turn", "Sean O'Brien's", "Sean O'Brien", "Sean"]]);
    }

    #[test]
    fn an_address_is_asked_for_as_a_whole() {
        assert_eq!(people("@priya.shah@example.com please"), [["priya.shah@example.com"]]);
        assert_eq!(people("(@a+b@x.example.)"), [["a+b@x.example"]]);
        assert_eq!(people("@Ana Silva <ana.silva@example.com>, hi"), [["ana.silva@example.com"]]);
        assert_eq!(people("Ana Silva <ana.silva@example.com>"), Vec::<Vec<String>>::new());
        let person = Person { id: "1".into(), name: "Ana Silva".into() };
        let answers = Answers { people: [("ana@x.io".to_owned(), person)].into(), ..Answers::default() };
        let read = |text: &str| {
            let mut document = markdown::parse(text).unwrap();
            resolve(&mut document, &answers);
            let BlockKind::Paragraph(content) = &document.blocks[0].kind else { panic!() };
            content.iter().map(|inline| inline.piece.clone()).collect::<Vec<_>>()
        };
        let ana = Piece::Mention { id: "1".into(), name: Some("Ana Silva".into()) };
        assert_eq!(
            read("Hi @Ana Silva <ana@x.io>, ok"),
            [Piece::Text("Hi ".into()), ana.clone(), Piece::Text(", ok".into())]
        );
        assert_eq!(read("@ana@x.io"), [ana]);
        assert_eq!(read("@Bo <bo@x.io>")[0], Piece::Text("@Bo ".into()));
    }

    #[test]
    fn what_is_no_mention_is_not_asked() {
        for text in ["ana@example.org", "`@Ana`", "[@Ana](x)", "@ab", "@ x", "    @Ana", "a/@Ana", "@1st", "@@Ana"] {
            assert!(people(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn keys_and_ids() {
        let asked =
            questions("SHOP-1, (OPS-22) UTF-8 SHA-256 x-SHOP-3 SHOP-4-x `SHOP-5` https://x.io/SHOP-6 [~5b10:a]")
                .unwrap();
        assert_eq!(asked.keys, ["SHOP-1", "OPS-22"]);
        assert_eq!(asked.ids, ["5b10:a"]);
    }

    #[test]
    fn answers_are_put_in_and_the_rest_stays_text() {
        let person = |id: &str, name: &str| Person { id: id.into(), name: name.into() };
        let answers = Answers {
            people: [("Ana".to_owned(), person("1", "Ana Silva"))].into(),
            ids: [("5".to_owned(), person("5", "Robin"))].into(),
            issues: [("SHOP-1".to_owned(), "https://x.io/browse/SHOP-1".to_owned())].into(),
        };
        let mut document = markdown::parse("@Ana said SHOP-1, SHOP-2 @media [~5] [~6]").unwrap();
        resolve(&mut document, &answers);
        let BlockKind::Paragraph(content) = &document.blocks[0].kind else { panic!() };
        let pieces: Vec<Piece> = content.iter().map(|inline| inline.piece.clone()).collect();
        assert_eq!(
            pieces,
            [
                Piece::Mention { id: "1".into(), name: Some("Ana Silva".into()) },
                Piece::Text(" said ".into()),
                Piece::SmartLink("https://x.io/browse/SHOP-1".into()),
                Piece::Text(", SHOP-2 @media ".into()),
                Piece::Mention { id: "5".into(), name: Some("Robin".into()) },
                Piece::Text(" ".into()),
                Piece::Text("[~6]".into()),
            ]
        );
    }
}
