//! What the server said about a draft, merged into what the device holds.

use std::collections::BTreeMap;

use lagoon_listing::{GroupName, UserId};
use serde_json::Value;

use super::{Dirty, Draft, GroupState, Outgoing, Past, Run, SentGroup};
use crate::{
    Stamp,
    canonical::canonical,
    clock::Reading,
    merge::{Register, compare},
    wire::{DraftHead, DraftOutcome, GroupHead, GroupOutcome},
};

/// How many stamps of a group that were taken back are remembered.
const TAKEN_BACK: usize = 16;

/// A value that no longer stands and is worth keeping.
#[derive(Clone, Debug, PartialEq)]
pub struct Replaced {
    /// Its group.
    pub group: GroupName,
    /// The value.
    pub value: Value,
    /// Its stamp, if it was ever sent.
    pub stamp: Option<Stamp>,
    /// Who wrote it; `None` is this device, before the server knew it.
    pub author: Option<UserId>,
    /// Another device wrote both it and what replaced it. While that device goes on writing, one line of history is enough:
    /// what stood before.
    pub going_on: bool,
}

/// Lines of history of another device that goes on writing are one within this time, in milliseconds.
pub const ONE_LINE: i64 = 10 * 60_000;

impl Replaced {
    pub(super) fn head(group: &GroupName, head: &GroupHead) -> Self {
        let (value, stamp, author) = (head.value.clone(), Some(head.stamp), Some(head.author));
        Self { group: group.clone(), value, stamp, author, going_on: false }
    }

    pub(super) fn past(past: &Past) -> Self {
        let (group, value) = (past.group.clone(), past.value.clone());
        Self { group, value, stamp: past.stamp, author: None, going_on: false }
    }
}

/// What an answer did to a draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// Values to keep in history.
    pub replaced: Vec<Replaced>,
    /// Whether what the person sees changed.
    pub visible_changed: bool,
    /// The confirmed copy differs from the server's: a defect. The draft is set to be fetched whole.
    pub receipt_differs: bool,
}

impl Draft {
    /// Merges a draft that another device changed.
    pub fn apply_pulled(&mut self, head: &DraftHead, at: Reading) -> Answered {
        let mut answered = Answered::default();
        self.confirm_head(head, at, &mut answered);
        answered
    }

    /// Takes back what the server has lost: it was restored from a backup, say. `standing` is all that it holds of the
    /// draft now. What was confirmed and is not there any more, or only older, becomes unsent again with the stamp it had,
    /// so that whoever brings it back first, it is the same value.
    pub fn take_back(&mut self, standing: &BTreeMap<GroupName, GroupHead>, at: Reading) -> Answered {
        let mut answered = Answered::default();
        for (name, group) in &mut self.groups {
            let held = standing.get(name);
            if let (Some(held), Some(damaged)) = (held, &mut group.confirmed)
                && held.stamp == damaged.stamp
                && canonical(&held.value) != canonical(&damaged.value)
            {
                answered.replaced.push(Replaced::head(name, damaged));
                damaged.clone_from(held);
            }
            let Some(lost) = group.confirmed.take_if(|head| held.is_none_or(|held| held.stamp < head.stamp)) else {
                continue;
            };
            group.confirmed = held.cloned();
            group.run = None;
            group.last_sent = group.last_sent.max(Some(lost.stamp));
            if group.dirty.is_some() {
                answered.replaced.push(Replaced::head(name, &lost));
                let (group, value) = (name.clone(), lost.value);
                self.past.push(Past { group, value, base: None, edited: at, stamp: Some(lost.stamp) });
                continue;
            }
            group.generation += 1;
            let (base, stamp) = (held.map(|held| held.stamp), Some(lost.stamp));
            group.dirty = Some(Dirty { base, stamp, run_ended: true, ..Dirty::new(lost.value, at) });
        }
        self.rev = 0;
        answered
    }

    /// Merges the answer to an update that was sent.
    pub fn apply_outcome(&mut self, outgoing: &Outgoing, outcome: &DraftOutcome, at: Reading) -> Answered {
        let mut answered = Answered::default();
        self.settle_past(&outgoing.sent_past, outcome);
        // What was applied is confirmed first, so that the receipt covers it and a newer head can win over it.
        for (name, sent) in &outgoing.sent {
            match outcome.groups.get(name) {
                Some(GroupOutcome::Applied) => self.confirm_sent(name, sent, &mut answered),
                Some(GroupOutcome::Superseded) => self.yield_to_winner(name, sent, &mut answered),
                Some(refusal) => self.take_refusal(name, sent, refusal),
                // Not answered: it stays dirty and goes again.
                None => {}
            }
        }
        if let Some(head) = &outcome.draft {
            self.confirm_head(head, at, &mut answered);
        }
        answered
    }

    /// Past values that were sent and are dealt with at the server go; the next one had a stamp ahead of its clock and gets
    /// another, as does whatever was raised over it.
    fn settle_past(&mut self, sent: &[(GroupName, Stamp)], outcome: &DraftOutcome) {
        let (kept, refused) = sent.split_at(outcome.past.min(sent.len()));
        self.past.retain(|past| !kept.iter().any(|(group, stamp)| past.group == *group && past.stamp == Some(*stamp)));
        // Without a draft at the server there is no history yet to keep it in: it waits as it is.
        let Some(((name, stamp), _)) = refused.split_first().filter(|_| outcome.draft.is_some()) else { return };
        for past in self.past.iter_mut().filter(|past| past.group == *name && past.stamp >= Some(*stamp)) {
            (past.stamp, past.base) = (None, None);
        }
        if let Some(group) = self.groups.get_mut(name).filter(|group| group.last_sent >= Some(*stamp)) {
            group.last_sent = None;
        }
    }

    fn confirm_sent(&mut self, name: &GroupName, sent: &SentGroup, answered: &mut Answered) {
        let group = self.groups.entry(name.clone()).or_default();
        confirm(group, &sent.head);
        if group.generation == sent.generation {
            // Heard for the second time there is nothing left to clear, and the run goes on.
            if let Some(dirty) = group.dirty.take() {
                let began = Some(dirty.run_began).filter(|_| !dirty.run_ended);
                group.run = began.map(|began| Run { began, stamp: sent.head.stamp, peak: dirty.peak });
                // A server that had lost what is confirmed here may apply something older: that does not stand here.
                if group.confirmed.as_ref().is_some_and(|head| head.value != dirty.value) {
                    answered.replaced.push(Replaced::head(name, &sent.head));
                    answered.visible_changed = true;
                }
            }
        } else if let Some(dirty) = &mut group.dirty {
            // The newer edit was made on top of the value that now stands.
            dirty.base = dirty.base.max(Some(sent.head.stamp));
        }
    }

    fn yield_to_winner(&mut self, name: &GroupName, sent: &SentGroup, answered: &mut Answered) {
        let group = self.groups.entry(name.clone()).or_default();
        if group.generation == sent.generation && group.dirty.take().is_some() {
            answered.replaced.push(Replaced::head(name, &sent.head));
            answered.visible_changed = true;
        }
    }

    fn take_refusal(&mut self, name: &GroupName, sent: &SentGroup, refusal: &GroupOutcome) {
        let Some(group) = self.groups.get_mut(name) else { return };
        if matches!(refusal, GroupOutcome::ClockAhead { .. }) {
            group.take_back_stamp(sent.head.stamp);
        }
        let Some(dirty) = group.dirty.as_mut() else { return };
        let same_stamp = dirty.stamp == Some(sent.head.stamp);
        match refusal {
            GroupOutcome::ClockAhead { server_time } => {
                if group.last_sent >= Some(sent.head.stamp) {
                    group.last_sent = None;
                }
                // Anything raised over the discarded stamp goes with it.
                if dirty.stamp >= Some(sent.head.stamp) {
                    dirty.stamp = None;
                    dirty.not_after = Some(*server_time);
                }
            }
            GroupOutcome::StampReused if same_stamp => dirty.stamp = None,
            GroupOutcome::Rejected(error) if group.generation == sent.generation => dirty.held = Some(error.clone()),
            _ => {}
        }
    }

    fn confirm_head(&mut self, head: &DraftHead, at: Reading, answered: &mut Answered) {
        for (name, group_head) in &head.groups {
            let group = self.groups.entry(name.clone()).or_default();
            let old = group.confirmed.clone();
            if !confirm(group, group_head) {
                continue;
            }
            if group.came_back(group_head.stamp) {
                group.put_over(group_head.stamp, old.as_ref(), at);
                continue;
            }
            if group.dirty.is_some() {
                continue;
            }
            if old.as_ref().map(|old| &old.value) != Some(&group_head.value) {
                answered.visible_changed = true;
                let own = group.last_sent.map(|sent| sent.device);
                answered.replaced.extend(old.map(|old| {
                    let going_on = old.stamp.device == group_head.stamp.device && own != Some(old.stamp.device);
                    Replaced { going_on, ..Replaced::head(name, &old) }
                }));
            }
        }
        self.user_id = head.user_id.or(self.user_id);
        self.updated_at = self.updated_at.max(Some(head.updated_at));
        self.rev = head.rev;
        if self.receipt() != head.content_hash {
            answered.receipt_differs = true;
            self.rev = 0;
        }
    }
}

impl GroupState {
    /// Whether this is a stamp that was taken back: the server refused it as ahead of its clock, its message came once more,
    /// and by then it was not ahead any more.
    fn came_back(&self, stamp: Stamp) -> bool {
        self.taken_back.contains(&stamp)
    }

    pub(super) fn take_back_stamp(&mut self, stamp: Stamp) {
        if !self.taken_back.contains(&stamp) {
            self.taken_back.push(stamp);
        }
        let forgotten = self.taken_back.len().saturating_sub(TAKEN_BACK);
        self.taken_back.drain(..forgotten);
    }

    /// What stood before a value that came back stands again: the unsent value goes above it, or else what was confirmed.
    fn put_over(&mut self, stamp: Stamp, before: Option<&GroupHead>, at: Reading) {
        self.last_sent = self.last_sent.max(Some(stamp));
        match (&mut self.dirty, before) {
            (Some(dirty), _) => {
                dirty.base = dirty.base.max(Some(stamp));
                dirty.stamp = dirty.stamp.filter(|made| *made > stamp);
            }
            (None, Some(before)) => {
                self.generation += 1;
                let value = before.value.clone();
                self.dirty = Some(Dirty { base: Some(stamp), run_ended: true, ..Dirty::new(value, at) });
            }
            (None, None) => {}
        }
    }
}

/// Merges a value into the confirmed copy; `false` if the copy already held it or a newer one.
fn confirm(group: &mut GroupState, head: &GroupHead) -> bool {
    let register = |head: &GroupHead| Register { value: head.value.clone(), stamp: head.stamp };
    let newer = group.confirmed.as_ref().is_none_or(|old| compare(&register(old), &register(head)).is_lt());
    if newer {
        group.confirmed = Some(head.clone());
    }
    newer
}
