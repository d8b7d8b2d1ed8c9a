//! Forgetting what was deleted long ago. The one rule: a device that has not heard of the deletion finds out that it has to
//! begin again.

use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::{Millis, Seq};
use serde_json::json;
use sqlx::{Row, SqliteConnection};

use super::{drafts, rows::parse};
use crate::repository::RepositoryError;

/// How many drafts are forgotten in one transaction.
pub const AT_ONCE: usize = 100;

/// Teams with something in the trash that has not changed since `before`.
pub async fn teams(connection: &mut SqliteConnection, before: Millis) -> Result<Vec<TeamId>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT DISTINCT trash.team_id
         FROM draft_groups AS trash INDEXED BY groups_in_the_trash
         JOIN drafts ON drafts.team_id = trash.team_id AND drafts.id = trash.draft_id
         WHERE trash.name = 'trash' AND trash.value = 'true' AND drafts.updated_at <= ?1",
    );
    let rows = rows.bind(before.get()).fetch_all(connection).await?;
    rows.iter().map(|row| parse(row, "team_id")).collect()
}

/// Forgets up to [`AT_ONCE`] drafts of a team that come after `last` and were deleted, and not changed, since `before`.
/// Returns how many, and the last one that was looked at, if there may be more.
pub async fn purge(
    connection: &mut SqliteConnection,
    team: TeamId,
    before: Millis,
    last: Option<DraftId>,
) -> Result<(u64, Option<DraftId>), RepositoryError> {
    let rows = sqlx::query(
        "SELECT drafts.id
         FROM draft_groups AS trash INDEXED BY groups_in_the_trash
         JOIN drafts ON drafts.team_id = trash.team_id AND drafts.id = trash.draft_id
         WHERE trash.team_id = ?1 AND trash.draft_id > ?2 AND trash.name = 'trash' AND trash.value = 'true'
           AND drafts.updated_at <= ?3
         ORDER BY trash.draft_id LIMIT ?4",
    )
    .bind(team.to_string())
    .bind(last.map(|id| id.to_string()).unwrap_or_default())
    .bind(before.get())
    .bind(i64::try_from(AT_ONCE).unwrap_or(i64::MAX))
    .fetch_all(&mut *connection)
    .await?;
    let candidates = rows.iter().map(|row| parse::<DraftId>(row, "id")).collect::<Result<Vec<_>, _>>()?;
    let next = candidates.last().copied().filter(|_| candidates.len() == AT_ONCE);
    // An edit after the delete has brought some of them back.
    let held = drafts::stored(connection, team, &candidates.into_iter().collect()).await?;
    let gone: Vec<_> = held.iter().filter(|(_, stored)| stored.draft().is_deleted()).map(|(id, _)| *id).collect();
    if gone.is_empty() {
        return Ok((0, next));
    }
    let ids = json!(gone).to_string();
    let row = sqlx::query(
        "SELECT max(seq) AS seq FROM drafts WHERE team_id = ?1 AND id IN (SELECT value FROM json_each(?2))",
    );
    let row = row.bind(team.to_string()).bind(&ids).fetch_one(&mut *connection).await?;
    let seq = Seq(row.try_get("seq")?);
    sqlx::query("UPDATE teams SET purged_seq = max(purged_seq, ?2) WHERE id = ?1")
        .bind(team.to_string())
        .bind(seq.0)
        .execute(&mut *connection)
        .await?;
    for delete in [
        "DELETE FROM notices WHERE team_id = ?1 AND draft_id IN (SELECT value FROM json_each(?2))",
        "DELETE FROM draft_history WHERE team_id = ?1 AND draft_id IN (SELECT value FROM json_each(?2))",
        "DELETE FROM draft_groups WHERE team_id = ?1 AND draft_id IN (SELECT value FROM json_each(?2))",
        "DELETE FROM drafts WHERE team_id = ?1 AND id IN (SELECT value FROM json_each(?2))",
    ] {
        sqlx::query(delete).bind(team.to_string()).bind(&ids).execute(&mut *connection).await?;
    }
    Ok((gone.len() as u64, next))
}

/// Forgets notices that were dealt with before a time.
pub async fn purge_settled(connection: &mut SqliteConnection, before: Millis) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM notices WHERE settled_at <= ?1").bind(before.get()).execute(connection).await?;
    Ok(())
}
