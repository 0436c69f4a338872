//! Files that only the user whom they belong to may read, where the system knows that.
//!
//! A file is replaced as a whole, so that whoever reads it, or dies while writing it, leaves the old one or the new one.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
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

/// With the mode that a file gets when it is made.
pub fn options(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
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
    match fs::remove_file(&name) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = options(OpenOptions::new().create_new(true).write(true)).open(&name)?;
    file.write_all(text.as_bytes())?;
    drop(file);
    fs::rename(name, place)
}
