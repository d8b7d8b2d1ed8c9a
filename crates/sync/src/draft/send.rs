//! Making the update that carries a draft's dirty groups. Stamps are made here, once, and stored before they are sent.

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, GroupName, UserId};

use super::{Draft, GroupState};
use crate::{
    DeviceId, Millis, Stamp,
    clock::{Reading, ServerClock},
    wire::{GroupHead, GroupUpdate, PastUpdate, UpdatePropertyDraft},
};

/// An update on its way, and what its answer will be matched with.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// What is sent.
    pub update: UpdatePropertyDraft,
    /// What was sent of each group.
    pub sent: BTreeMap<GroupName, SentGroup>,
    /// The past values that were sent.
    pub sent_past: Vec<(GroupName, Stamp)>,
}

/// The most past values in one update, and the most bytes of them: what is left goes with the next.
const PAST_VALUES: usize = 50;
const PAST_BYTES: usize = 256 * 1024;

/// One group as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SentGroup {
    /// The generation that was sent: the answer speaks of no other.
    pub generation: u64,
    /// What the server holds if it applies it.
    pub head: GroupHead,
}

impl Outgoing {
    /// Asks for the whole draft as well.
    pub fn ask_for_all(&mut self) {
        if self.update.base_rev > 0 {
            self.update.base_rev = -1;
        }
    }
}

impl Draft {
    /// The update that carries every sendable group; `None` until the server's time is known. Stores the stamps in the
    /// draft: save it before sending.
    pub fn prepare_update(
        &mut self,
        id: DraftId,
        author: UserId,
        device: DeviceId,
        clock: &ServerClock,
        now: &Reading,
    ) -> Option<Outgoing> {
        clock.now(now)?;
        // In the order in which they were made: what came later is raised above what came before.
        for past in self.past.iter_mut().filter(|past| past.stamp.is_none()) {
            let group = self.groups.get_mut(&past.group)?;
            let estimated = clock.time_of(&past.edited, now)?;
            let stamp = raised(Stamp { millis: estimated, device }, past.base.max(group.last_sent));
            past.stamp = Some(stamp);
            group.last_sent = group.last_sent.max(Some(stamp));
        }
        // The trash comes last: a delete or restore is stamped above every other group as it was known when it was made.
        let (trash, content): (Vec<_>, Vec<_>) = self.sendable().cloned().partition(|name| *name == GroupName::TRASH);
        for name in content.iter().chain(&trash) {
            let above_all = if *name == GroupName::TRASH { self.below_trash(clock, now) } else { None };
            let group = self.groups.get_mut(name)?;
            stamp_group(group, above_all, device, clock, now)?;
        }
        let mut outgoing = Outgoing {
            update: UpdatePropertyDraft {
                id,
                base_rev: self.base_rev(),
                last_modified: None,
                groups: BTreeMap::new(),
                past: vec![],
            },
            sent: BTreeMap::new(),
            sent_past: vec![],
        };
        let mut bytes = 0;
        for past in self.sendable_past().take(PAST_VALUES) {
            bytes += past.value.to_string().len();
            let Some(stamp) = past.stamp.filter(|_| bytes <= PAST_BYTES || outgoing.sent_past.is_empty()) else {
                break;
            };
            outgoing.sent_past.push((past.group.clone(), stamp));
            outgoing.update.past.push(PastUpdate { group: past.group.clone(), value: past.value.clone(), stamp });
        }
        for name in content.into_iter().chain(trash) {
            let group = &self.groups[&name];
            let (Some(dirty), generation) = (&group.dirty, group.generation) else { continue };
            let Some(stamp) = dirty.stamp else { continue };
            let head = GroupHead { value: dirty.value.clone(), stamp, author };
            let (base, continues) = (dirty.base, dirty.continues);
            let update = GroupUpdate { value: dirty.value.clone(), stamp, base, continues };
            outgoing.update.last_modified = outgoing.update.last_modified.max(Some(stamp.millis));
            outgoing.update.groups.insert(name.clone(), update);
            outgoing.sent.insert(name, SentGroup { generation, head });
        }
        Some(outgoing)
    }

    /// The revision it builds on; -1 when all is to be told of a draft that the server is known to have held.
    fn base_rev(&self) -> i64 {
        let known = self.groups.values().any(|group| group.confirmed.is_some());
        if self.rev == 0 && known { -1 } else { self.rev }
    }

    /// What a delete or a restore is stamped above: everything that was known of the draft when it was made, and what was
    /// edited here before it. What others wrote afterwards is newer, whenever this device hears of it. Once the server has
    /// refused a stamp of it as ahead, nothing counts but what the server holds.
    fn below_trash(&self, clock: &ServerClock, now: &Reading) -> Option<Stamp> {
        let trash = self.groups.get(&GroupName::TRASH)?.dirty.as_ref()?;
        let confirmed = self.groups.values().filter_map(GroupState::confirmed_stamp).max();
        if trash.not_after.is_some() {
            return trash.above.map_or(confirmed, |above| confirmed.min(Some(above)));
        }
        let Some(above) = trash.above else { return self.greatest_stamp() };
        let made = clock.time_of(&trash.edited, now);
        let before = self.groups.iter().filter_map(|(name, group)| {
            let dirty = group.dirty.as_ref().filter(|_| *name != GroupName::TRASH)?;
            dirty.stamp.filter(|_| clock.time_of(&dirty.edited, now) <= made)
        });
        before.chain([above]).max()
    }

    /// The greatest stamp that this device knows of the draft.
    pub(super) fn greatest_stamp(&self) -> Option<Stamp> {
        let stamps = self.groups.values().flat_map(|group| {
            let dirty = group.dirty.as_ref().and_then(|dirty| dirty.stamp);
            [group.confirmed_stamp(), group.last_sent, dirty]
        });
        stamps.flatten().max()
    }
}

/// The stamp is the edit's time on the server's clock, raised only above what it is based on, what this device already
/// sent for the group and, for the trash, everything else. After the server refused a stamp as ahead of its clock, what it
/// is based on may be a value that the server has lost: then it is raised no higher than above what the server holds.
fn stamp_group(
    group: &mut GroupState,
    above_all: Option<Stamp>,
    device: DeviceId,
    clock: &ServerClock,
    now: &Reading,
) -> Option<()> {
    let confirmed = group.confirmed_stamp();
    let dirty = group.dirty.as_mut()?;
    if dirty.stamp.is_some() {
        return Some(());
    }
    let estimated = clock.time_of(&dirty.edited, now)?;
    let estimated = dirty.not_after.map_or(estimated, |limit: Millis| estimated.min(limit));
    let floor = match dirty.not_after {
        None => dirty.base.max(group.last_sent),
        Some(_) => dirty.base.min(confirmed).max(group.last_sent),
    };
    let stamp = raised(Stamp { millis: estimated, device }, floor.max(above_all));
    dirty.stamp = Some(stamp);
    group.last_sent = group.last_sent.max(Some(stamp));
    Some(())
}

/// The stamp, or the first one above the floor.
fn raised(mut stamp: Stamp, floor: Option<Stamp>) -> Stamp {
    if let Some(floor) = floor
        && stamp <= floor
    {
        stamp.millis = floor.millis.next();
    }
    stamp
}
