//! Drafts that the server does not hold: lost by it, forgotten with the trash, or begun anew by a person.

use std::collections::BTreeMap;

use lagoon_listing::GroupName;
use lagoon_words::tr;
use serde_json::Value;

use super::{Answered, Dirty, Draft};
use crate::{Millis, clock::Reading, wire::Resync};

/// How long deleted drafts are remembered after their last change, in milliseconds: 90 days. Then server and devices forget
/// them, content and all.
pub const TRASH_KEPT: i64 = 90 * 86_400_000;

/// How long a deleted draft is shown in the trash, in milliseconds: 30 days.
pub const TRASH_SHOWN: i64 = 30 * 86_400_000;

/// What a person is told of a purged draft with unsent changes.
pub fn purged() -> &'static str {
    tr!(
        "The team deleted this listing more than 90 days ago, and it has changes from this device. Keep it as a new listing, \
         or move it to the trash."
    )
}

impl Draft {
    /// The server has named all that it holds, and this draft is not among it. `None`: it is to be forgotten.
    pub fn take_absence(&mut self, resync: Resync, at: Reading) -> Option<Answered> {
        match resync {
            Resync::Restored => Some(self.take_back(&BTreeMap::new(), at)),
            Resync::Purged if self.groups.values().all(|group| group.confirmed.is_none()) => Some(Answered::default()),
            Resync::Purged if self.is_dirty() => {
                self.purged = true;
                Some(Answered::default())
            }
            Resync::Purged => None,
        }
    }

    /// Whether nothing is lost when it is forgotten: deleted long before `server_time`, and everything was sent.
    pub fn is_forgotten(&self, server_time: Millis) -> bool {
        let old = self.updated_at.is_some_and(|at| at.plus(TRASH_KEPT) <= server_time);
        old && !self.is_dirty() && self.is_deleted()
    }

    /// Makes a draft of what a person sees of this one, of which the server knows nothing. What was published or deleted
    /// is neither.
    pub fn begin_anew(&mut self, at: Reading) {
        self.groups.retain(|name, group| {
            let own = *name != GroupName::TRASH && *name != GroupName::PUBLICATION;
            own && group.visible().is_some_and(|value| *value != Value::Null)
        });
        for group in self.groups.values_mut() {
            let Some(value) = group.visible().cloned() else { continue };
            let held = group.dirty.take().and_then(|dirty| dirty.held);
            group.dirty = Some(Dirty { run_ended: true, held, ..Dirty::new(value, at) });
            group.generation += 1;
            (group.confirmed, group.last_sent, group.run) = (None, None, None);
        }
        // What was replaced before it was sent is in this device's history.
        let groups = std::mem::take(&mut self.groups);
        *self = Self { groups, ..Self::default() };
    }

    /// Another installation goes by the same device id: from now on this one has another, and what is unsent gets stamps of
    /// that. Should one of the old ones have arrived, or arrive yet, it must not stand over its successor.
    pub fn forget_stamps(&mut self) {
        for group in self.groups.values_mut() {
            if let Some(stamp) = group.dirty.as_mut().and_then(|dirty| dirty.stamp.take()) {
                group.take_back_stamp(stamp);
                group.last_sent = group.last_sent.filter(|sent| *sent != stamp);
            }
        }
        for past in &mut self.past {
            past.stamp = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{DeviceId, Stamp, wire::GroupHead};

    const AT: Reading = Reading { wall: 0, boot: 0, boot_id: 1 };

    fn confirmed(values: &[(GroupName, Value, i64)]) -> Draft {
        let mut draft = Draft { rev: 3, updated_at: Some(Millis::clamped(1_000)), ..Draft::default() };
        for (name, value, millis) in values {
            let stamp = Stamp { millis: Millis::clamped(*millis), device: DeviceId(1) };
            let author = lagoon_listing::UserId(uuid::Uuid::nil());
            let head = GroupHead { value: value.clone(), stamp, author };
            draft.groups.entry(name.clone()).or_default().confirmed = Some(head);
        }
        draft
    }

    #[test]
    fn of_what_was_purged_a_clean_copy_goes_and_a_changed_one_asks() {
        let mut clean = confirmed(&[(GroupName::TITLE, json!("Duplex"), 1)]);
        let mut changed = clean.clone();
        assert!(clean.take_absence(Resync::Purged, AT).is_none());
        changed.edit(&GroupName::TITLE, json!("Duplex in Lekki"), None, AT);
        assert!(changed.take_absence(Resync::Purged, AT).is_some());
        assert_eq!((changed.sendable().count(), changed.held_because()), (0, Some(purged())));
        changed.edit(&GroupName::TITLE, json!("Still typing"), None, AT);
        assert_eq!(changed.sendable().count(), 0, "nothing goes out before somebody says so");
        let mut own = Draft::default();
        own.edit(&GroupName::TITLE, json!("Never sent"), None, AT);
        assert!(own.take_absence(Resync::Purged, AT).is_some());
        assert_eq!(own.sendable().count(), 1, "the server never held it");
    }

    #[test]
    fn a_listing_that_is_kept_starts_with_all_that_a_person_sees() {
        let publication = json!({"fields": {}, "publishedAt": 1});
        let mut draft = confirmed(&[
            (GroupName::TITLE, json!("Duplex"), 1),
            (GroupName::PRICE, Value::Null, 1),
            (GroupName::TRASH, json!(true), 1),
            (GroupName::PUBLICATION, publication, 1),
        ]);
        draft.edit(&GroupName::DESCRIPTION, json!("Bright"), None, AT);
        draft.purged = true;
        draft.begin_anew(AT);
        assert_eq!(
            draft.visible(),
            [(GroupName::TITLE, json!("Duplex")), (GroupName::DESCRIPTION, json!("Bright"))].into()
        );
        assert_eq!((draft.sendable().count(), draft.rev, draft.purged), (2, 0, false));
        assert!(draft.groups.values().all(|group| group.base().is_none()));
    }

    #[test]
    fn only_what_was_deleted_long_ago_and_sent_is_forgotten() {
        let deleted = confirmed(&[(GroupName::TITLE, json!("Duplex"), 1), (GroupName::TRASH, json!(true), 2)]);
        let due = Millis::clamped(1_000 + TRASH_KEPT);
        assert!(deleted.is_forgotten(due));
        assert!(!deleted.is_forgotten(due.plus(-1)));
        let mut edited = deleted.clone();
        edited.edit(&GroupName::TITLE, json!("Wait"), None, AT);
        assert!(!edited.is_forgotten(due));
        assert!(!confirmed(&[(GroupName::TITLE, json!("Duplex"), 1)]).is_forgotten(due));
        assert!(!Draft { updated_at: None, ..deleted }.is_forgotten(due));
    }

    #[test]
    fn a_device_that_takes_another_id_stamps_what_is_unsent_anew() {
        let mut draft = Draft::default();
        draft.edit(&GroupName::TITLE, json!("Duplex"), None, AT);
        let stamp = Stamp { millis: Millis::clamped(5), device: DeviceId(1) };
        let group = draft.groups.get_mut(&GroupName::TITLE).expect("edited");
        group.dirty.as_mut().expect("unsent").stamp = Some(stamp);
        group.last_sent = Some(stamp);
        draft.forget_stamps();
        let group = &draft.groups[&GroupName::TITLE];
        assert_eq!(group.dirty.as_ref().expect("unsent").stamp, None);
        assert_eq!((group.last_sent, &group.taken_back[..]), (None, &[stamp][..]));
    }
}
