//! The server's decision: what it holds of a draft and what arrives → what to write, what to keep in history and what to
//! answer. The repository reads before and writes after, both inside one transaction.
//!
//! The one rule: only what is newer than what stands changes it; what is not newer is kept in history.

mod notice;
mod plain;
mod room;
mod stamped;

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, GroupName, Groups, Property, UserId};
use serde_json::Value;

pub use plain::{PlainDecision, PropertyDraftInput, update_plain_property_draft};
pub use stamped::update_property_draft;

use crate::{
    Millis, Stamp,
    canonical::content_hash,
    merge::is_deleted,
    wire::{DraftHead, GroupHead, GroupOutcome, NoticeKind},
};

/// How far ahead of the server's clock a stamp may lie, in milliseconds.
pub const CLOCK_TOLERANCE: i64 = 60_000;

/// How far above a draft's `lastModified` a stamp may lie, in milliseconds, wherever the server's clock is. A server whose clock
/// went back (it was restored, say) may hold stamps from its own future; who has seen such a value must be able to replace it.
const ABOVE_STANDING: i64 = 1_000;

/// What a decision needs to know besides the draft.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The server's clock.
    pub now: Millis,
    /// Who writes.
    pub user: UserId,
    /// The server's clock as the device believed it to be when it sent what it writes; `None`: it did not say.
    pub device_time: Option<Millis>,
}

/// A draft as the server holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldDraft {
    /// Counts its effective changes.
    pub rev: i64,
    /// Server time of the last of them.
    pub updated_at: Millis,
    /// Who started it.
    pub user_id: UserId,
    /// All its groups.
    pub groups: BTreeMap<GroupName, HeldGroup>,
}

/// A group as the server holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldGroup {
    /// The value and its stamp, and who wrote it.
    pub head: GroupHead,
    /// The draft's revision that wrote it.
    pub rev: i64,
}

/// What to write and what to answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// Per group that was sent.
    pub outcomes: BTreeMap<GroupName, GroupOutcome>,
    /// Groups whose head changes. Empty: the draft's revision and `updatedAt` stay.
    pub writes: BTreeMap<GroupName, GroupHead>,
    /// Values to keep in history; some may stand there already.
    pub history: Vec<HistoryValue>,
    /// How many of the update's past values are dealt with.
    pub past: usize,
    /// Who is to be told of what.
    pub notices: Vec<NewNotice>,
    /// Groups that were refused because the device was wrong about the time, or because their values may not be stored, and
    /// whose stamps may have come before. If history holds one of their group and device that is as new or newer, they are `superseded` instead.
    pub doubtful: Vec<(GroupName, Stamp)>,
    /// It builds on a draft that is not held (any more): nothing of it counts.
    pub unknown: bool,
}

/// Tells the author of `mine` that it lost.
#[derive(Clone, Debug, PartialEq)]
pub struct NewNotice {
    /// What happened.
    pub kind: NoticeKind,
    /// The group of the value that lost.
    pub group: GroupName,
    /// The value that lost. Its author is to be told.
    pub mine: GroupHead,
    /// The group of what won, if it is another.
    pub their_group: Option<GroupName>,
    /// What won.
    pub theirs: GroupHead,
    /// The value that lost is the one that arrived. If history holds one of its device that is as new or newer, it came
    /// before, and nobody is told.
    pub late: bool,
}

/// A value that does not stand (any more).
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryValue {
    /// The group it belonged to.
    pub group: GroupName,
    /// The value, its stamp and its author.
    pub head: GroupHead,
}

impl Context {
    /// Whether the device was wrong about the time: its stamps are of another clock than the server's. It learns the right
    /// time from the answer, and makes them anew.
    pub fn is_device_off(&self) -> bool {
        let off = self.device_time.map_or(0, |time| (time.get() - self.now.get()).abs());
        off > CLOCK_TOLERANCE
    }

    /// The latest time that a stamp may have in a draft whose `lastModified` is this. Only in one that stands in the future,
    /// because the server's clock did, is it a little later than that: nobody can lead a draft there step by step.
    pub fn latest(&self, last_modified: Option<Millis>) -> Millis {
        let tolerated = self.now.plus(CLOCK_TOLERANCE);
        match last_modified.filter(|standing| *standing > tolerated) {
            Some(standing) => standing.plus(ABOVE_STANDING),
            None => tolerated,
        }
    }
}

impl HeldDraft {
    /// Milliseconds of the greatest stamp.
    pub fn last_modified(&self) -> Millis {
        self.groups.values().map(|group| group.head.stamp.millis).max().unwrap_or_default()
    }

    /// The values alone.
    pub fn values(&self) -> Groups {
        self.groups.iter().map(|(name, group)| (name.clone(), group.head.value.clone())).collect()
    }

    /// Whether it lies in the trash.
    pub fn is_deleted(&self) -> bool {
        is_deleted(self.entries())
    }

    /// The listing it describes.
    pub fn property(&self, id: DraftId) -> Property {
        Property { user_id: Some(self.user_id), ..Property::from_groups(id, &self.values()) }
    }

    /// The draft for the wire, with the groups that `include` picks. A device that hears of it for the first time is told
    /// who started it.
    pub fn to_head(&self, first: bool, include: impl Fn(&GroupName, &HeldGroup) -> bool) -> DraftHead {
        let picked = self.groups.iter().filter(|(name, group)| include(name, group));
        DraftHead {
            rev: self.rev,
            last_modified: self.last_modified(),
            updated_at: self.updated_at,
            user_id: Some(self.user_id).filter(|_| first),
            groups: picked.map(|(name, group)| (name.clone(), group.head.clone())).collect(),
            content_hash: content_hash(self.entries()),
        }
    }

    /// The draft after a decision. `None` when nothing was held and nothing is written.
    pub fn after(held: Option<&Self>, decision: &Decision, context: Context) -> Option<Self> {
        if decision.writes.is_empty() {
            return held.cloned();
        }
        let mut draft = held.cloned().unwrap_or_else(|| Self {
            rev: 0,
            updated_at: context.now,
            user_id: context.user,
            groups: BTreeMap::new(),
        });
        draft.rev += 1;
        draft.updated_at = draft.updated_at.max(context.now);
        for (name, head) in &decision.writes {
            draft.groups.insert(name.clone(), HeldGroup { head: head.clone(), rev: draft.rev });
        }
        Some(draft)
    }

    fn entries(&self) -> impl Iterator<Item = (&GroupName, &Value, Stamp)> {
        self.groups.iter().map(|(name, group)| (name, &group.head.value, group.head.stamp))
    }
}
