//! A device's half of an exchange, as the server decides it.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{DraftId, GroupName, check_for_storing};
use lagoon_server::exchange::{Reading, Writes, decide};
use lagoon_sync::{
    Epoch, Seq, Stamp,
    canonical::content_hash,
    decision::{Context, HeldDraft},
    wire::{Cursor, DraftOutcome, GroupOutcome, SyncRequest},
};

use crate::{NOW, context, stamps_only_rise, standing_draft, survives_the_wire};

/// A request is decided again and again. What was answered for good is never written again, refusals that time or room
/// cured come to an end, stamps only rise, and no value is lost.
pub fn sync_request(data: &[u8]) -> bool {
    let Ok(request) = serde_json::from_slice::<SyncRequest>(data) else { return false };
    survives_the_wire(&request);
    let standing = Cursor { epoch: Epoch(1), seq: Seq(7), began: None };
    let reading = Reading::of(request.cursor, standing, Seq(3));
    assert!((Seq(0)..=standing.seq).contains(&reading.from), "nobody reads what is not there");
    let mut team = Team::before(&request);
    let groups: usize = request.updates.iter().map(|update| update.groups.len()).sum();
    // A refused group can be accepted once what came after it raised the draft's time, or made room. Each only once.
    for _ in 0..=groups {
        if !team.exchange(&request, reading.resync.is_some()) {
            return true;
        }
    }
    panic!("the same request changes something every time");
}

/// What the server holds of a team, and which stamps it has answered for good.
struct Team {
    held: BTreeMap<DraftId, HeldDraft>,
    seq: Seq,
    settled: BTreeSet<(DraftId, GroupName, Stamp)>,
}

impl Team {
    /// Every second draft of the request is there already.
    fn before(request: &SyncRequest) -> Self {
        let ids: BTreeSet<DraftId> = request.updates.iter().map(|update| update.id).collect();
        let held = ids.into_iter().step_by(2).map(|id| (id, standing_draft())).collect();
        Self { held, seq: Seq(7), settled: BTreeSet::new() }
    }

    /// Whether the request changed something.
    fn exchange(&mut self, request: &SyncRequest, from_beginning: bool) -> bool {
        let before = self.held.clone();
        let context = Context { device_time: request.clock, ..context() };
        let decided = decide(before.clone(), &request.updates, from_beginning, self.seq, context);
        // An answer that would be too large writes nothing.
        let Ok((outcomes, writes)) = decided else { return false };
        assert_eq!(outcomes.len(), request.updates.len(), "one outcome for each update");
        for (id, write) in &writes.drafts {
            self.held.insert(*id, write.draft.clone());
            self.check_write(*id, before.get(id), &write.draft, request.updates.len());
        }
        assert_eq!(self.seq == writes.seq, writes.drafts.is_empty(), "the counter goes on with every change only");
        self.seq = writes.seq;
        self.check_answers(request, &outcomes, &writes);
        for (id, old) in &before {
            for (name, group) in &old.groups {
                self.stands_or_is_kept(request, &writes, *id, name, group.head.stamp);
            }
        }
        !writes.drafts.is_empty()
    }

    fn check_write(&self, id: DraftId, before: Option<&HeldDraft>, after: &HeldDraft, updates: usize) {
        if let Some(before) = before {
            stamps_only_rise(id, before, after);
        }
        let last_modified = before.map_or(0, |draft| draft.last_modified().get());
        let ahead = i64::try_from(updates).expect("few") * 1_000;
        let latest = (NOW + 60_000).max(last_modified) + ahead;
        for (name, group) in &after.groups {
            let head = &group.head;
            if before.and_then(|draft| draft.groups.get(name)).is_some_and(|old| old.head == *head) {
                continue;
            }
            assert!(!self.settled.contains(&(id, name.clone(), head.stamp)), "{name} was written twice");
            assert_eq!(check_for_storing(name, &head.value), Ok(()), "{name}");
            assert!(head.stamp.millis.get() <= latest, "{name} is from the future: {}", head.stamp);
        }
    }

    fn check_answers(&mut self, request: &SyncRequest, outcomes: &[DraftOutcome], writes: &Writes) {
        for (update, outcome) in request.updates.iter().zip(outcomes) {
            if outcome.unknown {
                assert!(outcome.groups.is_empty() && outcome.past == 0, "nothing is stored of what is not known");
                continue;
            }
            assert!(update.groups.keys().eq(outcome.groups.keys()), "one outcome for each group");
            assert!(outcome.past <= update.past.len());
            for (name, sent) in &update.groups {
                let for_good = match &outcome.groups[name] {
                    GroupOutcome::Applied | GroupOutcome::Superseded => {
                        self.stands_or_is_kept(request, writes, update.id, name, sent.stamp);
                        true
                    }
                    GroupOutcome::StampReused => true,
                    GroupOutcome::ClockAhead { .. } | GroupOutcome::Rejected(_) => false,
                };
                if for_good {
                    self.settled.insert((update.id, name.clone(), sent.stamp));
                }
            }
        }
        let last: BTreeMap<_, _> =
            request.updates.iter().zip(outcomes).map(|(update, outcome)| (update.id, outcome)).collect();
        for (id, outcome) in last {
            let held = self.held.get(&id);
            assert_eq!(held.is_some(), outcome.draft.is_some(), "the answer carries what is held");
            let Some((held, head)) = held.zip(outcome.draft.as_ref()) else { continue };
            let entries = held.groups.iter().map(|(name, group)| (name, &group.head.value, group.head.stamp));
            assert_eq!(head.content_hash, content_hash(entries), "the receipt is of what is held");
        }
    }

    /// A keystroke, which a later value of the same device goes on with, need not be kept.
    fn stands_or_is_kept(&self, request: &SyncRequest, writes: &Writes, id: DraftId, name: &GroupName, stamp: Stamp) {
        let group = self.held.get(&id).and_then(|draft| draft.groups.get(name));
        let stands = group.is_some_and(|group| group.head.stamp == stamp);
        let of_it = |of: &DraftId, group: &GroupName| *of == id && group == name;
        let kept = writes.history.iter().any(|(of, value)| of_it(of, &value.group) && value.head.stamp == stamp);
        let keystroke = request.updates.iter().filter(|update| update.id == id).any(|update| {
            let sent = update.groups.get(name);
            sent.is_some_and(|sent| sent.continues == Some(stamp) && sent.stamp.device == stamp.device)
        });
        assert!(stands || kept || keystroke, "{name} {stamp} of {id} is lost");
    }
}
