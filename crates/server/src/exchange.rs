//! One exchange, decided: the drafts that stand and the updates that arrive → what to write and what to answer.
//!
//! Pure, and the same for every database. The one rule: updates of one request are decided one after the other, so that
//! the same draft twice in one request ends as it would in two.

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, GroupName, MAX_DRAFT_BYTES};
use lagoon_sync::{
    Seq,
    decision::{Context, Decision, HeldDraft, HistoryValue, update_property_draft},
    wire::{Cursor, DraftHead, DraftOutcome, GroupOutcome, UpdatePropertyDraft},
};

/// The most drafts in one answer's `changes`.
pub const PAGE_DRAFTS: usize = 200;

/// The most bytes of values in one answer's `outcomes`. Devices read a few times as much; any one draft fits.
const OUTCOME_BYTES: usize = 16 * MAX_DRAFT_BYTES;

/// The answer would hold more than a device reads. Nothing may be written; fewer updates at a time fit.
#[derive(Debug)]
pub struct AnswerTooLarge;

/// A draft and where its parts stand in the team's list of changes.
#[derive(Clone, Debug)]
pub struct StoredDraft {
    /// The draft.
    pub draft: HeldDraft,
    /// The team's counter at the last change of each group.
    pub group_seqs: BTreeMap<GroupName, Seq>,
}

impl StoredDraft {
    /// The draft for the wire, with the groups that changed after `seq`.
    pub fn head_after(&self, id: DraftId, seq: Seq) -> DraftHead {
        self.draft.to_head(id, |name, _| self.group_seqs.get(name).is_none_or(|changed| *changed > seq))
    }
}

/// What a transaction is to write.
#[derive(Debug)]
pub struct Writes {
    /// The drafts as they stand afterwards, each with the groups that changed.
    pub drafts: BTreeMap<DraftId, DraftWrite>,
    /// Values that do not stand; some may be in history already.
    pub history: Vec<(DraftId, HistoryValue)>,
    /// The team's counter afterwards.
    pub seq: Seq,
}

/// A draft to write.
#[derive(Debug)]
pub struct DraftWrite {
    /// The draft as it stands afterwards.
    pub draft: HeldDraft,
    /// The team's counter at its last change.
    pub seq: Seq,
    /// The groups that changed, each with the team's counter at its change.
    pub groups: BTreeMap<GroupName, Seq>,
}

impl Writes {
    /// Nothing yet, on top of the team's counter.
    pub fn after(seq: Seq) -> Self {
        Self { drafts: BTreeMap::new(), history: vec![], seq }
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.history.is_empty()
    }

    /// Adds a decision about one draft and returns the draft as it stands after it.
    pub fn add(
        &mut self,
        id: DraftId,
        held: Option<&HeldDraft>,
        decision: &Decision,
        context: Context,
    ) -> Option<HeldDraft> {
        self.history.extend(decision.history.iter().map(|value| (id, value.clone())));
        let draft = HeldDraft::after(held, decision, context)?;
        if !decision.writes.is_empty() {
            self.seq = Seq(self.seq.0 + 1);
            let seq = self.seq;
            let write = self.drafts.entry(id).or_insert_with(|| DraftWrite {
                draft: draft.clone(),
                seq,
                groups: BTreeMap::new(),
            });
            write.draft = draft.clone();
            write.seq = seq;
            write.groups.extend(decision.writes.keys().map(|name| (name.clone(), seq)));
        }
        Some(draft)
    }
}

/// Decides all updates of a request. `held` are the drafts they name, `from_beginning` says that the device's
/// revisions belong to another life of the database.
pub fn decide(
    mut held: BTreeMap<DraftId, HeldDraft>,
    updates: &[UpdatePropertyDraft],
    from_beginning: bool,
    seq: Seq,
    context: Context,
) -> Result<(Vec<DraftOutcome>, Writes), AnswerTooLarge> {
    let mut writes = Writes::after(seq);
    let mut outcomes = Vec::with_capacity(updates.len());
    let mut bytes = 0;
    for update in updates {
        let decision = update_property_draft(held.get(&update.id), update, context);
        let draft = writes.add(update.id, held.get(&update.id), &decision, context);
        let known = if from_beginning { 0 } else { update.base_rev };
        let outcome = answer(update, decision.outcomes, decision.past, known, draft.as_ref());
        bytes += bytes_of(&outcome);
        if bytes > OUTCOME_BYTES {
            return Err(AnswerTooLarge);
        }
        outcomes.push(outcome);
        if let Some(draft) = draft {
            held.insert(update.id, draft);
        }
    }
    Ok((outcomes, writes))
}

fn bytes_of(outcome: &DraftOutcome) -> usize {
    let heads = outcome.draft.iter().flat_map(|draft| draft.groups.values());
    heads.map(|head| head.value.to_string().len()).sum()
}

fn answer(
    update: &UpdatePropertyDraft,
    groups: BTreeMap<GroupName, GroupOutcome>,
    past: usize,
    known_rev: i64,
    draft: Option<&HeldDraft>,
) -> DraftOutcome {
    let head = draft.map(|draft| {
        let known_rev = if known_rev > draft.rev { 0 } else { known_rev };
        draft.to_head(update.id, |name, group| {
            let sent = update.groups.get(name).map(|sent| sent.stamp);
            let applied = groups.get(name) == Some(&GroupOutcome::Applied) && sent == Some(group.head.stamp);
            group.rev > known_rev && !applied
        })
    });
    DraftOutcome { groups, draft: head, past, id: update.id }
}

/// Where reading goes on for a device with this cursor: the counter after which changes are new to it, and whether it
/// has to begin again because its cursor is of another life of the database or ahead of it.
pub fn read_from(cursor: Option<Cursor>, current: Cursor) -> (Seq, bool) {
    match cursor {
        None => (Seq(0), false),
        Some(cursor) if cursor.epoch != current.epoch || !(Seq(0)..=current.seq).contains(&cursor.seq) => {
            (Seq(0), true)
        }
        Some(cursor) => (cursor.seq, false),
    }
}
