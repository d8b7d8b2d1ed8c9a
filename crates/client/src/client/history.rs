//! What a listing held before, on this device and in the cloud, and going back to it. Going back is an edit like any other.

use lagoon_listing::{DraftId, GroupName};
use lagoon_store::StoreError;
use lagoon_sync::{
    Millis,
    draft::version_at,
    view::{DraftView, EditReceipt, HistoryEntry},
};
use serde_json::Value;

use super::{Client, HISTORY};
use crate::{ClientError, http::PastValue};

/// How far the clocks of a device and its server may be apart without anybody's noticing, in milliseconds.
const CLOCK_OFF: i64 = 2 * 60_000;

impl Client {
    /// The values that a listing no longer has, as this device knows them, newest first.
    pub async fn read_history(&self, id: DraftId) -> Result<Vec<HistoryEntry>, ClientError> {
        let account = self.current().await.account;
        Ok(self.shared.store.history(&account, id, HISTORY).await?)
    }

    /// The values that a listing no longer has, as the cloud knows them, everybody's, newest first.
    pub async fn read_cloud_history(&self, id: DraftId) -> Result<Vec<HistoryEntry>, ClientError> {
        let (values, _) = self.past_values(id).await?;
        Ok(values.into_iter().map(entry).collect())
    }

    /// Writes a value that a group once had. What stands now is kept in history.
    pub async fn restore_value(
        &self,
        id: DraftId,
        group: &GroupName,
        value: Value,
    ) -> Result<EditReceipt, ClientError> {
        let edit = self.change(id, Some(group), |draft, at| vec![draft.restore(group, value, at)]).await?;
        self.send_now();
        Ok(EditReceipt { generation: edit.generation })
    }

    /// Makes a listing what it was at `at` (milliseconds since 1970 on the server's clock), as far as the cloud and this
    /// device know. Whether it lies in the trash and what is published stay as they are.
    pub async fn restore_version(&self, id: DraftId, at: Millis) -> Result<DraftView, ClientError> {
        // Where the server's time is not known, the wall clock has to do.
        let server_time = self.shared.now().wall.saturating_sub(self.inspect().await?.clock_ahead.unwrap_or(0));
        if at.get() > server_time.saturating_add(CLOCK_OFF) {
            return Err(ClientError::NotYetThen);
        }
        let account = self.current().await.account;
        let (past, is_all) = self.past_values(id).await?;
        if !is_all {
            // A group whose value of then lies further back would be taken for empty.
            return Err(ClientError::HistoryTooLong);
        }
        let own = self.shared.store.history(&account, id, u32::MAX).await?;
        let draft = self.shared.store.draft(&account, id).await?.ok_or(StoreError::NoSuchDraft)?;
        let cloud = past.iter().map(|past| (&past.group, past.stamp, &past.value));
        let here = own.iter().filter_map(|entry| Some((&entry.group, entry.stamp?, &entry.value)));
        let stands = draft.groups.iter().filter_map(|(name, group)| {
            let head = group.confirmed.as_ref()?;
            Some((name, head.stamp, &head.value))
        });
        let version = version_at(cloud.chain(here).chain(stands), at);
        if version.is_empty() {
            return Err(ClientError::NoSuchVersion);
        }
        self.change(id, None, |draft, at| draft.restore_version(&version, at)).await?;
        self.send_now();
        self.read_draft(id).await
    }

    async fn past_values(&self, id: DraftId) -> Result<(Vec<PastValue>, bool), ClientError> {
        let (session, token) = self.signed_in().await?;
        self.shared.http.history(&session.server_url, &token, id).await
    }
}

fn entry(past: PastValue) -> HistoryEntry {
    HistoryEntry {
        group: past.group,
        value: past.value,
        stamp: Some(past.stamp),
        author: Some(past.author),
        replaced_at: past.replaced_at.timestamp_millis(),
    }
}
