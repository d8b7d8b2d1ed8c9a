//! From rows to types. The one rule: what cannot be read is named and refused, never guessed.

use std::str::FromStr;

use lagoon_listing::{DraftId, TeamId, UserId};
use lagoon_sync::{DeviceId, Millis, Stamp};
use sqlx::{
    Decode, Row, Type,
    postgres::{PgDatabaseError, PgRow, Postgres},
};
use uuid::Uuid;

use crate::repository::RepositoryError;

/// A column of a type that PostgreSQL knows.
pub fn get<'r, T: Decode<'r, Postgres> + Type<Postgres>>(
    row: &'r PgRow,
    column: &'static str,
) -> Result<T, RepositoryError> {
    row.try_get(column).map_err(|_| RepositoryError::Unreadable { what: column })
}

/// A text column that holds something with a spelling.
pub fn parse<T: FromStr>(row: &PgRow, column: &'static str) -> Result<T, RepositoryError> {
    get::<&str>(row, column)?.parse().map_err(|_| RepositoryError::Unreadable { what: column })
}

/// The id of a draft.
pub fn draft_id(row: &PgRow, column: &'static str) -> Result<DraftId, RepositoryError> {
    get::<Uuid>(row, column).map(DraftId)
}

/// The id of a team.
pub fn team_id(row: &PgRow, column: &'static str) -> Result<TeamId, RepositoryError> {
    get::<Uuid>(row, column).map(TeamId)
}

/// The id of a person.
pub fn user_id(row: &PgRow, column: &'static str) -> Result<UserId, RepositoryError> {
    get::<Uuid>(row, column).map(UserId)
}

/// A time.
pub fn millis(row: &PgRow, column: &'static str) -> Result<Millis, RepositoryError> {
    Millis::new(get(row, column)?).map_err(|_| RepositoryError::Unreadable { what: column })
}

/// The stamp of a value.
pub fn stamp(row: &PgRow) -> Result<Stamp, RepositoryError> {
    Ok(Stamp { millis: millis(row, "stamp_millis")?, device: parse::<DeviceId>(row, "stamp_device")? })
}

/// A value.
pub fn json(row: &PgRow, column: &'static str) -> Result<serde_json::Value, RepositoryError> {
    serde_json::from_str(get(row, column)?).map_err(|_| RepositoryError::Unreadable { what: column })
}

/// A number of rows as PostgreSQL takes it.
pub fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What an error of PostgreSQL means to a caller, by its SQLSTATE (PostgreSQL's documentation, appendix A). `None`: it is
/// not one of PostgreSQL's.
pub fn meaning(error: sqlx::Error) -> Result<RepositoryError, sqlx::Error> {
    let sqlx::Error::Database(database) = &error else { return Err(error) };
    let Some(code) = database.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::code) else {
        return Err(error);
    };
    Ok(match code {
        // Another transaction was in the way, or took too long; too many connections; the server stops or starts, or lets
        // nobody write, since another has taken its place.
        "40001" | "40P01" | "55P03" | "57014" | "25P03" | "53300" | "53000" | "53200" | "25006" => {
            RepositoryError::Busy
        }
        code if code.starts_with("08") || code.starts_with("57P") => RepositoryError::Busy,
        "53100" => RepositoryError::Full,
        // A value, a constraint, a trigger's own refusal, a limit of the program.
        code if ["22", "23", "P0", "54"].iter().any(|class| code.starts_with(class)) => {
            RepositoryError::Refused(Box::new(error))
        }
        _ => RepositoryError::Failed(Box::new(error)),
    })
}
