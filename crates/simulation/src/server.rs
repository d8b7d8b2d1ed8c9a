//! The server: its real decision and paging over a model of its database. What is here survives its crashes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use lagoon_listing::{DraftId, GroupName, UserId};
use lagoon_server::{
    Clock,
    clock::SteadyClock,
    exchange::{Reading, StoredDraft, Writes, decide},
};
use lagoon_sync::{
    DeviceId, Epoch, InstallId, Millis, Seq, Stamp,
    decision::Context,
    wire::{Cursor, DraftOutcome, Limits, Notice, NoticeId, SyncRequest, SyncResponse, UpdatePropertyDraft},
};
use serde_json::Value;

use crate::fault::Bug;

/// Pages are small, so that reading takes several of them.
const PAGE: usize = 3;

/// A clock that the simulation sets.
#[derive(Clone, Default)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    pub fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::Relaxed);
    }
}

impl Clock for Hands {
    fn now(&self) -> Millis {
        Millis::clamped(self.0.load(Ordering::Relaxed))
    }
}

/// What a backup holds.
#[derive(Clone, Default)]
pub struct Database {
    pub drafts: BTreeMap<DraftId, StoredDraft>,
    pub history: BTreeMap<(DraftId, GroupName, Stamp), Value>,
    pub notices: BTreeMap<NoticeId, Notice>,
    pub notice_seqs: BTreeMap<NoticeId, Seq>,
    pub installs: BTreeMap<DeviceId, InstallId>,
    pub purged: Seq,
    pub seq: Seq,
}

pub struct Server {
    pub database: Database,
    pub backup: Option<Database>,
    pub epoch: Epoch,
    pub tokens: BTreeSet<u64>,
    pub up: bool,
    pub hands: Hands,
    clock: SteadyClock<Hands>,
}

impl Server {
    pub fn new(now: i64) -> Self {
        let hands = Hands::default();
        hands.set(now);
        let clock = SteadyClock::new(hands.clone(), Millis::default());
        Self {
            database: Database::default(),
            backup: None,
            epoch: Epoch(1),
            tokens: BTreeSet::new(),
            up: true,
            hands,
            clock,
        }
    }

    /// Its time.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Starts again: what it knows of time is the last change it wrote down.
    pub fn restart(&mut self) {
        let floor = self.database.drafts.values().map(|stored| stored.draft().updated_at).max().unwrap_or_default();
        self.clock = SteadyClock::new(self.hands.clone(), floor);
    }

    /// Puts the backup in the place of the database.
    pub fn restore(&mut self) -> bool {
        let Some(backup) = self.backup.clone() else { return false };
        self.database = backup;
        self.epoch = Epoch(self.epoch.0 + 1);
        self.restart();
        true
    }

    /// Whether a device's id is its own, as the repository finds out.
    pub fn is_own_device(&mut self, device: DeviceId, install: InstallId) -> bool {
        *self.database.installs.entry(device).or_insert(install) == install
    }

    /// Forgets what was deleted, and not changed, since `before`.
    pub fn purge(&mut self, before: Millis) -> Vec<DraftId> {
        let due = |stored: &StoredDraft| stored.draft().is_deleted() && stored.draft().updated_at <= before;
        let gone: Vec<_> = self.database.drafts.iter().filter(|(_, stored)| due(stored)).map(|(id, _)| *id).collect();
        for id in &gone {
            let Some(stored) = self.database.drafts.remove(id) else { continue };
            let last = stored.group_seqs.values().max().copied().unwrap_or_default();
            self.database.purged = self.database.purged.max(last);
        }
        self.database.history.retain(|(id, _, _), _| !gone.contains(id));
        self.database.notices.retain(|id, _| !gone.contains(&id.draft));
        gone
    }

    /// Whether history holds a value of the same group and device that is as new or newer.
    pub fn came_before(&self, draft: DraftId, group: &GroupName, stamp: Stamp) -> bool {
        let mut kept = self.database.history.keys();
        kept.any(|(id, name, kept)| *id == draft && name == group && kept.device == stamp.device && *kept >= stamp)
    }

    /// One exchange, as the repository does it. `Err` says what the server did wrong.
    pub fn exchange(&mut self, request: &SyncRequest, user: UserId, bug: Option<Bug>) -> Result<SyncResponse, String> {
        let context = Context { now: self.clock.now(), user, device_time: request.clock };
        let current = Cursor { epoch: self.epoch, seq: self.database.seq, began: None };
        let reading = Reading::of(request.cursor, current, self.database.purged);
        let updates = self.with_bug(request.updates.clone(), bug);
        let named: BTreeSet<DraftId> = updates.iter().map(|update| update.id).collect();
        let mut held: BTreeMap<_, _> =
            named.iter().filter_map(|id| Some((*id, self.database.drafts.get(id)?.draft().clone()))).collect();
        if bug == Some(Bug::ServerTakesOlder) {
            for draft in held.values_mut() {
                draft.groups.values_mut().for_each(|group| group.head.stamp.millis = Millis::default());
            }
        }
        let trusting = Context { now: Millis::clamped(i64::MAX), device_time: None, ..context };
        let asked = if bug == Some(Bug::ServerTrustsFuture) { trusting } else { context };
        let (mut outcomes, mut writes) = decide(held, &updates, reading.resync.is_some(), self.database.seq, asked)
            .map_err(|_| "the answer is too large")?;
        let late: BTreeSet<_> = writes.late().map(|(id, name, stamp)| (id, name.clone(), stamp)).collect();
        let known = late
            .into_iter()
            .filter(|(id, name, stamp)| bug == Some(Bug::LateLosersAreNotTold) || self.came_before(*id, name, *stamp));
        let known = known.collect();
        writes.settle_doubts(&known, &updates, &mut outcomes, user);
        writes.number_notices(&known);
        self.keep_notices(&writes, context.now);
        if bug == Some(Bug::PastIsNotSent) {
            for (outcome, update) in outcomes.iter_mut().zip(&request.updates) {
                outcome.past = update.past.len();
            }
        }
        self.keep_drafts(&writes, context)?;
        self.database.seq = writes.seq;
        if bug != Some(Bug::ServerForgetsHistory) {
            for (id, kept) in writes.history {
                self.database.history.entry((id, kept.group, kept.head.stamp)).or_insert(kept.head.value);
            }
        }
        Ok(self.answer(request, user, outcomes, reading, context.now))
    }

    /// The updates, as a server with a bug takes them.
    fn with_bug(&self, mut updates: Vec<UpdatePropertyDraft>, bug: Option<Bug>) -> Vec<UpdatePropertyDraft> {
        for update in &mut updates {
            if bug == Some(Bug::PastIsNotSent) {
                update.past.clear();
            }
            for (name, group) in &mut update.groups {
                let stands = self.database.drafts.get(&update.id).and_then(|stored| stored.draft().groups.get(name));
                let stands = stands.map(|group| group.head.stamp);
                match bug {
                    Some(Bug::SeenIsForgotten) => group.base = None,
                    Some(Bug::AllAreKeystrokes) => group.continues = stands,
                    _ => {}
                }
            }
        }
        updates
    }

    fn keep_notices(&mut self, writes: &Writes, now: Millis) {
        for write in &writes.notices {
            let told = &write.notice;
            let notice = Notice {
                draft: write.draft,
                kind: told.kind.clone(),
                group: told.group.clone(),
                mine: told.mine.clone(),
                their_group: told.their_group.clone(),
                theirs: told.theirs.clone(),
                at: now,
            };
            let id = notice.id();
            if !self.database.notices.contains_key(&id) {
                self.database.notice_seqs.insert(id.clone(), write.seq);
                self.database.notices.insert(id, notice);
            }
        }
    }

    /// Stores drafts, unless a stamp of theirs goes down or lies ahead.
    fn keep_drafts(&mut self, writes: &Writes, context: Context) -> Result<(), String> {
        for (id, write) in &writes.drafts {
            let stored = self.database.drafts.entry(*id).or_insert_with(|| StoredDraft::new(write.draft.clone()));
            let (stood, known) = (stored.draft().last_modified(), !stored.group_seqs.is_empty());
            for name in write.groups.keys() {
                let new = write.draft.groups[name].head.stamp;
                if let Some(old) = stored.draft().groups.get(name).map(|group| group.head.stamp)
                    && new < old
                    && stored.group_seqs.contains_key(name)
                {
                    return Err(format!("{id} {name}: the stamp goes down from {old} to {new}"));
                }
                if new.millis > context.latest(Some(stood).filter(|_| known)) {
                    return Err(format!("{id} {name}: {new} lies ahead of the server's {}", context.now.get()));
                }
            }
            stored.replace(write.draft.clone(), &write.groups);
        }
        Ok(())
    }

    fn answer(
        &self,
        request: &SyncRequest,
        user: UserId,
        outcomes: Vec<DraftOutcome>,
        reading: Reading,
        now: Millis,
    ) -> SyncResponse {
        let (from, named) = (reading.from, request.updates.iter().map(|update| update.id).collect::<BTreeSet<_>>());
        let mut changed: Vec<(Seq, DraftId)> = self
            .database
            .drafts
            .iter()
            .filter_map(|(id, stored)| Some((*stored.group_seqs.values().filter(|seq| **seq > from).min()?, *id)))
            .collect();
        changed.sort();
        let more_after = changed.get(PAGE).map(|(first, _)| Seq(first.0 - 1));
        let page = changed.into_iter().take(PAGE).filter(|(_, id)| !named.contains(id));
        let end = more_after.unwrap_or(self.database.seq);
        let told = self.database.notices.iter().filter(|(id, notice)| {
            let seq = self.database.notice_seqs[id];
            notice.mine.author == user && seq > from && seq <= end
        });
        let notices = told.map(|(_, notice)| notice.clone()).collect();
        let limits = Limits { group_bytes: 65_536, updates: 50, body_bytes: 8_388_608, oldest_client: None };
        let end_of_list = Cursor { epoch: self.epoch, seq: self.database.seq, began: None };
        SyncResponse {
            server_time: now,
            outcomes,
            changes: page.map(|(_, id)| self.database.drafts[&id].change_after(id, from)).collect(),
            notices,
            settled: vec![],
            cursor: reading.cursor(end_of_list, more_after),
            more: more_after.is_some(),
            resync: reading.resync,
            limits: request.updates.is_empty().then_some(limits),
        }
    }

    /// Whether a value is current or in history.
    pub fn has(&self, id: DraftId, group: &GroupName, value: &Value) -> bool {
        let current = self.database.drafts.get(&id).and_then(|stored| stored.draft().groups.get(group));
        current.is_some_and(|group| group.head.value == *value)
            || self
                .database
                .history
                .iter()
                .any(|((draft, name, _), kept)| *draft == id && name == group && kept == value)
    }
}
