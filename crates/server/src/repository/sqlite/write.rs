//! Everything that one commit writes, in one call: each costs a change of threads, and the rows cost less. Lists of rows
//! travel as JSON; a value travels as a string that holds JSON, so that SQLite stores the very text.

use lagoon_listing::TeamId;
use lagoon_sync::{Millis, Seq};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use crate::{
    exchange::{NoticeWrite, Writes},
    repository::RepositoryError,
};

/// The parameters are those of one statement after the other. Numbered ones would have to be used without a gap by each: sqlx
/// binds nothing after one.
///
/// A value that somebody was told of for another reason may still be overwritten; no other notice changes.
const WRITE: &str = "
UPDATE teams SET seq = ?, changed_at = max(changed_at, ?) WHERE id = ? AND seq < ?;

INSERT INTO drafts (team_id, id, user_id, rev, updated_at, last_modified, seq)
SELECT ?, value ->> 'id', value ->> 'user', value ->> 'rev', value ->> 'updated_at', value ->> 'last_modified',
       value ->> 'seq'
FROM json_each(?) WHERE true
ON CONFLICT (team_id, id) DO UPDATE SET
    rev = excluded.rev, updated_at = excluded.updated_at, last_modified = excluded.last_modified, seq = excluded.seq;

INSERT INTO draft_groups (team_id, draft_id, name, value, stamp_millis, stamp_device, author, rev, seq)
SELECT ?, value ->> 'draft', value ->> 'name', value ->> 'value', value ->> 'millis', value ->> 'device',
       value ->> 'author', value ->> 'rev', value ->> 'seq'
FROM json_each(?) WHERE true
ON CONFLICT (team_id, draft_id, name) DO UPDATE SET
    value = excluded.value, stamp_millis = excluded.stamp_millis, stamp_device = excluded.stamp_device,
    author = excluded.author, rev = excluded.rev, seq = excluded.seq;

INSERT INTO draft_history (team_id, draft_id, stamp_millis, stamp_device, name, value, author, replaced_at)
SELECT ?, value ->> 'draft', value ->> 'millis', value ->> 'device', value ->> 'name', value ->> 'value',
       value ->> 'author', ?
FROM json_each(?) WHERE true
ON CONFLICT DO NOTHING;

INSERT INTO notices
    (team_id, draft_id, stamp_millis, stamp_device, name, user_id, value, kind, their_name, their_value, their_millis,
     their_device, their_author, made_at, seq)
SELECT ?, value ->> 'draft', value ->> 'millis', value ->> 'device', value ->> 'name', value ->> 'user',
       value ->> 'value', value ->> 'kind', value ->> 'their_name', value ->> 'their_value', value ->> 'their_millis',
       value ->> 'their_device', value ->> 'their_author', ?, value ->> 'seq'
FROM json_each(?) WHERE true
ON CONFLICT (team_id, draft_id, stamp_millis, stamp_device, name) DO UPDATE SET
    kind = excluded.kind, their_name = excluded.their_name, their_value = excluded.their_value,
    their_millis = excluded.their_millis, their_device = excluded.their_device,
    their_author = excluded.their_author, made_at = excluded.made_at, settled_at = NULL, seq = excluded.seq
WHERE excluded.kind = 'overwritten' AND notices.kind <> 'overwritten'";

/// Writes what was decided `now`.
pub async fn write(
    connection: &mut SqliteConnection,
    team: TeamId,
    writes: &Writes,
    now: Millis,
) -> Result<(), RepositoryError> {
    let Seq(seq) = writes.seq;
    let team = team.to_string();
    let mut query = sqlx::query(WRITE).bind(seq).bind(now.get()).bind(&team).bind(seq);
    for rows in [drafts(writes), groups(writes)] {
        query = query.bind(&team).bind(rows.to_string());
    }
    for rows in [history(writes), notices(writes)] {
        query = query.bind(&team).bind(now.get()).bind(rows.to_string());
    }
    query.execute(connection).await?;
    Ok(())
}

fn drafts(writes: &Writes) -> Value {
    let rows = writes.drafts.iter().map(|(id, write)| {
        json!({
            "id": id, "user": write.draft.user_id, "rev": write.draft.rev, "updated_at": write.draft.updated_at,
            "last_modified": write.draft.last_modified(), "seq": write.seq,
        })
    });
    rows.collect()
}

fn groups(writes: &Writes) -> Value {
    let changed = writes.drafts.iter().flat_map(|(id, write)| {
        write.groups.iter().filter_map(move |(name, seq)| Some((id, name, write.draft.groups.get(name)?, seq)))
    });
    let rows = changed.map(|(id, name, group, seq)| {
        json!({
            "draft": id, "name": name, "value": group.head.value.to_string(),
            "millis": group.head.stamp.millis, "device": group.head.stamp.device, "author": group.head.author,
            "rev": group.rev, "seq": seq,
        })
    });
    rows.collect()
}

fn history(writes: &Writes) -> Value {
    let rows = writes.history.iter().map(|(id, value)| {
        json!({
            "draft": id, "name": value.group, "value": value.head.value.to_string(),
            "millis": value.head.stamp.millis, "device": value.head.stamp.device, "author": value.head.author,
        })
    });
    rows.collect()
}

fn notices(writes: &Writes) -> Value {
    let rows = writes.distinct_notices().into_iter().map(|NoticeWrite { draft, notice, seq }| {
        json!({
            "draft": draft, "name": notice.group, "millis": notice.mine.stamp.millis,
            "device": notice.mine.stamp.device, "user": notice.mine.author, "value": notice.mine.value.to_string(),
            "kind": notice.kind, "their_name": notice.their_group.as_ref().unwrap_or(&notice.group),
            "their_value": notice.theirs.value.to_string(), "their_millis": notice.theirs.stamp.millis,
            "their_device": notice.theirs.stamp.device, "their_author": notice.theirs.author, "seq": seq,
        })
    });
    rows.collect()
}
