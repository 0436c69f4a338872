//! Changing a file that belongs to somebody else: whole or not at all, with what was there kept beside it.

use crate::private;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The text of a file, empty where there is none.
///
/// # Errors
///
/// The system's.
pub(super) fn read(place: &Path) -> io::Result<String> {
    match fs::read_to_string(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        other => other,
    }
}

/// Puts a text in the place of a file and gives where the old one is kept. A link stays a link, and the file keeps its mode.
///
/// # Errors
///
/// The system's.
pub(super) fn replace(place: &Path, text: &str) -> io::Result<Option<PathBuf>> {
    if !place.exists() {
        if let Some(folder) = place.parent() {
            private::folder(folder)?;
        }
        private::replace(place, text)?;
        return Ok(None);
    }
    let place = fs::canonicalize(place)?;
    let mode = fs::metadata(&place)?.permissions();
    let backup = free_beside(&place);
    fs::copy(&place, &backup)?;
    private::replace(&place, text)?;
    fs::set_permissions(&place, mode)?;
    Ok(Some(backup))
}

/// No earlier copy is overwritten: the first holds what was there before any of this.
fn free_beside(place: &Path) -> PathBuf {
    let named = |end: String| {
        let mut name = place.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let mut backup = named(".backup".to_owned());
    for number in 2.. {
        if !backup.exists() {
            break;
        }
        backup = named(format!(".backup-{number}"));
    }
    backup
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn a_link_and_a_mode_stay_and_each_state_is_kept() {
        let folder = std::env::temp_dir().join(format!("mcp-server-jira-files-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let (real, link) = (folder.join("real.json"), folder.join("link.json"));
        fs::write(&real, "one").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        let first = replace(&link, "two").unwrap().unwrap();
        let second = replace(&link, "three").unwrap().unwrap();
        assert_eq!(
            [first, second, real.clone()].map(|place| fs::read_to_string(place).unwrap()),
            ["one", "two", "three"]
        );
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        fs::remove_dir_all(&folder).unwrap();
    }
}
