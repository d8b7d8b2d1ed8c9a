//! What the person has to be told, and what they do about it.

use lagoon_listing::DraftId;
use lagoon_store::StoreError;
use lagoon_sync::wire::{Notice, NoticeId, NoticeKind};
use uuid::Uuid;

use super::{Client, ClientEvent};
use crate::ClientError;

impl Client {
    /// Values of this person that lost to ones that were made without having seen them, and what else they have to be told
    /// of, newest first.
    pub async fn list_notices(&self) -> Result<Vec<Notice>, ClientError> {
        let account = self.current().await.account;
        Ok(self.shared.store.notices(&account).await?)
    }

    /// Deals with a notice, and with every other one about the same group of the listing. "Keep theirs" changes nothing;
    /// "use mine" writes the value that lost once more, as an edit like any other. What was published stays either way.
    pub async fn settle_notice(&self, id: &NoticeId, use_mine: bool) -> Result<(), ClientError> {
        let account = self.current().await.account;
        let notices = self.list_notices().await?;
        let notice = notices.into_iter().find(|notice| notice.id() == *id).ok_or(ClientError::NoSuchNotice)?;
        let again = match notice.kind {
            NoticeKind::Other(_) if use_mine => return Err(ClientError::UnknownNotice),
            NoticeKind::Overwritten | NoticeKind::Revived if use_mine => Some(notice.mine.value),
            _ => None,
        };
        if let Some(value) = again {
            match self.change(id.draft, None, |draft, at| vec![draft.restore(&id.group, value, at)]).await {
                // There is nothing any more that it could be written into.
                Ok(_) | Err(ClientError::Store(StoreError::NoSuchDraft)) => {}
                Err(error) => return Err(error),
            }
        }
        let settled = async {
            let mut writing = self.shared.store.write().await?;
            writing.settle_notices(&account, id.draft, &id.group, notice.at).await?;
            writing.commit().await
        };
        self.told(None, settled.await)?;
        // Nobody listening is fine.
        let _ = self.shared.events.send(ClientEvent::NoticesChanged);
        self.send_now();
        Ok(())
    }

    /// Makes a new listing of one that the team deleted so long ago that the cloud has forgotten it.
    pub async fn keep_as_new(&self, id: DraftId) -> Result<DraftId, ClientError> {
        let (account, new) = (self.current().await.account, DraftId(Uuid::new_v4()));
        let now = self.shared.now();
        let kept = async {
            let mut writing = self.shared.store.write().await?;
            let draft = writing.draft(&account, id).await?.filter(|draft| draft.purged);
            let mut draft = draft.ok_or(StoreError::NoSuchDraft)?;
            draft.begin_anew(now);
            writing.begin_draft_anew(&account, id, new, &draft, now.wall).await?;
            writing.commit().await
        };
        self.told(None, kept.await)?;
        self.changed_by_hand(vec![id, new]);
        Ok(new)
    }

    /// Removes a listing from this device that the team deleted so long ago that the cloud has forgotten it, with the
    /// changes that were never sent.
    pub async fn discard_purged(&self, id: DraftId) -> Result<(), ClientError> {
        let account = self.current().await.account;
        let removed = async {
            let mut writing = self.shared.store.write().await?;
            writing.draft(&account, id).await?.filter(|draft| draft.purged).ok_or(StoreError::NoSuchDraft)?;
            writing.forget_draft(&account, id).await?;
            writing.commit().await
        };
        self.told(None, removed.await)?;
        self.changed_by_hand(vec![id]);
        Ok(())
    }

    pub(super) fn changed_by_hand(&self, ids: Vec<DraftId>) {
        self.tell(super::Message::Wrote);
        self.tell(super::Message::Changed(ids.clone()));
        let changed = lagoon_sync::view::DraftsChanged { ids };
        let _ = self.shared.events.send(ClientEvent::DraftsChanged(changed));
        self.send_now();
    }
}
