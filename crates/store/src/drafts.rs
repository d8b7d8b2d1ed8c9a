//! Reading and writing drafts. All writes go through one transaction that either happens whole or not at all.

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, FieldError, GroupName, UserId};
use lagoon_sync::{
    Millis, Stamp,
    clock::Reading,
    draft::{Dirty, Draft, GroupState, ONE_LINE, Past, Replaced, Run, UNREADABLE},
    wire::GroupHead,
};
use lagoon_words::tr;
use serde_json::Value;
use sqlx::{Row, Sqlite, SqliteExecutor, Transaction, sqlite::SqliteRow};
use uuid::Uuid;

use crate::{AccountKey, Store, StoreError};

/// A write transaction. Dropped without [`commit`](Self::commit), it never happened.
#[derive(Debug)]
pub struct Writing {
    pub(crate) transaction: Transaction<'static, Sqlite>,
}

impl Store {
    /// Begins a write. Others wait for its end: never hold it across anything slow.
    pub async fn write(&self) -> Result<Writing, StoreError> {
        Ok(Writing { transaction: self.writer.begin().await? })
    }

    /// A draft, if this device has it.
    pub async fn draft(&self, account: &AccountKey, id: DraftId) -> Result<Option<Draft>, StoreError> {
        let mut connection = self.reader.acquire().await?;
        let Some(draft) = read_draft(&mut *connection, account, id).await? else { return Ok(None) };
        Ok(Some(with_groups(draft, &read_groups(&mut *connection, account, id).await?)))
    }
}

impl Writing {
    /// Makes it durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    /// A draft as this transaction sees it.
    pub async fn draft(&mut self, account: &AccountKey, id: DraftId) -> Result<Option<Draft>, StoreError> {
        let Some(draft) = read_draft(&mut *self.transaction, account, id).await? else { return Ok(None) };
        Ok(Some(with_groups(draft, &read_groups(&mut *self.transaction, account, id).await?)))
    }

    /// Stores what differs between a draft before and after. `edited_at` (milliseconds since 1970 on this device's clock)
    /// is set when a person sees a change.
    pub async fn save_draft(
        &mut self,
        account: &AccountKey,
        id: DraftId,
        before: Option<&Draft>,
        after: &Draft,
        edited_at: Option<i64>,
    ) -> Result<(), StoreError> {
        let past = (!after.past.is_empty()).then(|| serde_json::to_string(&after.past)).transpose()?;
        self.keep_unreadable_past(account, id).await?;
        sqlx::query(
            "INSERT INTO drafts (account, id, rev, user_id, updated_at, edited_at, past, purged)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (account, id) DO UPDATE SET rev = excluded.rev, user_id = excluded.user_id,
                 updated_at = excluded.updated_at, edited_at = max(edited_at, excluded.edited_at), past = excluded.past,
                 purged = excluded.purged",
        )
        .bind(account.as_str())
        .bind(id.to_string())
        .bind(after.rev)
        .bind(after.user_id.map(|user| user.to_string()))
        .bind(after.updated_at.map(Millis::get))
        .bind(edited_at.unwrap_or(0))
        .bind(past)
        .bind(after.purged)
        .execute(&mut *self.transaction)
        .await?;
        for (name, group) in &after.groups {
            if before.and_then(|draft| draft.groups.get(name)) != Some(group) {
                self.save_group(account, id, name, group).await?;
            }
        }
        Ok(())
    }

    async fn save_group(
        &mut self,
        account: &AccountKey,
        id: DraftId,
        name: &GroupName,
        group: &GroupState,
    ) -> Result<(), StoreError> {
        let confirmed = group.confirmed.as_ref();
        let dirty = group.dirty.as_ref().map(serde_json::to_string).transpose()?;
        let run = group.run.as_ref().map(serde_json::to_string).transpose()?;
        let taken_back =
            (!group.taken_back.is_empty()).then(|| serde_json::to_string(&group.taken_back)).transpose()?;
        self.keep_unreadable(account, id, name).await?;
        sqlx::query(
            "INSERT INTO draft_groups (account, draft_id, name, confirmed_value, confirmed_stamp, confirmed_author,
                 generation, last_sent, dirty, run, taken_back) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (account, draft_id, name) DO UPDATE SET confirmed_value = excluded.confirmed_value,
                 confirmed_stamp = excluded.confirmed_stamp, confirmed_author = excluded.confirmed_author,
                 generation = excluded.generation, last_sent = excluded.last_sent, dirty = excluded.dirty,
                 run = excluded.run, taken_back = excluded.taken_back",
        )
        .bind(account.as_str())
        .bind(id.to_string())
        .bind(name.as_str())
        .bind(confirmed.map(|head| head.value.to_string()))
        .bind(confirmed.map(|head| head.stamp.to_string()))
        .bind(confirmed.map(|head| head.author.to_string()))
        .bind(i64::try_from(group.generation).unwrap_or(i64::MAX))
        .bind(group.last_sent.map(|stamp| stamp.to_string()))
        .bind(dirty)
        .bind(run)
        .bind(taken_back)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Before a row that this version cannot read is overwritten, what it holds goes into a table of its own.
    async fn keep_unreadable(&mut self, account: &AccountKey, id: DraftId, name: &GroupName) -> Result<(), StoreError> {
        let row = sqlx::query("SELECT * FROM draft_groups WHERE account = ? AND draft_id = ? AND name = ?")
            .bind(account.as_str())
            .bind(id.to_string())
            .bind(name.as_str())
            .fetch_optional(&mut *self.transaction)
            .await?;
        if row.is_none_or(|row| group_of(&row).is_ok()) {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO unreadable_groups (account, draft_id, name, confirmed_value, dirty)
             SELECT account, draft_id, name, confirmed_value, dirty FROM draft_groups
             WHERE account = ? AND draft_id = ? AND name = ?",
        )
        .bind(account.as_str())
        .bind(id.to_string())
        .bind(name.as_str())
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// The same for values that the server's history is still to hear of.
    async fn keep_unreadable_past(&mut self, account: &AccountKey, id: DraftId) -> Result<(), StoreError> {
        let past = sqlx::query("SELECT past FROM drafts WHERE account = ? AND id = ? AND past IS NOT NULL")
            .bind(account.as_str())
            .bind(id.to_string())
            .fetch_optional(&mut *self.transaction)
            .await?;
        if past.is_none_or(|past| past_of(&past).is_ok()) {
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO unreadable_groups (account, draft_id, name, dirty)
             SELECT account, id, 'past', past FROM drafts WHERE account = ? AND id = ?",
        )
        .bind(account.as_str())
        .bind(id.to_string())
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Keeps values that were replaced, at a time in milliseconds since 1970 on this device's clock.
    pub async fn add_history(
        &mut self,
        account: &AccountKey,
        id: DraftId,
        replaced: &[Replaced],
        at: i64,
    ) -> Result<(), StoreError> {
        for value in replaced {
            // The latest line of the group tells whether somebody goes on with what it began.
            sqlx::query(
                "INSERT INTO draft_history (account, draft_id, name, value, stamp, author, replaced_at)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
                 WHERE NOT ?8 OR NOT EXISTS (
                     SELECT 1 FROM (SELECT author, replaced_at FROM draft_history INDEXED BY draft_history_of
                                    WHERE account = ?1 AND draft_id = ?2 AND name = ?3 ORDER BY number DESC LIMIT 1)
                     WHERE author IS ?6 AND replaced_at BETWEEN ?7 - ?9 AND ?7)",
            )
            .bind(account.as_str())
            .bind(id.to_string())
            .bind(value.group.as_str())
            .bind(value.value.to_string())
            .bind(value.stamp.map(|stamp| stamp.to_string()))
            .bind(value.author.map(|author| author.to_string()))
            .bind(at)
            .bind(value.going_on)
            .bind(ONE_LINE)
            .execute(&mut *self.transaction)
            .await?;
        }
        Ok(())
    }

    /// Gives drafts that belong to nobody yet to an account. One whose id the account has already becomes a draft beside it.
    pub async fn claim_drafts(&mut self, account: &AccountKey) -> Result<(), StoreError> {
        let taken = sqlx::query_scalar::<_, String>(
            "SELECT id FROM drafts WHERE account = '' AND id IN (SELECT id FROM drafts WHERE account = ?)",
        );
        for id in taken.bind(account.as_str()).fetch_all(&mut *self.transaction).await? {
            sqlx::query("UPDATE drafts SET id = ? WHERE account = '' AND id = ?")
                .bind(Uuid::new_v4().to_string())
                .bind(id)
                .execute(&mut *self.transaction)
                .await?;
        }
        sqlx::query("UPDATE drafts SET account = ? WHERE account = ''")
            .bind(account.as_str())
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// The server begins anew: from now on every draft of the account waits for it to say what it still holds. Its old
    /// revisions mean nothing any more.
    pub async fn unverify_all(&mut self, account: &AccountKey) -> Result<(), StoreError> {
        sqlx::query("UPDATE drafts SET unverified = 1, rev = 0 WHERE account = ?")
            .bind(account.as_str())
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    /// The server says what it holds of a draft. Whether that was waited for.
    pub async fn verify(&mut self, account: &AccountKey, id: DraftId) -> Result<bool, StoreError> {
        let updated = sqlx::query("UPDATE drafts SET unverified = 0 WHERE account = ? AND id = ? AND unverified = 1")
            .bind(account.as_str())
            .bind(id.to_string())
            .execute(&mut *self.transaction)
            .await?;
        Ok(updated.rows_affected() > 0)
    }

    /// Drafts that the server has not spoken of since it began anew.
    pub async fn unverified(&mut self, account: &AccountKey) -> Result<Vec<DraftId>, StoreError> {
        let ids = sqlx::query_scalar::<_, String>("SELECT id FROM drafts WHERE account = ? AND unverified = 1");
        let ids = ids.bind(account.as_str()).fetch_all(&mut *self.transaction).await?;
        ids.iter().map(|id| parse(id)).collect()
    }

    /// The drafts of an account with a run of values that may still go on.
    pub async fn open_runs(&mut self, account: &AccountKey) -> Result<Vec<DraftId>, StoreError> {
        // LIKE rather than JSON functions: one row that is no JSON must not keep the others from being found.
        let ids = sqlx::query_scalar::<_, String>(
            "SELECT draft_id FROM draft_groups INDEXED BY draft_groups_run WHERE account = ?1 AND run IS NOT NULL
             UNION
             SELECT draft_id FROM draft_groups INDEXED BY draft_groups_dirty
             WHERE account = ?1 AND dirty IS NOT NULL AND dirty LIKE '%\"run_ended\":false%'",
        );
        let ids = ids.bind(account.as_str()).fetch_all(&mut *self.transaction).await?;
        ids.iter().map(|id| parse(id)).collect()
    }

    /// How many drafts of an account hold something unsent.
    pub async fn count_unsent(&mut self, account: &AccountKey) -> Result<u32, StoreError> {
        let count = sqlx::query_scalar(
            "SELECT count(*) FROM
                 (SELECT draft_id FROM draft_groups WHERE account = ?1 AND dirty IS NOT NULL
                  UNION SELECT id FROM drafts WHERE account = ?1 AND past IS NOT NULL)",
        );
        Ok(count.bind(account.as_str()).fetch_one(&mut *self.transaction).await?)
    }

    /// Removes everything of an account from this device, unsent work included.
    pub async fn remove_account(&mut self, account: &AccountKey) -> Result<(), StoreError> {
        for delete in ["DELETE FROM drafts WHERE account = ?", "DELETE FROM notices WHERE account = ?"] {
            sqlx::query(delete).bind(account.as_str()).execute(&mut *self.transaction).await?;
        }
        Ok(())
    }

    /// Removes a draft from this device, unsent work included, with what was told of it.
    pub async fn forget_draft(&mut self, account: &AccountKey, id: DraftId) -> Result<(), StoreError> {
        for delete in [
            "DELETE FROM drafts WHERE account = ? AND id = ?",
            "DELETE FROM notices WHERE account = ? AND draft_id = ?",
        ] {
            let delete = sqlx::query(delete).bind(account.as_str()).bind(id.to_string());
            delete.execute(&mut *self.transaction).await?;
        }
        Ok(())
    }

    /// Gives a draft another id; its history goes along, what was told of it does not. Groups that `after` no longer has are
    /// removed.
    pub async fn begin_draft_anew(
        &mut self,
        account: &AccountKey,
        id: DraftId,
        new: DraftId,
        after: &Draft,
        edited_at: i64,
    ) -> Result<(), StoreError> {
        for name in read_groups(&mut *self.transaction, account, id).await?.iter().filter_map(name_of) {
            self.keep_unreadable(account, id, &name).await?;
        }
        sqlx::query("DELETE FROM draft_groups WHERE account = ? AND draft_id = ?")
            .bind(account.as_str())
            .bind(id.to_string())
            .execute(&mut *self.transaction)
            .await?;
        sqlx::query("DELETE FROM notices WHERE account = ? AND draft_id = ?")
            .bind(account.as_str())
            .bind(id.to_string())
            .execute(&mut *self.transaction)
            .await?;
        sqlx::query("UPDATE drafts SET id = ? WHERE account = ? AND id = ?")
            .bind(new.to_string())
            .bind(account.as_str())
            .bind(id.to_string())
            .execute(&mut *self.transaction)
            .await?;
        self.save_draft(account, new, None, after, Some(edited_at)).await
    }

    /// Drafts that were deleted (some of them perhaps restored since) and have not changed since `before`, in milliseconds
    /// since 1970 on the server's clock.
    pub async fn deleted_before(&mut self, account: &AccountKey, before: Millis) -> Result<Vec<DraftId>, StoreError> {
        let ids = sqlx::query_scalar::<_, String>(
            "SELECT draft_id FROM draft_groups AS trash INDEXED BY draft_groups_trash
             JOIN drafts ON drafts.account = trash.account AND drafts.id = trash.draft_id
             WHERE trash.account = ? AND trash.name = 'trash' AND trash.confirmed_value = 'true'
               AND drafts.updated_at <= ?",
        );
        let ids = ids.bind(account.as_str()).bind(before.get()).fetch_all(&mut *self.transaction).await?;
        ids.iter().map(|id| parse(id)).collect()
    }
}

async fn read_draft(
    executor: impl SqliteExecutor<'_>,
    account: &AccountKey,
    id: DraftId,
) -> Result<Option<Draft>, StoreError> {
    let row = sqlx::query("SELECT rev, user_id, updated_at, past, purged FROM drafts WHERE account = ? AND id = ?")
        .bind(account.as_str())
        .bind(id.to_string())
        .fetch_optional(executor)
        .await?;
    row.map(|row| {
        Ok(Draft {
            rev: row.try_get("rev")?,
            user_id: parse_optional(row.try_get("user_id")?)?,
            updated_at: row.try_get::<Option<i64>, _>("updated_at")?.map(Millis::clamped),
            groups: BTreeMap::new(),
            past: past_or_none(&row),
            purged: row.try_get("purged")?,
        })
    })
    .transpose()
}

/// Values that the server's history is still to hear of. Unreadable ones must hold up nothing else: they are kept as they are.
pub(crate) fn past_or_none(row: &SqliteRow) -> Vec<Past> {
    past_of(row).unwrap_or_else(|error| {
        tracing::error!(%error, "values that the history is to hear of cannot be read");
        vec![]
    })
}

fn past_of(row: &SqliteRow) -> Result<Vec<Past>, StoreError> {
    let text: Option<String> = row.try_get("past")?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?.unwrap_or_default())
}

async fn read_groups(
    executor: impl SqliteExecutor<'_>,
    account: &AccountKey,
    id: DraftId,
) -> Result<Vec<SqliteRow>, StoreError> {
    Ok(sqlx::query("SELECT * FROM draft_groups WHERE account = ? AND draft_id = ?")
        .bind(account.as_str())
        .bind(id.to_string())
        .fetch_all(executor)
        .await?)
}

fn with_groups(mut draft: Draft, rows: &[SqliteRow]) -> Draft {
    draft.groups.extend(rows.iter().filter_map(group_or_placeholder));
    draft
}

/// The name of a group that is stored.
fn name_of(row: &SqliteRow) -> Option<GroupName> {
    row.try_get::<String, _>("name").ok()?.parse().ok()
}

/// A group and its name. One that cannot be read must not hide the others, nor pass for saved: if it holds something
/// unsent, a held change stands in its place until somebody writes the group again.
pub(crate) fn group_or_placeholder(row: &SqliteRow) -> Option<(GroupName, GroupState)> {
    let error = match group_of(row) {
        Ok(group) => return Some(group),
        Err(error) => error,
    };
    tracing::error!(%error, "a saved group cannot be read");
    let text = |column: &str| row.try_get::<Option<String>, _>(column).ok().flatten();
    let name: GroupName = text("name")?.parse().ok()?;
    text("dirty")?;
    let confirmed = text("confirmed_value").and_then(|value| serde_json::from_str(&value).ok());
    let reason = FieldError {
        code: UNREADABLE.into(),
        field: name.to_string(),
        message: tr!("A change that was saved here cannot be read. Write it again, or update Lagoon first.").into(),
    };
    let long_ago = Reading { wall: 0, boot: 0, boot_id: 0 };
    let value = confirmed.unwrap_or(Value::Null);
    let dirty = Dirty { run_ended: true, held: Some(reason), ..Dirty::new(value, long_ago) };
    Some((name, GroupState { dirty: Some(dirty), ..GroupState::default() }))
}

/// A group and its name from a row of `draft_groups`.
fn group_of(row: &SqliteRow) -> Result<(GroupName, GroupState), StoreError> {
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let confirmed = match (text("confirmed_value")?, text("confirmed_stamp")?, text("confirmed_author")?) {
        (Some(value), Some(stamp), Some(author)) => Some(GroupHead {
            value: serde_json::from_str(&value)?,
            stamp: parse::<Stamp>(&stamp)?,
            author: parse::<UserId>(&author)?,
        }),
        _ => None,
    };
    let group = GroupState {
        confirmed,
        generation: u64::try_from(row.try_get::<i64, _>("generation")?).unwrap_or(0),
        last_sent: parse_optional(text("last_sent")?.as_deref())?,
        dirty: text("dirty")?.map(|text| serde_json::from_str(&text)).transpose()?,
        // What cannot be read of a run only ends it.
        run: text("run")?.and_then(|text| serde_json::from_str::<Run>(&text).ok()),
        // What cannot be read of these only makes a rare case possible again.
        taken_back: text("taken_back")?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
    };
    Ok((parse(&row.try_get::<String, _>("name")?)?, group))
}

pub(crate) fn parse<T: std::str::FromStr>(text: &str) -> Result<T, StoreError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| StoreError::Unreadable(format!("{error}")))
}

pub(crate) fn parse_optional<T: std::str::FromStr>(text: Option<&str>) -> Result<Option<T>, StoreError>
where
    T::Err: std::fmt::Display,
{
    text.map(parse).transpose()
}
