//! What is on this device, at a glance: the list of listings, and what waits to be sent.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{DraftId, GroupName, Property};
use lagoon_sync::{
    draft::Draft,
    engine::DraftOutbox,
    view::{DraftSummary, ListCursor, Saved, Standing, WaitingDraft},
};
use sqlx::{Row, sqlite::SqliteRow};
use uuid::Uuid;

use crate::{
    AccountKey, Store, StoreError,
    drafts::{group_or_placeholder, parse, parse_optional, past_or_none},
};

impl Store {
    /// Every draft of an account, last edited first; or only those with some ids.
    pub async fn summaries(
        &self,
        account: &AccountKey,
        only: Option<&[DraftId]>,
    ) -> Result<Vec<DraftSummary>, StoreError> {
        let only = only.map(serde_json::to_string).transpose()?;
        // Two forms each: a condition that is sometimes none keeps SQLite from using the key. And an order by itself (without
        // the plus) would make it walk through all drafts in that order for the sake of one.
        let (drafts, groups) = match only {
            None => (
                "SELECT id, user_id, edited_at, past IS NOT NULL OR unverified AS owes FROM drafts WHERE account = ?1
                 ORDER BY edited_at DESC, id",
                "SELECT * FROM draft_groups WHERE account = ?1",
            ),
            Some(_) => (
                "SELECT id, user_id, edited_at, past IS NOT NULL OR unverified AS owes FROM drafts WHERE account = ?1
                 AND id IN (SELECT value FROM json_each(?2)) ORDER BY +edited_at DESC, id",
                "SELECT * FROM draft_groups WHERE account = ?1 AND draft_id IN (SELECT value FROM json_each(?2))",
            ),
        };
        let of_account = |statement: &'static str| sqlx::query(statement).bind(account.as_str()).bind(only.clone());
        let drafts = of_account(drafts).fetch_all(&self.reader).await?;
        let groups = of_account(groups).fetch_all(&self.reader).await?;
        let mut contents = by_draft(&groups)?;
        let purged = self.purged(account).await?;
        drafts
            .iter()
            .map(|row| {
                let id = parse(&row.try_get::<String, _>("id")?)?;
                let mut draft = contents.remove(&id).unwrap_or_default();
                draft.purged = purged.contains(&id);
                draft.user_id = parse_optional(row.try_get("user_id")?)?;
                Ok(summary(id, &draft, row.try_get("owes")?, row.try_get("edited_at")?))
            })
            .collect()
    }

    /// The drafts of an account in the same order, at most so many, from after a place on. A draft that is edited between two
    /// calls moves to the front: whoever reads on hears of that by other ways.
    pub async fn summaries_after(
        &self,
        account: &AccountKey,
        after: Option<ListCursor>,
        count: u32,
    ) -> Result<Vec<DraftSummary>, StoreError> {
        let after = after.unwrap_or(ListCursor { edited_at: i64::MAX, id: DraftId(Uuid::nil()) });
        let ids = sqlx::query_scalar::<_, String>(
            "SELECT id FROM drafts INDEXED BY drafts_by_edit WHERE account = ?1 AND edited_at <= ?2
             AND (edited_at < ?2 OR id > ?3) ORDER BY edited_at DESC, id LIMIT ?4",
        );
        let ids = ids.bind(account.as_str()).bind(after.edited_at).bind(after.id.to_string()).bind(count);
        let ids = ids.fetch_all(&self.reader).await?.iter().map(|id| parse(id)).collect::<Result<Vec<_>, _>>()?;
        self.summaries(account, Some(&ids)).await
    }

    /// The drafts of an account with unsent groups.
    pub async fn outboxes(&self, account: &AccountKey) -> Result<Vec<DraftOutbox>, StoreError> {
        let mut drafts = by_draft(&self.dirty_rows(account).await?)?;
        let rows =
            sqlx::query("SELECT id, past FROM drafts INDEXED BY drafts_past WHERE account = ? AND past IS NOT NULL");
        for row in rows.bind(account.as_str()).fetch_all(&self.reader).await? {
            drafts.entry(parse(&row.try_get::<String, _>("id")?)?).or_default().past = past_or_none(&row);
        }
        for id in self.purged(account).await? {
            drafts.entry(id).or_default().purged = true;
        }
        Ok(drafts.iter().map(|(id, draft)| draft.to_outbox(*id)).collect())
    }

    /// What waits to be sent, oldest first. The reason of a wait is the caller's to tell.
    pub async fn waiting(&self, account: &AccountKey) -> Result<Vec<WaitingDraft>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM draft_groups WHERE account = ?1 AND draft_id IN
                 (SELECT draft_id FROM draft_groups INDEXED BY draft_groups_dirty
                  WHERE account = ?1 AND dirty IS NOT NULL)",
        );
        let drafts = by_draft(&rows.bind(account.as_str()).fetch_all(&self.reader).await?)?;
        let purged = self.purged(account).await?;
        let mut waiting = Vec::with_capacity(drafts.len());
        for (id, mut whole) in drafts {
            whole.purged = purged.contains(&id);
            let dirty = &whole;
            let values = || dirty.groups.iter().filter_map(|(name, group)| Some((name, group.dirty.as_ref()?)));
            waiting.push(WaitingDraft {
                id,
                title: Property::from_groups(id, &whole.visible()).title,
                groups: values().map(|(name, _)| name.clone()).collect(),
                bytes: values().map(|(_, dirty)| dirty.value.to_string().len() as u64).sum(),
                since: values().map(|(_, dirty)| dirty.run_began.wall).min().unwrap_or(0),
                reason: dirty.held_because().map(ToOwned::to_owned),
                sending: false,
            });
        }
        waiting.sort_by_key(|draft| (draft.since, draft.id));
        Ok(waiting)
    }

    /// Every account that has drafts here: whoever signed in over somebody else's work left it in place.
    pub async fn accounts(&self) -> Result<Vec<AccountKey>, StoreError> {
        let accounts: Vec<String> =
            sqlx::query_scalar("SELECT DISTINCT account FROM drafts").fetch_all(&self.reader).await?;
        Ok(accounts.into_iter().map(AccountKey::from_stored).collect())
    }

    /// How many drafts belong to nobody yet and hold something.
    pub async fn count_unclaimed(&self) -> Result<u32, StoreError> {
        let count = sqlx::query_scalar("SELECT count(DISTINCT draft_id) FROM draft_groups WHERE account = ''");
        Ok(count.fetch_one(&self.reader).await?)
    }

    /// How many drafts of an account a server that began anew has not named yet.
    pub async fn count_unverified(&self, account: &AccountKey) -> Result<u32, StoreError> {
        let count = sqlx::query_scalar("SELECT count(*) FROM drafts WHERE account = ? AND unverified = 1");
        Ok(count.bind(account.as_str()).fetch_one(&self.reader).await?)
    }

    /// Drafts with unsent changes that the server has forgotten.
    async fn purged(&self, account: &AccountKey) -> Result<BTreeSet<DraftId>, StoreError> {
        let ids = sqlx::query_scalar::<_, String>(
            "SELECT id FROM drafts INDEXED BY drafts_purged WHERE account = ? AND purged = 1",
        );
        let ids = ids.bind(account.as_str()).fetch_all(&self.reader).await?;
        ids.iter().map(|id| parse(id)).collect()
    }

    /// What this device holds of each draft as confirmed, as the server hashes it.
    pub async fn receipts(&self, account: &AccountKey) -> Result<BTreeMap<DraftId, String>, StoreError> {
        let rows = sqlx::query("SELECT * FROM draft_groups WHERE account = ? AND confirmed_value IS NOT NULL");
        let drafts = by_draft(&rows.bind(account.as_str()).fetch_all(&self.reader).await?)?;
        Ok(drafts.into_iter().map(|(id, draft)| (id, draft.receipt())).collect())
    }

    async fn dirty_rows(&self, account: &AccountKey) -> Result<Vec<SqliteRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM draft_groups INDEXED BY draft_groups_dirty WHERE account = ? AND dirty IS NOT NULL",
        );
        Ok(rows.bind(account.as_str()).fetch_all(&self.reader).await?)
    }
}

fn by_draft(rows: &[SqliteRow]) -> Result<BTreeMap<DraftId, Draft>, StoreError> {
    let mut drafts: BTreeMap<DraftId, Draft> = BTreeMap::new();
    for row in rows {
        let Ok(id) = parse(&row.try_get::<String, _>("draft_id")?) else {
            tracing::error!("a saved group belongs to no draft");
            continue;
        };
        drafts.entry(id).or_default().groups.extend(group_or_placeholder(row));
    }
    Ok(drafts)
}

/// `owes`: the server's history is still to hear of past values, or the server began anew and has not named the draft.
fn summary(id: DraftId, draft: &Draft, owes: bool, edited_at: i64) -> DraftSummary {
    let saved = match (draft.is_dirty() || owes, draft.held_because()) {
        (_, Some(_)) => Saved::Held,
        (true, None) => Saved::Here,
        (false, None) if draft.groups.is_empty() => Saved::Here,
        (false, None) => Saved::Cloud,
    };
    let (deleted, deleted_at) = (draft.is_deleted(), deleted_at(draft));
    let (user_id, edited_by) = (draft.user_id, draft.edited_by());
    let publication_waits = draft.publication_waits();
    let standing = Standing { deleted, deleted_at, user_id, saved, publication_waits, edited_at, edited_by };
    DraftSummary::of(id, &draft.visible(), standing)
}

/// When the trash was last written, in milliseconds since 1970 UTC.
fn deleted_at(draft: &Draft) -> Option<i64> {
    let trash = draft.groups.get(&GroupName::TRASH)?;
    let confirmed = || trash.confirmed.as_ref().map(|head| head.stamp.millis.get());
    trash.dirty.as_ref().map(|dirty| dirty.edited.wall).or_else(confirmed)
}
