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
    let place = private::behind_links(place);
    if !place.exists() {
        if let Some(folder) = place.parent() {
            private::folder(folder)?;
        }
        private::replace(&place, text)?;
        return Ok(None);
    }
    let mode = fs::metadata(&place)?.permissions();
    let backup = free_beside(&place);
    fs::copy(&place, &backup)?;
    private::replace(&place, text)?;
    fs::set_permissions(&place, mode)?;
    Ok(Some(backup))
}

/// The copies that are kept of a file, the first one first.
pub(super) fn backups(place: &Path) -> impl Iterator<Item = PathBuf> {
    let place = private::behind_links(place);
    (1..).map(move |number| backup(&place, number)).take_while(|place| is_taken(place))
}

/// No earlier copy is overwritten: the first holds what was there before any of this.
fn free_beside(place: &Path) -> PathBuf {
    let mut number = 1;
    while is_taken(&backup(place, number)) {
        number += 1;
    }
    backup(place, number)
}

fn backup(place: &Path, number: u32) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(if number == 1 { ".backup".to_owned() } else { format!(".backup-{number}") });
    name.into()
}

/// A link that leads nowhere has the name, too.
fn is_taken(place: &Path) -> bool {
    fs::symlink_metadata(place).is_ok()
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
        let kept: Vec<String> = backups(&link).map(|place| fs::read_to_string(place).unwrap()).collect();
        assert_eq!(kept, ["one", "two"]);
        let nowhere = folder.join("nowhere.json");
        symlink("later/file.json", &nowhere).unwrap();
        assert!(replace(&nowhere, "new").unwrap().is_none());
        assert_eq!(fs::read_to_string(folder.join("later/file.json")).unwrap(), "new");
        assert!([&link, &nowhere].iter().all(|link| fs::symlink_metadata(link).unwrap().is_symlink()));
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        fs::remove_dir_all(&folder).unwrap();
    }
}
