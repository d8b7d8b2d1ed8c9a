//! Teams, each with the counter of its changes, and the life of the database they belong to.

use lagoon_listing::TeamId;
use lagoon_sync::{Epoch, Millis, Seq};
use sqlx::{SqliteConnection, sqlite::SqliteRow};
use uuid::Uuid;

use super::rows::{get, millis, parse};
use crate::repository::{RepositoryError, Team, shared::Counter};

/// Adds a team; `None` when one of that name exists.
pub async fn add(connection: &mut SqliteConnection, name: &str) -> Result<Option<TeamId>, RepositoryError> {
    let id = TeamId(Uuid::new_v4());
    let added = sqlx::query("INSERT INTO teams (id, name) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING")
        .bind(id.to_string())
        .bind(name)
        .execute(connection)
        .await?;
    Ok((added.rows_affected() == 1).then_some(id))
}

/// All teams, in the order of their names.
pub async fn all(connection: &mut SqliteConnection) -> Result<Vec<Team>, RepositoryError> {
    let rows = sqlx::query("SELECT id, name FROM teams ORDER BY name").fetch_all(connection).await?;
    rows.iter().map(team).collect()
}

/// The team of that name.
pub async fn by_name(connection: &mut SqliteConnection, name: &str) -> Result<Option<Team>, RepositoryError> {
    let row = sqlx::query("SELECT id, name FROM teams WHERE name = ?1").bind(name).fetch_optional(connection).await?;
    row.as_ref().map(team).transpose()
}

/// A team.
pub async fn by_id(connection: &mut SqliteConnection, id: TeamId) -> Result<Option<Team>, RepositoryError> {
    let row = sqlx::query("SELECT id, name FROM teams WHERE id = ?1");
    row.bind(id.to_string()).fetch_optional(connection).await?.as_ref().map(team).transpose()
}

fn team(row: &SqliteRow) -> Result<Team, RepositoryError> {
    Ok(Team { id: parse(row, "id")?, name: get(row, "name")? })
}

/// Gives a team another name, unless another team has it.
pub async fn rename(connection: &mut SqliteConnection, id: TeamId, name: &str) -> Result<bool, RepositoryError> {
    let renamed = sqlx::query("UPDATE OR IGNORE teams SET name = ?2 WHERE id = ?1")
        .bind(id.to_string())
        .bind(name)
        .execute(connection)
        .await?;
    Ok(renamed.rows_affected() == 1)
}

/// Goes on whenever somebody loses access; the schema sees to it.
pub async fn access(connection: &mut SqliteConnection) -> Result<i64, RepositoryError> {
    let row = sqlx::query("SELECT access FROM meta").fetch_one(connection).await?;
    get(&row, "access")
}

/// Where a team's list of changes stands `now`.
pub async fn counter(connection: &mut SqliteConnection, team: TeamId, now: Millis) -> Result<Counter, RepositoryError> {
    let row = sqlx::query(
        "SELECT teams.seq, teams.purged_seq, teams.changed_at, meta.epoch, meta.access
         FROM teams CROSS JOIN meta WHERE teams.id = ?1",
    )
    .bind(team.to_string())
    .fetch_one(connection)
    .await?;
    Ok(Counter {
        epoch: parse(&row, "epoch")?,
        seq: Seq(get(&row, "seq")?),
        purged: Seq(get(&row, "purged_seq")?),
        changed_at: millis(&row, "changed_at")?,
        access: get(&row, "access")?,
        now,
    })
}

/// Server time of the last change of any team.
pub async fn last_change(connection: &mut SqliteConnection) -> Result<Millis, RepositoryError> {
    let row = sqlx::query("SELECT coalesce(max(changed_at), 0) AS changed_at FROM teams").fetch_one(connection).await?;
    millis(&row, "changed_at")
}

/// Begins the first life of a new database.
pub async fn begin_first_epoch(connection: &mut SqliteConnection, epoch: Epoch) -> Result<(), RepositoryError> {
    sqlx::query("INSERT INTO meta (only_row, epoch) VALUES (1, ?1) ON CONFLICT DO NOTHING")
        .bind(epoch.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

/// Begins another life of the database.
pub async fn begin_epoch(connection: &mut SqliteConnection, epoch: Epoch) -> Result<(), RepositoryError> {
    sqlx::query("UPDATE meta SET epoch = ?1").bind(epoch.to_string()).execute(connection).await?;
    Ok(())
}
