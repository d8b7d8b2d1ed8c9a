//! One process per data directory: a lock file that says who holds it. The operating system lets go of it when the
//! process ends, however it ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use crate::StoreError;

/// Held for as long as the process uses the directory.
#[derive(Debug)]
pub struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    /// Makes the directory if need be and takes its lock.
    pub fn take(directory: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Directory { path: directory.to_owned(), source };
        std::fs::create_dir_all(directory).map_err(failed)?;
        let path = directory.join("lagoon.lock");
        let mut file =
            OpenOptions::new().create(true).read(true).write(true).truncate(false).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let read = file.read_to_string(&mut text);
                return Err(StoreError::Locked { pid: read.ok().and_then(|_| text.trim().parse().ok()) });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let written = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| write_pid(&mut file));
        if let Err(error) = written {
            // A full disk must not keep the person out: the lock holds all the same.
            tracing::warn!(%error, "the lock file does not say who holds it");
        }
        Ok(Self { _file: file })
    }
}

fn write_pid(file: &mut File) -> std::io::Result<()> {
    write!(file, "{}", std::process::id())
}
