//! The bytes of the small files: real PNGs made here, and texts.

use std::sync::Arc;

/// A one-colour PNG of some size, with stored (uncompressed) data.
pub(super) fn png(width: u32, height: u32, color: [u8; 3]) -> Arc<[u8]> {
    // Each row starts with its filter, none.
    let row: Vec<u8> = std::iter::once(0).chain((0..width).flat_map(|_| color)).collect();
    let rows: Vec<u8> = (0..height).flat_map(|_| row.iter().copied()).collect();
    let mut data: Vec<u8> = vec![0x78, 0x01];
    let mut pieces = rows.chunks(65_535).peekable();
    while let Some(piece) = pieces.next() {
        let length = u16::try_from(piece.len()).unwrap_or_default();
        data.push(u8::from(pieces.peek().is_none()));
        data.extend_from_slice(&length.to_le_bytes());
        data.extend_from_slice(&(!length).to_le_bytes());
        data.extend_from_slice(piece);
    }
    data.extend_from_slice(&adler(&rows).to_be_bytes());
    let mut header: Vec<u8> = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut bytes: Vec<u8> = vec![0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];
    chunk(&mut bytes, *b"IHDR", &header);
    chunk(&mut bytes, *b"IDAT", &data);
    chunk(&mut bytes, *b"IEND", &[]);
    bytes.into()
}

fn chunk(bytes: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    bytes.extend_from_slice(&u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    let mut body = name.to_vec();
    body.extend_from_slice(data);
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(&crc(&body).to_be_bytes());
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

fn adler(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}

/// Orders of one day.
pub(super) const CSV: &str = "order,customer,total,coupon\n20417,\"Ortiz, Luc\u{ed}a\",59.90,SUMMER\n20418,Berg,12.00,\n20419,\"Silva \"\"Ana\"\"\",1 204.50,VIP\n";
/// A feature flag file.
pub(super) const JSON: &str = "{\n  \"flags\": {\n    \"new-checkout\": { \"on\": true, \"share\": 25 },\n    \"gift-cards\": { \"on\": false }\n  }\n}\n";
/// A runbook.
pub(super) const MARKDOWN: &str = "# Runbook: price service\n\n1. Look at the dashboard *Prices*.\n2. Restart the pod: `kubectl rollout restart deploy/prices`.\n\n| alert | meaning |\n|---|---|\n| P1 | no prices at all |\n| P2 | prices are older than an hour |\n";
/// A patch.
pub(super) const DIFF: &str = "--- a/cart.ts\n+++ b/cart.ts\n@@ -12,3 +12,3 @@\n-  const total = items.reduce(sum);\n+  const total = items.reduce(sum, 0);\n";
/// The smallest PDF that viewers open.
pub(super) const PDF: &[u8] = b"%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
/// A login page that pretends to be a picture.
pub(super) const LIE: &str = "<!DOCTYPE html><html><body>Please log in</body></html>";
/// Bytes that pretend to be text.
pub(super) const BINARY: &[u8] =
    &[0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0xff, 0xfe, 0x80, 0x81, 0, 0, 3, 0, 0x3e, 0, 1, 0, 0, 0];
