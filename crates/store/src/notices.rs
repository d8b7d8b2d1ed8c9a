//! What the person has to be told: values of theirs that lost. A notice stays until somebody deals with it, and what was
//! dealt with stays until the server knows.

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    Millis,
    wire::{Notice, NoticeId},
};
use sqlx::Row;

use crate::{AccountKey, Store, StoreError, Writing, drafts::parse};

impl Store {
    /// What nobody has dealt with yet, newest first. One that a newer version made and this one cannot read is left out.
    pub async fn notices(&self, account: &AccountKey) -> Result<Vec<Notice>, StoreError> {
        let rows = sqlx::query_scalar::<_, String>(
            "SELECT notice FROM notices WHERE account = ? AND settled = 0 ORDER BY made_at DESC, draft_id, name, stamp DESC",
        );
        let rows = rows.bind(account.as_str()).fetch_all(&self.reader).await?;
        Ok(rows.iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
    }

    /// What was dealt with here and the server does not know yet.
    pub async fn settled_notices(&self, account: &AccountKey, limit: u32) -> Result<Vec<NoticeId>, StoreError> {
        let rows = sqlx::query("SELECT draft_id, name, stamp FROM notices WHERE account = ? AND settled = 1 LIMIT ?")
            .bind(account.as_str())
            .bind(limit)
            .fetch_all(&self.reader)
            .await?;
        rows.iter()
            .map(|row| {
                Ok(NoticeId {
                    draft: parse(&row.try_get::<String, _>("draft_id")?)?,
                    group: parse(&row.try_get::<String, _>("name")?)?,
                    stamp: parse(&row.try_get::<String, _>("stamp")?)?,
                })
            })
            .collect()
    }
}

impl Writing {
    /// Keeps a notice; whether it is new here. A later one of the same value takes the place of the earlier.
    pub async fn add_notice(&mut self, account: &AccountKey, notice: &Notice) -> Result<bool, StoreError> {
        let added = sqlx::query(
            "INSERT INTO notices (account, draft_id, name, stamp, made_at, notice) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (account, draft_id, name, stamp) DO UPDATE SET made_at = excluded.made_at, notice = excluded.notice,
                 settled = 0
             WHERE excluded.made_at > notices.made_at",
        )
        .bind(account.as_str())
        .bind(notice.draft.to_string())
        .bind(notice.group.as_str())
        .bind(notice.mine.stamp.to_string())
        .bind(notice.at.get())
        .bind(serde_json::to_string(notice)?)
        .execute(&mut *self.transaction)
        .await?;
        Ok(added.rows_affected() > 0)
    }

    /// The person has dealt with everything about a group of a draft that they were told up to a time (milliseconds since 1970
    /// on the server's clock). Returns how many notices that were.
    pub async fn settle_notices(
        &mut self,
        account: &AccountKey,
        draft: DraftId,
        group: &GroupName,
        until: Millis,
    ) -> Result<u64, StoreError> {
        let settled = sqlx::query(
            "UPDATE notices SET settled = 1 WHERE account = ? AND draft_id = ? AND name = ? AND settled = 0
               AND made_at <= ?",
        )
        .bind(account.as_str())
        .bind(draft.to_string())
        .bind(group.as_str())
        .bind(until.get())
        .execute(&mut *self.transaction)
        .await?;
        Ok(settled.rows_affected())
    }

    /// Forgets a notice: the server knows that it was dealt with. Whether it was open here.
    pub async fn forget_notice(&mut self, account: &AccountKey, id: &NoticeId) -> Result<bool, StoreError> {
        let open: Option<bool> = sqlx::query_scalar(
            "DELETE FROM notices WHERE account = ? AND draft_id = ? AND name = ? AND stamp = ? RETURNING settled = 0",
        )
        .bind(account.as_str())
        .bind(id.draft.to_string())
        .bind(id.group.as_str())
        .bind(id.stamp.to_string())
        .fetch_optional(&mut *self.transaction)
        .await?;
        Ok(open == Some(true))
    }
}
