//! The file that is copied elsewhere. The one rule: nobody else has it open meanwhile, so that nothing that is written to it is
//! missing in the copy.

use std::path::Path;

use futures_util::{StreamExt, stream::BoxStream};
use sqlx::{
    ConnectOptions, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteLockingMode, SqliteRow},
};

use super::{
    OpenError, check,
    open::{self, cannot_open, newest_migration, path_of},
    rows::{self, result_code},
};
use crate::repository::moving::{MoveError, Table, reason};

/// A file that nobody else can open.
pub struct Source {
    connection: SqliteConnection,
    path: String,
}

impl Source {
    /// Opens the file at `sqlite:PATH`, which has to be of this version.
    pub async fn open(database: &str) -> Result<Self, MoveError> {
        let path = path_of(database).ok_or(MoveError::NotSqlite)?;
        let connection = alone(path).await.map_err(|error| in_use_or(path, &error))?;
        let mut source = Self { connection, path: path.to_owned() };
        source.require_version().await?;
        Ok(source)
    }

    async fn require_version(&mut self) -> Result<(), MoveError> {
        let path = self.path.clone();
        let stands = open::schema(&mut self.connection).await.map_err(|error| cannot_open(&path, &error))?;
        match stands {
            None => Err(OpenError::NotADatabase(path).into()),
            Some(schema) if Some(schema) > newest_migration() => Err(OpenError::NewerSchema { path, schema }.into()),
            stands if stands < newest_migration() => Err(MoveError::Older(path)),
            _ => Ok(()),
        }
    }

    /// Looks for damage.
    pub async fn require_whole(&mut self) -> Result<(), MoveError> {
        let looked = check::look(&mut self.connection).await;
        let path = self.path.clone();
        match looked {
            Ok(findings) if findings.is_empty() => Ok(()),
            Ok(findings) => Err(MoveError::Damaged { path, findings }),
            Err(error) => Err(MoveError::Reading { path, what: "everything", reason: error.to_string() }),
        }
    }

    /// The rows of a table, which `sql` reads, one after the other.
    pub fn rows<'a>(
        &'a mut self,
        table: &Table,
        sql: &'a str,
    ) -> BoxStream<'a, Result<Vec<Option<String>>, MoveError>> {
        let Self { connection, path } = self;
        let (path, what) = (&*path, table.name);
        let failed = move |error| MoveError::Reading { path: path.clone(), what, reason: reason(&error) };
        let rows = sqlx::query(sql).fetch(connection);
        rows.map(move |row| row.and_then(|row| texts(&row)).map_err(failed)).boxed()
    }

    /// Lets others open it again.
    pub async fn close(self) {
        use sqlx::Connection;
        // Nothing was written: nothing can be lost.
        let _ = self.connection.close().await;
    }
}

/// SQLite knows who has a file open: in this mode the first use of it fails as long as there is anybody else, and everybody
/// else's fails afterwards.
async fn alone(path: &str) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new()
        .filename(Path::new(path))
        .locking_mode(SqliteLockingMode::Exclusive)
        .busy_timeout(open::BUSY)
        // Reading everything is slow, and nothing to be warned of.
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    // A file that has no log is not held by whoever reads.
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut connection).await?;
    Ok(connection)
}

fn in_use_or(path: &str, error: &sqlx::Error) -> MoveError {
    match error.as_database_error().and_then(result_code) {
        Some(rows::BUSY) => MoveError::InUse(path.to_owned()),
        _ => cannot_open(path, error).into(),
    }
}

fn texts(row: &SqliteRow) -> Result<Vec<Option<String>>, sqlx::Error> {
    (0..row.len()).map(|column| row.try_get(column)).collect()
}
