//! Forgetting what was deleted long ago. The one rule: a device that has not heard of the deletion finds out that it has to
//! begin again.

use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::Millis;
use sqlx::PgConnection;

use super::{
    drafts,
    rows::{draft_id, limit, team_id},
    teams,
};
use crate::repository::RepositoryError;

/// How many drafts are forgotten in one transaction.
const AT_ONCE: usize = 100;

/// Teams with something in the trash that has not changed since `before`.
pub async fn teams(connection: &mut PgConnection, before: Millis) -> Result<Vec<TeamId>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT DISTINCT trash.team_id
         FROM draft_groups AS trash
         JOIN drafts ON drafts.team_id = trash.team_id AND drafts.id = trash.draft_id
         WHERE trash.name = 'trash' AND trash.value = 'true' AND drafts.updated_at <= $1",
    );
    let rows = rows.bind(before.get()).fetch_all(connection).await?;
    rows.iter().map(|row| team_id(row, "team_id")).collect()
}

/// Forgets up to [`AT_ONCE`] drafts of a team that come after `last` and were deleted, and not changed, since `before`.
/// Returns how many, and the last one that was looked at, if there may be more.
pub async fn purge(
    connection: &mut PgConnection,
    team: TeamId,
    before: Millis,
    last: Option<DraftId>,
) -> Result<(u64, Option<DraftId>), RepositoryError> {
    teams::lock(connection, team).await?;
    let rows = sqlx::query(
        "SELECT drafts.id
         FROM draft_groups AS trash
         JOIN drafts ON drafts.team_id = trash.team_id AND drafts.id = trash.draft_id
         WHERE trash.team_id = $1 AND ($2::uuid IS NULL OR trash.draft_id > $2)
           AND trash.name = 'trash' AND trash.value = 'true' AND drafts.updated_at <= $3
         ORDER BY trash.draft_id LIMIT $4",
    )
    .bind(team.0)
    .bind(last.map(|id| id.0))
    .bind(before.get())
    .bind(limit(AT_ONCE))
    .fetch_all(&mut *connection)
    .await?;
    let candidates = rows.iter().map(|row| draft_id(row, "id")).collect::<Result<Vec<_>, _>>()?;
    let next = candidates.last().copied().filter(|_| candidates.len() == AT_ONCE);
    // An edit after the delete has brought some of them back.
    let held = drafts::stored(connection, team, &candidates.into_iter().collect()).await?;
    let gone: Vec<_> = held.iter().filter(|(_, stored)| stored.draft().is_deleted()).map(|(id, _)| id.0).collect();
    if gone.is_empty() {
        return Ok((0, next));
    }
    for forget in [
        "UPDATE teams SET purged_seq = greatest(purged_seq, (SELECT max(seq) FROM drafts
                                                             WHERE team_id = $1 AND drafts.id = ANY ($2)))
         WHERE id = $1",
        "DELETE FROM notices WHERE team_id = $1 AND draft_id = ANY ($2)",
        "DELETE FROM draft_history WHERE team_id = $1 AND draft_id = ANY ($2)",
        "DELETE FROM draft_groups WHERE team_id = $1 AND draft_id = ANY ($2)",
        "DELETE FROM drafts WHERE team_id = $1 AND id = ANY ($2)",
    ] {
        sqlx::query(forget).bind(team.0).bind(&gone).execute(&mut *connection).await?;
    }
    Ok((gone.len() as u64, next))
}

/// Forgets notices that were dealt with before a time.
pub async fn purge_settled(connection: &mut PgConnection, before: Millis) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM notices WHERE settled_at <= $1").bind(before.get()).execute(connection).await?;
    Ok(())
}
