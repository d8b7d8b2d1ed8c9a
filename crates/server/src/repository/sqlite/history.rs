//! Values of drafts that do not stand. The one rule: what is here stays; hearing it again changes nothing.

use std::collections::BTreeSet;

use lagoon_listing::{DraftId, GroupName, TeamId};
use lagoon_sync::{Millis, Stamp, wire::GroupHead};
use serde_json::json;
use sqlx::SqliteConnection;

use super::rows::{get, json as json_column, millis, parse, stamp};
use crate::repository::{HistoryPlace, PastValue, RepositoryError};

/// Those of the values which came before: history holds one of their group and device that is as new or newer.
pub async fn came_before(
    connection: &mut SqliteConnection,
    team: TeamId,
    values: &[(DraftId, GroupName, Stamp)],
) -> Result<BTreeSet<(DraftId, GroupName, Stamp)>, RepositoryError> {
    let wanted: Vec<_> = values
        .iter()
        .map(|(draft, group, stamp)| {
            json!({"draft": draft, "name": group, "millis": stamp.millis, "device": stamp.device})
        })
        .collect();
    let rows = sqlx::query(
        "SELECT wanted.key AS place FROM json_each(?2) AS wanted
         WHERE EXISTS (SELECT 1 FROM draft_history
                       WHERE team_id = ?1 AND draft_id = wanted.value ->> 'draft'
                         AND stamp_millis >= wanted.value ->> 'millis' AND stamp_device = wanted.value ->> 'device'
                         AND name = wanted.value ->> 'name')",
    )
    .bind(team.to_string())
    .bind(json!(wanted).to_string())
    .fetch_all(connection)
    .await?;
    let known = rows.iter().map(|row| {
        let place: i64 = get(row, "place")?;
        let value = usize::try_from(place).ok().and_then(|place| values.get(place));
        value.cloned().ok_or(RepositoryError::Unreadable { what: "place" })
    });
    known.collect()
}

/// The newest values below a place.
pub async fn page(
    connection: &mut SqliteConnection,
    team: TeamId,
    id: DraftId,
    before: Option<&HistoryPlace>,
    limit: usize,
) -> Result<Vec<PastValue>, RepositoryError> {
    let before_millis = before.map_or(Millis::LIMIT, |place| place.stamp.millis.get());
    let before_device = before.map(|place| place.stamp.device.to_string()).unwrap_or_default();
    let before_name = before.map(|place| place.group.to_string()).unwrap_or_default();
    let rows = sqlx::query(
        "SELECT name, value, stamp_millis, stamp_device, author, replaced_at
         FROM draft_history
         WHERE team_id = ?1 AND draft_id = ?2 AND (stamp_millis, stamp_device, name) < (?3, ?4, ?5)
         ORDER BY stamp_millis DESC, stamp_device DESC, name DESC
         LIMIT ?6",
    )
    .bind(team.to_string())
    .bind(id.to_string())
    .bind(before_millis)
    .bind(before_device)
    .bind(before_name)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let head =
                GroupHead { value: json_column(row, "value")?, stamp: stamp(row)?, author: parse(row, "author")? };
            Ok(PastValue { group: parse(row, "name")?, head, replaced_at: millis(row, "replaced_at")? })
        })
        .collect()
}
