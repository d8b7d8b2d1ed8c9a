//! Drafts and the groups that stand. Lists of rows travel as one JSON parameter, so that a request costs a few
//! statements however many drafts it names.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::{
    Seq,
    decision::{HeldDraft, HeldGroup},
    wire::GroupHead,
};
use serde_json::json;
use sqlx::SqliteConnection;

use super::rows::{get, json as json_column, millis, parse, stamp};
use crate::{
    exchange::{DraftWrite, StoredDraft},
    repository::{DraftHash, RepositoryError},
};

/// How many drafts are read at once for their receipts.
const CHUNK_DRAFTS: usize = 20;

/// Whether the team has this draft.
pub async fn exists(connection: &mut SqliteConnection, team: TeamId, id: DraftId) -> Result<bool, RepositoryError> {
    let row = sqlx::query("SELECT 1 FROM drafts WHERE team_id = ?1 AND id = ?2")
        .bind(team.to_string())
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// Those of the drafts that the team has.
pub async fn stored(
    connection: &mut SqliteConnection,
    team: TeamId,
    ids: &BTreeSet<DraftId>,
) -> Result<BTreeMap<DraftId, StoredDraft>, RepositoryError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids = json!(ids).to_string();
    let mut drafts = BTreeMap::new();
    let heads = sqlx::query(
        "SELECT drafts.id, drafts.user_id, drafts.rev, drafts.updated_at
         FROM json_each(?2) AS wanted
         CROSS JOIN drafts ON drafts.team_id = ?1 AND drafts.id = wanted.value",
    );
    for row in heads.bind(team.to_string()).bind(&ids).fetch_all(&mut *connection).await? {
        let draft = HeldDraft {
            rev: get(&row, "rev")?,
            updated_at: millis(&row, "updated_at")?,
            user_id: parse(&row, "user_id")?,
            groups: BTreeMap::new(),
        };
        drafts.insert(parse::<DraftId>(&row, "id")?, StoredDraft { draft, group_seqs: BTreeMap::new() });
    }
    let groups = sqlx::query(
        "SELECT held.draft_id, held.name, held.value, held.stamp_millis, held.stamp_device, held.author, held.rev,
                held.seq
         FROM json_each(?2) AS wanted
         CROSS JOIN draft_groups AS held ON held.team_id = ?1 AND held.draft_id = wanted.value",
    );
    for row in groups.bind(team.to_string()).bind(&ids).fetch_all(connection).await? {
        let id = parse::<DraftId>(&row, "draft_id")?;
        let stored = drafts.get_mut(&id).ok_or(RepositoryError::Unreadable { what: "draft_id" })?;
        let name: lagoon_listing::GroupName = parse(&row, "name")?;
        let head =
            GroupHead { value: json_column(&row, "value")?, stamp: stamp(&row)?, author: parse(&row, "author")? };
        stored.draft.groups.insert(name.clone(), HeldGroup { head, rev: get(&row, "rev")? });
        stored.group_seqs.insert(name, Seq(get(&row, "seq")?));
    }
    Ok(drafts)
}

/// The receipts of a team's drafts, by id.
pub async fn hashes(
    connection: &mut SqliteConnection,
    team: TeamId,
    after: Option<DraftId>,
    limit: usize,
) -> Result<Vec<DraftHash>, RepositoryError> {
    let rows = sqlx::query("SELECT id FROM drafts WHERE team_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3")
        .bind(team.to_string())
        .bind(after.map(|id| id.to_string()).unwrap_or_default())
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *connection)
        .await?;
    let ids = rows.iter().map(|row| parse::<DraftId>(row, "id")).collect::<Result<Vec<_>, _>>()?;
    let mut hashes = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK_DRAFTS) {
        let found = stored(connection, team, &chunk.iter().copied().collect()).await?;
        let receipt = |draft: &HeldDraft| draft.to_head(false, |_, _| false).content_hash;
        hashes.extend(found.iter().map(|(id, stored)| DraftHash { id: *id, content_hash: receipt(&stored.draft) }));
    }
    Ok(hashes)
}

/// Every change after `from` that still stands, without the `except`ed drafts.
pub async fn changes(
    connection: &mut SqliteConnection,
    team: TeamId,
    from: Seq,
    except: &BTreeSet<DraftId>,
) -> Result<Vec<(DraftId, Seq)>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT DISTINCT draft_id, seq FROM draft_groups
         WHERE team_id = ?1 AND seq > ?2 AND draft_id NOT IN (SELECT value FROM json_each(?3))
         ORDER BY seq",
    )
    .bind(team.to_string())
    .bind(from.0)
    .bind(json!(except).to_string())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((parse(row, "draft_id")?, Seq(get(row, "seq")?)))).collect()
}

/// The first `limit` drafts that changed after `from`, each with its first change, without the `except`ed ones.
pub async fn first_changes(
    connection: &mut SqliteConnection,
    team: TeamId,
    from: Seq,
    except: &BTreeSet<DraftId>,
    limit: usize,
) -> Result<Vec<(DraftId, Seq)>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT draft_id, min(seq) AS first FROM draft_groups
         WHERE team_id = ?1 AND seq > ?2 AND draft_id NOT IN (SELECT value FROM json_each(?3))
         GROUP BY draft_id ORDER BY first LIMIT ?4",
    )
    .bind(team.to_string())
    .bind(from.0)
    .bind(json!(except).to_string())
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((parse(row, "draft_id")?, Seq(get(row, "first")?)))).collect()
}

/// Writes drafts and those of their groups that changed.
pub async fn write(
    connection: &mut SqliteConnection,
    team: TeamId,
    writes: &BTreeMap<DraftId, DraftWrite>,
) -> Result<(), RepositoryError> {
    let drafts: Vec<_> = writes
        .iter()
        .map(|(id, write)| {
            json!({
                "id": id, "user": write.draft.user_id, "rev": write.draft.rev, "updated_at": write.draft.updated_at,
                "last_modified": write.draft.last_modified(), "seq": write.seq,
            })
        })
        .collect();
    sqlx::query(
        "INSERT INTO drafts (team_id, id, user_id, rev, updated_at, last_modified, seq)
         SELECT ?1, value ->> 'id', value ->> 'user', value ->> 'rev', value ->> 'updated_at',
                value ->> 'last_modified', value ->> 'seq'
         FROM json_each(?2) WHERE true
         ON CONFLICT (team_id, id) DO UPDATE SET
             rev = excluded.rev, updated_at = excluded.updated_at, last_modified = excluded.last_modified,
             seq = excluded.seq",
    )
    .bind(team.to_string())
    .bind(json!(drafts).to_string())
    .execute(&mut *connection)
    .await?;

    let groups: Vec<_> = writes
        .iter()
        .flat_map(|(id, write)| write.groups.iter().map(move |(name, seq)| (id, write, name, seq)))
        .filter_map(|(id, write, name, seq)| {
            let group = write.draft.groups.get(name)?;
            // The value travels as a string that holds JSON, so that SQLite stores the very text.
            Some(json!({
                "draft": id, "name": name, "value": group.head.value.to_string(),
                "millis": group.head.stamp.millis, "device": group.head.stamp.device, "author": group.head.author,
                "rev": group.rev, "seq": seq,
            }))
        })
        .collect();
    sqlx::query(
        "INSERT INTO draft_groups
             (team_id, draft_id, name, value, stamp_millis, stamp_device, author, rev, seq)
         SELECT ?1, value ->> 'draft', value ->> 'name', value ->> 'value', value ->> 'millis', value ->> 'device',
                value ->> 'author', value ->> 'rev', value ->> 'seq'
         FROM json_each(?2) WHERE true
         ON CONFLICT (team_id, draft_id, name) DO UPDATE SET
             value = excluded.value, stamp_millis = excluded.stamp_millis, stamp_device = excluded.stamp_device,
             author = excluded.author, rev = excluded.rev, seq = excluded.seq",
    )
    .bind(team.to_string())
    .bind(json!(groups).to_string())
    .execute(connection)
    .await?;
    Ok(())
}
