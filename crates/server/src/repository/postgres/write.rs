//! Everything that one commit writes, as one statement: a round trip to the database costs more than the rows do.

use lagoon_listing::TeamId;
use lagoon_sync::{Millis, Seq};
use serde::Serialize;
use sqlx::PgConnection;

use crate::{exchange::Writes, repository::RepositoryError};

/// Rows of a foreign key may be written together with those they refer to: it is checked when the statement ends.
///
/// A value that somebody was told of for another reason may still be overwritten; no other notice changes.
const WRITE: &str = "
WITH counted AS (
    UPDATE teams SET seq = $2, changed_at = greatest(changed_at, $3) WHERE id = $1 AND seq < $2
), written AS (
    INSERT INTO drafts (team_id, id, user_id, rev, updated_at, last_modified, seq)
    SELECT $1, * FROM unnest($4::uuid[], $5::uuid[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
    ON CONFLICT (team_id, id) DO UPDATE SET
        rev = excluded.rev, updated_at = excluded.updated_at, last_modified = excluded.last_modified, seq = excluded.seq
), grouped AS (
    INSERT INTO draft_groups (team_id, draft_id, name, value, stamp_millis, stamp_device, author, rev, seq)
    SELECT $1, * FROM unnest($10::uuid[], $11::text[], $12::text[], $13::bigint[], $14::text[], $15::uuid[],
                             $16::bigint[], $17::bigint[])
    ON CONFLICT (team_id, draft_id, name) DO UPDATE SET
        value = excluded.value, stamp_millis = excluded.stamp_millis, stamp_device = excluded.stamp_device,
        author = excluded.author, rev = excluded.rev, seq = excluded.seq
), kept AS (
    INSERT INTO draft_history (team_id, draft_id, name, value, stamp_millis, stamp_device, author, replaced_at)
    SELECT $1, past.*, $3
    FROM unnest($18::uuid[], $19::text[], $20::text[], $21::bigint[], $22::text[], $23::uuid[]) AS past
    ON CONFLICT DO NOTHING
)
INSERT INTO notices
    (team_id, draft_id, name, value, stamp_millis, stamp_device, user_id, kind, their_name, their_value, their_millis,
     their_device, their_author, seq, made_at)
SELECT $1, told.*, $3
FROM unnest($24::uuid[], $25::text[], $26::text[], $27::bigint[], $28::text[], $29::uuid[], $30::text[], $31::text[],
            $32::text[], $33::bigint[], $34::text[], $35::uuid[], $36::bigint[]) AS told
ON CONFLICT (team_id, draft_id, stamp_millis, stamp_device, name) DO UPDATE SET
    kind = excluded.kind, their_name = excluded.their_name, their_value = excluded.their_value,
    their_millis = excluded.their_millis, their_device = excluded.their_device,
    their_author = excluded.their_author, made_at = excluded.made_at, settled_at = NULL, seq = excluded.seq
WHERE excluded.kind = 'overwritten' AND notices.kind <> 'overwritten'";

/// Writes what was decided `now`.
pub async fn write(
    connection: &mut PgConnection,
    team: TeamId,
    writes: &Writes,
    now: Millis,
) -> Result<(), RepositoryError> {
    let Seq(seq) = writes.seq;
    let drafts = || writes.drafts.iter();
    let groups: Vec<_> = drafts()
        .flat_map(|(id, write)| write.groups.iter().map(move |(name, seq)| (id, write, name, seq)))
        .filter_map(|(id, write, name, seq)| Some((id, name, write.draft.groups.get(name)?, seq)))
        .collect();
    let groups = || groups.iter();
    let history = || writes.history.iter();
    let notices = writes.distinct_notices();
    let notices = || notices.iter();
    sqlx::query(WRITE)
        .bind(team.0)
        .bind(seq)
        .bind(now.get())
        .bind(all(drafts(), |(id, _)| id.0))
        .bind(all(drafts(), |(_, write)| write.draft.user_id.0))
        .bind(all(drafts(), |(_, write)| write.draft.rev))
        .bind(all(drafts(), |(_, write)| write.draft.updated_at.get()))
        .bind(all(drafts(), |(_, write)| write.draft.last_modified().get()))
        .bind(all(drafts(), |(_, write)| write.seq.0))
        .bind(all(groups(), |(id, ..)| id.0))
        .bind(all(groups(), |(_, name, ..)| name.as_str()))
        .bind(all(groups(), |(_, _, group, _)| group.head.value.to_string()))
        .bind(all(groups(), |(_, _, group, _)| group.head.stamp.millis.get()))
        .bind(all(groups(), |(_, _, group, _)| group.head.stamp.device.to_string()))
        .bind(all(groups(), |(_, _, group, _)| group.head.author.0))
        .bind(all(groups(), |(_, _, group, _)| group.rev))
        .bind(all(groups(), |(.., seq)| seq.0))
        .bind(all(history(), |(id, _)| id.0))
        .bind(all(history(), |(_, value)| value.group.as_str()))
        .bind(all(history(), |(_, value)| value.head.value.to_string()))
        .bind(all(history(), |(_, value)| value.head.stamp.millis.get()))
        .bind(all(history(), |(_, value)| value.head.stamp.device.to_string()))
        .bind(all(history(), |(_, value)| value.head.author.0))
        .bind(all(notices(), |write| write.draft.0))
        .bind(all(notices(), |write| write.notice.group.as_str()))
        .bind(all(notices(), |write| write.notice.mine.value.to_string()))
        .bind(all(notices(), |write| write.notice.mine.stamp.millis.get()))
        .bind(all(notices(), |write| write.notice.mine.stamp.device.to_string()))
        .bind(all(notices(), |write| write.notice.mine.author.0))
        .bind(all(notices(), |write| spelled(&write.notice.kind)))
        .bind(all(notices(), |write| write.notice.their_group.as_ref().unwrap_or(&write.notice.group).as_str()))
        .bind(all(notices(), |write| write.notice.theirs.value.to_string()))
        .bind(all(notices(), |write| write.notice.theirs.stamp.millis.get()))
        .bind(all(notices(), |write| write.notice.theirs.stamp.device.to_string()))
        .bind(all(notices(), |write| write.notice.theirs.author.0))
        .bind(all(notices(), |write| write.seq.0))
        .execute(connection)
        .await?;
    Ok(())
}

fn all<T, U>(rows: impl Iterator<Item = T>, column: impl FnMut(T) -> U) -> Vec<U> {
    rows.map(column).collect()
}

/// An enum's name on the wire.
fn spelled(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
