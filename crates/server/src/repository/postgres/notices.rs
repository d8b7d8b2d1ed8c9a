//! What people have to be told. The one rule: there is one notice for each value that lost, however often it arrives.

use std::collections::BTreeSet;

use lagoon_listing::{GroupName, TeamId, UserId};
use lagoon_sync::{
    DeviceId, Millis, Seq, Stamp,
    wire::{GroupHead, Notice, NoticeId},
};
use sqlx::{PgConnection, postgres::PgRow};

use super::rows::{draft_id, get, json as json_column, limit as rows_limit, millis, parse, stamp, user_id};
use crate::repository::{
    RepositoryError,
    shared::{ToldRow, Wanted, notice_kind},
};

/// Remembers that a person has dealt with notices, each with a number of its own, and returns the counter afterwards.
pub async fn settle(
    connection: &mut PgConnection,
    team: TeamId,
    user: UserId,
    settled: &[NoticeId],
    seq: Seq,
    now: Millis,
) -> Result<Seq, RepositoryError> {
    let settled: BTreeSet<&NoticeId> = settled.iter().collect();
    let updated = sqlx::query(
        "WITH open AS (
             SELECT notices.draft_id, notices.stamp_millis, notices.stamp_device, notices.name,
                    row_number() OVER (ORDER BY wanted.place) AS number
             FROM unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[])
                  WITH ORDINALITY AS wanted (draft_id, millis, device, name, place)
             JOIN notices ON notices.team_id = $1 AND notices.draft_id = wanted.draft_id
                  AND notices.stamp_millis = wanted.millis AND notices.stamp_device = wanted.device
                  AND notices.name = wanted.name
             WHERE notices.user_id = $2 AND notices.settled_at IS NULL
         )
         UPDATE notices SET settled_at = $7, seq = $8 + open.number
         FROM open
         WHERE notices.team_id = $1 AND notices.draft_id = open.draft_id AND notices.stamp_millis = open.stamp_millis
           AND notices.stamp_device = open.stamp_device AND notices.name = open.name",
    )
    .bind(team.0)
    .bind(user.0)
    .bind(settled.iter().map(|id| id.draft.0).collect::<Vec<_>>())
    .bind(settled.iter().map(|id| id.stamp.millis.get()).collect::<Vec<_>>())
    .bind(settled.iter().map(|id| id.stamp.device.to_string()).collect::<Vec<_>>())
    .bind(settled.iter().map(|id| id.group.as_str()).collect::<Vec<_>>())
    .bind(now.get())
    .bind(seq.0)
    .execute(connection)
    .await?;
    Ok(Seq(seq.0 + i64::try_from(updated.rows_affected()).unwrap_or(0)))
}

/// Notices in the order of their numbers.
pub async fn read(
    connection: &mut PgConnection,
    team: TeamId,
    wanted: Wanted<'_>,
) -> Result<Vec<ToldRow>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT draft_id, stamp_millis, stamp_device, name, user_id, value, kind, their_name, their_value, their_millis,
                their_device, their_author, made_at, settled_at, seq
         FROM notices
         WHERE team_id = $1 AND user_id = ANY ($2) AND seq > $3 AND seq <= $4 AND (NOT $5 OR settled_at IS NULL)
         ORDER BY seq LIMIT $6",
    )
    .bind(team.0)
    .bind(wanted.users.iter().map(|user| user.0).collect::<Vec<_>>())
    .bind(wanted.from.0)
    .bind(wanted.to.0)
    .bind(wanted.open_only)
    .bind(rows_limit(wanted.limit))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(ToldRow {
                user: user_id(row, "user_id")?,
                seq: Seq(get(row, "seq")?),
                is_settled: get::<Option<i64>>(row, "settled_at")?.is_some(),
                notice: notice(row)?,
                bytes: get::<&str>(row, "value")?.len() + get::<&str>(row, "their_value")?.len(),
            })
        })
        .collect()
}

fn notice(row: &PgRow) -> Result<Notice, RepositoryError> {
    let group: GroupName = parse(row, "name")?;
    let their_group: GroupName = parse(row, "their_name")?;
    let their_stamp = Stamp { millis: millis(row, "their_millis")?, device: parse::<DeviceId>(row, "their_device")? };
    Ok(Notice {
        draft: draft_id(row, "draft_id")?,
        kind: notice_kind(get(row, "kind")?)?,
        mine: GroupHead { value: json_column(row, "value")?, stamp: stamp(row)?, author: user_id(row, "user_id")? },
        their_group: (their_group != group).then_some(their_group),
        theirs: GroupHead {
            value: json_column(row, "their_value")?,
            stamp: their_stamp,
            author: user_id(row, "their_author")?,
        },
        group,
        at: millis(row, "made_at")?,
    })
}
