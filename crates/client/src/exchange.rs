//! One exchange with the server: make the updates and store their stamps, post, store the answer. No transaction is open
//! while the network is waited for.

use std::collections::BTreeMap;

use lagoon_listing::DraftId;
use lagoon_store::{AccountKey, Store, StoreError};
use lagoon_sync::{
    DeviceId, InstallId, Millis, Seq,
    clock::ServerClock,
    draft::{Absorbed, Outgoing, Said},
    engine::{Failure, StartExchange},
    wire::{Cursor, SCHEMA, SyncRequest, SyncResponse, UpdatePropertyDraft},
};

use crate::{Clock, account::Session, http::Http};

/// What one exchange needs.
pub(crate) struct Exchange<'a> {
    pub store: &'a Store,
    pub clock: &'a dyn Clock,
    pub http: &'a Http,
    pub session: &'a Session,
    pub token: &'a str,
    pub device: DeviceId,
    pub install: InstallId,
}

/// What an answer brought.
pub(crate) struct Done {
    pub server_clock: ServerClock,
    pub server_time: Millis,
    /// Where the team's counter stood, if nothing more waits.
    pub seq: Seq,
    pub more: bool,
    pub batch: usize,
    /// Drafts whose stored state changed.
    pub changed: Vec<DraftId>,
    /// Drafts whose receipt differed.
    pub refetch: Vec<DraftId>,
    /// Drafts that a server that began anew has not named yet.
    pub unverified: u32,
}

/// What storing an answer came to.
struct Kept {
    changed: Vec<DraftId>,
    refetch: Vec<DraftId>,
    unverified: u32,
}

/// Why an exchange brought nothing.
pub(crate) enum NotDone {
    Failure(Failure),
    /// The answer, or the stamps before it, could not be stored.
    Store(StoreError),
}

impl From<StoreError> for NotDone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

type Sent = BTreeMap<DraftId, Outgoing>;

/// Where a device stands in a team's list of changes, as the draft store keeps it.
pub(crate) fn cursor_key(account: &AccountKey) -> String {
    format!("cursor {}", account.as_str())
}

impl Exchange<'_> {
    /// Runs the exchange. The caller's server clock is only replaced when an answer came.
    pub(crate) async fn run(&self, start: &StartExchange, mut server_clock: ServerClock) -> Result<Done, NotDone> {
        let account = self.session.account();
        let (updates, sent) = self.prepare(&account, start, &server_clock).await?;
        let cursor: Option<Cursor> = self.store.meta(&cursor_key(&account)).await?;
        let request = SyncRequest { device: self.device, install: self.install, schema: SCHEMA, cursor, updates };
        let left = self.clock.read();
        let posted = self.http.exchange(&self.session.server_url, self.token, &request).await;
        let response = posted.map_err(NotDone::Failure)?;
        server_clock.observe(&left, &self.clock.read(), response.server_time);
        let Kept { changed, refetch, unverified } = self.keep(&account, &sent, &response).await?;
        Ok(Done {
            server_clock,
            server_time: response.server_time,
            seq: response.cursor.seq,
            more: response.more,
            batch: response.limits.updates,
            changed,
            refetch,
            unverified,
        })
    }

    /// Makes the updates. Their stamps are durable before this returns, so that a retry is the same message.
    async fn prepare(
        &self,
        account: &AccountKey,
        start: &StartExchange,
        server_clock: &ServerClock,
    ) -> Result<(Vec<UpdatePropertyDraft>, Sent), StoreError> {
        let (mut updates, mut sent) = (vec![], Sent::new());
        if !start.drafts.is_empty() {
            let mut writing = self.store.write().await?;
            for id in &start.drafts {
                let Some(before) = writing.draft(account, *id).await? else { continue };
                let mut draft = before.clone();
                let now = self.clock.read();
                let author = self.session.user_id;
                let Some(outgoing) = draft.prepare_update(*id, author, self.device, server_clock, &now) else {
                    continue;
                };
                writing.save_draft(account, *id, Some(&before), &draft, None).await?;
                updates.push(outgoing.update.clone());
                sent.insert(*id, outgoing);
            }
            writing.commit().await?;
        }
        for id in start.fetch.iter().filter(|id| !sent.contains_key(id)) {
            updates.push(UpdatePropertyDraft {
                id: *id,
                base_rev: 0,
                last_modified: None,
                groups: BTreeMap::new(),
                past: vec![],
            });
        }
        Ok((updates, sent))
    }

    /// Stores everything the answer says, and the cursor with it, or nothing.
    async fn keep(&self, account: &AccountKey, sent: &Sent, response: &SyncResponse) -> Result<Kept, StoreError> {
        let (mut changed, mut refetch, mut unverified) = (vec![], vec![], 0);
        let now = self.clock.read();
        let at = now.wall;
        let mut writing = self.store.write().await?;
        if response.resync {
            tracing::warn!("the server begins anew: what it lost is brought back");
            writing.unverify_all(account).await?;
        }
        for (id, said) in Said::all(response) {
            let before = writing.draft(account, id).await?;
            let begins_anew = writing.verify(account, id).await?;
            let Absorbed { draft, answered, changed: differs } =
                said.absorb(before.as_ref(), sent.get(&id), begins_anew, now);
            if !differs {
                continue;
            }
            let edited_at = (answered.visible_changed || before.is_none()).then(|| said.last_modified().unwrap_or(at));
            writing.save_draft(account, id, before.as_ref(), &draft, edited_at).await?;
            writing.add_history(account, id, &answered.replaced, at).await?;
            if answered.receipt_differs {
                tracing::error!(draft = %id, "the confirmed copy differs from the server's: fetching it whole");
                refetch.push(id);
            }
            changed.push(id);
        }
        if response.more {
            unverified = writing.unverified(account).await?.len();
        } else {
            // It has named all it holds: of these it holds nothing.
            for id in writing.unverified(account).await? {
                writing.verify(account, id).await?;
                let Some(before) = writing.draft(account, id).await? else { continue };
                let mut draft = before.clone();
                let lost = draft.take_back(&BTreeMap::new(), now).replaced;
                writing.save_draft(account, id, Some(&before), &draft, None).await?;
                writing.add_history(account, id, &lost, at).await?;
                changed.push(id);
            }
        }
        writing.set_meta(&cursor_key(account), &response.cursor).await?;
        writing.commit().await?;
        Ok(Kept { changed, refetch, unverified: u32::try_from(unverified).unwrap_or(u32::MAX) })
    }
}
