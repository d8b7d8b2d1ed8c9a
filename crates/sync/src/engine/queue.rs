//! The outbox as the engine sees it: which drafts have unsent groups, since when, and which of them have to wait.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::DraftId;

use super::{DraftOutbox, Settings};

/// The pauses after answers that left a draft as unsent as it was, in milliseconds: the first is doubled each time.
const FIRST_PAUSE: i64 = 500;
const LONGEST_PAUSE: i64 = 60_000;

#[derive(Clone, Debug)]
struct Entry {
    sendable: bool,
    held: Option<String>,
    first_unsent: i64,
    last_edit: i64,
    /// Why the server refuses the draft as a whole. The next edit or "Retry now" releases it.
    refused: Option<String>,
    /// How often it was answered and still has the same to send.
    fruitless: u32,
    /// Not sooner than this, because the last times were fruitless.
    not_before: i64,
    /// It made the server stumble: it goes after the others.
    postponed: bool,
}

impl Entry {
    fn can_go(&self) -> bool {
        self.sendable && self.refused.is_none()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Queue {
    entries: BTreeMap<DraftId, Entry>,
    edits: BTreeMap<DraftId, i64>,
    refetch: BTreeSet<DraftId>,
    /// The draft on screen.
    pub(super) open: Option<DraftId>,
    batch: usize,
    /// The number of drafts that the next request may carry, while a culprit is being looked for.
    narrowed: Option<usize>,
}

impl Queue {
    pub(super) fn new(batch: usize) -> Self {
        Self {
            entries: BTreeMap::new(),
            edits: BTreeMap::new(),
            refetch: BTreeSet::new(),
            open: None,
            batch,
            narrowed: None,
        }
    }

    pub(super) fn set(&mut self, outbox: DraftOutbox, now: i64) {
        let edited = self.edits.remove(&outbox.id);
        if outbox.sendable.is_empty() && outbox.held.is_none() {
            self.entries.remove(&outbox.id);
            return;
        }
        let sendable = !outbox.sendable.is_empty();
        let entry = self.entries.entry(outbox.id).or_insert(Entry {
            sendable,
            held: None,
            first_unsent: edited.unwrap_or(now),
            last_edit: edited.unwrap_or(now),
            refused: None,
            fruitless: 0,
            not_before: i64::MIN,
            postponed: false,
        });
        if !entry.sendable {
            entry.first_unsent = edited.unwrap_or(now);
        }
        if let Some(at) = edited {
            entry.last_edit = at;
            (entry.refused, entry.postponed) = (None, false);
            (entry.fruitless, entry.not_before) = (0, i64::MIN);
        }
        (entry.sendable, entry.held) = (sendable, outbox.held);
    }

    pub(super) fn edited(&mut self, id: DraftId, now: i64) {
        self.edits.insert(id, now);
    }

    pub(super) fn refetch(&mut self, id: DraftId) {
        self.refetch.insert(id);
    }

    /// Drafts whose copy here is known to differ from the server's, until they are fetched.
    pub(super) fn doubtful(&self) -> u32 {
        u32::try_from(self.refetch.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn fetched(&mut self, ids: &[DraftId]) {
        self.refetch.retain(|id| !ids.contains(id));
    }

    /// Drafts to ask for in a request that carries updates of others.
    pub(super) fn wanted(&self, updates: usize) -> Vec<DraftId> {
        let most = self.narrowed.unwrap_or(self.batch);
        self.refetch.iter().copied().take(most.saturating_sub(updates)).collect()
    }

    /// When the pause in typing, or the ceiling, sends something.
    pub(super) fn due(&self, settings: &Settings) -> Option<i64> {
        let pause = |entry: &Entry| {
            (entry.last_edit + settings.debounce).min(entry.first_unsent + settings.ceiling).max(entry.not_before)
        };
        let wanted = (!self.refetch.is_empty()).then_some(i64::MIN);
        self.entries.values().filter(|entry| entry.can_go()).map(pause).min().into_iter().chain(wanted).min()
    }

    /// The open draft first, then the oldest; those that made the server stumble go last.
    pub(super) fn next_batch(&self) -> Vec<DraftId> {
        let mut ready: Vec<_> = self.entries.iter().filter(|(_, entry)| entry.can_go()).collect();
        ready.sort_by_key(|(id, entry)| (entry.postponed, Some(**id) != self.open, entry.first_unsent, **id));
        ready.into_iter().map(|(id, _)| *id).take(self.narrowed.unwrap_or(self.batch)).collect()
    }

    /// These went out at `started` and were answered: what is left of them was edited meanwhile and has just become
    /// unsent, or has to be sent once more, each time after a longer pause.
    pub(super) fn sent(&mut self, ids: &[DraftId], batch: Option<usize>, started: i64, now: i64) {
        for id in ids {
            let Some(entry) = self.entries.get_mut(id) else { continue };
            entry.postponed = false;
            if entry.last_edit >= started {
                entry.first_unsent = entry.last_edit;
            } else {
                entry.not_before = now + (FIRST_PAUSE << entry.fruitless.min(7)).min(LONGEST_PAUSE);
                entry.fruitless += 1;
            }
        }
        self.batch = batch.map_or(self.batch, |batch| batch.max(1));
        self.narrowed = self.narrowed.map(|n| n * 2).filter(|n| *n < self.batch);
    }

    /// A request with these, and with questions about `asked` others, that went out at `started` failed for a reason of its
    /// own. Several: the next one carries half as many, until the culprit stands alone. Alone: with a reason it is set aside,
    /// without one it goes after the others. One that was edited meanwhile is not what was refused: it is tried as it is now.
    pub(super) fn isolate(&mut self, ids: &[DraftId], asked: usize, reason: Option<String>, started: i64) {
        let together = ids.len() + asked;
        if together > 1 {
            self.narrowed = Some(together.div_ceil(2));
        } else if let Some(entry) = ids.first().and_then(|id| self.entries.get_mut(id)) {
            entry.postponed = reason.is_none();
            entry.refused = reason.filter(|_| entry.last_edit < started);
        }
    }

    pub(super) fn release(&mut self) {
        for entry in self.entries.values_mut() {
            (entry.refused, entry.postponed) = (None, false);
            (entry.fruitless, entry.not_before) = (0, i64::MIN);
        }
    }

    pub(super) fn has_sendable(&self) -> bool {
        self.entries.values().any(Entry::can_go)
    }

    pub(super) fn waiting(&self) -> u32 {
        u32::try_from(self.entries.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = DraftId> {
        self.entries.keys().copied()
    }

    /// Why nothing of a draft can go.
    pub(super) fn quarantine(&self, id: DraftId) -> Option<String> {
        let entry = self.entries.get(&id)?;
        if entry.can_go() {
            return None;
        }
        entry.refused.clone().or_else(|| entry.held.clone())
    }

    pub(super) fn first_quarantine(&self) -> Option<String> {
        self.entries.values().find_map(|entry| entry.refused.clone().or_else(|| entry.held.clone()))
    }
}

#[cfg(test)]
mod tests {
    use lagoon_listing::GroupName;
    use uuid::Uuid;

    use super::*;

    fn draft(number: u128) -> DraftId {
        DraftId(Uuid::from_u128(number))
    }

    /// Twenty unsent drafts.
    fn queue(batch: usize) -> Queue {
        let mut queue = Queue::new(batch);
        for number in 1..=20 {
            queue.set(DraftOutbox { id: draft(number), sendable: [GroupName::TITLE].into(), held: None }, 0);
        }
        queue
    }

    #[test]
    fn each_answer_while_a_culprit_is_looked_for_doubles_what_goes_together() {
        let mut queue = queue(50);
        let ids: Vec<_> = (1..=12).map(draft).collect();
        queue.isolate(&ids, 0, None, 0);
        assert_eq!(queue.next_batch().len(), 6);
        queue.sent(&ids[..6], None, 500, 600);
        assert_eq!(queue.next_batch().len(), 12);
        queue.sent(&ids, None, 500, 600);
        assert_eq!(queue.next_batch().len(), 20);
    }

    #[test]
    fn an_answer_that_leads_back_to_the_servers_limit_ends_the_look_for_a_culprit() {
        let mut queue = queue(4);
        let ids = queue.next_batch();
        queue.isolate(&ids, 0, None, 0);
        assert_eq!(queue.next_batch().len(), 2);
        queue.sent(&ids[..2], None, 500, 600);
        assert_eq!(queue.next_batch().len(), 4);
        queue.sent(&ids, Some(50), 500, 600);
        assert_eq!(queue.next_batch().len(), 20, "a higher limit counts at once");
    }

    #[test]
    fn what_an_answer_left_unsent_pauses_from_that_answer_and_twice_as_long_the_next_time() {
        let mut queue = queue(50);
        let settings = Settings::default();
        let ids: Vec<_> = (1..=20).map(draft).collect();
        for (answered, again) in [(10_000, 10_500), (20_000, 21_000), (30_000, 32_000)] {
            queue.sent(&ids, None, answered - 100, answered);
            assert_eq!(queue.due(&settings), Some(again));
        }
        for _ in 0..10 {
            queue.sent(&ids, None, 39_900, 40_000);
        }
        assert_eq!(queue.due(&settings), Some(100_000), "a minute at most");
    }

    #[test]
    fn what_was_edited_while_its_request_ran_is_not_set_aside_for_what_it_was() {
        let mut queue = queue(50);
        let edited = DraftOutbox { id: draft(1), sendable: [GroupName::TITLE].into(), held: None };
        queue.edited(draft(1), 5_000);
        queue.set(edited, 5_000);
        queue.isolate(&[draft(1)], 0, Some("too large".into()), 5_000);
        assert_eq!(queue.quarantine(draft(1)), None, "edited when the request went out, or later");
        queue.isolate(&[draft(1)], 0, Some("too large".into()), 5_001);
        assert_eq!(queue.quarantine(draft(1)).as_deref(), Some("too large"));
    }

    #[test]
    fn copies_that_differ_are_counted_until_they_are_fetched() {
        let mut queue = Queue::new(50);
        queue.refetch(draft(1));
        queue.refetch(draft(2));
        queue.refetch(draft(2));
        assert_eq!(queue.doubtful(), 2);
        queue.fetched(&[draft(2)]);
        assert_eq!(queue.doubtful(), 1);
    }

    #[test]
    fn the_first_reason_why_something_cannot_go_is_told() {
        let mut queue = queue(50);
        assert_eq!(queue.first_quarantine(), None);
        queue.set(DraftOutbox { id: draft(9), sendable: BTreeSet::new(), held: Some("too long".into()) }, 0);
        assert_eq!(queue.first_quarantine().as_deref(), Some("too long"));
        queue.isolate(&[draft(5)], 0, Some("too large".into()), 10_000);
        assert_eq!(queue.first_quarantine().as_deref(), Some("too large"));
    }
}
