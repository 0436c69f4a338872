//! One file of an issue: text in pieces, a picture as it is, anything else by name.

use super::{SPEC, State, fetch, keep, more, zone};
use crate::args::IssueKey;
use crate::closest::{closest, closest_of};
use crate::compact::issue::attachments::{detail, size};
use crate::compact::issue::file::{Encoding, Kind, kind, piece};
use crate::error::{About, Candidate, Code, Field, Problem, ToolError, listed};
use crate::jira;
use crate::jira::types::{Attachment, Issue, Piece};
use crate::text::cut;
use crate::tools::{Ctx, Reply};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The largest picture that is shown.
const LARGEST_IMAGE: u64 = 700_000;

/// Where a text file goes on.
#[derive(Serialize, Deserialize)]
pub(super) struct Place {
    id: String,
    offset: u64,
    encoding: Encoding,
}

/// The beginning of a file that is named by what was sent.
pub(super) async fn begin(
    key: &IssueKey,
    wanted: &str,
    has_include: bool,
    sent: Map<String, Value>,
    ctx: &Ctx,
) -> Result<Reply, ToolError> {
    let (issue, files) = files(key, ctx).await?;
    let file = match find(&files, wanted).as_slice() {
        [only] => *only,
        [] => return Err(unknown(&files, wanted, &issue.key)),
        // The zone is read for this answer only, so that a slow profile never costs the file.
        several => {
            let zone = zone(ctx).await.unwrap_or(TimeZone::UTC);
            return Err(ambiguous(several, wanted, &issue.key, &zone));
        }
    };
    let url = ctx.shared.jira.issue_url(&issue.key);
    let image_size = usize::try_from(file.size).unwrap_or(usize::MAX);
    let expected = if file.size <= LARGEST_IMAGE && is_called_image(file) { image_size } else { 0 };
    let bytes = read(file, 0, expected.max(ctx.shared.limits.most_bytes()), ctx).await?;
    let name = format!("`{}` #{} of {}", cut::cell(&file.name, 200), file.id, issue.key);
    let total = bytes.total.unwrap_or(file.size);
    match kind(&bytes.bytes) {
        Kind::Image(_) if total > LARGEST_IMAGE => {
            let message = format!("image {name} is {}; images are shown up to {}", size(total), size(LARGEST_IMAGE));
            Err(ToolError::fatal(Code::TooLarge, message).with_fix(format!("tell the user to open it at {url}")))
        }
        Kind::Image(mime_type) => {
            // A picture under another name was not expected: the rest of it is read now.
            let whole = if (bytes.bytes.len() as u64) < total { read(file, 0, image_size, ctx).await? } else { bytes };
            if (whole.bytes.len() as u64) < total {
                let fix = format!("call {} again with the same arguments", SPEC.name);
                let message = format!("image {name} came incomplete: {} of {total} bytes", whole.bytes.len());
                return Err(ToolError::mendable(Code::UpstreamError, message, fix));
            }
            Ok(Reply::Image { bytes: whole.bytes, mime_type })
        }
        Kind::Text(_) if bytes.bytes.is_empty() => Ok(Reply::Text(format!("{name} is empty"))),
        Kind::Text(encoding) => {
            let mut note = String::new();
            if has_include {
                note.push_str("note: include is not read together with attachment\n");
            }
            if is_called_image(file) {
                note.push_str("note: this file is called a picture, but its bytes are text\n");
            }
            let place = Place { id: file.id.clone(), offset: 0, encoding };
            Ok(text(&issue, key, file, (bytes, place), &note, &sent, ctx))
        }
        Kind::Other(what) => {
            let text = format!("{name} is {what}, {}, and can't be shown here; it can be opened at {url}", size(total));
            Ok(Reply::Text(text))
        }
    }
}

/// The next piece of a text file.
pub(super) async fn go_on(
    key: &IssueKey,
    place: Place,
    sent: Map<String, Value>,
    ctx: &Ctx,
) -> Result<Reply, ToolError> {
    let (issue, files) = files(key, ctx).await?;
    let Some(file) = files.iter().find(|file| file.id == place.id) else {
        let fix = format!("call {} again with include `attachments` and without cursor", SPEC.name);
        return Err(ToolError::mendable(
            Code::UnknownName,
            format!("attachment `#{}` is no longer there", place.id),
            fix,
        ));
    };
    // Two bytes a letter there, about one here.
    let wide = matches!(place.encoding, Encoding::Utf16Little | Encoding::Utf16Big);
    let most = ctx.shared.limits.most_bytes() * if wide { 2 } else { 1 };
    let bytes = read(file, place.offset, most, ctx).await?;
    Ok(text(&issue, key, file, (bytes, place), "", &sent, ctx))
}

fn text(
    issue: &Issue,
    key: &IssueKey,
    file: &Attachment,
    (bytes, place): (Piece, Place),
    note: &str,
    sent: &Map<String, Value>,
    ctx: &Ctx,
) -> Reply {
    let total = bytes.total.unwrap_or(file.size).max(place.offset + bytes.bytes.len() as u64);
    let at_end = bytes.bytes.is_empty() || place.offset + bytes.bytes.len() as u64 >= total;
    let name = cut::cell(&file.name, 200);
    let head = |until: u64| {
        format!(
            "{note}{name} #{} of {} (shown bytes {} to {until} of {total}):\n",
            file.id,
            issue.key,
            place.offset + 1
        )
    };
    let room = ctx.shared.limits.most_bytes().saturating_sub(head(total).len() + more(&issue.key, "000000").len());
    let marker = ctx.shared.random.word();
    let (shown, used) = piece(&bytes.bytes, place.encoding, at_end, (&marker, "attachment"), room);
    let next = place.offset + used as u64;
    let text = head(next) + &shown;
    if next >= total || bytes.bytes.is_empty() {
        return Reply::Text(text);
    }
    let state = State::File { key: key.to_string(), place: Place { offset: next, ..place } };
    Reply::Text(text + &keep(&issue.key, sent, &state, ctx))
}

async fn read(file: &Attachment, from: u64, most: usize, ctx: &Ctx) -> Result<Piece, ToolError> {
    let result = ctx.shared.jira.attachment_piece(&ctx.call, file, from, most).await;
    result.map_err(|error| match error.kind {
        jira::Kind::NotFound => {
            let message = format!("the content of attachment `#{}` is gone, or this account may not see it", file.id);
            ToolError::fatal(Code::NotFoundOrHidden, message)
        }
        _ => ToolError::upstream(SPEC.name, About::Site("this attachment"), &error),
    })
}

/// The issue with its files, if they may be read.
async fn files(key: &IssueKey, ctx: &Ctx) -> Result<(Issue, Vec<Attachment>), ToolError> {
    check_switch(ctx)?;
    let issue = fetch(key, &["attachment".to_owned()], ctx).await?;
    let files = jira::read::attachments(&issue);
    Ok((issue, files))
}

fn check_switch(ctx: &Ctx) -> Result<(), ToolError> {
    if ctx.shared.switches.attachments {
        return Ok(());
    }
    let message = "reading attachments is switched off on this server";
    let advice = format!("call {} without attachment; include `attachments` lists their names", SPEC.name);
    Err(ToolError::fatal(Code::ToolDisabled, message).with_fix(advice))
}

fn is_called_image(file: &Attachment) -> bool {
    let name = file.name.to_lowercase();
    let image = ["image/png", "image/jpeg", "image/gif", "image/webp"].contains(&file.mime_type.as_str());
    image || [".png", ".jpg", ".jpeg", ".gif", ".webp"].iter().any(|end| name.ends_with(end))
}

/// The files that a name or `#id` may mean: exactly, then without case, then by its beginning.
fn find<'a>(files: &'a [Attachment], wanted: &str) -> Vec<&'a Attachment> {
    let wanted = bare(wanted);
    let lower = wanted.to_lowercase();
    let id = wanted.rsplit_once('#').map_or(wanted, |(_, id)| id);
    let called = |matches: &dyn Fn(&Attachment) -> bool| files.iter().filter(|file| matches(file)).collect::<Vec<_>>();
    let ways = [
        called(&|file| file.name == wanted),
        called(&|file| file.id == id),
        called(&|file| file.name.to_lowercase() == lower),
        called(&|file| !lower.is_empty() && file.name.to_lowercase().starts_with(&lower)),
    ];
    ways.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// What was sent without the marks around it: `[image: a.png #10012]`.
fn bare(wanted: &str) -> &str {
    let wanted = wanted.trim_matches(|c: char| "[]`\"'".contains(c) || c.is_whitespace());
    wanted.strip_prefix("image:").map_or(wanted, str::trim)
}

fn ambiguous(several: &[&Attachment], wanted: &str, key: &str, zone: &TimeZone) -> ToolError {
    let wanted = bare(wanted);
    let ids: Vec<String> = several.iter().map(|file| format!("#{}", file.id)).collect();
    let candidates = several.iter().map(|file| Candidate {
        name: cut::cell(&file.name, 80),
        detail: detail(file, zone),
        send: format!("#{}", file.id).into(),
    });
    let field = Field { candidates: candidates.collect(), ..Field::new(Problem::Ambiguous, wanted) };
    let message = format!("`{}` may mean {} attachments of {key}", cut::cell(wanted, 80), several.len());
    let fix = format!("call {} again with attachment {}", SPEC.name, listed(&ids, "or"));
    ToolError::mendable(Code::AmbiguousName, message, fix).with_field("attachment", field)
}

fn unknown(files: &[Attachment], wanted: &str, key: &str) -> ToolError {
    let wanted = bare(wanted);
    let wanted_shown = cut::cell(wanted, 80);
    if files.is_empty() {
        let message = format!("`{wanted_shown}` is not there: {key} has no attachments");
        return ToolError::fatal(Code::UnknownName, message)
            .with_field("attachment", Field::new(Problem::Unknown, wanted));
    }
    let mut allowed: Vec<String> = files.iter().map(|file| sendable(file, files)).collect();
    allowed.sort();
    // Ids that look alike are not alike.
    let names = || allowed.iter().map(String::as_str).filter(|name| !name.starts_with('#') && !wanted.starts_with('#'));
    let near = closest(wanted, names()).map(str::to_owned);
    let some: Vec<String> = closest_of(wanted, names(), 3).into_iter().map(str::to_owned).collect();
    let fix = match &near {
        Some(near) => format!("with attachment `{near}`"),
        None if !some.is_empty() => format!("with attachment {}", listed(&some, "or")),
        None if allowed.len() <= 6 => format!("with attachment {}", listed(&allowed, "or")),
        None => "without attachment and with include `attachments`, which lists them".to_owned(),
    };
    let field = Field { closest: near, allowed, ..Field::new(Problem::Unknown, wanted) };
    let message = format!("`{wanted_shown}` is not an attachment of {key}");
    ToolError::mendable(Code::UnknownName, message, format!("call {} again {fix}", SPEC.name))
        .with_field("attachment", field)
}

/// What names this file and no other: its name, or its `#id` where that would be ambiguous or is too long to repeat.
fn sendable(file: &Attachment, files: &[Attachment]) -> String {
    let name = cut::cell(&file.name, 80);
    let lower = file.name.to_lowercase();
    let is_only = files.iter().filter(|other| other.name.to_lowercase() == lower).count() == 1;
    if is_only && name == file.name { name } else { format!("#{}", file.id) }
}
