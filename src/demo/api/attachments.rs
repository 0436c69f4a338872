//! Files: their description, and their bytes, made while they are sent where they are large.

use bytes::Bytes;

use crate::demo::answer::{Answer, Content, Step};
use crate::demo::routes::Call;
use crate::demo::store::{Attachment, Source};

/// The bytes of one line of the seeded log, line end included.
pub(crate) const LOG_LINE: u64 = 96;

/// `GET attachment/{id}`.
pub(crate) fn one(call: &Call<'_>, id: &str) -> Answer {
    let view = call.view();
    match visible(call, id) {
        Some(file) => {
            let mut shown = view.attachment(file);
            if let (true, Some(shown)) = (call.cloud(), shown.as_object_mut()) {
                // Only here the id is a number.
                shown.insert("id".into(), serde_json::json!(file.id));
            }
            Answer::ok(&shown)
        }
        None => missing(id),
    }
}

/// `GET attachment/content/{id}` (Cloud) and `/secure/attachment/{id}/{name}` (Data Center).
pub(crate) fn content(call: &Call<'_>, id: &str) -> Answer {
    let Some(file) = visible(call, id) else {
        return missing(id);
    };
    if call.cloud() && call.request.query("redirect") != Some("false") {
        // Another host, where our credentials have no business (Jira facts, item 46).
        let location = format!("https://api.media.demo.invalid/file/{id}/binary?token=signed&name={}", file.id);
        return Answer::empty(303).with("Location", location);
    }
    send(file, call.request.header("range"))
}

/// The media host's own path, which needs no login.
pub(crate) fn media(call: &Call<'_>, id: &str) -> Answer {
    match visible(call, id) {
        Some(file) => send(file, call.request.header("range")),
        None => missing(id),
    }
}

fn visible<'a>(call: &'a Call<'_>, id: &str) -> Option<&'a Attachment> {
    let id: u64 = id.parse().ok()?;
    let (issue, file) = call.store.attachment(id)?;
    call.view().sees_project(issue.project).then_some(file)
}

fn missing(id: &str) -> Answer {
    Answer::error(404, format!("The attachment with id '{id}' does not exist"))
}

fn send(file: &Attachment, range: Option<&str>) -> Answer {
    let size = file.source.size();
    let (status, from, until) = match range.map(|range| parse_range(range, size)) {
        None => (200, 0, size),
        Some(Some((from, until))) => (206, from, until),
        Some(None) => return Answer::empty(416).with("Content-Range", format!("bytes */{size}")),
    };
    let length = until - from;
    let content = match &file.source {
        Source::Bytes(bytes) => {
            let part = bytes.get(index(from)..index(until)).unwrap_or_default();
            Content::Whole(Bytes::copy_from_slice(part))
        }
        Source::Padded(bytes, size) => {
            let mut all = bytes.to_vec();
            all.resize(index(*size), 0);
            Content::Whole(Bytes::from(all).slice(index(from)..index(until)))
        }
        Source::Noise(_) => Content::Steps(pieces(from, until, noise), Some(length)),
        Source::Log(_) => Content::Steps(pieces(from, until, log), Some(length)),
    };
    let mut answer = Answer { status, headers: Vec::new(), content_type: Some(file.mime.clone()), content };
    answer = answer.with("Accept-Ranges", "bytes").with("Content-Disposition", "attachment");
    if status == 206 { answer.with("Content-Range", format!("bytes {from}-{}/{size}", until - 1)) } else { answer }
}

/// `bytes=a-b`, `bytes=a-` or `bytes=-n`, as a half-open range.
fn parse_range(range: &str, size: u64) -> Option<(u64, u64)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (from, until) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) => (first, (last + 1).min(size)),
        (Ok(first), Err(_)) => (first, size),
        (Err(_), Ok(count)) => (size.saturating_sub(count), size),
        (Err(_), Err(_)) => return None,
    };
    (from < until).then_some((from, until))
}

const PIECE: u64 = 64 * 1024;

/// Pieces of a file that is a function of the position.
fn pieces(from: u64, until: u64, fill: fn(u64, u64) -> Vec<u8>) -> crate::demo::answer::Steps {
    let count = (until - from).div_ceil(PIECE);
    Box::new((0..count).map(move |piece| {
        let start = from + piece * PIECE;
        Step::Bytes(Bytes::from(fill(start, (start + PIECE).min(until))))
    }))
}

fn noise(from: u64, until: u64) -> Vec<u8> {
    (from..until).map(|position| (position.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect()
}

/// Lines of exactly [`LOG_LINE`] bytes, so that any part can be made alone.
fn log(from: u64, until: u64) -> Vec<u8> {
    let first = from / LOG_LINE;
    let last = until.div_ceil(LOG_LINE);
    let mut bytes: Vec<u8> = Vec::new();
    for line in first..last {
        let level = match line % 97 {
            0 => "ERROR",
            1..=4 => "WARN ",
            _ => "INFO ",
        };
        let text = format!(
            "2026-06-12T{:02}:{:02}:{:02}.{:03}Z {level} checkout-worker request={line:08} took={}ms",
            line / 3600 % 24,
            line / 60 % 60,
            line % 60,
            line % 1000,
            line * 37 % 900
        );
        bytes.extend_from_slice(format!("{text:<95}").as_bytes());
        bytes.push(b'\n');
    }
    let skip = index(from - first * LOG_LINE);
    bytes.get(skip..skip + index(until - from)).unwrap_or_default().to_vec()
}

fn index(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_log_is_what_the_whole_has_there() {
        let whole = log(0, LOG_LINE * 10);
        assert_eq!(whole.len(), 960);
        assert_eq!(log(100, 200), whole[100..200]);
        assert_eq!(parse_range("bytes=-5", 10), Some((5, 10)));
        assert_eq!(parse_range("bytes=10-", 10), None);
    }
}
