//! The values that no longer stand, newest first.

use lagoon_listing::DraftId;
use lagoon_sync::view::HistoryEntry;
use sqlx::Row;

use crate::{
    AccountKey, Store, StoreError,
    drafts::{parse, parse_optional},
};

impl Store {
    /// Up to `limit` replaced values of a draft, newest first.
    pub async fn history(
        &self,
        account: &AccountKey,
        id: DraftId,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>, StoreError> {
        let rows = sqlx::query(
            "SELECT name, value, stamp, author, replaced_at FROM draft_history
             WHERE account = ? AND draft_id = ? ORDER BY number DESC LIMIT ?",
        )
        .bind(account.as_str())
        .bind(id.to_string())
        .bind(limit)
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(HistoryEntry {
                    group: parse(&row.try_get::<String, _>("name")?)?,
                    value: serde_json::from_str(&row.try_get::<String, _>("value")?)?,
                    stamp: parse_optional(row.try_get("stamp")?)?,
                    author: parse_optional(row.try_get("author")?)?,
                    replaced_at: row.try_get("replaced_at")?,
                })
            })
            .collect()
    }
}
