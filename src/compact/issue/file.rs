//! What a file is by its bytes, and pieces of a text file: names and declared types lie, bytes don't.

use crate::text::{clean, fence};
use serde::{Deserialize, Serialize};

/// What a file's first bytes say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A picture that models see, with its type: `image/png`.
    Image(&'static str),
    /// Text.
    Text(Encoding),
    /// Anything else, in words: `a PDF document`.
    Other(&'static str),
}

/// How a text file writes its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// One to four bytes a character.
    Utf8,
    /// Two bytes, the low one first.
    Utf16Little,
    /// Two bytes, the high one first.
    Utf16Big,
    /// One byte, Windows' code page 1252.
    Western,
}

const MAGIC: [(&[u8], Kind); 15] = [
    (b"\x89PNG\r\n\x1a\n", Kind::Image("image/png")),
    (b"\xff\xd8\xff", Kind::Image("image/jpeg")),
    (b"GIF87a", Kind::Image("image/gif")),
    (b"GIF89a", Kind::Image("image/gif")),
    (b"%PDF-", Kind::Other("a PDF document")),
    (b"PK\x03\x04", Kind::Other("a ZIP archive or an office document")),
    (b"PK\x05\x06", Kind::Other("a ZIP archive")),
    (b"\x1f\x8b", Kind::Other("a gzip archive")),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other("a 7-Zip archive")),
    (b"Rar!\x1a\x07", Kind::Other("a RAR archive")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Other("an old office document")),
    (b"\x7fELF", Kind::Other("a program")),
    (b"\xef\xbb\xbf", Kind::Text(Encoding::Utf8)),
    (b"\xff\xfe", Kind::Text(Encoding::Utf16Little)),
    (b"\xfe\xff", Kind::Text(Encoding::Utf16Big)),
];

/// What a file is, from its first bytes (a few thousand are enough).
pub fn kind(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Kind::Image("image/webp");
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *kind;
    }
    let sample = bytes.get(..16_384).unwrap_or(bytes);
    if sample.contains(&0) {
        return wide(sample).map_or(Kind::Other("not text"), Kind::Text);
    }
    let controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    if controls * 50 > sample.len() {
        return Kind::Other("not text");
    }
    // A broken byte in a text with many whole characters is a broken byte; without whole ones it's another encoding.
    let (mut whole, mut broken) = (0, 0);
    for chunk in sample.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let cut_at_the_end = std::str::from_utf8(sample).err().is_some_and(|error| error.error_len().is_none());
    let broken = broken - usize::from(cut_at_the_end);
    Kind::Text(if broken > whole { Encoding::Western } else { Encoding::Utf8 })
}

/// As many whole lines from the beginning of `bytes` as `room` bytes hold between fences, and how many bytes they were.
///
/// `at_end` says that nothing follows `bytes`. A line that is too long is cut between two characters.
pub fn piece(bytes: &[u8], encoding: Encoding, at_end: bool, fenced_as: (&str, &str), room: usize) -> (String, usize) {
    let (marker, what) = fenced_as;
    let mut most = bytes.len();
    loop {
        let end = if most == bytes.len() && at_end { most } else { line_end(bytes, most, encoding) };
        let text = clean::block(&decode(bytes.get(..end).unwrap_or_default(), encoding));
        let fenced = fence::fence(marker, what, text.trim_end_matches('\n'));
        if fenced.len() <= room || end <= 4 {
            return (fenced, end);
        }
        // In proportion, and always less.
        most = (end * room / fenced.len()).clamp(end / 2, end - 1);
    }
}

/// UTF-16 without a mark is told by the empty halves of its letters.
fn wide(sample: &[u8]) -> Option<Encoding> {
    let empty = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (empty(0), empty(1));
    let half = sample.len() / 2;
    let many = |count: usize| count * 5 > half * 2;
    let few = |count: usize| count * 50 <= half;
    match (many(high_first) && few(low_first), many(low_first) && few(high_first)) {
        (true, _) => Some(Encoding::Utf16Big),
        (_, true) => Some(Encoding::Utf16Little),
        _ => None,
    }
}

fn line_end(bytes: &[u8], most: usize, encoding: Encoding) -> usize {
    let window = bytes.get(..most).unwrap_or(bytes);
    let line = match encoding {
        Encoding::Utf8 | Encoding::Western => window.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1),
        Encoding::Utf16Little => window.chunks_exact(2).rposition(|unit| unit == b"\n\0").map(|at| at * 2 + 2),
        Encoding::Utf16Big => window.chunks_exact(2).rposition(|unit| unit == b"\0\n").map(|at| at * 2 + 2),
    };
    // One short line before a very long one is not worth a page.
    line.filter(|end| *end > most / 4).unwrap_or_else(|| character_end(window, encoding)).max(1)
}

fn character_end(window: &[u8], encoding: Encoding) -> usize {
    match encoding {
        Encoding::Western => window.len(),
        Encoding::Utf8 => {
            let started = window.iter().rev().take(4).position(|byte| byte & 0xc0 != 0x80).map_or(0, |back| back + 1);
            let last = window.get(window.len() - started..).unwrap_or_default();
            let unfinished = std::str::from_utf8(last).err().is_some_and(|error| error.error_len().is_none());
            if unfinished { window.len() - started } else { window.len() }
        }
        Encoding::Utf16Little | Encoding::Utf16Big => {
            let even = window.len() & !1;
            let high = if encoding == Encoding::Utf16Big { even.wrapping_sub(2) } else { even.wrapping_sub(1) };
            // The first half of a pair waits for the second.
            let paired = window.get(high).is_some_and(|byte| (0xd8..=0xdb).contains(byte));
            if paired { even - 2 } else { even }
        }
    }
}

fn decode(bytes: &[u8], encoding: Encoding) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|pair| match pair {
            [first, second] => unit([*first, *second]),
            _ => 0xfffd,
        });
        char::decode_utf16(units).map(|character| character.unwrap_or('\u{fffd}')).collect()
    };
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
        Encoding::Utf16Little => wide(u16::from_le_bytes),
        Encoding::Utf16Big => wide(u16::from_be_bytes),
        Encoding::Western => bytes.iter().map(|byte| western(*byte)).collect(),
    }
}

/// Code page 1252: Latin-1 with quotes, dashes and the euro where Latin-1 has control characters.
fn western(byte: u8) -> char {
    const FROM_80: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";
    match byte {
        0x80..=0x9f => FROM_80.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{fffd}'),
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FENCE: (&str, &str) = ("7f3a", "file");

    /// All pieces of a file, without fences.
    fn read(bytes: &[u8], encoding: Encoding, room: usize, fetched: usize) -> (String, usize) {
        let (mut from, mut whole, mut pieces) = (0, String::new(), 0);
        while from < bytes.len() {
            let until = bytes.len().min(from + fetched);
            let (text, used) = piece(&bytes[from..until], encoding, until == bytes.len(), FENCE, room);
            assert!(text.len() <= room, "{} bytes in {room}", text.len());
            let body = text.strip_prefix("<<file 7f3a>>\n").unwrap().strip_suffix("\n<<end 7f3a>>").unwrap();
            whole.push_str(body);
            whole.push('\n');
            from += used;
            pieces += 1;
        }
        (whole, pieces)
    }

    #[test]
    fn bytes_say_what_a_file_is() {
        for (bytes, expected) in [
            (b"\x89PNG\r\n\x1a\n....".as_slice(), Kind::Image("image/png")),
            (b"\xff\xd8\xff\xe0..JFIF", Kind::Image("image/jpeg")),
            (b"GIF89a....", Kind::Image("image/gif")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Kind::Image("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", Kind::Other("not text")),
            (b"%PDF-1.7", Kind::Other("a PDF document")),
            (b"", Kind::Text(Encoding::Utf8)),
            (b"plain", Kind::Text(Encoding::Utf8)),
            ("漢字".as_bytes(), Kind::Text(Encoding::Utf8)),
            (&"漢字".as_bytes()[..5], Kind::Text(Encoding::Utf8)),
            (b"caf\xe9 au lait", Kind::Text(Encoding::Western)),
            (b"\xff\xfea\0b\0", Kind::Text(Encoding::Utf16Little)),
            (b"a\0b\0c\0d\0", Kind::Text(Encoding::Utf16Little)),
            (b"\0a\0b\0c\0d", Kind::Text(Encoding::Utf16Big)),
            (b"\0\x01\x02\x03\0\0\0\0", Kind::Other("not text")),
            (b"\x01\x02\x03\x04\x05", Kind::Other("not text")),
        ] {
            assert_eq!(kind(bytes), expected, "{bytes:?}");
        }
        let mostly = ["äöü ".repeat(20).as_bytes(), b"\xff"].concat();
        assert_eq!(kind(&mostly), Kind::Text(Encoding::Utf8), "one broken byte is not another encoding");
    }

    #[test]
    fn a_long_log_is_read_to_its_end_in_whole_lines() {
        let log: String = (1..=20_000).map(|n| format!("2026-06-15 12:00:00 INFO line {n} ok\n")).collect();
        let (whole, pieces) = read(log.as_bytes(), Encoding::Utf8, 5_000, 6_000);
        assert_eq!(whole, log);
        assert!(pieces > 100 && pieces < 250, "{pieces}");
    }

    #[test]
    fn other_encodings_are_read_on_too() {
        let text = "größer\n".repeat(300);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16, Encoding::Utf16Little, 500, 2_000).0, text);
        let western: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        assert_eq!(read(&western, Encoding::Western, 500, 700).0, text);
        assert_eq!(decode(b"\x80 \x93x\x94", Encoding::Western), "€ “x”");
    }

    proptest! {
        #[test]
        fn characters_are_never_split(text in "[a-z漢字😀é ]{0,400}", room in 60usize..300, fetched in 40usize..400) {
            let (whole, _) = read(text.as_bytes(), Encoding::Utf8, room, fetched);
            prop_assert_eq!(whole.replace('\n', ""), text.as_str());
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let (whole, _) = read(&utf16, Encoding::Utf16Big, room, fetched & !1);
            prop_assert_eq!(whole.replace('\n', ""), text.as_str());
        }

        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..400), room in 200usize..500) {
            if let Kind::Text(encoding) = kind(&bytes) {
                read(&bytes, encoding, room, 300);
            }
        }
    }
}
