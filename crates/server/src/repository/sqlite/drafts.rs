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
    exchange::StoredDraft,
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
    let rows = sqlx::query(
        "SELECT drafts.id, drafts.user_id, drafts.rev AS draft_rev, drafts.updated_at,
                held.name, held.value, held.stamp_millis, held.stamp_device, held.author, held.rev, held.seq
         FROM json_each(?2) AS wanted
         CROSS JOIN drafts ON drafts.team_id = ?1 AND drafts.id = wanted.value
         CROSS JOIN draft_groups AS held ON held.team_id = ?1 AND held.draft_id = drafts.id",
    );
    let mut drafts = BTreeMap::new();
    for row in rows.bind(team.to_string()).bind(json!(ids).to_string()).fetch_all(connection).await? {
        let empty = HeldDraft {
            rev: get(&row, "draft_rev")?,
            updated_at: millis(&row, "updated_at")?,
            user_id: parse(&row, "user_id")?,
            groups: BTreeMap::new(),
        };
        let stored = drafts.entry(parse::<DraftId>(&row, "id")?).or_insert_with(|| StoredDraft::new(empty));
        let name: lagoon_listing::GroupName = parse(&row, "name")?;
        let head =
            GroupHead { value: json_column(&row, "value")?, stamp: stamp(&row)?, author: parse(&row, "author")? };
        stored.add(name, HeldGroup { head, rev: get(&row, "rev")? }, Seq(get(&row, "seq")?));
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
        hashes
            .extend(found.iter().map(|(id, stored)| DraftHash { id: *id, content_hash: stored.receipt().to_owned() }));
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
