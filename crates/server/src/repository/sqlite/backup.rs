//! A copy of a database that others write to. The one rule: a file of the name that was asked for is a whole, checked copy.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use super::open::path_of;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// It is not `sqlite:PATH`.
    #[error("only SQLite databases are copied like this; back up PostgreSQL with pg_dump")]
    Url,
    /// There is nothing to copy.
    #[error("there is no database {0}; check the path")]
    NoDatabase(String),
    /// Something would be overwritten.
    #[error("{0} exists already; choose another name")]
    Exists(String),
    /// The copy cannot be written.
    #[error("cannot write {path}: {reason}")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The copy is not whole. It was removed.
    #[error("the copy is damaged, and was removed: {0}; run `lagoon-server check`")]
    Damaged(String),
}

/// Copies the database at `sqlite:PATH` to a new file, while others write to it, and checks the copy.
pub async fn backup(database: &str, to: &Path) -> Result<(), BackupError> {
    let from = path_of(database).ok_or(BackupError::Url)?;
    if !Path::new(from).exists() {
        return Err(BackupError::NoDatabase(from.to_owned()));
    }
    if to.exists() {
        return Err(BackupError::Exists(to.display().to_string()));
    }
    let mut partial = to.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let copied = copy(from, &partial, to).await;
    if copied.is_err() {
        // It may not be there; and what went wrong before is what matters.
        let _ = fs::remove_file(&partial);
    }
    copied
}

async fn copy(from: &str, partial: &Path, to: &Path) -> Result<(), BackupError> {
    let unwritable = |reason: String| BackupError::Unwritable { path: to.display().to_string(), reason };
    // Empty and private: SQLite writes into an empty file, and leaves its mode as it is.
    private(partial).map_err(|error| unwritable(error.to_string()))?;
    let mut source =
        SqliteConnectOptions::new().filename(from).connect().await.map_err(|error| unwritable(error.to_string()))?;
    let target = partial.to_string_lossy().into_owned();
    let copied = sqlx::query("VACUUM INTO ?1").bind(target).execute(&mut source).await;
    copied.map_err(|error| unwritable(error.to_string()))?;
    // It has been read; closing it can lose nothing.
    let _ = source.close().await;
    verify(partial).await.map_err(BackupError::Damaged)?;
    fs::File::open(partial)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(partial, to))
        .and_then(|()| keep_name(to))
        .map_err(|error| unwritable(error.to_string()))
}

/// Makes a power cut leave the new name: it stands in the folder, which is written for itself.
fn keep_name(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Windows writes it with the file, and opens no folders.
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

fn private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

async fn verify(path: &Path) -> Result<(), String> {
    let looked = async {
        let mut copy = SqliteConnectOptions::new().filename(path).read_only(true).connect().await?;
        let mut said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_all(&mut copy).await?;
        let orphans: i64 =
            sqlx::query_scalar("SELECT count(*) FROM pragma_foreign_key_check").fetch_one(&mut copy).await?;
        copy.close().await?;
        said.retain(|line| line != "ok");
        if orphans > 0 {
            said.push(format!("{orphans} rows refer to others that are not there"));
        }
        Ok::<_, sqlx::Error>(said)
    };
    match looked.await {
        Ok(said) if said.is_empty() => Ok(()),
        Ok(said) => Err(said.join("; ")),
        Err(error) => Err(error.to_string()),
    }
}
