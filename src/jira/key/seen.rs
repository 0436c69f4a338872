//! On which day a key was first seen, so that a token whose end nobody told is spoken of before it ends.
//!
//! One small file in the user's state folder. The key itself is not in it, nor anything that a stolen file could be tried against
//! elsewhere: what is kept is a digest under a random key of the file's own. What can't be read or written stops nothing.

use crate::private;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan;
use jiff::civil::Date;
use ring::hmac;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The most that is read: hundreds of keys.
const MOST_BYTES: u64 = 1 << 16;
/// The form of the file. A file of another form is left alone.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Contents {
    version: u32,
    /// What digests are keyed with, in base64.
    secret: String,
    /// The day by digest.
    first_seen: BTreeMap<String, String>,
}

/// The day on which this login was first seen; none when it is new.
///
/// # Errors
///
/// The system's, or what the file holds is none of ours.
pub fn look(folder: &Path, login: &[u8]) -> io::Result<Option<Date>> {
    let Some(contents) = read(folder)? else { return Ok(None) };
    Ok(contents.first_seen.get(&digest(&contents.secret, login)).and_then(|day| day.parse().ok()))
}

/// The same, and `today` is kept when the login is new.
///
/// # Errors
///
/// As [`look`]; also when another process is writing.
pub fn note(folder: &Path, login: &[u8], today: Date) -> io::Result<Date> {
    if let Some(day) = look(folder, login)? {
        return Ok(day);
    }
    private::folder(folder)?;
    let lock = private::lock_file(&folder.join("keys.lock"))?;
    lock.try_lock()?;
    // Read again: another process may have written since.
    let mut contents = match read(folder)? {
        Some(contents) => contents,
        None => Contents { version: VERSION, secret: secret()?, first_seen: BTreeMap::new() },
    };
    // What can't be in use any more: no Cloud token lives so long.
    let forgotten = today.checked_sub(2.years()).unwrap_or(Date::MIN);
    contents.first_seen.retain(|_, day| day.parse().is_ok_and(|day: Date| day > forgotten));
    let day = contents.first_seen.entry(digest(&contents.secret, login)).or_insert_with(|| today.to_string());
    let day = day.parse().unwrap_or(today);
    private::replace(&folder.join("keys.json"), &serde_json::to_string(&contents)?)?;
    Ok(day)
}

fn read(folder: &Path) -> io::Result<Option<Contents>> {
    let Some(text) = private::read(&folder.join("keys.json"), MOST_BYTES)? else { return Ok(None) };
    let contents: Contents = serde_json::from_str(&text)?;
    if contents.version == VERSION {
        Ok(Some(contents))
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "it is of another version"))
    }
}

fn secret() -> io::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(STANDARD.encode(bytes))
}

fn digest(secret: &str, login: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    STANDARD.encode(hmac::sign(&key, login))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("mcp-server-jira-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn the_first_day_stays_and_the_key_is_not_kept() {
        let folder = folder("seen");
        let login = b"Basic canary-7f3a";
        assert_eq!(look(&folder, login).unwrap(), None);
        assert_eq!(note(&folder, login, date(2026, 1, 2)).unwrap(), date(2026, 1, 2));
        assert_eq!(note(&folder, login, date(2026, 9, 9)).unwrap(), date(2026, 1, 2));
        assert_eq!(note(&folder, b"Basic other", date(2026, 9, 9)).unwrap(), date(2026, 9, 9));
        assert_eq!(look(&folder, login).unwrap(), Some(date(2026, 1, 2)));
        let text = std::fs::read_to_string(folder.join("keys.json")).unwrap();
        assert!(!text.contains("canary"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&folder), mode(&folder.join("keys.json"))), (0o700, 0o600));
        }
        // The same login under another file's key has another digest.
        let elsewhere = self::folder("seen-elsewhere");
        note(&elsewhere, login, date(2026, 1, 2)).unwrap();
        let digests = |folder: &Path| read(folder).unwrap().unwrap().first_seen.into_keys().collect::<Vec<_>>();
        assert!(digests(&elsewhere).iter().all(|one| !text.contains(one)));
        for folder in [folder, elsewhere] {
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn what_is_none_of_ours_is_left_alone() {
        let folder = folder("seen-other");
        private::folder(&folder).unwrap();
        for other in ["nonsense", "{\"version\":9,\"secret\":\"\",\"first_seen\":{}}"] {
            std::fs::write(folder.join("keys.json"), other).unwrap();
            assert!(note(&folder, b"x", date(2026, 1, 2)).is_err());
            assert_eq!(std::fs::read_to_string(folder.join("keys.json")).unwrap(), other);
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
