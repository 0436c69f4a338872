//! Files that only the user whom they belong to may read, where the system knows that.
//!
//! A file is replaced as a whole, so that whoever reads it, or dies while writing it, leaves the old one or the new one.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

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

/// Puts a new file in the place of an old one, or of none.
///
/// # Errors
///
/// The system's.
pub fn replace(place: &Path, text: &str) -> io::Result<()> {
    let mut name = place.as_os_str().to_owned();
    name.push(".new");
    // One that was left there, by an earlier death or by somebody else, would keep its mode.
    remove(Path::new(&name))?;
    let mut file = made_private(OpenOptions::new().create_new(true).write(true)).open(&name)?;
    file.write_all(text.as_bytes())?;
    drop(file);
    fs::rename(name, place)
}

fn made_private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
