//! Values of drafts that do not stand. The one rule: what is here stays; hearing it again changes nothing.

use std::collections::BTreeSet;

use lagoon_listing::{DraftId, GroupName, TeamId};
use lagoon_sync::{Millis, Stamp, wire::GroupHead};
use sqlx::PgConnection;

use super::rows::{get, json, limit as rows_limit, millis, parse, stamp, user_id};
use crate::repository::{HistoryPlace, PastValue, RepositoryError};

/// Those of the values which came before: history holds one of their group and device that is as new or newer.
pub async fn came_before(
    connection: &mut PgConnection,
    team: TeamId,
    values: &[(DraftId, GroupName, Stamp)],
) -> Result<BTreeSet<(DraftId, GroupName, Stamp)>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT wanted.place
         FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[])
              WITH ORDINALITY AS wanted (draft_id, name, millis, device, place)
         WHERE EXISTS (SELECT FROM draft_history AS past
                       WHERE past.team_id = $1 AND past.draft_id = wanted.draft_id AND past.stamp_millis >= wanted.millis
                         AND past.stamp_device = wanted.device AND past.name = wanted.name)",
    )
    .bind(team.0)
    .bind(values.iter().map(|(draft, ..)| draft.0).collect::<Vec<_>>())
    .bind(values.iter().map(|(_, group, _)| group.as_str()).collect::<Vec<_>>())
    .bind(values.iter().map(|(.., stamp)| stamp.millis.get()).collect::<Vec<_>>())
    .bind(values.iter().map(|(.., stamp)| stamp.device.to_string()).collect::<Vec<_>>())
    .fetch_all(connection)
    .await?;
    let known = rows.iter().map(|row| {
        let place: i64 = get(row, "place")?;
        // Counted from one.
        let value = usize::try_from(place - 1).ok().and_then(|place| values.get(place));
        value.cloned().ok_or(RepositoryError::Unreadable { what: "place" })
    });
    known.collect()
}

/// The newest values below a place.
pub async fn page(
    connection: &mut PgConnection,
    team: TeamId,
    id: DraftId,
    before: Option<&HistoryPlace>,
    limit: usize,
) -> Result<Vec<PastValue>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT name, value, stamp_millis, stamp_device, author, replaced_at
         FROM draft_history
         WHERE team_id = $1 AND draft_id = $2 AND (stamp_millis, stamp_device, name) < ($3, $4, $5)
         ORDER BY stamp_millis DESC, stamp_device DESC, name DESC
         LIMIT $6",
    )
    .bind(team.0)
    .bind(id.0)
    .bind(before.map_or(Millis::LIMIT, |place| place.stamp.millis.get()))
    .bind(before.map(|place| place.stamp.device.to_string()).unwrap_or_default())
    .bind(before.map(|place| place.group.to_string()).unwrap_or_default())
    .bind(rows_limit(limit))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let head = GroupHead { value: json(row, "value")?, stamp: stamp(row)?, author: user_id(row, "author")? };
            Ok(PastValue { group: parse(row, "name")?, head, replaced_at: millis(row, "replaced_at")? })
        })
        .collect()
}
