//! Opening the draft store: a damaged file is set aside and reported, never silently replaced; a copy is kept before a
//! migration changes anything.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::de::DeserializeOwned;
use sqlx::{
    ConnectOptions, Connection, Database, Sqlite, SqliteConnection, SqlitePool, TransactionManager,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Store, StoreError, error::primary_code};

/// How long a statement waits for another's lock.
const BUSY: Duration = Duration::from_secs(5);

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// The first SQLite without the WAL-reset bug.
const SQLITE_NEEDED: (u32, u32, u32) = (3, 51, 3);

/// An open store, and what happened on the way.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Set when the file was damaged. Tell the person.
    pub set_aside: Option<SetAside>,
}

/// A damaged draft store that was kept under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Where it is now.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

impl SetAside {
    /// A value that [`Store::meta`] gave before, if this part of the file can still be read.
    pub async fn meta<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let has_log = PathBuf::from(format!("{}-wal", self.path.display())).exists();
        let options = SqliteConnectOptions::new().filename(&self.path).read_only(true).immutable(!has_log);
        let mut connection = options.disable_statement_logging().connect().await.ok()?;
        let read = sqlx::query_scalar("SELECT value FROM meta WHERE key = ?").bind(key);
        let text: Result<Option<String>, _> = read.fetch_optional(&mut connection).await;
        // Nothing was written that closing could lose.
        let _ = connection.close().await;
        serde_json::from_str(&text.ok()??).ok()
    }
}

impl Store {
    /// Opens the draft store of a directory, or starts one. `now` (milliseconds since 1970) names what is set aside.
    pub async fn open(directory: &Path, now: i64) -> Result<Opened, StoreError> {
        std::fs::create_dir_all(directory)
            .map_err(|source| StoreError::Directory { path: directory.to_owned(), source })?;
        let path = directory.join("drafts.db");
        let set_aside = match damage(&path).await? {
            Some(reason) => Some(set_aside(&path, reason, now)?),
            None => None,
        };
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .after_release(|connection, _| Box::pin(is_reusable(connection)))
            .connect_with(options(&path))
            .await?;
        check_version(&writer).await?;
        keep_copy_before_migrating(&writer, directory).await?;
        MIGRATIONS.run(&writer).await.map_err(|error| match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => StoreError::NewerSchema,
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            other => StoreError::Database(sqlx::Error::Migrate(Box::new(other))),
        })?;
        let reader = SqlitePoolOptions::new().max_connections(2).connect_with(options(&path).read_only(true)).await?;
        Ok(Opened { store: Self { writer, reader }, set_aside })
    }
}

/// SQLite ends a transaction by itself when the disk is full; sqlx goes on counting it, and would take the next one for a
/// part of it. Such a connection is closed, and the next one begins anew.
async fn is_reusable(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Rollbacks are only queued when a transaction is dropped: this waits for them.
    connection.ping().await?;
    Ok(<Sqlite as Database>::TransactionManager::get_transaction_depth(connection) == 0)
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .disable_statement_logging()
}

/// What is wrong with the file, if it is there and something is.
async fn damage(path: &Path) -> Result<Option<String>, StoreError> {
    if !path.exists() {
        return Ok(None);
    }
    // Opened for writing, so that a write-ahead log left by a crash is taken in first. None of the settings is made that
    // would read the file already here: what fails must leave a connection that can be closed.
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY).disable_statement_logging();
    let mut connection = options.connect().await?;
    let checked: Result<Vec<String>, _> = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_all(&mut connection).await;
    // Closed before the file is moved: closing removes the log by its name, which would soon be the new file's.
    let closed = connection.close().await;
    match checked.and_then(|rows| closed.map(|()| rows)) {
        Ok(rows) if rows == ["ok"] => Ok(None),
        Ok(rows) => Ok(Some(rows.join("; "))),
        // SQLITE_CORRUPT and SQLITE_NOTADB.
        Err(error) if matches!(primary_code(&error), Some(11 | 26)) => Ok(Some(error.to_string())),
        Err(error) => Err(error.into()),
    }
}

fn set_aside(path: &Path, reason: String, now: i64) -> Result<SetAside, StoreError> {
    let aside = path.with_file_name(format!("drafts.damaged-{now}.db"));
    for suffix in ["", "-wal", "-shm"] {
        let with_suffix = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        let (from, to) = (with_suffix(path), with_suffix(&aside));
        match std::fs::rename(&from, &to) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                return Err(StoreError::Directory { path: from, source });
            }
            _ => {}
        }
    }
    tracing::error!(%reason, "the draft store is damaged and was set aside");
    Ok(SetAside { path: aside, reason })
}

async fn check_version(pool: &SqlitePool) -> Result<(), StoreError> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    if (part(), part(), part()) < SQLITE_NEEDED { Err(StoreError::OldSqlite(version)) } else { Ok(()) }
}

/// Keeps `drafts.before-N.db` when migration N is about to run on existing data.
async fn keep_copy_before_migrating(pool: &SqlitePool, directory: &Path) -> Result<(), StoreError> {
    let known: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations'").fetch_optional(pool).await?;
    if known.is_none() {
        return Ok(());
    }
    let applied: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(pool).await?;
    let Some(next) = MIGRATIONS.iter().map(|migration| migration.version).find(|version| Some(*version) > applied)
    else {
        return Ok(());
    };
    let copy = directory.join(format!("drafts.before-{next}.db"));
    if copy.exists() {
        return Ok(());
    }
    // Half a copy must not pass for a whole one.
    let unfinished = copy.with_extension("unfinished");
    let kept = |source| StoreError::Directory { path: copy.clone(), source };
    match std::fs::remove_file(&unfinished) {
        Err(source) if source.kind() != ErrorKind::NotFound => return Err(kept(source)),
        _ => {}
    }
    sqlx::query("VACUUM INTO ?").bind(unfinished.display().to_string()).execute(pool).await?;
    let synced = std::fs::OpenOptions::new().write(true).open(&unfinished).and_then(|file| file.sync_all());
    synced.and_then(|()| std::fs::rename(&unfinished, &copy)).map_err(kept)
}
