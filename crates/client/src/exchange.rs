//! One exchange with the server: make the updates and store their stamps, post, store the answer. No transaction is open
//! while the network is waited for.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use lagoon_listing::DraftId;
use lagoon_store::{AccountKey, Store, StoreError, Writing};
use lagoon_sync::{
    DeviceId, InstallId, Millis, Seq,
    clock::ServerClock,
    draft::{Absorbed, Outgoing, Said, TRASH_KEPT},
    engine::{Failure, StartExchange},
    wire::{Cursor, Limits, Resync, SCHEMA, SyncRequest, SyncResponse, UpdatePropertyDraft},
};

use crate::{
    Clock,
    account::Session,
    driver::random,
    http::{Http, NotExchanged},
};

/// What one exchange needs.
pub(crate) struct Exchange<'a> {
    pub store: &'a Store,
    pub clock: &'a dyn Clock,
    pub http: &'a Http,
    pub session: &'a Session,
    pub token: &'a str,
    pub device: &'a AtomicU64,
    pub install: InstallId,
}

/// What an answer brought.
pub(crate) struct Done {
    pub server_clock: ServerClock,
    pub server_time: Millis,
    /// Where the team's counter stood, if nothing more waits.
    pub seq: Seq,
    pub more: bool,
    /// What the server takes, if it said so.
    pub limits: Option<Limits>,
    /// Drafts whose stored state changed.
    pub changed: Vec<DraftId>,
    /// Drafts whose receipt differed.
    pub refetch: Vec<DraftId>,
    /// Drafts that a server that began anew has not named yet.
    pub unverified: u32,
    /// Whether there are other notices than before.
    pub notices_changed: bool,
}

/// What storing an answer came to.
#[derive(Default)]
struct Kept {
    changed: Vec<DraftId>,
    refetch: Vec<DraftId>,
    unverified: u32,
    notices_changed: bool,
}

/// How many notices that were dealt with go along with one request.
const SETTLED: u32 = 50;

/// Why an exchange brought nothing.
pub(crate) enum NotDone {
    Failure(Failure),
    /// What answered was not the server.
    Foreign,
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
        let settled = self.store.settled_notices(&account, SETTLED).await?;
        let (device, install) = (self.device(), Some(self.install).filter(|_| start.drafts.is_empty()));
        let clock = server_clock.now(&self.clock.read());
        let request = SyncRequest { device, install, schema: SCHEMA, clock, cursor, updates, settled };
        let left = self.clock.read();
        let response = match self.http.exchange(&self.session.server_url, self.token, &request).await {
            Ok(response) => response,
            Err(NotExchanged::Failure(failure)) => return Err(NotDone::Failure(failure)),
            Err(NotExchanged::Foreign) => return Err(NotDone::Foreign),
            Err(NotExchanged::DeviceTaken) => {
                self.take_another_id(&account).await?;
                return Err(NotDone::Failure(Failure::Busy { retry_after: None, broken: false }));
            }
        };
        server_clock.observe(&left, &self.clock.read(), response.server_time);
        let Kept { changed, refetch, unverified, notices_changed } =
            self.keep(&account, &request, &sent, &response).await?;
        Ok(Done {
            server_clock,
            server_time: response.server_time,
            seq: response.cursor.seq,
            more: response.more,
            limits: response.limits,
            changed,
            refetch,
            unverified,
            notices_changed,
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
                let Some(mut outgoing) = draft.prepare_update(*id, author, self.device(), server_clock, &now) else {
                    continue;
                };
                if start.fetch.contains(id) {
                    outgoing.ask_for_all();
                }
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
    async fn keep(
        &self,
        account: &AccountKey,
        request: &SyncRequest,
        sent: &Sent,
        response: &SyncResponse,
    ) -> Result<Kept, StoreError> {
        let mut kept = Kept::default();
        let now = self.clock.read();
        let at = now.wall;
        let mut writing = self.store.write().await?;
        let resync = self.begin_again(&mut writing, account, response).await?;
        for (id, said) in Said::all(request, response) {
            let before = writing.draft(account, id).await?;
            let was_unverified = writing.verify(account, id).await?;
            let begins_anew = was_unverified.then_some(resync);
            let absorbed = said.absorb(before.as_ref(), sent.get(&id), begins_anew, now);
            let Absorbed { draft, answered, changed: differs, forget } = absorbed;
            if forget {
                writing.forget_draft(account, id).await?;
                kept.changed.push(id);
            }
            if !differs || forget {
                if was_unverified && !forget {
                    // Its values are the same; where they are is not: the list says it is in the cloud again.
                    kept.changed.push(id);
                }
                continue;
            }
            let edited_at = (answered.visible_changed || before.is_none()).then(|| said.last_modified().unwrap_or(at));
            writing.save_draft(account, id, before.as_ref(), &draft, edited_at).await?;
            writing.add_history(account, id, &answered.replaced, at).await?;
            if answered.receipt_differs {
                tracing::error!(draft = %id, "the confirmed copy differs from the server's: fetching it whole");
                kept.refetch.push(id);
            }
            kept.changed.push(id);
        }
        if response.more {
            let unverified = writing.unverified(account).await?.len();
            kept.unverified = u32::try_from(unverified).unwrap_or(u32::MAX);
        } else {
            self.end_reading(&mut writing, account, resync, response.server_time, &mut kept).await?;
        }
        for notice in &response.notices {
            kept.notices_changed |= writing.add_notice(account, notice).await?;
        }
        for id in request.settled.iter().chain(&response.settled) {
            kept.notices_changed |= writing.forget_notice(account, id).await?;
        }
        writing.set_meta(&cursor_key(account), &response.cursor).await?;
        writing.commit().await?;
        Ok(kept)
    }

    /// Notes that the server has to name all its drafts, if it said so, and tells why it does while it does.
    async fn begin_again(
        &self,
        writing: &mut Writing,
        account: &AccountKey,
        response: &SyncResponse,
    ) -> Result<Resync, StoreError> {
        let key = format!("resync {}", account.as_str());
        let before: Option<Resync> = self.store.meta(&key).await?;
        let Some(resync) = response.resync else { return Ok(before.unwrap_or(Resync::Restored)) };
        tracing::warn!(?resync, "the server has to be read from the beginning");
        // What it lost before the first reading ended is still to be brought back.
        let unfinished = before.filter(|before| *before == Resync::Restored);
        let resync = match unfinished {
            Some(before) if !writing.unverified(account).await?.is_empty() => before,
            _ => resync,
        };
        writing.unverify_all(account).await?;
        writing.set_meta(&key, &resync).await?;
        Ok(resync)
    }

    /// The server has named all it holds: of what it did not name it holds nothing. What was deleted long ago goes.
    async fn end_reading(
        &self,
        writing: &mut Writing,
        account: &AccountKey,
        resync: Resync,
        server_time: Millis,
        kept: &mut Kept,
    ) -> Result<(), StoreError> {
        let now = self.clock.read();
        for id in writing.unverified(account).await? {
            writing.verify(account, id).await?;
            let Some(before) = writing.draft(account, id).await? else { continue };
            let mut draft = before.clone();
            match draft.take_absence(resync, now) {
                Some(answered) => {
                    writing.save_draft(account, id, Some(&before), &draft, None).await?;
                    writing.add_history(account, id, &answered.replaced, now.wall).await?;
                }
                None => writing.forget_draft(account, id).await?,
            }
            kept.changed.push(id);
        }
        for id in writing.deleted_before(account, server_time.plus(-TRASH_KEPT)).await? {
            if writing.draft(account, id).await?.is_some_and(|draft| draft.is_forgotten(server_time)) {
                writing.forget_draft(account, id).await?;
                kept.changed.push(id);
            }
        }
        Ok(())
    }

    /// Another installation goes by this device's id: this one is the copy.
    async fn take_another_id(&self, account: &AccountKey) -> Result<(), StoreError> {
        tracing::warn!("another installation goes by this device's id: taking another");
        let id = random();
        let mut writing = self.store.write().await?;
        for outbox in self.store.outboxes(account).await? {
            let Some(before) = writing.draft(account, outbox.id).await? else { continue };
            let mut draft = before.clone();
            draft.forget_stamps();
            writing.save_draft(account, outbox.id, Some(&before), &draft, None).await?;
        }
        writing.set_meta("device", &DeviceId(id)).await?;
        writing.commit().await?;
        self.device.store(id, Ordering::SeqCst);
        Ok(())
    }

    fn device(&self) -> DeviceId {
        DeviceId(self.device.load(Ordering::SeqCst))
    }
}
