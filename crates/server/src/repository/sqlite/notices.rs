//! What people have to be told. The one rule: there is one notice for each value that lost, however often it arrives.

use std::collections::BTreeSet;

use lagoon_listing::{DraftId, GroupName, TeamId, UserId};
use lagoon_sync::{
    DeviceId, Millis, Seq, Stamp,
    wire::{GroupHead, Notice, NoticeId},
};
use serde_json::json;
use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::rows::{get, json as json_column, millis, parse, stamp};
use crate::repository::{
    RepositoryError,
    shared::{ToldRow, Wanted, notice_kind},
};

/// Remembers that a person has dealt with notices, and returns the team's counter afterwards.
pub async fn settle(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
    settled: &[NoticeId],
    seq: Seq,
    now: Millis,
) -> Result<Seq, RepositoryError> {
    let mut seq = seq;
    for id in settled.iter().collect::<BTreeSet<_>>() {
        let updated = sqlx::query(
            "UPDATE notices SET settled_at = ?1, seq = ?2
             WHERE team_id = ?3 AND draft_id = ?4 AND stamp_millis = ?5 AND stamp_device = ?6 AND name = ?7
               AND user_id = ?8 AND settled_at IS NULL",
        )
        .bind(now.get())
        .bind(seq.0 + 1)
        .bind(team.to_string())
        .bind(id.draft.to_string())
        .bind(id.stamp.millis.get())
        .bind(id.stamp.device.to_string())
        .bind(id.group.as_str())
        .bind(user.to_string())
        .execute(&mut *connection)
        .await?;
        seq = Seq(seq.0 + i64::try_from(updated.rows_affected()).unwrap_or(0));
    }
    Ok(seq)
}

/// Notices in the order of their numbers.
pub async fn read(
    connection: &mut SqliteConnection,
    team: TeamId,
    wanted: Wanted<'_>,
) -> Result<Vec<ToldRow>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT draft_id, stamp_millis, stamp_device, name, user_id, value, kind, their_name, their_value, their_millis,
                their_device, their_author, made_at, settled_at, seq
         FROM notices
         WHERE team_id = ?1 AND user_id IN (SELECT value FROM json_each(?2)) AND seq > ?3 AND seq <= ?4
           AND (NOT ?5 OR settled_at IS NULL)
         ORDER BY seq LIMIT ?6",
    )
    .bind(team.to_string())
    .bind(json!(wanted.users).to_string())
    .bind(wanted.from.0)
    .bind(wanted.to.0)
    .bind(wanted.open_only)
    .bind(i64::try_from(wanted.limit).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ToldRow {
                user: parse(row, "user_id")?,
                seq: Seq(get(row, "seq")?),
                is_settled: get::<Option<i64>>(row, "settled_at")?.is_some(),
                notice: notice(row)?,
                bytes: get::<&str>(row, "value")?.len() + get::<&str>(row, "their_value")?.len(),
            })
        })
        .collect()
}

fn notice(row: &SqliteRow) -> Result<Notice, RepositoryError> {
    let group: GroupName = parse(row, "name")?;
    let their_group: GroupName = parse(row, "their_name")?;
    let their_stamp = Stamp { millis: millis(row, "their_millis")?, device: parse::<DeviceId>(row, "their_device")? };
    Ok(Notice {
        draft: parse::<DraftId>(row, "draft_id")?,
        kind: notice_kind(get(row, "kind")?)?,
        mine: GroupHead { value: json_column(row, "value")?, stamp: stamp(row)?, author: parse(row, "user_id")? },
        their_group: (their_group != group).then_some(their_group),
        theirs: GroupHead {
            value: json_column(row, "their_value")?,
            stamp: their_stamp,
            author: parse(row, "their_author")?,
        },
        group,
        at: millis(row, "made_at")?,
    })
}
