//! Taking in what an answer says about one draft: the one way by which anything of the server's reaches a device's copy.

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, GroupName};

use super::{Answered, Draft, Outgoing};
use crate::{
    clock::Reading,
    merge::is_deleted,
    wire::{DraftHead, DraftOutcome, GroupHead, GroupOutcome, Resync, SyncRequest, SyncResponse},
};

/// What the server said about one draft.
#[derive(Clone, Copy, Debug)]
pub enum Said<'a> {
    /// What became of an update.
    Outcome(&'a DraftOutcome),
    /// What another device changed.
    Changed(&'a DraftHead),
}

/// A draft after an answer.
#[derive(Clone, Debug)]
pub struct Absorbed {
    /// As it is to be stored.
    pub draft: Draft,
    /// What the answer did, values that the server lost and a newer local one hides included.
    pub answered: Answered,
    /// Whether there is anything to store.
    pub changed: bool,
    /// The server has forgotten it, and nothing here is unsent: it is to be removed instead of stored.
    pub forget: bool,
}

impl<'a> Said<'a> {
    /// Everything that an answer says, in the order in which it is to be taken in. Its outcomes are matched with the
    /// request's updates by their place.
    pub fn all(request: &'a SyncRequest, response: &'a SyncResponse) -> impl Iterator<Item = (DraftId, Self)> {
        let asked = request.updates.iter().map(|update| update.id);
        let outcomes = asked.zip(response.outcomes.iter().map(Self::Outcome));
        outcomes.chain(response.changes.iter().map(|change| (change.id, Self::Changed(&change.head))))
    }

    /// Milliseconds since 1970 when somebody last edited the draft.
    pub fn last_modified(&self) -> Option<i64> {
        self.head().map(|head| head.last_modified.get())
    }

    /// Takes it in. `sent` is what it answers; `begins_anew` says that the server speaks of the draft for the first time
    /// since the device had to begin to read again. What is then not named, or not by the answer to an update that asked for
    /// the whole draft, the server does not hold.
    pub fn absorb(
        &self,
        before: Option<&Draft>,
        sent: Option<&Outgoing>,
        begins_anew: Option<Resync>,
        at: Reading,
    ) -> Absorbed {
        let mut draft = before.cloned().unwrap_or_default();
        // Whoever applies something holds something, whatever else they say.
        let absent = matches!(self, Self::Outcome(outcome) if outcome.draft.is_none() && outcome.groups.is_empty());
        let asked_for_all = sent.is_none_or(|sent| sent.update.base_rev <= 0);
        let whole = asked_for_all && matches!(self, Self::Outcome(_));
        let in_the_trash = draft.purged || is_deleted(draft.confirmed_entries());
        let purged = match (self, begins_anew) {
            (Self::Outcome(outcome), None) => outcome.unknown || (absent && whole && in_the_trash),
            (_, begins_anew) => absent && begins_anew == Some(Resync::Purged),
        };
        let complete = !purged && (whole || begins_anew == Some(Resync::Restored));
        let lost = if complete { draft.take_back(&self.standing(sent), at).replaced } else { vec![] };
        let mut answered = match (self, sent) {
            (Self::Outcome(outcome), Some(sent)) => draft.apply_outcome(sent, outcome, at),
            _ => self.head().map(|head| draft.apply_pulled(head, at)).unwrap_or_default(),
        };
        answered.replaced.splice(0..0, lost);
        let forget = purged && draft.take_absence(Resync::Purged, at).is_none();
        draft.purged &= absent;
        let changed = before.map_or(draft != Draft::default(), |before| *before != draft);
        Absorbed { draft, answered, changed, forget }
    }

    fn head(&self) -> Option<&'a DraftHead> {
        match self {
            Self::Outcome(outcome) => outcome.draft.as_ref(),
            Self::Changed(head) => Some(head),
        }
    }

    /// All that the server holds of the draft. An outcome leaves out what it has just applied; should it name the group all
    /// the same, the newer of the two stands.
    fn standing(&self, sent: Option<&Outgoing>) -> BTreeMap<GroupName, GroupHead> {
        let mut standing = self.head().map(|head| head.groups.clone()).unwrap_or_default();
        let Self::Outcome(outcome) = self else { return standing };
        let sent = sent.into_iter().flat_map(|outgoing| &outgoing.sent);
        for (name, sent) in sent.filter(|(name, _)| outcome.groups.get(*name) == Some(&GroupOutcome::Applied)) {
            if standing.get(name).is_none_or(|named| named.stamp < sent.head.stamp) {
                standing.insert(name.clone(), sent.head.clone());
            }
        }
        standing
    }
}

#[cfg(test)]
mod tests {
    use lagoon_listing::UserId;
    use serde_json::json;

    use super::*;
    use crate::{DeviceId, Millis, Stamp};

    #[test]
    fn an_edit_during_a_question_about_a_forgotten_draft_sends_nothing_of_it() {
        let at = Reading { wall: 0, boot: 0, boot_id: 1 };
        let mut draft = Draft { rev: 3, updated_at: Some(Millis::clamped(1_000)), ..Draft::default() };
        for (name, value, millis) in [(GroupName::TITLE, json!("Duplex"), 1), (GroupName::TRASH, json!(true), 2)] {
            let stamp = Stamp { millis: Millis::clamped(millis), device: DeviceId(1) };
            let author = UserId(uuid::Uuid::nil());
            draft.groups.entry(name).or_default().confirmed = Some(GroupHead { value, stamp, author });
        }
        let nothing = DraftOutcome { groups: BTreeMap::new(), draft: None, past: 0, unknown: false };
        let clean = Said::Outcome(&nothing).absorb(Some(&draft), None, None, at);
        assert!(clean.forget, "nothing is unsent");
        draft.edit(&GroupName::DESCRIPTION, json!("Typed while the question was on its way"), None, at);
        let mut asks = Said::Outcome(&nothing).absorb(Some(&draft), None, None, at).draft;
        for _ in 0..2 {
            assert!(asks.purged);
            assert_eq!((asks.sendable().count(), asks.groups[&GroupName::TRASH].dirty.is_some()), (0, false));
            asks = Said::Outcome(&nothing).absorb(Some(&asks), None, None, at).draft;
        }
    }
}
