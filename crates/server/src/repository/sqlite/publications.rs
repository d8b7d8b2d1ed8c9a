//! Published copies. The one rule: what lies in the trash is not shown.

use std::collections::BTreeSet;

use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::wire::GroupHead;
use sqlx::SqliteConnection;

use super::{
    drafts,
    rows::{get, json, parse, stamp},
};
use crate::repository::{Published, PublishedCopy, RepositoryError};

/// A page of a team's published copies.
pub async fn page(
    connection: &mut SqliteConnection,
    team: TeamId,
    after: Option<DraftId>,
    limit: usize,
) -> Result<Published, RepositoryError> {
    let rows = sqlx::query(
        "SELECT copy.draft_id, copy.value, copy.stamp_millis, copy.stamp_device, copy.author,
                EXISTS (SELECT 1 FROM draft_groups AS trash
                        WHERE trash.team_id = copy.team_id AND trash.draft_id = copy.draft_id
                          AND trash.name = 'trash' AND trash.value = 'true') AS was_deleted
         FROM draft_groups AS copy INDEXED BY groups_that_are_public
         WHERE copy.team_id = ?1 AND copy.draft_id > ?2 AND copy.name = 'publication' AND copy.value <> 'null'
         ORDER BY copy.draft_id LIMIT ?3",
    )
    .bind(team.to_string())
    .bind(after.map(|id| id.to_string()).unwrap_or_default())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(&mut *connection)
    .await?;
    let (mut copies, mut were_deleted) = (Vec::with_capacity(rows.len()), BTreeSet::new());
    for row in &rows {
        let id = parse::<DraftId>(row, "draft_id")?;
        if get(row, "was_deleted")? {
            were_deleted.insert(id);
        }
        let copy = GroupHead { value: json(row, "value")?, stamp: stamp(row)?, author: parse(row, "author")? };
        copies.push(PublishedCopy { id, copy });
    }
    let more_after = copies.last().map(|last| last.id).filter(|_| copies.len() == limit);
    // An edit after the delete has brought some of them back.
    let stored = drafts::stored(connection, team, &were_deleted).await?;
    copies.retain(|copy| stored.get(&copy.id).is_none_or(|stored| !stored.draft().is_deleted()));
    Ok(Published { copies, more_after })
}
