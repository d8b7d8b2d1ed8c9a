//! Who changed what about access. The one rule: entries are added and, when they are old, forgotten; never changed.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use serde_json::Value;
use sqlx::{PgConnection, postgres::PgRow};
use uuid::Uuid;

use super::rows::{get, json, limit, millis, parse};
use crate::repository::{Action, AuditEntry, AuditPerson, By, RepositoryError};

/// Adds an entry. The number is the team's next: the transaction has to hold the team's lock.
pub async fn write(
    connection: &mut PgConnection,
    team: TeamId,
    by: By,
    action: Action,
    about: Option<UserId>,
    details: Value,
) -> Result<(), RepositoryError> {
    sqlx::query(
        "INSERT INTO audit (team_id, number, at, user_id, command, action, about, details)
         SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM audit WHERE team_id = $1",
    )
    .bind(team.0)
    .bind(by.at.get())
    .bind(by.person().map(|user| user.0))
    .bind(by.command())
    .bind(action.name())
    .bind(about.map(|user| user.0))
    .bind(details.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// A team's entries, the newest first.
pub async fn page(
    connection: &mut PgConnection,
    team: TeamId,
    before: Option<i64>,
    rows: usize,
) -> Result<Vec<AuditEntry>, RepositoryError> {
    let found = sqlx::query(
        "SELECT audit.number, audit.at, audit.command, audit.action, audit.details,
                actor.id AS actor_id, actor.name AS actor_name, actor.email AS actor_email,
                about.id AS about_id, about.name AS about_name, about.email AS about_email
         FROM audit
         LEFT JOIN users AS actor ON actor.team_id = audit.team_id AND actor.id = audit.user_id
         LEFT JOIN users AS about ON about.team_id = audit.team_id AND about.id = audit.about
         WHERE audit.team_id = $1 AND audit.number < $2
         ORDER BY audit.number DESC LIMIT $3",
    )
    .bind(team.0)
    .bind(before.unwrap_or(i64::MAX))
    .bind(limit(rows))
    .fetch_all(connection)
    .await?;
    found.iter().map(entry).collect()
}

/// Forgets what all teams have from before a time, except the newest entry of each: the next one counts on from it. Returns how
/// many.
pub async fn forget(connection: &mut PgConnection, before: Millis) -> Result<u64, RepositoryError> {
    let forgotten = sqlx::query(
        "DELETE FROM audit
         WHERE at < $1 AND number < (SELECT max(number) FROM audit AS newest WHERE newest.team_id = audit.team_id)",
    );
    Ok(forgotten.bind(before.get()).execute(connection).await?.rows_affected())
}

fn entry(row: &PgRow) -> Result<AuditEntry, RepositoryError> {
    Ok(AuditEntry {
        number: get(row, "number")?,
        at: millis(row, "at")?,
        by: person(row, "actor_id", "actor_name", "actor_email")?,
        command: get(row, "command")?,
        action: parse(row, "action")?,
        about: person(row, "about_id", "about_name", "about_email")?,
        details: json(row, "details")?,
    })
}

fn person(
    row: &PgRow,
    id: &'static str,
    name: &'static str,
    email: &'static str,
) -> Result<Option<AuditPerson>, RepositoryError> {
    let Some(user) = get::<Option<Uuid>>(row, id)? else { return Ok(None) };
    Ok(Some(AuditPerson { user: UserId(user), name: get(row, name)?, email: get(row, email)? }))
}
