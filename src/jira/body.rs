//! Bodies, read in chunks and within bounds, so that no answer can fill the memory.

use super::request::Reading;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};

/// How much JSON is read, after decompression.
pub const JSON_BYTES: usize = 8 << 20;

/// How much of a refusal is read: Jira's words stand at its beginning, and what comes from elsewhere is not worth more.
pub const REFUSAL_BYTES: usize = 64 << 10;

/// How much of a file is skipped when the server ignores `Range`.
pub const SKIPPED_BYTES: u64 = 64 << 20;

/// Why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The connection was lost, or the body did not decompress.
    Lost,
    /// It is larger than the bounds.
    TooLarge,
}

/// What of a body is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many bytes are skipped first.
    skip: u64,
    /// How many bytes are kept.
    keep: usize,
    /// Whether what comes after them is an error, or just not read.
    all: bool,
}

impl Window {
    /// The window for a refusal: its beginning.
    pub const REFUSAL: Self = Self { skip: 0, keep: REFUSAL_BYTES, all: false };

    /// The window for a way of reading, and for whether the server sent only the range that was asked for.
    pub fn of(reading: Reading, is_partial: bool) -> Self {
        match reading {
            Reading::Json | Reading::Receipt | Reading::Nothing => Self { skip: 0, keep: JSON_BYTES, all: true },
            Reading::Piece { max_bytes, .. } if is_partial => Self { skip: 0, keep: max_bytes, all: false },
            Reading::Piece { from, max_bytes } => Self { skip: from, keep: max_bytes, all: false },
        }
    }
}

/// Reads the window of a body.
///
/// # Errors
///
/// [`Unread`].
pub async fn read<E>(chunks: impl Stream<Item = Result<Bytes, E>>, window: Window) -> Result<Vec<u8>, Unread> {
    if window.skip > SKIPPED_BYTES {
        return Err(Unread::TooLarge);
    }
    let mut chunks = std::pin::pin!(chunks);
    let mut skip = window.skip;
    let mut kept: Vec<u8> = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let mut chunk = chunk.map_err(|_| Unread::Lost)?;
        let skipped = usize::try_from(skip).unwrap_or(usize::MAX).min(chunk.len());
        skip -= skipped as u64;
        let fresh = chunk.split_off(skipped);
        let room = window.keep - kept.len();
        if fresh.len() > room && window.all {
            return Err(Unread::TooLarge);
        }
        kept.extend_from_slice(fresh.get(..room).unwrap_or(&fresh));
        if kept.len() == window.keep && !window.all {
            break;
        }
    }
    Ok(kept)
}

/// The size of the whole in `Content-Range: bytes 0-99/1234`.
pub fn total_of_range(header: &str) -> Option<u64> {
    header.rsplit_once('/').and_then(|(_, total)| total.trim().parse().ok())
}

/// Where a piece begins, as `Content-Range` tells it.
pub fn start_of_range(header: &str) -> Option<u64> {
    let (range, _) = header.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    range.split_once('-')?.0.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    async fn run(chunks: &[&str], window: Window) -> Result<String, Unread> {
        let chunks = chunks.iter().map(|chunk| Ok::<_, ()>(Bytes::copy_from_slice(chunk.as_bytes())));
        read(stream::iter(chunks), window).await.map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[tokio::test]
    async fn a_whole_body_is_joined_and_a_large_one_refused() {
        let small = Window { skip: 0, keep: 6, all: true };
        assert_eq!(run(&["abc", "", "def"], small).await.unwrap(), "abcdef");
        assert_eq!(run(&["abc", "defg"], small).await, Err(Unread::TooLarge));
    }

    #[tokio::test]
    async fn a_piece_is_cut_out_of_a_server_that_ignores_ranges() {
        let reading = Reading::Piece { from: 4, max_bytes: 3 };
        assert_eq!(run(&["abc", "def", "ghi"], Window::of(reading, false)).await.unwrap(), "efg");
        assert_eq!(run(&["efg", "hij"], Window::of(reading, true)).await.unwrap(), "efg");
        assert_eq!(run(&["ab"], Window::of(reading, false)).await.unwrap(), "");
        let far = Reading::Piece { from: SKIPPED_BYTES + 1, max_bytes: 3 };
        assert_eq!(run(&["ab"], Window::of(far, false)).await, Err(Unread::TooLarge));
    }

    #[tokio::test]
    async fn a_piece_ends_without_reading_on() {
        let endless = stream::repeat_with(|| Ok::<_, ()>(Bytes::from_static(b"x")));
        let window = Window::of(Reading::Piece { from: 10, max_bytes: 5 }, false);
        assert_eq!(read(endless, window).await.unwrap(), b"xxxxx");
    }

    #[tokio::test]
    async fn of_a_refusal_only_the_beginning_is_read() {
        let endless = stream::repeat_with(|| Ok::<_, ()>(Bytes::from(vec![b'x'; 50_000])));
        assert_eq!(read(endless, Window::REFUSAL).await.unwrap().len(), REFUSAL_BYTES);
        assert_eq!(run(&["{}"], Window::REFUSAL).await.unwrap(), "{}");
    }

    #[tokio::test]
    async fn a_lost_connection_is_no_short_body() {
        let chunks = stream::iter([Ok(Bytes::from_static(b"[1,")), Err(())]);
        assert_eq!(read(chunks, Window::of(Reading::Json, false)).await, Err(Unread::Lost));
    }

    #[test]
    fn the_total_of_a_range() {
        assert_eq!(total_of_range("bytes 0-99/1234"), Some(1234));
        assert_eq!(total_of_range("bytes */77"), Some(77));
        assert_eq!(total_of_range("bytes 0-99/*"), None);
        assert_eq!(start_of_range("bytes 100-199/1234"), Some(100));
        assert_eq!(start_of_range("bytes */77"), None);
    }
}
