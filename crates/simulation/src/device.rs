//! A device: the real engine, clock rules and merge over a model of its disk. A crash forgets all but the disk.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{DraftId, GroupName, UserId};
use lagoon_sync::{
    DeviceId, InstallId, Millis,
    clock::{Reading, ServerClock},
    draft::{Absorbed, Draft, GroupState, Outgoing, Replaced, Said},
    engine::{Engine, Event, Settings, StartExchange},
    status::{SignIn, SyncState, reduce_status},
    wire::{Cursor, Notice, NoticeId, Resync, SCHEMA, SyncRequest, SyncResponse, UpdatePropertyDraft},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{check::text, fault::Bug};

/// What survives a crash: exactly what was committed.
#[derive(Clone, Default)]
pub struct Disk {
    pub drafts: BTreeMap<DraftId, Draft>,
    pub unverified: BTreeSet<DraftId>,
    pub history: BTreeSet<(DraftId, GroupName, String)>,
    pub cursor: Option<Cursor>,
    pub token: Option<u64>,
    pub device: u64,
    pub notices: BTreeMap<NoticeId, Notice>,
    resync: Option<Resync>,
    synced: Option<Millis>,
}

/// An exchange on its way.
pub struct InFlight {
    pub number: u64,
    pub start: StartExchange,
    pub sent: BTreeMap<DraftId, Outgoing>,
    pub request: SyncRequest,
    pub left: Reading,
}

pub struct Device {
    pub number: u64,
    pub disk: Disk,
    pub engine: Engine,
    pub clock: ServerClock,
    pub in_flight: Option<InFlight>,
    pub running: bool,
    pub online: bool,
    pub booted_at: i64,
    pub boot_id: u64,
    pub wall_error: i64,
    /// The process it is: what was scheduled for an earlier one is void.
    pub process: u64,
    refetched: BTreeSet<DraftId>,
    typed_in_flight: BTreeSet<(DraftId, GroupName)>,
    /// What was typed and then gone on with: keystrokes.
    continued: BTreeSet<String>,
}

/// A value that has to be kept for ever from now on.
pub type MustKeep = (DraftId, GroupName, Value);

impl Device {
    pub fn new(number: u64, now: i64) -> Self {
        Self {
            number,
            disk: Disk { device: number, ..Disk::default() },
            engine: Engine::new(Settings::default(), None, 0),
            clock: ServerClock::default(),
            in_flight: None,
            running: false,
            online: true,
            booted_at: now - 1_000,
            boot_id: number * 1_000,
            wall_error: 0,
            process: 0,
            refetched: BTreeSet::new(),
            typed_in_flight: BTreeSet::new(),
            continued: BTreeSet::new(),
        }
    }

    pub fn user(&self) -> UserId {
        UserId(Uuid::from_u128(u128::from(self.number)))
    }

    pub fn reading(&self, now: i64) -> Reading {
        Reading { wall: now + self.wall_error, boot: now - self.booted_at, boot_id: self.boot_id }
    }

    /// The process starts: the engine learns from the disk what there is.
    pub fn start(&mut self, now: i64) -> Vec<Event> {
        self.running = true;
        self.process += 1;
        self.engine = Engine::new(Settings::default(), self.disk.synced, self.reading(now).boot);
        self.clock = ServerClock::default();
        self.in_flight = None;
        self.refetched.clear();
        self.typed_in_flight.clear();
        let outboxes = self.disk.drafts.iter().filter(|(_, draft)| draft.is_dirty());
        let outboxes = outboxes.map(|(id, draft)| Event::Outbox(draft.to_outbox(*id)));
        let sign_in = if self.disk.token.is_some() { SignIn::Active } else { SignIn::Lost };
        outboxes.chain([self.unverified(), Event::SignIn(sign_in)]).collect()
    }

    /// The process ends, at whatever point.
    pub fn crash(&mut self) {
        self.running = false;
        self.process += 1;
        self.in_flight = None;
    }

    /// A keystroke, durable when this returns. What it replaced may have to be kept.
    pub fn edit(&mut self, id: DraftId, name: &GroupName, value: Value, now: i64) -> (Vec<Event>, Option<MustKeep>) {
        let at = self.reading(now);
        let draft = self.disk.drafts.entry(id).or_default();
        let base = draft.groups.get(name).and_then(GroupState::base);
        let shown = draft.groups.get(name).and_then(GroupState::visible).cloned();
        let edit = draft.edit(name, value, base, at);
        if !edit.changed {
            return (vec![], None);
        }
        if edit.replaced.is_none() {
            self.continued.extend(shown.map(|shown| text(&shown).to_owned()));
        }
        let outbox = draft.to_outbox(id);
        // Whether another's value ended a run is decided where it was made.
        let kept = self.own(id, edit.replaced.as_slice()).pop();
        self.keep_history(id, edit.replaced.as_slice());
        if self.in_flight.is_some() {
            self.typed_in_flight.insert((id, name.clone()));
        }
        (vec![Event::Edited(id), Event::Outbox(outbox)], kept)
    }

    /// A step is left.
    pub fn leave_step(&mut self) -> Vec<Event> {
        self.disk.drafts.values_mut().for_each(Draft::end_runs);
        vec![Event::SendNow]
    }

    /// Makes the request of an exchange; its stamps are durable when this returns.
    pub fn prepare(&mut self, start: StartExchange, number: u64, now: i64, bug: Option<Bug>) -> SyncRequest {
        let at = self.reading(now);
        let (mut updates, mut sent) = (vec![], BTreeMap::new());
        let (user, device) = (self.user(), DeviceId(self.disk.device));
        for id in &start.drafts {
            let Some(draft) = self.disk.drafts.get_mut(id) else { continue };
            if bug == Some(Bug::NewStampForRetry) {
                draft.groups.values_mut().filter_map(|group| group.dirty.as_mut()).for_each(|dirty| dirty.stamp = None);
            }
            let Some(mut outgoing) = draft.prepare_update(*id, user, device, &self.clock, &at) else { continue };
            if start.fetch.contains(id) {
                outgoing.ask_for_all();
            }
            if bug == Some(Bug::StampsFromWallClock) {
                stamp_by_wall(draft, &mut outgoing, at.wall);
            }
            updates.push(outgoing.update.clone());
            sent.insert(*id, outgoing);
        }
        for id in start.fetch.iter().filter(|id| !sent.contains_key(id)) {
            let (groups, past) = (BTreeMap::new(), vec![]);
            updates.push(UpdatePropertyDraft { id: *id, base_rev: 0, last_modified: None, groups, past });
        }
        let install = Some(InstallId(self.number)).filter(|_| start.drafts.is_empty());
        let cursor = self.disk.cursor;
        let clock = self.clock.now(&at);
        let request = SyncRequest { device, install, schema: SCHEMA, clock, cursor, updates, settled: vec![] };
        self.in_flight = Some(InFlight { number, start, sent, request: request.clone(), left: at });
        self.typed_in_flight.clear();
        request
    }

    /// Another installation goes by its id: it takes another.
    pub fn take_another_id(&mut self, id: u64) {
        self.disk.device = id;
        self.disk.drafts.values_mut().for_each(Draft::forget_stamps);
    }

    /// Somebody deals with a draft that the server has forgotten: keeps it as a new one, or lets it go.
    pub fn settle_purged(&mut self, id: DraftId, new: Option<DraftId>, now: i64) -> Vec<Event> {
        let at = self.reading(now);
        let Some(mut draft) = self.disk.drafts.remove(&id) else { return vec![] };
        let mut events = vec![Event::Outbox(Draft::default().to_outbox(id))];
        self.disk.notices.retain(|notice, _| notice.draft != id);
        if let Some(new) = new {
            draft.begin_anew(at);
            events.push(Event::Outbox(draft.to_outbox(new)));
            self.disk.drafts.insert(new, draft);
        }
        events
    }

    /// Stores an answer, all of it or, when `crashes`, nothing. Returns what the engine is to hear, and what must be kept.
    pub fn absorb(
        &mut self,
        response: &SyncResponse,
        now: i64,
        crashes: bool,
        bug: Option<Bug>,
    ) -> Result<(Vec<Event>, Vec<MustKeep>), String> {
        let at = self.reading(now);
        let Some(exchange) = self.in_flight.take() else { return Ok((vec![], vec![])) };
        if crashes {
            if bug == Some(Bug::CursorBeforeContent) {
                self.disk.cursor = Some(response.cursor);
            }
            self.crash();
            return Ok((vec![], vec![]));
        }
        if let Some(resync) = response.resync.filter(|_| bug != Some(Bug::IgnoreRestore)) {
            let unfinished = self.disk.resync.filter(|_| !self.disk.unverified.is_empty());
            let before = unfinished.filter(|before| *before == Resync::Restored);
            self.disk.resync =
                Some(if bug == Some(Bug::PurgedComesBack) { Resync::Restored } else { before.unwrap_or(resync) });
            self.disk.unverified = self.disk.drafts.keys().copied().collect();
            self.disk.drafts.values_mut().for_each(|draft| draft.rev = 0);
        }
        let (mut must_keep, mut refetch) = (vec![], vec![]);
        let mut touched: BTreeSet<DraftId> = exchange.start.drafts.iter().copied().collect();
        let resync = self.disk.resync.unwrap_or(Resync::Restored);
        for (id, said) in Said::all(&exchange.request, response) {
            let begins_anew = self.disk.unverified.remove(&id).then_some(resync);
            let before = self.disk.drafts.get(&id).cloned();
            let absorbed = said.absorb(before.as_ref(), exchange.sent.get(&id), begins_anew, at);
            let Absorbed { mut draft, answered, changed, forget } = absorbed;
            if let (Some(Bug::ClearAnyGeneration), Some(sent)) = (bug, exchange.sent.get(&id)) {
                draft
                    .groups
                    .iter_mut()
                    .filter(|(name, _)| sent.sent.contains_key(*name))
                    .for_each(|(_, group)| group.dirty = None);
            }
            if forget {
                self.disk.drafts.remove(&id);
                touched.insert(id);
            }
            if !changed || forget {
                continue;
            }
            self.disk.drafts.insert(id, draft);
            self.keep_history(id, &answered.replaced);
            must_keep.extend(self.own(id, &answered.replaced));
            if answered.receipt_differs {
                if self.refetched.contains(&id) {
                    return Err(format!("device {}: {id} differs from the server's again", self.number));
                }
                refetch.push(id);
            }
            touched.insert(id);
        }
        if !response.more {
            for id in std::mem::take(&mut self.disk.unverified) {
                let Some(draft) = self.disk.drafts.get_mut(&id) else { continue };
                match draft.take_absence(resync, at) {
                    Some(answered) => self.keep_history(id, &answered.replaced),
                    None => drop(self.disk.drafts.remove(&id)),
                }
                touched.insert(id);
            }
        }
        self.disk.notices.extend(response.notices.iter().map(|notice| (notice.id(), notice.clone())));
        self.disk.cursor = Some(response.cursor);
        self.clock.observe(&exchange.left, &at, response.server_time);

        let drafts = &self.disk.drafts;
        let mut events: Vec<Event> = touched
            .into_iter()
            .map(|id| Event::Outbox(drafts.get(&id).cloned().unwrap_or_default().to_outbox(id)))
            .collect();
        events.push(self.unverified());
        events.push(Event::Answered {
            more: response.more,
            server_time: response.server_time,
            batch: response.limits.map(|limits| limits.updates),
            seq: response.cursor.seq,
        });
        for id in refetch {
            self.refetched.insert(id);
            events.push(Event::Refetch(id));
        }
        Ok((events, must_keep))
    }

    fn unverified(&self) -> Event {
        Event::Unverified(u32::try_from(self.disk.unverified.len()).unwrap_or(u32::MAX))
    }

    /// What the engine counts as the last complete save is durable.
    pub fn remember_synced(&mut self, now: i64) {
        self.disk.synced = self.engine.facts(self.reading(now).boot).last_synced_at;
    }

    /// Whether the chip says "Saved to Cloud".
    pub fn says_saved(&self, now: i64, bug: Option<Bug>) -> bool {
        let mut facts = self.engine.facts(self.reading(now).boot);
        if bug == Some(Bug::ChipForgetsEdits) && !self.typed_in_flight.is_empty() {
            (facts.waiting, facts.sending) = (0, false);
        }
        reduce_status(&facts).sync_status == SyncState::Synced
    }

    /// The values of one's own among those that were replaced: they name their device.
    fn own(&self, id: DraftId, replaced: &[Replaced]) -> Vec<MustKeep> {
        let mark = format!("{}.", self.number);
        let own = replaced.iter().filter(|value| {
            let text = text(&value.value);
            text.starts_with(&mark) && !self.continued.contains(text)
        });
        own.map(|value| (id, value.group.clone(), value.value.clone())).collect()
    }

    fn keep_history(&mut self, id: DraftId, replaced: &[Replaced]) {
        self.disk.history.extend(replaced.iter().map(|value| (id, value.group.clone(), value.value.to_string())));
    }

    /// Whether a value is on this device, shown or in history.
    pub fn has(&self, id: DraftId, group: &GroupName, value: &Value) -> bool {
        let shown = self.disk.drafts.get(&id).and_then(|draft| draft.groups.get(group)).and_then(GroupState::visible);
        shown == Some(value) || self.disk.history.contains(&(id, group.clone(), value.to_string()))
    }
}

/// The planted bug: what everybody else does.
fn stamp_by_wall(draft: &mut Draft, outgoing: &mut Outgoing, wall: i64) {
    let millis = Millis::clamped(wall);
    for (name, sent) in &mut outgoing.sent {
        sent.head.stamp.millis = millis;
        if let Some(update) = outgoing.update.groups.get_mut(name) {
            update.stamp.millis = millis;
        }
        if let Some(dirty) = draft.groups.get_mut(name).and_then(|group| group.dirty.as_mut()) {
            dirty.stamp = Some(sent.head.stamp);
        }
    }
    outgoing.update.last_modified = Some(millis).filter(|_| !outgoing.update.groups.is_empty());
}
