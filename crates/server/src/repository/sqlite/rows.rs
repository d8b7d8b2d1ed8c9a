//! From rows to types. The one rule: what cannot be read is named and refused, never guessed.

use std::str::FromStr;

use lagoon_sync::{DeviceId, Millis, Stamp};
use sqlx::{Decode, Row, Sqlite, Type, error::DatabaseError, sqlite::SqliteRow};

use crate::repository::RepositoryError;

/// A column of a type that SQLite knows.
pub fn get<'r, T: Decode<'r, Sqlite> + Type<Sqlite>>(
    row: &'r SqliteRow,
    column: &'static str,
) -> Result<T, RepositoryError> {
    row.try_get(column).map_err(|_| RepositoryError::Unreadable { what: column })
}

/// A text column that holds something with a spelling.
pub fn parse<T: FromStr>(row: &SqliteRow, column: &'static str) -> Result<T, RepositoryError> {
    get::<&str>(row, column)?.parse().map_err(|_| RepositoryError::Unreadable { what: column })
}

/// A text column that may be empty.
pub fn parse_optional<T: FromStr>(row: &SqliteRow, column: &'static str) -> Result<Option<T>, RepositoryError> {
    let text = get::<Option<&str>>(row, column)?;
    text.map(|text| text.parse().map_err(|_| RepositoryError::Unreadable { what: column })).transpose()
}

/// A time.
pub fn millis(row: &SqliteRow, column: &'static str) -> Result<Millis, RepositoryError> {
    Millis::new(get(row, column)?).map_err(|_| RepositoryError::Unreadable { what: column })
}

/// A number of rows, as SQLite counts them.
pub fn limit(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// The stamp of a value.
pub fn stamp(row: &SqliteRow) -> Result<Stamp, RepositoryError> {
    Ok(Stamp { millis: millis(row, "stamp_millis")?, device: parse::<DeviceId>(row, "stamp_device")? })
}

/// A value.
pub fn json(row: &SqliteRow, column: &'static str) -> Result<serde_json::Value, RepositoryError> {
    serde_json::from_str(get(row, column)?).map_err(|_| RepositoryError::Unreadable { what: column })
}

/// SQLite's primary result codes (<https://www.sqlite.org/rescode.html>) that a caller can do something about.
pub const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const FULL: i32 = 13;
const TOO_BIG: i32 = 18;
const CONSTRAINT: i32 = 19;
const MISMATCH: i32 = 20;

/// The primary result code of an error, if SQLite reported it.
pub fn result_code(error: &dyn DatabaseError) -> Option<i32> {
    // The lowest byte of an extended code is its primary one.
    error.code()?.parse::<i32>().ok().map(|extended| extended & 0xff)
}

/// What an error of SQLite means to a caller. `Err`: it is not one of SQLite's.
pub fn meaning(error: sqlx::Error) -> Result<RepositoryError, sqlx::Error> {
    let Some(code) = error.as_database_error().and_then(result_code) else { return Err(error) };
    Ok(match code {
        BUSY | LOCKED => RepositoryError::Busy,
        FULL => RepositoryError::Full,
        TOO_BIG | CONSTRAINT | MISMATCH => RepositoryError::Refused(Box::new(error)),
        _ => RepositoryError::Failed(Box::new(error)),
    })
}
