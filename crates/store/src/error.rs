//! What can go wrong with the draft store, and what to do about it.

use lagoon_words::tr;
use std::path::PathBuf;

/// Why the draft store could not do its work. Nothing that was saved before is lost.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `SQLITE_FULL`.
    #[error("{}", tr!("disk full. Free space"))]
    DiskFull,
    /// The file or its folder may not be written.
    #[error("{}", tr!("the data folder cannot be written. Allow Lagoon to write there"))]
    NotWritable,
    /// Another process holds the data directory.
    #[error(
        "{}",
        tr!(
            "Lagoon is already running on this data folder ({holder}). Close it first, or choose another with LAGOON_DATA_DIR.",
            holder = holder(pid.as_ref())
        )
    )]
    Locked {
        /// Which process, if it said so.
        pid: Option<u32>,
    },
    /// A newer version of Lagoon wrote the file.
    #[error("{}", tr!("a newer version of Lagoon wrote this data. Update Lagoon to open it; nothing was changed."))]
    NewerSchema,
    /// The data directory cannot be made or read.
    #[error("{}", tr!("the data folder {path} cannot be used: {source}. Choose another with LAGOON_DATA_DIR.", path = path.display(), source))]
    Directory {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite is older than the one that fixes the WAL-reset bug.
    #[error("{}", tr!("this build uses SQLite {what}, which can damage data; 3.51.3 or newer is needed", what = _0))]
    OldSqlite(String),
    /// A row that this version cannot read.
    #[error("{}", tr!("a saved value cannot be read ({what}). Update Lagoon or report this", what = _0))]
    Unreadable(String),
    /// No such draft.
    #[error("{}", tr!("this listing is not on this device any more"))]
    NoSuchDraft,
    /// Anything else that SQLite says.
    #[error("{}", tr!("the draft store failed ({what}). Restart Lagoon if this stays", what = _0))]
    Database(sqlx::Error),
}

fn holder(pid: Option<&u32>) -> String {
    pid.map_or_else(|| tr!("another process").to_owned(), |pid| tr!("process {pid}", pid))
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
