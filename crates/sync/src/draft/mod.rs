//! A draft on a device: what the server is known to hold (confirmed), and newer local values on top of it (dirty).
//!
//! The one rule: a dirty value is only ever cleared by an answer to the very generation that was sent, or kept in
//! history when another's value stands.

mod absence;
mod absorb;
mod answer;
mod edit;
mod peak;
mod send;
mod version;

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, FieldError, GroupName, Groups, TeamId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use absence::{TRASH_KEPT, TRASH_SHOWN, purged};
pub use absorb::{Absorbed, Said};
pub use answer::{Answered, ONE_LINE, Replaced};
pub use edit::{Edit, UNREADABLE};
pub use peak::Peak;
pub use send::{Outgoing, SentGroup};
pub use version::version_at;

use crate::{
    Millis, Stamp, canonical::content_hash, clock::Reading, engine::DraftOutbox, merge::is_deleted, view::DraftView,
    wire::GroupHead,
};

/// A draft as a device holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The server's revision up to which everything is known. 0: nothing yet.
    pub rev: i64,
    /// Who started it, once the server said so.
    pub user_id: Option<UserId>,
    /// Server time of its last effective change, once the server said so.
    pub updated_at: Option<Millis>,
    /// Its groups.
    pub groups: BTreeMap<GroupName, GroupState>,
    /// Values that ended a run and were replaced before the server heard of them, the oldest first.
    pub past: Vec<Past>,
    /// The team deleted it so long ago that the server has forgotten it, and something here was not sent: a person has to
    /// say whether it is to be a new listing.
    pub purged: bool,
}

/// A value that no longer stands here and that the server's history is still to hear of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Its group.
    pub group: GroupName,
    /// The value.
    pub value: Value,
    /// The stamp of the value that was on screen when it was made.
    pub base: Option<Stamp>,
    /// When it was made.
    pub edited: Reading,
    /// The stamp it is sent with.
    pub stamp: Option<Stamp>,
}

/// One group of a draft on a device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupState {
    /// What the server is known to hold.
    pub confirmed: Option<GroupHead>,
    /// Counts local edits.
    pub generation: u64,
    /// The greatest stamp this device sent for the group.
    pub last_sent: Option<Stamp>,
    /// A newer local value.
    pub dirty: Option<Dirty>,
    /// The run that the confirmed value belongs to, if this device wrote it and may go on with it.
    pub run: Option<Run>,
    /// Stamps that the server refused as ahead of its clock.
    pub taken_back: Vec<Stamp>,
}

/// A run of values by this device whose latest is confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// When it began.
    pub began: Reading,
    /// The stamp of its latest value. Once another value is confirmed, the run is over.
    pub stamp: Stamp,
    /// What was longer in it.
    #[serde(default, skip_serializing_if = "Peak::is_here")]
    pub peak: Peak,
}

/// A local value that the server is not known to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dirty {
    /// The value; `null` is cleared.
    pub value: Value,
    /// The stamp of the value that was on screen when the edit was made.
    pub base: Option<Stamp>,
    /// When it was made.
    pub edited: Reading,
    /// When the run of values it belongs to began.
    pub run_began: Reading,
    /// Whether that run is over, so that the next edit starts another and keeps this value.
    pub run_ended: bool,
    /// The last value of that run that was sent: a keystroke, which history can do without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Stamp>,
    /// What was longer in that run.
    #[serde(default, skip_serializing_if = "Peak::is_here")]
    pub peak: Peak,
    /// The stamp it was sent with. Made at the first try and kept for every other, so that a retry is the same message.
    pub stamp: Option<Stamp>,
    /// The latest time its next stamp may have, after the server found one ahead of its clock.
    pub not_after: Option<Millis>,
    /// Of a delete or a restore: the greatest stamp of the draft that this device knew when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<Stamp>,
    /// Why the server refuses it.
    pub held: Option<FieldError>,
}

impl Dirty {
    /// A value made on nothing, in a run of its own that goes on.
    pub fn new(value: Value, at: Reading) -> Self {
        Self {
            value,
            base: None,
            edited: at,
            run_began: at,
            run_ended: false,
            continues: None,
            peak: Peak::Here,
            stamp: None,
            not_after: None,
            above: None,
            held: None,
        }
    }
}

impl Dirty {
    /// The value, as what will have stood.
    fn as_past(&self, group: &GroupName) -> Past {
        let (value, base, edited, stamp) = (self.value.clone(), self.base, self.edited, self.stamp);
        Past { group: group.clone(), value, base, edited, stamp }
    }
}

impl Past {
    /// A value that the server is known to hold, as what will have stood.
    fn head(group: &GroupName, head: &GroupHead, edited: Reading) -> Self {
        Self { group: group.clone(), value: head.value.clone(), base: None, edited, stamp: Some(head.stamp) }
    }
}

impl GroupState {
    /// What the person sees.
    pub fn visible(&self) -> Option<&Value> {
        match &self.dirty {
            Some(dirty) => Some(&dirty.value),
            None => self.confirmed.as_ref().map(|head| &head.value),
        }
    }

    /// What an edit of the visible value is based on.
    pub fn base(&self) -> Option<Stamp> {
        match &self.dirty {
            Some(dirty) => dirty.base,
            None => self.confirmed.as_ref().map(|head| head.stamp),
        }
    }

    /// The stamp of what the server is known to hold.
    pub fn confirmed_stamp(&self) -> Option<Stamp> {
        self.confirmed.as_ref().map(|head| head.stamp)
    }

    /// What the server is known to hold.
    pub(crate) fn confirmed_value(&self) -> Option<&Value> {
        self.confirmed.as_ref().map(|head| &head.value)
    }

    /// Whether it waits to be sent.
    pub fn is_sendable(&self) -> bool {
        self.dirty.as_ref().is_some_and(|dirty| dirty.held.is_none())
    }
}

impl Draft {
    /// What the person sees, per group.
    pub fn visible(&self) -> Groups {
        self.groups.iter().filter_map(|(name, group)| Some((name.clone(), group.visible()?.clone()))).collect()
    }

    /// Whether it lies in the trash: by its own unsent delete or restore, or else by the stamps, where an unsent edit is
    /// newer than any delete it knows of.
    pub fn is_deleted(&self) -> bool {
        let trash = self.groups.get(&GroupName::TRASH);
        if let Some(dirty) = trash.and_then(|group| group.dirty.as_ref()) {
            // What was made after the delete got its stamp has none yet, or a greater one.
            let is_later =
                |made: Option<Stamp>| dirty.stamp.is_some() && made.is_none_or(|made| Some(made) > dirty.stamp);
            let later = self.groups.iter().any(|(name, group)| {
                name.is_content() && group.is_sendable() && group.dirty.as_ref().is_some_and(|own| is_later(own.stamp))
            });
            return dirty.value == Value::Bool(true) && !later;
        }
        // What the server refuses brings nothing back there, so that it does not here.
        if self.groups.iter().any(|(name, group)| name.is_content() && group.is_sendable()) {
            return false;
        }
        is_deleted(self.confirmed_entries())
    }

    /// Who made its newest change. `None`: somebody on this device, and the server is not known to have heard of it.
    pub fn edited_by(&self) -> Option<UserId> {
        let content = || self.groups.iter().filter(|(name, _)| name.is_content()).map(|(_, group)| group);
        // What waits for the network is newer than whatever came over it.
        if content().any(GroupState::is_sendable) {
            return None;
        }
        let newest = content().filter_map(|group| group.confirmed.as_ref()).max_by_key(|head| head.stamp)?;
        let refused = content().filter_map(|group| group.dirty.as_ref()).map(|dirty| dirty.edited.wall).max();
        refused.is_none_or(|at| at < newest.stamp.millis.get()).then_some(newest.author)
    }

    /// Groups that wait to be sent.
    pub fn sendable(&self) -> impl Iterator<Item = &GroupName> {
        self.groups.iter().filter(|(_, group)| !self.purged && group.is_sendable()).map(|(name, _)| name)
    }

    /// Why something of it is not sent until somebody does something.
    pub fn held_because(&self) -> Option<&str> {
        if self.purged { Some(purged()) } else { self.first_held().map(|(_, error)| error.message.as_str()) }
    }

    /// The first group that the server refuses, and why.
    pub fn first_held(&self) -> Option<(&GroupName, &FieldError)> {
        self.groups.iter().find_map(|(name, group)| Some((name, group.dirty.as_ref()?.held.as_ref()?)))
    }

    /// Whether anything here is not known to be in the cloud.
    pub fn is_dirty(&self) -> bool {
        !self.past.is_empty() || self.groups.values().any(|group| group.dirty.is_some())
    }

    /// Whether the cloud has still to confirm that it is published, or is not any more. What was called off before it was sent
    /// need not be confirmed.
    pub fn publication_waits(&self) -> bool {
        let Some(publication) = self.groups.get(&GroupName::PUBLICATION) else { return false };
        let Some(dirty) = &publication.dirty else { return false };
        let confirmed = publication.confirmed.as_ref();
        let differs = dirty.value != *confirmed.map_or(&Value::Null, |head| &head.value);
        // What was sent and not answered may have arrived.
        differs || publication.last_sent > confirmed.map(|head| head.stamp)
    }

    fn sendable_past(&self) -> impl Iterator<Item = &Past> {
        self.past.iter().filter(|_| !self.purged)
    }

    /// What the engine is told about it.
    pub fn to_outbox(&self, id: DraftId) -> DraftOutbox {
        DraftOutbox {
            id,
            sendable: self.sendable().chain(self.sendable_past().map(|past| &past.group)).cloned().collect(),
            held: self.held_because().map(ToOwned::to_owned),
        }
    }

    /// The draft for a wizard.
    pub fn to_view(&self, id: DraftId, team_id: Option<TeamId>) -> DraftView {
        let dirty = || self.groups.iter().filter_map(|(name, group)| Some((name, group.dirty.as_ref()?)));
        DraftView {
            id,
            groups: self.visible(),
            stamps: self.groups.iter().filter_map(|(name, group)| Some((name.clone(), group.base()?))).collect(),
            unsent: dirty().map(|(name, _)| name.clone()).collect(),
            publication_waits: self.publication_waits(),
            held: dirty().filter_map(|(name, dirty)| Some((name.clone(), dirty.held.clone()?))).collect(),
            deleted: self.is_deleted(),
            purged: self.purged,
            user_id: self.user_id,
            team_id,
            updated_at: self.updated_at,
        }
    }

    /// The hash over what the server is known to hold of it.
    pub fn receipt(&self) -> String {
        content_hash(self.confirmed_entries())
    }

    fn confirmed_entries(&self) -> impl Iterator<Item = (&GroupName, &Value, Stamp)> {
        self.groups.iter().filter_map(|(name, group)| {
            let head = group.confirmed.as_ref()?;
            Some((name, &head.value, head.stamp))
        })
    }
}

#[cfg(test)]
mod tests;
