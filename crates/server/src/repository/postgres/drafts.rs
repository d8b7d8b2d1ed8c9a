//! Drafts and the groups that stand. Lists of rows travel as arrays, so that a request costs a few statements however many
//! drafts it names.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{DraftId, GroupName, TeamId};
use lagoon_sync::{
    Seq,
    decision::{HeldDraft, HeldGroup},
    wire::GroupHead,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::rows::{draft_id, get, json, limit as rows_limit, millis, parse, stamp, user_id};
use crate::{
    exchange::StoredDraft,
    repository::{DraftHash, RepositoryError},
};

/// How many drafts are read at once for their receipts.
const CHUNK_DRAFTS: usize = 20;

/// Whether the team has this draft.
pub async fn exists(connection: &mut PgConnection, team: TeamId, id: DraftId) -> Result<bool, RepositoryError> {
    let row = sqlx::query("SELECT FROM drafts WHERE team_id = $1 AND id = $2")
        .bind(team.0)
        .bind(id.0)
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// Those of the drafts that the team has.
pub async fn stored(
    connection: &mut PgConnection,
    team: TeamId,
    ids: &BTreeSet<DraftId>,
) -> Result<BTreeMap<DraftId, StoredDraft>, RepositoryError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = sqlx::query(
        "SELECT drafts.id, drafts.user_id, drafts.rev AS draft_rev, drafts.updated_at,
                held.name, held.value, held.stamp_millis, held.stamp_device, held.author, held.rev, held.seq
         FROM drafts JOIN draft_groups AS held ON held.team_id = drafts.team_id AND held.draft_id = drafts.id
         WHERE drafts.team_id = $1 AND drafts.id = ANY ($2)",
    )
    .bind(team.0)
    .bind(uuids(ids))
    .fetch_all(connection)
    .await?;
    let mut drafts = BTreeMap::new();
    for row in &rows {
        let id = draft_id(row, "id")?;
        let empty = HeldDraft {
            rev: get(row, "draft_rev")?,
            updated_at: millis(row, "updated_at")?,
            user_id: user_id(row, "user_id")?,
            groups: BTreeMap::new(),
        };
        let stored = drafts.entry(id).or_insert_with(|| StoredDraft::new(empty));
        let name: GroupName = parse(row, "name")?;
        let head = GroupHead { value: json(row, "value")?, stamp: stamp(row)?, author: user_id(row, "author")? };
        stored.add(name, HeldGroup { head, rev: get(row, "rev")? }, Seq(get(row, "seq")?));
    }
    Ok(drafts)
}

/// The receipts of a team's drafts, by id.
pub async fn hashes(
    connection: &mut PgConnection,
    team: TeamId,
    after: Option<DraftId>,
    limit: usize,
) -> Result<Vec<DraftHash>, RepositoryError> {
    let rows =
        sqlx::query("SELECT id FROM drafts WHERE team_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3")
            .bind(team.0)
            .bind(after.map(|id| id.0))
            .bind(rows_limit(limit))
            .fetch_all(&mut *connection)
            .await?;
    let ids = rows.iter().map(|row| draft_id(row, "id")).collect::<Result<Vec<_>, _>>()?;
    let mut hashes = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK_DRAFTS) {
        let found = stored(connection, team, &chunk.iter().copied().collect()).await?;
        hashes
            .extend(found.iter().map(|(id, stored)| DraftHash { id: *id, content_hash: stored.receipt().to_owned() }));
    }
    Ok(hashes)
}

/// Every change after `from` that still stands, without the `except`ed drafts.
pub async fn changes(
    connection: &mut PgConnection,
    team: TeamId,
    from: Seq,
    except: &BTreeSet<DraftId>,
) -> Result<Vec<(DraftId, Seq)>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT DISTINCT draft_id, seq FROM draft_groups
         WHERE team_id = $1 AND seq > $2 AND draft_id <> ALL ($3)
         ORDER BY seq",
    )
    .bind(team.0)
    .bind(from.0)
    .bind(uuids(except))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((draft_id(row, "draft_id")?, Seq(get(row, "seq")?)))).collect()
}

/// The first `limit` drafts that changed after `from`, each with its first change, without the `except`ed ones.
pub async fn first_changes(
    connection: &mut PgConnection,
    team: TeamId,
    from: Seq,
    except: &BTreeSet<DraftId>,
    limit: usize,
) -> Result<Vec<(DraftId, Seq)>, RepositoryError> {
    let rows = sqlx::query(
        "SELECT draft_id, min(seq) AS first FROM draft_groups
         WHERE team_id = $1 AND seq > $2 AND draft_id <> ALL ($3)
         GROUP BY draft_id ORDER BY first LIMIT $4",
    )
    .bind(team.0)
    .bind(from.0)
    .bind(uuids(except))
    .bind(rows_limit(limit))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok((draft_id(row, "draft_id")?, Seq(get(row, "first")?)))).collect()
}

fn uuids(ids: &BTreeSet<DraftId>) -> Vec<Uuid> {
    ids.iter().map(|id| id.0).collect()
}
