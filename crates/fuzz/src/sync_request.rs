//! A device's half of an exchange, as the server decides it.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{DraftId, GroupName, check_for_storing};
use lagoon_server::exchange::{Writes, decide, read_from};
use lagoon_sync::{
    Epoch, Seq, Stamp,
    canonical::content_hash,
    decision::HeldDraft,
    wire::{Cursor, DraftOutcome, GroupOutcome, SyncRequest},
};

use crate::{NOW, context, stamps_only_rise, standing_draft, survives_the_wire};

/// A request is decided again and again. What was answered for good is never written again, refusals that time or room
/// cured come to an end, stamps only rise, and no value is lost.
pub fn sync_request(data: &[u8]) -> bool {
    let Ok(request) = serde_json::from_slice::<SyncRequest>(data) else { return false };
    survives_the_wire(&request);
    let (_, from_beginning) = read_from(request.cursor, Cursor { epoch: Epoch(1), seq: Seq(7) });
    let mut team = Team::before(&request);
    let groups: usize = request.updates.iter().map(|update| update.groups.len()).sum();
    // A refused group can be accepted once what came after it raised the draft's time, or made room. Each only once.
    for _ in 0..=groups {
        if !team.exchange(&request, from_beginning) {
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
        let decided = decide(before.clone(), &request.updates, from_beginning, self.seq, context());
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
                self.stands_or_is_kept(&writes, *id, name, group.head.stamp);
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
            assert!(update.groups.keys().eq(outcome.groups.keys()), "one outcome for each group");
            assert!(outcome.past <= update.past.len());
            assert!(outcome.draft.as_ref().is_none_or(|head| head.id == update.id));
            for (name, sent) in &update.groups {
                let for_good = match &outcome.groups[name] {
                    GroupOutcome::Applied | GroupOutcome::Superseded => {
                        self.stands_or_is_kept(writes, update.id, name, sent.stamp);
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

    fn stands_or_is_kept(&self, writes: &Writes, id: DraftId, name: &GroupName, stamp: Stamp) {
        let stands =
            self.held.get(&id).and_then(|draft| draft.groups.get(name)).is_some_and(|group| group.head.stamp == stamp);
        let kept =
            writes.history.iter().any(|(of, value)| *of == id && value.group == *name && value.head.stamp == stamp);
        assert!(stands || kept, "{name} {stamp} of {id} is lost");
    }
}
