//! What can go wrong with the draft store, and what to do about it.

use std::path::PathBuf;

use lagoon_words::tr;

/// Why the draft store could not do its work. Nothing that was saved before is lost. `Display` is for people: what happened, and
/// what to do. What SQLite says of it is in the log.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `SQLITE_FULL`.
    #[error("{}", tr!("disk full. Free space"))]
    DiskFull,
    /// The file or its folder may not be written.
    #[error("{}", tr!("the data folder cannot be written. Allow Lagoon to write there"))]
    NotWritable,
    /// `SQLITE_CORRUPT`, `SQLITE_NOTADB`.
    #[error(
        "{}",
        tr!(
            "the file with your listings is damaged. Close Lagoon and start it again: it keeps the file, and brings back what the \
         cloud has"
        )
    )]
    Damaged,
    /// `SQLITE_BUSY`, `SQLITE_LOCKED`, for longer than is waited.
    #[error(
        "{}",
        tr!(
            "another program is using the file with your listings. Wait for it, or close it (a backup or a virus scanner, say)"
        )
    )]
    InUse,
    /// `SQLITE_IOERR`.
    #[error("{}", tr!("the disk cannot be read or written. Check that it is connected and has free space"))]
    DiskFails,
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
    #[error("{}", tr!("a saved value cannot be read. Update Lagoon, or report this"))]
    Unreadable(String),
    /// No such draft.
    #[error("{}", tr!("this listing is not on this device any more"))]
    NoSuchDraft,
    /// Anything else that SQLite says.
    #[error("{}", tr!("your listings could not be read or saved. Restart Lagoon; if this stays, report it with today's log"))]
    Database(sqlx::Error),
}

fn holder(pid: Option<&u32>) -> String {
    pid.map_or_else(|| tr!("another process").to_owned(), |pid| tr!("process {pid}", pid))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "SQLite failed");
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::InUse;
        }
        // Primary result codes: https://www.sqlite.org/rescode.html
        match primary_code(&error) {
            Some(5 | 6) => Self::InUse,
            Some(10) => Self::DiskFails,
            Some(11 | 26) => Self::Damaged,
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

#[cfg(test)]
mod tests {
    use sqlx::{
        Connection, SqliteConnection,
        sqlite::{SqliteConnectOptions, SqliteJournalMode},
    };

    use super::*;

    /// What is said of a statement on a file that somebody else did something to.
    async fn said(options: SqliteConnectOptions, statement: &str) -> StoreError {
        let mut connection = SqliteConnection::connect_with(&options).await.expect("opens");
        sqlx::query(statement).execute(&mut connection).await.expect_err("refused").into()
    }

    #[tokio::test]
    async fn what_sqlite_refuses_is_told_with_what_to_do_and_without_its_own_words() {
        let files = tempfile::tempdir().expect("a directory");
        let path = files.path().join("drafts.db");
        let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut other = SqliteConnection::connect_with(&options.clone().journal_mode(SqliteJournalMode::Delete))
            .await
            .expect("opens");
        sqlx::query("CREATE TABLE listings (title TEXT)").execute(&mut other).await.expect("created");
        let insert = "INSERT INTO listings VALUES ('Duplex')";

        let read_only = said(options.clone().read_only(true), insert).await;
        sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.expect("begun");
        let in_use = said(options.clone().busy_timeout(std::time::Duration::ZERO), insert).await;
        sqlx::query("COMMIT").execute(&mut other).await.expect("ended");
        let full = said(options.clone().pragma("max_page_count", "1"), "CREATE TABLE more (x)").await;
        let other_error = said(options.clone(), "INSERT INTO nowhere VALUES (1)").await;
        other.close().await.expect("closed");
        std::fs::write(&path, "no database at all, but long enough to be read as one".repeat(100)).expect("written");
        let damaged = said(SqliteConnectOptions::new().filename(&path), "SELECT * FROM listings").await;

        assert!(matches!(read_only, StoreError::NotWritable), "{read_only:?}");
        assert!(matches!(in_use, StoreError::InUse), "{in_use:?}");
        assert!(matches!(full, StoreError::DiskFull), "{full:?}");
        assert!(matches!(damaged, StoreError::Damaged), "{damaged:?}");
        assert!(matches!(other_error, StoreError::Database(_)), "{other_error:?}");
        for error in [read_only, in_use, full, damaged, other_error] {
            let sentence = error.to_string();
            for word in ["code", "SQLITE", "sqlite", "table", "database", "("] {
                assert!(!sentence.contains(word) || sentence.contains("(a backup"), "{sentence}");
            }
        }
    }
}
