//! One exchange, decided: the drafts that stand and the updates that arrive → what to write and what to answer.
//!
//! Pure, and the same for every database. The one rule: updates of one request are decided one after the other, so that
//! the same draft twice in one request ends as it would in two.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    io,
    sync::OnceLock,
};

use lagoon_listing::{DraftId, GroupName, MAX_DRAFT_BYTES, UserId, check_for_storing};
use lagoon_sync::{
    Seq, Stamp,
    decision::{Context, Decision, HeldDraft, HeldGroup, HistoryValue, NewNotice, update_property_draft},
    wire::{
        Cursor, DraftChange, DraftHead, DraftOutcome, GroupHead, GroupOutcome, Notice, NoticeId, NoticeKind, Resync,
        UpdatePropertyDraft,
    },
};
use serde_json::Value;

use crate::heft;

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
    draft: HeldDraft,
    /// The team's counter at the last change of each group.
    pub group_seqs: BTreeMap<GroupName, Seq>,
    /// Its receipt, once somebody has asked: many devices may hear of the same draft.
    receipt: OnceLock<String>,
}

impl StoredDraft {
    /// A draft of whose groups' places nothing is known yet.
    pub fn new(draft: HeldDraft) -> Self {
        Self { draft, group_seqs: BTreeMap::new(), receipt: OnceLock::new() }
    }

    /// The draft.
    pub fn draft(&self) -> &HeldDraft {
        &self.draft
    }

    /// The draft alone.
    pub fn into_draft(self) -> HeldDraft {
        self.draft
    }

    /// Adds a group that stands, and the team's counter at its change.
    pub fn add(&mut self, name: GroupName, group: HeldGroup, seq: Seq) {
        self.receipt.take();
        self.draft.groups.insert(name.clone(), group);
        self.group_seqs.insert(name, seq);
    }

    /// Takes the draft as it stands after a change of some groups, each with the team's counter at it.
    pub fn replace(&mut self, draft: HeldDraft, changed: &BTreeMap<GroupName, Seq>) {
        self.receipt.take();
        self.draft = draft;
        self.group_seqs.extend(changed.iter().map(|(name, seq)| (name.clone(), *seq)));
    }

    /// The draft for the wire, with the groups that changed after `seq`.
    pub fn change_after(&self, id: DraftId, seq: Seq) -> DraftChange {
        let draft = &self.draft;
        let changed = |name: &GroupName| self.group_seqs.get(name).is_none_or(|changed| *changed > seq);
        let is_new = self.group_seqs.values().all(|changed| *changed > seq);
        let groups = draft.groups.iter().filter(|(name, _)| changed(name));
        let head = DraftHead {
            rev: draft.rev,
            last_modified: draft.last_modified(),
            updated_at: draft.updated_at,
            // Whoever hears of it for the first time is told who started it.
            user_id: is_new.then_some(draft.user_id),
            groups: groups.map(|(name, group)| (name.clone(), group.head.clone())).collect(),
            content_hash: self.receipt().to_owned(),
        };
        DraftChange { id, head }
    }

    /// The hash over all its groups.
    pub fn receipt(&self) -> &str {
        self.receipt.get_or_init(|| self.draft.to_head(false, |_, _| false).content_hash)
    }

    /// About how many bytes of memory it takes.
    pub fn heft(&self) -> usize {
        let groups = self.draft.groups.values().map(|group| GROUP + heft::of(&group.head.value));
        DRAFT + groups.sum::<usize>()
    }

    /// How many bytes its values take as JSON.
    pub fn bytes(&self) -> usize {
        self.draft.groups.values().map(|group| json_bytes(&group.head.value)).sum()
    }
}

/// About how many bytes of memory a group takes, without its value: its name, its head, its places in two trees.
const GROUP: usize = 512;
/// And a draft, without its groups.
const DRAFT: usize = 2_048;

/// How many bytes a value takes as JSON.
pub fn json_bytes(value: &Value) -> usize {
    struct Count(usize);
    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    serde_json::to_writer(&mut count, value).expect("a value has string keys, and counting cannot fail");
    count.0
}

/// What a transaction is to write.
#[derive(Debug)]
pub struct Writes {
    /// The drafts as they stand afterwards, each with the groups that changed.
    pub drafts: BTreeMap<DraftId, DraftWrite>,
    /// Values that do not stand; some may be in history already.
    pub history: Vec<(DraftId, HistoryValue)>,
    /// What people have to be told.
    pub notices: Vec<NoticeWrite>,
    /// Groups whose refusal is in doubt: see [`Decision::doubtful`].
    pub doubtful: Vec<(DraftId, GroupName, Stamp)>,
    /// The team's counter afterwards.
    pub seq: Seq,
}

/// A notice to write.
#[derive(Debug)]
pub struct NoticeWrite {
    /// The draft.
    pub draft: DraftId,
    /// The notice.
    pub notice: NewNotice,
    /// The team's counter at it; each has a number of its own, so that pages can be cut between any two.
    pub seq: Seq,
}

/// What a person is told in one answer.
#[derive(Debug, Default)]
pub struct Told {
    /// New to the device.
    pub notices: Vec<Notice>,
    /// Dealt with on another device.
    pub settled: Vec<NoticeId>,
    /// Where the next page begins, if there is one.
    pub more_after: Option<Seq>,
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
        Self { drafts: BTreeMap::new(), history: vec![], notices: vec![], doubtful: vec![], seq }
    }

    /// Values that are not newer than what stands, and of which only history can tell whether they came before.
    pub fn late(&self) -> impl Iterator<Item = (DraftId, &GroupName, Stamp)> {
        let late = self.notices.iter().filter(|write| write.notice.late);
        let late = late.map(|write| (write.draft, &write.notice.group, write.notice.mine.stamp));
        late.chain(self.doubtful.iter().map(|(draft, group, stamp)| (*draft, group, *stamp)))
    }

    /// Takes back the refusals of values that came before, or were overtaken by a later one of their device: they lost.
    pub fn settle_doubts(
        &mut self,
        came_before: &BTreeSet<(DraftId, GroupName, Stamp)>,
        updates: &[UpdatePropertyDraft],
        outcomes: &mut [DraftOutcome],
        user: UserId,
    ) {
        let known = std::mem::take(&mut self.doubtful).into_iter().filter(|doubt| came_before.contains(doubt));
        for (draft, group, stamp) in known {
            for (update, outcome) in updates.iter().zip(&mut *outcomes).filter(|(update, _)| update.id == draft) {
                let Some(sent) = update.groups.get(&group).filter(|sent| sent.stamp == stamp) else { continue };
                outcome.groups.insert(group.clone(), GroupOutcome::Superseded);
                // By the rule for a value that nothing stands beside: what stood when it came first is not known any more. What
                // this refuses was taken beside an odd field then, and is in history, or was overtaken; asking by what stands
                // now could let it in a second time.
                if check_for_storing(&group, &sent.value).is_err() {
                    continue;
                }
                let head = GroupHead { value: sent.value.clone(), stamp, author: user };
                self.history.push((draft, HistoryValue { group: group.clone(), head }));
            }
        }
    }

    /// Numbers the notices, without those whose values came before. Call it once, after all decisions.
    pub fn number_notices(&mut self, came_before: &BTreeSet<(DraftId, GroupName, Stamp)>) {
        let known = |write: &NoticeWrite| (write.draft, write.notice.group.clone(), write.notice.mine.stamp);
        self.notices.retain(|write| !(write.notice.late && came_before.contains(&known(write))));
        for write in &mut self.notices {
            self.seq = Seq(self.seq.0 + 1);
            write.seq = self.seq;
        }
    }

    /// Takes what was decided after this, on top of it.
    pub fn absorb(&mut self, later: Self) {
        self.seq = later.seq;
        self.history.extend(later.history);
        self.notices.extend(later.notices);
        for (id, write) in later.drafts {
            match self.drafts.entry(id) {
                Entry::Vacant(vacant) => {
                    vacant.insert(write);
                }
                Entry::Occupied(mut standing) => {
                    let standing = standing.get_mut();
                    standing.draft = write.draft;
                    standing.seq = write.seq;
                    standing.groups.extend(write.groups);
                }
            }
        }
    }

    /// The notices, one for each value that lost: the first, or the first that says it was overwritten.
    pub fn distinct_notices(&self) -> Vec<&NoticeWrite> {
        let mut distinct: BTreeMap<(DraftId, Stamp, &GroupName), &NoticeWrite> = BTreeMap::new();
        for write in &self.notices {
            let key = (write.draft, write.notice.mine.stamp, &write.notice.group);
            let standing = distinct.entry(key).or_insert(write);
            let is_overwritten = |write: &NoticeWrite| write.notice.kind == NoticeKind::Overwritten;
            if is_overwritten(write) && !is_overwritten(standing) {
                *standing = write;
            }
        }
        distinct.into_values().collect()
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
        let unnumbered = |notice: &NewNotice| NoticeWrite { draft: id, notice: notice.clone(), seq: Seq(0) };
        self.notices.extend(decision.notices.iter().map(unnumbered));
        self.doubtful.extend(decision.doubtful.iter().map(|(group, stamp)| (id, group.clone(), *stamp)));
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
        let outcome = answer(update, decision, known, draft.as_ref());
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
    heads.map(|head| json_bytes(&head.value)).sum()
}

fn answer(update: &UpdatePropertyDraft, decision: Decision, known_rev: i64, draft: Option<&HeldDraft>) -> DraftOutcome {
    let groups = decision.outcomes;
    let head = draft.map(|draft| {
        let known_rev = if known_rev > draft.rev { 0 } else { known_rev };
        draft.to_head(known_rev <= 0, |name, group| {
            let sent = update.groups.get(name).map(|sent| sent.stamp);
            let applied = groups.get(name) == Some(&GroupOutcome::Applied) && sent == Some(group.head.stamp);
            group.rev > known_rev && !applied
        })
    });
    DraftOutcome { groups, draft: head, past: decision.past, unknown: decision.unknown }
}

/// Where a device's reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Changes after this are new to it.
    pub from: Seq,
    /// Where the team's counter stood when it began to read from the beginning, if it is still doing so.
    pub began: Option<Seq>,
    /// Why it has to begin again, if it has to.
    pub resync: Option<Resync>,
}

impl Reading {
    /// Where a device with this cursor reads on, when the team's counter stands at `current` and drafts up to `purged` were
    /// forgotten. It begins again if its cursor is of another life of the database, or ahead of it, or was made before
    /// something was forgotten of which it has not heard.
    pub fn of(cursor: Option<Cursor>, current: Cursor, purged: Seq) -> Self {
        let from_beginning = |resync| Self { from: Seq(0), began: Some(current.seq), resync };
        let Some(cursor) = cursor else { return from_beginning(None) };
        let known = Seq(0)..=current.seq;
        if cursor.epoch != current.epoch || !known.contains(&cursor.seq) {
            return from_beginning(Some(Resync::Restored));
        }
        if cursor.seq.max(cursor.began.unwrap_or_default()) < purged {
            return from_beginning(Some(Resync::Purged));
        }
        Self { from: cursor.seq, began: cursor.began, resync: None }
    }

    /// The cursor of an answer that ends at `current`, or is cut after `more_after`.
    pub fn cursor(&self, current: Cursor, more_after: Option<Seq>) -> Cursor {
        match more_after {
            Some(seq) => Cursor { seq, began: self.began, ..current },
            None => Cursor { began: None, ..current },
        }
    }
}

#[cfg(test)]
mod tests {
    use lagoon_sync::{DeviceId, Millis, wire::GroupUpdate};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_retry_of_what_was_taken_beside_an_odd_field_that_was_mended_since_lost_and_is_not_refused() {
        let (id, user) = (DraftId(Uuid::nil()), UserId(Uuid::nil()));
        let stamp = |millis, device| Stamp { millis: Millis::clamped(millis), device: DeviceId(device) };
        let rooms = json!({"bedrooms": true, "toilets": 4});
        let sent = GroupUpdate { value: rooms, stamp: stamp(5, 1), base: None, continues: None };
        let update = UpdatePropertyDraft {
            id,
            base_rev: 1,
            last_modified: Some(Millis::clamped(5)),
            groups: [(GroupName::ROOMS, sent)].into(),
            past: vec![],
        };
        let mended = GroupHead { value: json!({"bedrooms": 3}), stamp: stamp(9, 2), author: user };
        let held = HeldDraft {
            rev: 2,
            updated_at: Millis::clamped(9),
            user_id: user,
            groups: [(GroupName::ROOMS, HeldGroup { head: mended, rev: 2 })].into(),
        };
        let answer = |came_before: &[(DraftId, GroupName, Stamp)]| {
            let context = Context { now: Millis::clamped(1_000), user, device_time: None };
            let updates = [update.clone()];
            let (mut outcomes, mut writes) =
                decide([(id, held.clone())].into(), &updates, false, Seq(2), context).expect("a small answer");
            writes.settle_doubts(&came_before.iter().cloned().collect(), &updates, &mut outcomes, user);
            assert!(writes.history.is_empty() && writes.drafts.is_empty(), "what may not be stored is not: {writes:?}");
            outcomes.remove(0).groups.remove(&GroupName::ROOMS)
        };
        assert_eq!(answer(&[(id, GroupName::ROOMS, stamp(5, 1))]), Some(GroupOutcome::Superseded));
        assert!(matches!(answer(&[]), Some(GroupOutcome::Rejected(_))), "nobody has taken it before");
    }
}
