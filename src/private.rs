//! Files that only the user whom they belong to may read, where the system knows that.
//!
//! A file is replaced as a whole, so that whoever reads it, or dies while writing it, leaves the old one or the new one.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Makes a folder and those above it; those that are there stay as they are.
///
/// # Errors
///
/// The system's.
pub fn folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens a file to add to its end, or makes it.
///
/// # Errors
///
/// The system's.
pub fn append(place: &Path) -> io::Result<File> {
    made_private(OpenOptions::new().create(true).append(true)).open(place)
}

/// Opens a file to be locked, or makes it; what is in it stays.
///
/// # Errors
///
/// The system's.
pub fn lock_file(place: &Path) -> io::Result<File> {
    // Windows locks no file that was opened for appending alone.
    made_private(OpenOptions::new().create(true).truncate(false).write(true)).open(place)
}

/// The text of a file, or its beginning where it is longer; `None` where there is no file.
///
/// # Errors
///
/// The system's, or what is in it is no text.
pub fn read(place: &Path, most_bytes: u64) -> io::Result<Option<String>> {
    let mut text = String::new();
    match File::open(place) {
        Ok(file) => file.take(most_bytes).read_to_string(&mut text).map(|_| Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes a file away, if there is one.
///
/// # Errors
///
/// The system's.
pub fn remove(place: &Path) -> io::Result<()> {
    match fs::remove_file(place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Puts a new file in the place of an old one, or of none. A link stays a link: what it leads to is replaced.
///
/// # Errors
///
/// The system's.
pub fn replace(place: &Path, text: &str) -> io::Result<()> {
    let place = behind_links(place);
    let (name, mut file) = new_beside(&place)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| {
        drop(file);
        fs::rename(&name, &place)
    });
    if written.is_err() {
        // What could not be put in its place is of no use to anybody.
        let _ = remove(&name);
    }
    written
}

/// Where links lead in the end, also where nothing is yet.
pub fn behind_links(place: &Path) -> PathBuf {
    /// As many as systems follow; of more, or of a circle, the last one is replaced.
    const MOST: usize = 40;
    let mut place = place.to_path_buf();
    for _ in 0..MOST {
        let Ok(target) = fs::read_link(&place) else { break };
        place = place.parent().map_or(target.clone(), |folder| folder.join(&target));
    }
    place
}

/// A new file under a name that nobody has: one that is there already would be somebody else's, or keep its mode.
fn new_beside(place: &Path) -> io::Result<(PathBuf, File)> {
    let mut number = 0_u32;
    loop {
        let mut name = place.as_os_str().to_owned();
        name.push(format!(".{}-{number}.new", std::process::id()));
        match made_private(OpenOptions::new().create_new(true).write(true)).open(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            opened => return Ok((name.into(), opened?)),
        }
    }
}

fn made_private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn a_file_is_replaced_where_it_is_and_nothing_beside_it() {
        let folder = std::env::temp_dir().join(format!("mcp-server-jira-replaced-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("real")).unwrap();
        let (link, chain, real) = (folder.join("link"), folder.join("chain"), folder.join("real/file"));
        symlink("real/file", &link).unwrap();
        symlink(&link, &chain).unwrap();
        let others = [folder.join("real/file.new"), folder.join(format!("real/file.{}-0.new", std::process::id()))];
        for other in &others {
            fs::write(other, "somebody's").unwrap();
        }
        // First where nothing is behind the link, then where something is.
        for text in ["one", "two"] {
            replace(&chain, text).unwrap();
            assert_eq!(fs::read_to_string(&real).unwrap(), text);
        }
        assert!([&link, &chain].iter().all(|link| fs::symlink_metadata(link).unwrap().is_symlink()));
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(others.iter().all(|other| fs::read_to_string(other).unwrap() == "somebody's"));
        assert_eq!(fs::read_dir(folder.join("real")).unwrap().count(), 3, "nothing else is left");
        fs::remove_dir_all(&folder).unwrap();
    }
}
