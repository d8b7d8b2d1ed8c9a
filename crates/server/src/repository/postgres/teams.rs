//! Teams, each with the counter of its changes, and the life of the database they belong to.

use lagoon_listing::TeamId;
use lagoon_sync::{Epoch, Millis, Seq};
use sqlx::{PgConnection, postgres::PgRow};
use uuid::Uuid;

use super::rows::{get, millis, parse, team_id};
use crate::repository::{RepositoryError, Team};

/// Adds a team; `None` when one of that name exists.
pub async fn add(connection: &mut PgConnection, name: &str) -> Result<Option<TeamId>, RepositoryError> {
    let id = TeamId(Uuid::new_v4());
    let added = sqlx::query("INSERT INTO teams (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(id.0)
        .bind(name)
        .execute(connection)
        .await?;
    Ok((added.rows_affected() == 1).then_some(id))
}

/// All teams, in the order of their names.
pub async fn all(connection: &mut PgConnection) -> Result<Vec<Team>, RepositoryError> {
    let rows =
        sqlx::query(r#"SELECT id, name FROM teams ORDER BY lower(name COLLATE "C")"#).fetch_all(connection).await?;
    rows.iter().map(team).collect()
}

/// The team of that name.
pub async fn by_name(connection: &mut PgConnection, name: &str) -> Result<Option<Team>, RepositoryError> {
    let row = sqlx::query(r#"SELECT id, name FROM teams WHERE lower(name COLLATE "C") = lower($1 COLLATE "C")"#)
        .bind(name)
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(team).transpose()
}

/// A team.
pub async fn by_id(connection: &mut PgConnection, id: TeamId) -> Result<Option<Team>, RepositoryError> {
    let row = sqlx::query("SELECT id, name FROM teams WHERE id = $1").bind(id.0).fetch_optional(connection).await?;
    row.as_ref().map(team).transpose()
}

fn team(row: &PgRow) -> Result<Team, RepositoryError> {
    Ok(Team { id: team_id(row, "id")?, name: get(row, "name")? })
}

/// Gives a team another name, unless another team has it.
pub async fn rename(connection: &mut PgConnection, id: TeamId, name: &str) -> Result<bool, RepositoryError> {
    let renamed = sqlx::query(
        r#"UPDATE teams SET name = $2
           WHERE id = $1 AND NOT EXISTS (
               SELECT FROM teams AS other WHERE lower(other.name COLLATE "C") = lower($2 COLLATE "C") AND other.id <> $1)"#,
    )
    .bind(id.0)
    .bind(name)
    .execute(connection)
    .await?;
    Ok(renamed.rows_affected() == 1)
}

/// Goes on whenever somebody loses access; the schema sees to it.
pub async fn access(connection: &mut PgConnection) -> Result<i64, RepositoryError> {
    get(&sqlx::query("SELECT access FROM meta").fetch_one(connection).await?, "access")
}

/// A team's row of counters, and what the database's clock showed.
pub struct TeamRow {
    /// The life of the database.
    pub epoch: Epoch,
    /// The team's counter.
    pub seq: Seq,
    /// Drafts up to this number were forgotten with the trash.
    pub purged: Seq,
    /// How often anybody has lost access.
    pub access: i64,
    /// Server time of the last change.
    pub changed_at: Millis,
    /// What the database's clock shows.
    pub shown: i64,
}

/// Holds the team's lock until the transaction ends. Not the strongest lock: rows that refer to the team can be added without
/// it. Whatever changes drafts begins with it, or is [`write_drafts`](super::connections::Connections::write_drafts).
pub async fn lock(connection: &mut PgConnection, team: TeamId) -> Result<(), RepositoryError> {
    sqlx::query("SELECT FROM teams WHERE id = $1 FOR NO KEY UPDATE").bind(team.0).fetch_one(connection).await?;
    Ok(())
}

/// Reads the counters.
pub async fn read(connection: &mut PgConnection, team: TeamId) -> Result<TeamRow, RepositoryError> {
    let row = sqlx::query(
        "SELECT teams.seq, teams.purged_seq, teams.changed_at, meta.epoch, meta.access,
                (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS shown
         FROM teams CROSS JOIN meta WHERE teams.id = $1",
    );
    let row = row.bind(team.0).fetch_one(connection).await?;
    Ok(TeamRow {
        epoch: parse(&row, "epoch")?,
        seq: Seq(get(&row, "seq")?),
        purged: Seq(get(&row, "purged_seq")?),
        access: get(&row, "access")?,
        changed_at: millis(&row, "changed_at")?,
        shown: get(&row, "shown")?,
    })
}

/// Server time of the last change of any team.
pub async fn last_change(connection: &mut PgConnection) -> Result<Millis, RepositoryError> {
    let row = sqlx::query("SELECT last_change() AS changed_at").fetch_one(connection).await?;
    millis(&row, "changed_at")
}

/// Begins the first life of a new database.
pub async fn begin_first_epoch(connection: &mut PgConnection, epoch: Epoch) -> Result<(), RepositoryError> {
    sqlx::query("INSERT INTO meta (only_row, epoch) VALUES (1, $1) ON CONFLICT DO NOTHING")
        .bind(epoch.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

/// Begins another life of the database.
pub async fn begin_epoch(connection: &mut PgConnection, epoch: Epoch) -> Result<(), RepositoryError> {
    sqlx::query("UPDATE meta SET epoch = $1").bind(epoch.to_string()).execute(connection).await?;
    Ok(())
}
