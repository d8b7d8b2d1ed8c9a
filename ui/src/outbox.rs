//! Edits on their way to the device's store.
//!
//! The one rule: the newest value of every group is either stored, being stored, or still here. At most one edit per draft
//! is on its way at a time.

use std::collections::{BTreeMap, VecDeque};

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::Stamp;
use serde_json::Value;

/// A new value for one group of one draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The draft.
    pub id: DraftId,
    /// The group.
    pub group: GroupName,
    /// Its new value.
    pub value: Value,
    /// The stamp of the value that was on screen.
    pub base: Option<Stamp>,
}

#[derive(Debug, Default)]
struct Queue {
    /// One per group; the longest waiting first.
    waiting: VecDeque<Edit>,
    in_flight: Option<Edit>,
}

impl Queue {
    fn put(&mut self, edit: Edit) {
        match self.waiting.iter_mut().find(|waiting| waiting.group == edit.group) {
            Some(older) => *older = edit,
            None => self.waiting.push_back(edit),
        }
    }

    fn next(&mut self) -> Option<Edit> {
        if self.in_flight.is_some() {
            return None;
        }
        self.in_flight = self.waiting.pop_front();
        self.in_flight.clone()
    }
}

/// Every edit that the device has not confirmed as stored.
#[derive(Debug, Default)]
pub struct Outbox {
    queues: BTreeMap<DraftId, Queue>,
}

impl Outbox {
    /// Takes an edit. Returns what to send now, if nothing of that draft is on its way.
    pub fn put(&mut self, edit: Edit) -> Option<Edit> {
        let queue = self.queues.entry(edit.id).or_default();
        queue.put(edit);
        queue.next()
    }

    /// The edit on its way is durable. Returns the next one to send.
    pub fn stored(&mut self, id: DraftId) -> Option<Edit> {
        let queue = self.queues.get_mut(&id)?;
        queue.in_flight = None;
        let next = queue.next();
        if next.is_none() {
            self.queues.remove(&id);
        }
        next
    }

    /// The edit on its way could not be stored. It stays, unless a newer value of its group waits already; behind the
    /// others, so that one value that cannot be stored does not hold them up.
    pub fn refused(&mut self, id: DraftId) {
        let Some(queue) = self.queues.get_mut(&id) else { return };
        let Some(edit) = queue.in_flight.take() else { return };
        if !queue.waiting.iter().any(|newer| newer.group == edit.group) {
            queue.waiting.push_back(edit);
        }
    }

    /// What to send when the person asks to try again: one edit of each draft that has none on its way.
    pub fn retry(&mut self) -> Vec<Edit> {
        self.queues.values_mut().filter_map(Queue::next).collect()
    }

    /// The edits of a draft that are not stored yet; of one group the newest comes last.
    pub fn pending(&self, id: DraftId) -> impl Iterator<Item = &Edit> {
        self.queues.get(&id).into_iter().flat_map(|queue| queue.in_flight.iter().chain(&queue.waiting))
    }

    /// Whether a value of this group is not stored yet.
    pub fn holds(&self, id: DraftId, group: &GroupName) -> bool {
        self.pending(id).any(|edit| edit.group == *group)
    }

    /// Whether any value of this draft is not stored yet.
    pub fn holds_any(&self, id: DraftId) -> bool {
        self.queues.contains_key(&id)
    }

    /// The drafts that have values that are not stored yet.
    pub fn ids(&self) -> impl Iterator<Item = DraftId> {
        self.queues.keys().copied()
    }

    /// How many drafts have values that are not stored yet.
    pub fn drafts(&self) -> usize {
        self.queues.len()
    }

    /// Whether everything is stored.
    pub fn is_empty(&self) -> bool {
        self.queues.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn draft(n: u128) -> DraftId {
        format!("{n:032x}").parse().expect("32 hex digits are a UUID")
    }

    fn edit(id: DraftId, group: GroupName, value: &str) -> Edit {
        Edit { id, group, value: json!(value), base: None }
    }

    fn title(value: &str) -> Edit {
        edit(draft(1), GroupName::TITLE, value)
    }

    #[test]
    fn at_most_one_edit_of_a_draft_is_on_its_way() {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.put(title("D")), Some(title("D")));
        assert_eq!(outbox.put(title("Du")), None);
        assert_eq!(outbox.put(edit(draft(1), GroupName::DESCRIPTION, "Big")), None);
        assert!(outbox.retry().is_empty());
        let other = edit(draft(2), GroupName::TITLE, "Flat");
        assert_eq!(outbox.put(other.clone()), Some(other), "another draft does not wait");
    }

    #[test]
    fn the_newest_value_of_each_group_goes_next_and_the_ones_between_are_skipped() {
        let mut outbox = Outbox::default();
        outbox.put(title("D"));
        for text in ["Du", "Dup", "Duplex"] {
            outbox.put(title(text));
        }
        let description = edit(draft(1), GroupName::DESCRIPTION, "Big");
        outbox.put(description.clone());
        assert_eq!(outbox.stored(draft(1)), Some(title("Duplex")));
        assert_eq!(outbox.stored(draft(1)), Some(description));
        assert!(!outbox.is_empty(), "the last one is still on its way");
        assert_eq!(outbox.stored(draft(1)), None);
        assert!(outbox.is_empty());
    }

    #[test]
    fn what_could_not_be_stored_is_kept_for_the_next_try() {
        let mut outbox = Outbox::default();
        outbox.put(title("Duplex"));
        outbox.refused(draft(1));
        assert!(outbox.holds(draft(1), &GroupName::TITLE));
        assert_eq!(outbox.retry(), [title("Duplex")]);
        outbox.refused(draft(1));
        assert_eq!(outbox.put(title("Duplex!")), Some(title("Duplex!")), "typing on tries again");
        outbox.stored(draft(1));
        assert!(outbox.is_empty());
    }

    #[test]
    fn a_failed_edit_never_overwrites_a_newer_one() {
        let mut outbox = Outbox::default();
        outbox.put(title("old"));
        outbox.put(title("new"));
        outbox.refused(draft(1));
        assert_eq!(outbox.retry(), [title("new")]);
        assert_eq!(outbox.stored(draft(1)), None);
    }

    #[test]
    fn one_value_that_cannot_be_stored_does_not_hold_up_the_others() {
        let mut outbox = Outbox::default();
        let description = edit(draft(1), GroupName::DESCRIPTION, "Big");
        outbox.put(title("bad"));
        outbox.put(description.clone());
        outbox.refused(draft(1));
        assert_eq!(outbox.retry(), [description]);
        assert_eq!(outbox.stored(draft(1)), Some(title("bad")));
    }
}
