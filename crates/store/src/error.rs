//! What can go wrong with the draft store, and what to do about it.

use std::path::PathBuf;

/// Why the draft store could not do its work. Nothing that was saved before is lost.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `SQLITE_FULL`.
    #[error("disk full. Free space")]
    DiskFull,
    /// The file or its folder may not be written.
    #[error("the data folder cannot be written. Allow Lagoon to write there")]
    NotWritable,
    /// Another process holds the data directory.
    #[error("Lagoon is already running on this data folder ({}). Close it first, or choose another with LAGOON_DATA_DIR.", holder(.pid.as_ref()))]
    Locked {
        /// Which process, if it said so.
        pid: Option<u32>,
    },
    /// A newer version of Lagoon wrote the file.
    #[error("a newer version of Lagoon wrote this data. Update Lagoon to open it; nothing was changed.")]
    NewerSchema,
    /// The data directory cannot be made or read.
    #[error("the data folder {path} cannot be used: {source}. Choose another with LAGOON_DATA_DIR.")]
    Directory {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite is older than the one that fixes the WAL-reset bug.
    #[error("this build uses SQLite {0}, which can damage data; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// A row that this version cannot read.
    #[error("a saved value cannot be read ({0}). Update Lagoon or report this")]
    Unreadable(String),
    /// No such draft.
    #[error("this listing is not on this device any more")]
    NoSuchDraft,
    /// Anything else that SQLite says.
    #[error("the draft store failed ({0}). Restart Lagoon if this stays")]
    Database(sqlx::Error),
}

fn holder(pid: Option<&u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // Primary result codes: https://www.sqlite.org/rescode.html
        match primary_code(&error) {
            Some(13) => Self::DiskFull,
            Some(8 | 14 | 23) => Self::NotWritable,
            _ => Self::Database(error),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

pub(crate) fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
