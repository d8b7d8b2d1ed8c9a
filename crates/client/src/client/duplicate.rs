//! A listing that begins as a copy of another.

use lagoon_listing::{COPY_MARK, DraftId, GroupName, Groups};
use lagoon_store::StoreError;
use lagoon_sync::{clock::Reading, draft::Draft};
use serde_json::Value;
use uuid::Uuid;

use super::Client;
use crate::ClientError;

impl Client {
    /// Starts a listing with everything that another one holds as it is on this device, private fields included. It is
    /// neither published nor in the trash, whatever the other one is. Returns its id once it is durable.
    pub async fn duplicate_draft(&self, id: DraftId) -> Result<DraftId, ClientError> {
        let (account, new) = (self.current().await.account, DraftId(Uuid::new_v4()));
        let now = self.shared.now();
        let copied = async {
            let mut writing = self.shared.store.write().await?;
            let original = writing.draft(&account, id).await?.ok_or(StoreError::NoSuchDraft)?;
            let draft = copy_of(&original.visible(), now);
            writing.save_draft(&account, new, None, &draft, Some(now.wall)).await?;
            writing.commit().await
        };
        self.told(None, copied.await)?;
        self.changed_by_hand(vec![new]);
        Ok(new)
    }
}

fn copy_of(groups: &Groups, now: Reading) -> Draft {
    let mut draft = Draft::default();
    for (name, value) in groups.iter().filter(|(name, value)| is_copied(name, value)) {
        let value = match value {
            Value::String(title) if *name == GroupName::TITLE && !title.trim().is_empty() => {
                Value::String(format!("{} {COPY_MARK}", title.trim_end()))
            }
            other => other.clone(),
        };
        draft.edit(name, value, None, now);
    }
    // The first edit of the copy does not replace what it began with as a keystroke would.
    draft.end_runs();
    draft
}

/// An amenity that is not offered is as good as one that was never written.
fn is_copied(name: &GroupName, value: &Value) -> bool {
    let says_nothing = value.is_null() || (name.as_amenity().is_some() && *value == Value::Bool(false));
    !says_nothing && *name != GroupName::TRASH && *name != GroupName::PUBLICATION
}
