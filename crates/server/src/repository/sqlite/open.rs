//! Opening the file: settings, migrations, and one clear sentence when it cannot be done.

use std::{path::Path, sync::Arc, time::Duration};

use lagoon_sync::Epoch;
use sqlx::{
    ConnectOptions, Connection, Database, Sqlite, SqliteConnection, TransactionManager,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    SqliteRepository, SqliteWriter,
    rows::{self, result_code},
    teams,
};
use crate::{
    clock::{Clock, SteadyClock},
    repository::{
        RepositoryError,
        shared::{Lanes, Memory, Queue},
    },
};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How long a request waits for the writer before it is told to come again.
const WAIT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;
/// After so many pages of the write-ahead log its contents move to the database, 16 MiB: that costs two more flushes, and pages
/// that were written again meanwhile move once.
const CHECKPOINT_PAGES: &str = "4000";
/// How long SQLite itself waits for another process.
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// How long a process waits for another one that brings the database up to date.
const MIGRATION: Duration = Duration::from_mins(5);

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is not `sqlite:PATH`.
    #[error("cannot use the database “{0}”: write it as sqlite:PATH, such as sqlite:lagoon.db")]
    Url(String),
    /// Its file cannot be made or written.
    #[error("cannot write the database {path}: {reason}; choose a path in a folder that this user may write")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// Another program lets nobody else use it.
    #[error("another program holds the database {0}, perhaps `lagoon-server migrate-to`; wait until it has ended")]
    Held(String),
    /// Its folder is not there.
    #[error("there is no folder {folder} for the database; make it, or choose another path")]
    NoFolder {
        /// The folder.
        folder: String,
    },
    /// The file is something else.
    #[error("{0} is not a Lagoon database; choose another path, or restore the file from a backup")]
    NotADatabase(String),
    /// A newer version has written it.
    #[error("the database {path} belongs to a newer lagoon-server (its schema is {schema}); install that version")]
    NewerSchema {
        /// The file.
        path: String,
        /// The schema it has.
        schema: i64,
    },
    /// Bringing it up to date failed. It stands as it was.
    #[error("cannot bring the database {path} up to date: {reason}")]
    Migration {
        /// The file.
        path: String,
        /// What happened.
        reason: String,
    },
    /// It opened and then failed.
    #[error("cannot use the database {path}")]
    Failed {
        /// The file.
        path: String,
        /// What happened.
        source: RepositoryError,
    },
}

const CANNOT_OPEN: [i32; 5] = [3, 8, 10, 13, 14]; // PERM, READONLY, IOERR, FULL, CANTOPEN
const NOT_A_DATABASE: [i32; 2] = [11, 26]; // CORRUPT, NOTADB

impl SqliteRepository {
    /// Opens the database, and makes it when there is none. `database` is `sqlite:PATH`.
    pub async fn open(database: &str, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let path = path_of(database).ok_or_else(|| OpenError::Url(database.to_owned()))?;
        make_private(path)?;
        require_own(path).await?;
        let options = SqliteConnectOptions::new()
            .filename(Path::new(path))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        migrate(path, &options).await?;
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(WAIT)
            .after_release(|connection, _| Box::pin(is_reusable(connection)))
            .connect_with(options.clone())
            .await
            .map_err(|error| cannot_open(path, &error))?;
        // Whoever asks SQLite whether the file is in use is told so for as long as it is, also at night: it stays open.
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(WAIT)
            .connect_with(options.pragma("query_only", "ON"))
            .await
            .map_err(|error| cannot_open(path, &error))?;

        let failed = |source| OpenError::Failed { path: path.to_owned(), source };
        let mut connection = writer.acquire().await.map_err(|error| failed(error.into()))?;
        teams::begin_first_epoch(&mut connection, random_epoch()).await.map_err(failed)?;
        let floor = teams::last_change(&mut connection).await.map_err(failed)?;
        drop(connection);
        let writer = Arc::new(SqliteWriter {
            pool: writer,
            clock: Arc::new(SteadyClock::new(clock, floor)),
            memory: Memory::default(),
        });
        Ok(Self { queue: Queue::new(writer.clone(), Lanes::One), writer, readers })
    }
}

/// Brings the schema up to date: all of it or nothing, in one transaction that only one process at a time can hold.
async fn migrate(path: &str, options: &SqliteConnectOptions) -> Result<(), OpenError> {
    let options = options.clone().busy_timeout(MIGRATION);
    let mut connection = options.connect().await.map_err(|error| cannot_open(path, &error))?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.map_err(|error| cannot_open(path, &error))?;
    MIGRATIONS.run(&mut *transaction).await.map_err(|error| cannot_migrate(path, error))?;
    transaction.commit().await.map_err(|error| cannot_open(path, &error))?;
    connection.close().await.map_err(|error| cannot_open(path, &error))
}

/// The schema that this version wants.
pub(super) fn newest_migration() -> Option<i64> {
    MIGRATIONS.iter().map(|migration| migration.version).max()
}

/// Makes the file if there is none, for nobody but the server's own user: it holds the hashes of passwords and sessions.
fn make_private(path: &str) -> Result<(), OpenError> {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        return Err(OpenError::NoFolder { folder: folder.display().to_string() });
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(OpenError::Unwritable { path: path.to_owned(), reason: error.to_string() }),
    }
}

/// A database of something else is left as it is: looked at before any setting is made, for some are written into the file.
/// One of ours that was stopped before its first migration holds sqlx's table and no other.
async fn require_own(path: &str) -> Result<(), OpenError> {
    let looked = async {
        let mut connection = SqliteConnectOptions::new().filename(Path::new(path)).connect().await?;
        let foreign = is_foreign(&mut connection).await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(foreign)
    };
    match looked.await {
        Ok(true) => Err(OpenError::NotADatabase(path.to_owned())),
        Ok(false) => Ok(()),
        Err(error) => Err(cannot_open(path, &error)),
    }
}

async fn is_foreign(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master
                        WHERE type = 'table' AND name <> '_sqlx_migrations' AND name NOT LIKE 'sqlite~_%' ESCAPE '~')
         AND (SELECT count(*) FROM sqlite_master WHERE name IN ('_sqlx_migrations', 'teams')) < 2",
    )
    .fetch_one(connection)
    .await
}

/// The version of the schema; `None`: it holds none that is ours.
pub(super) async fn schema(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let begun: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '_sqlx_migrations')")
        .fetch_one(&mut *connection)
        .await?;
    if !begun || is_foreign(connection).await? {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success").fetch_one(connection).await
}

/// SQLite ends a transaction by itself when the disk is full; sqlx goes on counting it, and the connection could never begin
/// another. Such a connection is closed, and the next one begins anew.
async fn is_reusable(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let depth = <Sqlite as Database>::TransactionManager::get_transaction_depth;
    if depth(connection) > 0 {
        // Rollbacks are only queued when a transaction is dropped: this waits for them.
        connection.ping().await?;
    }
    Ok(depth(connection) == 0)
}

/// A life of a database that none had before.
pub fn random_epoch() -> Epoch {
    Epoch(uuid::Uuid::new_v4().as_u64_pair().1)
}

pub(super) fn path_of(database: &str) -> Option<&str> {
    let path = database.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let usable = !path.is_empty() && !path.contains(":memory:") && !path.contains('\0');
    usable.then_some(path)
}

pub(super) fn cannot_open(path: &str, error: &sqlx::Error) -> OpenError {
    match error.as_database_error().map(|error| (result_code(error), error.message())) {
        Some((Some(rows::BUSY), _)) => OpenError::Held(path.to_owned()),
        Some((Some(code), message)) if CANNOT_OPEN.contains(&code) => {
            OpenError::Unwritable { path: path.to_owned(), reason: message.to_owned() }
        }
        Some((Some(code), _)) if NOT_A_DATABASE.contains(&code) => OpenError::NotADatabase(path.to_owned()),
        _ => OpenError::Unwritable { path: path.to_owned(), reason: error.to_string() },
    }
}

fn cannot_migrate(path: &str, error: MigrateError) -> OpenError {
    let path_text = path.to_owned();
    match error {
        MigrateError::VersionMissing(schema) => OpenError::NewerSchema { path: path_text, schema },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)
            if error.as_database_error().and_then(result_code).is_some_and(is_of_the_file) =>
        {
            cannot_open(path, &error)
        }
        other => OpenError::Migration { path: path_text, reason: other.to_string() },
    }
}

/// Whether the file is the reason, rather than what was done with it.
fn is_of_the_file(code: i32) -> bool {
    code == rows::BUSY || CANNOT_OPEN.contains(&code) || NOT_A_DATABASE.contains(&code)
}
