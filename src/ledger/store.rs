//! The entries in one small file that all processes of a user share, or in memory.
//!
//! Each change reads the file, changes the entries and puts a new file in its place, while a lock file beside it is held; so two
//! processes never work on the same state, and a process that dies leaves the old file or the new one. What can't be read or
//! written never stops a call: the entries of this process are kept in memory as well.

use super::Entry;
use crate::private;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often the lock is tried for; the others hold it for a few milliseconds.
const TRIES: usize = 100;
/// The most that is read: thousands of entries.
const MOST_BYTES: u64 = 4 << 20;
/// The most entries; the oldest go first.
const MOST: usize = 1_000;
/// The form of the file. A file of another form is left alone.
const VERSION: u32 = 1;

/// Where the entries are.
#[derive(Debug)]
pub(super) struct Store {
    folder: Option<PathBuf>,
    pause: Duration,
    memory: Mutex<Vec<Entry>>,
    warned: AtomicBool,
}

#[derive(Default, Serialize, Deserialize)]
struct Contents {
    version: u32,
    entries: Vec<Entry>,
}

impl Store {
    pub(super) fn new(folder: Option<&Path>, pause: Duration) -> Self {
        Self { folder: folder.map(Path::to_owned), pause, memory: Mutex::default(), warned: AtomicBool::new(false) }
    }

    /// Changes the entries, for all processes at once.
    pub(super) fn update<T>(&self, change: impl FnOnce(&mut Vec<Entry>) -> T) -> T {
        let mut memory = self.memory();
        let lock = self
            .folder
            .as_deref()
            .map(|folder| self.lock(folder).and_then(|lock| read(folder).map(|held| (lock, held))));
        let locked = match lock {
            Some(Ok((lock, entries))) => {
                *memory = entries;
                Some(lock)
            }
            Some(Err(error)) => {
                self.warn(&error);
                None
            }
            None => None,
        };
        let result = change(&mut memory);
        let surplus = memory.len().saturating_sub(MOST);
        memory.drain(..surplus);
        if let (Some(_lock), Some(folder)) = (locked, &self.folder)
            && let Err(error) = write(folder, &memory)
        {
            self.warn(&error);
        }
        result
    }

    /// Looks at the entries.
    pub(super) fn read<T>(&self, look: impl FnOnce(&[Entry]) -> T) -> T {
        let mut memory = self.memory();
        // A file is replaced as a whole: reading needs no lock.
        if let Some(Ok(entries)) = self.folder.as_deref().map(read) {
            *memory = entries;
        }
        look(&memory)
    }

    fn lock(&self, folder: &Path) -> io::Result<File> {
        private::folder(folder)?;
        let file = private::lock_file(&folder.join("ledger.lock"))?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => std::thread::sleep(self.pause),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "another process holds the lock"))
    }

    fn memory(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn warn(&self, error: &io::Error) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "the ledger is kept in memory: its file can't be used");
        }
    }
}

fn read(folder: &Path) -> io::Result<Vec<Entry>> {
    let Some(text) = private::read(&folder.join("ledger.json"), MOST_BYTES)? else { return Ok(Vec::new()) };
    let contents: Contents = serde_json::from_str(&text)?;
    if contents.version == VERSION {
        Ok(contents.entries)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "it is of another version"))
    }
}

fn write(folder: &Path, entries: &[Entry]) -> io::Result<()> {
    let contents = Contents { version: VERSION, entries: entries.to_vec() };
    private::replace(&folder.join("ledger.json"), &serde_json::to_string(&contents)?)
}
