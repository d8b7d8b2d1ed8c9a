//! Carries out a team's requests in one transaction: decides each on top of what those before it left.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use lagoon_listing::{DraftId, GroupName, MAX_DRAFT_BYTES};
use lagoon_sync::{
    DeviceId, Millis, Seq, Stamp,
    decision::{Context, HeldDraft, PlainDecision, PropertyDraftInput, update_plain_property_draft},
    wire::{Cursor, NoticeKind, SyncRequest},
};

use super::{
    Answer, Counter, Job, Outcome, Remembered, TeamRows, Work,
    segment::{Asking, Segment},
};
use crate::{
    exchange::{AnswerTooLarge, Reading, StoredDraft, Writes, decide},
    repository::{PlainUpdated, RepositoryError, SignedIn},
};

/// Carries out all requests, all of one team, in order. An error means that the transaction has failed: nothing may be
/// committed. Failures that concern one request alone stand in its place. What is `remembered` afterwards is true once the
/// transaction is committed.
pub async fn carry_out(
    rows: &mut dyn TeamRows,
    jobs: &[&Job],
    remembered: &mut Remembered,
) -> Result<Vec<Outcome>, RepositoryError> {
    let counter = rows.counter().await?;
    remembered.confirm(&counter);
    let mut signed_in = vec![];
    for job in jobs {
        // Only if somebody lost access since this one's sign-in was read: perhaps they did.
        signed_in.push(job.who.access == counter.access || rows.stands(&job.who, counter.now).await?);
    }
    let allowed = || jobs.iter().zip(&signed_in).enumerate().filter(|(_, (_, signed_in))| **signed_in);
    let named: BTreeSet<DraftId> = allowed().flat_map(|(_, (job, _))| job.drafts()).collect();
    let held = held(rows, &named, remembered).await?;
    let mut batch = Batch {
        rows,
        counter,
        remembered,
        seq: counter.seq,
        drafts: held.clone(),
        named,
        segment: Segment::after(counter.seq),
        overtaken: BTreeMap::new(),
        answers: jobs.iter().map(|_| None).collect(),
    };
    for (place, (job, _)) in allowed() {
        batch.add(place, job).await?;
    }
    batch.finish_segment().await?;
    let changed_at = if batch.seq > counter.seq { counter.changed_at.max(counter.now) } else { counter.changed_at };
    batch.remembered.advance(&Counter { seq: batch.seq, changed_at, ..counter }, &held, &batch.drafts);
    let outcomes = batch.answers.into_iter().zip(&signed_in).map(|(answer, signed_in)| match answer {
        Some(answer) => answer,
        None if !signed_in => Err(RepositoryError::SignedOut),
        None => Err(RepositoryError::Failed("a request was left without an answer".into())),
    });
    Ok(outcomes.collect())
}

/// The most bytes of values of the drafts that requests name which share a commit. One that is refused is done again alone.
const HELD_BYTES: usize = 32 * MAX_DRAFT_BYTES;
/// How many drafts are read at once.
const READ_AT_ONCE: usize = 64;

/// The drafts that are named, as far as the team has them. More than one commit may hold are not read to the end.
async fn held(
    rows: &mut dyn TeamRows,
    named: &BTreeSet<DraftId>,
    remembered: &mut Remembered,
) -> Result<BTreeMap<DraftId, Arc<StoredDraft>>, RepositoryError> {
    let mut held: BTreeMap<_, _> = named.iter().filter_map(|id| Some((*id, remembered.draft(*id)?))).collect();
    let mut bytes: usize = held.values().map(|draft| draft.bytes()).sum();
    let ids: Vec<_> = named.iter().copied().filter(|id| !held.contains_key(id)).collect();
    if bytes > HELD_BYTES {
        return Err(RepositoryError::AnswerTooLarge);
    }
    for some in ids.chunks(READ_AT_ONCE) {
        for (id, draft) in rows.drafts(&some.iter().copied().collect()).await? {
            bytes += draft.bytes();
            held.insert(id, Arc::new(draft));
        }
        if bytes > HELD_BYTES {
            return Err(RepositoryError::AnswerTooLarge);
        }
    }
    Ok(held)
}

struct Batch<'a> {
    rows: &'a mut dyn TeamRows,
    counter: Counter,
    remembered: &'a mut Remembered,
    /// The counter after what was decided so far.
    seq: Seq,
    /// Every draft that a request names, as it stands after what was decided so far.
    drafts: BTreeMap<DraftId, Arc<StoredDraft>>,
    named: BTreeSet<DraftId>,
    segment: Segment,
    /// What went to history and is not written yet, or was in this transaction: the newest stamp of a group and device.
    overtaken: BTreeMap<(DraftId, GroupName, DeviceId), Millis>,
    answers: Vec<Option<Outcome>>,
}

impl Batch<'_> {
    async fn add(&mut self, place: usize, job: &Job) -> Result<(), RepositoryError> {
        match &job.work {
            Work::Exchange(request) => self.exchange(place, job.who, request).await,
            Work::Plain { id, input } => self.update_plain(place, job.who, *id, input).await,
        }
    }

    async fn exchange(&mut self, place: usize, who: SignedIn, request: &SyncRequest) -> Result<(), RepositoryError> {
        if !request.settled.is_empty() {
            // Those before it are to find their notices as they were.
            self.finish_segment().await?;
        }
        let before = self.seq;
        let current = Cursor { epoch: self.counter.epoch, seq: before, began: None };
        let reading = Reading::of(request.cursor, current, self.counter.purged);
        let context = Context { now: self.counter.now, user: who.user, device_time: request.clock };
        let named: BTreeSet<DraftId> = request.updates.iter().map(|update| update.id).collect();
        let held = named.iter().filter_map(|id| Some((*id, self.drafts.get(id)?.draft().clone()))).collect();
        let decided: Result<_, AnswerTooLarge> =
            decide(held, &request.updates, reading.resync.is_some(), before, context);
        let Ok((mut outcomes, mut writes)) = decided else {
            self.answers[place] = Some(Err(RepositoryError::AnswerTooLarge));
            return Ok(());
        };
        let came_before = self.came_before(&writes).await?;
        writes.settle_doubts(&came_before, &request.updates, &mut outcomes, who.user);
        writes.number_notices(&came_before);
        if may_change_a_notice(&writes) {
            self.finish_segment().await?;
        }
        if !request.settled.is_empty() {
            writes.seq = self.rows.settle(who.user, &request.settled, writes.seq, context.now).await?;
            self.remembered.tell();
        }
        self.keep(writes);
        let asking = Asking {
            place,
            who,
            reading,
            is_new: request.cursor.is_none(),
            named,
            before: current,
            end: self.seq,
            outcomes,
            in_memory: self.changed_in_memory(reading.from),
        };
        self.segment.asking.push(asking);
        Ok(())
    }

    async fn update_plain(
        &mut self,
        place: usize,
        who: SignedIn,
        id: DraftId,
        input: &PropertyDraftInput,
    ) -> Result<(), RepositoryError> {
        let before = self.seq;
        let context = Context { now: self.counter.now, user: who.user, device_time: None };
        let held = self.drafts.get(&id).cloned();
        let held: Option<&HeldDraft> = held.as_ref().map(|stored| stored.draft());
        let decision = update_plain_property_draft(id, held, input, who.device, context);
        let draft = match &decision {
            PlainDecision::Accepted(accepted) | PlainDecision::NotNewer(accepted) => {
                let mut writes = Writes::after(before);
                let draft = writes.add(id, held, accepted, context);
                writes.number_notices(&BTreeSet::new());
                if may_change_a_notice(&writes) {
                    self.finish_segment().await?;
                }
                self.keep(writes);
                draft
            }
            _ => held.cloned(),
        };
        let updated = PlainUpdated { server_time: context.now, decision, draft, advanced_to: Some(self.seq) };
        self.answers[place] = Some(Ok(Answer::Updated(updated)));
        Ok(())
    }

    /// Values of a decision that came before: as the database knows, or as requests before this one have told.
    async fn came_before(&mut self, writes: &Writes) -> Result<BTreeSet<(DraftId, GroupName, Stamp)>, RepositoryError> {
        let late: Vec<_> = writes.late().map(|(draft, group, stamp)| (draft, group.clone(), stamp)).collect();
        let (known, unknown): (Vec<_>, Vec<_>) = late.into_iter().partition(|(draft, group, stamp)| {
            let newest = self.overtaken.get(&(*draft, group.clone(), stamp.device));
            newest.is_some_and(|newest| *newest >= stamp.millis)
        });
        let mut came_before: BTreeSet<_> = known.into_iter().collect();
        if !unknown.is_empty() {
            came_before.extend(self.rows.came_before(&unknown).await?);
        }
        Ok(came_before)
    }

    /// Takes a decision into what is to be written, and into what the next request finds.
    fn keep(&mut self, writes: Writes) {
        self.seq = writes.seq;
        if !writes.notices.is_empty() {
            self.remembered.tell();
        }
        for (id, write) in &writes.drafts {
            let held = self.drafts.get(id).map(|stored| StoredDraft::clone(stored));
            let mut stored = held.unwrap_or_else(|| StoredDraft::new(write.draft.clone()));
            stored.replace(write.draft.clone(), &write.groups);
            self.drafts.insert(*id, Arc::new(stored));
        }
        for (id, value) in &writes.history {
            let stamp = value.head.stamp;
            let newest = self.overtaken.entry((*id, value.group.clone(), stamp.device)).or_default();
            *newest = (*newest).max(stamp.millis);
        }
        self.segment.writes.absorb(writes);
    }

    /// The drafts of this batch that changed after a place, as they stand now.
    fn changed_in_memory(&self, from: Seq) -> Vec<(Seq, DraftId, Arc<StoredDraft>)> {
        let first = |stored: &StoredDraft| stored.group_seqs.values().copied().filter(|seq| *seq > from).min();
        self.drafts.iter().filter_map(|(id, stored)| Some((first(stored)?, *id, stored.clone()))).collect()
    }

    /// Writes what was decided since the last time, and reads for everybody who asked.
    async fn finish_segment(&mut self) -> Result<(), RepositoryError> {
        let segment = std::mem::replace(&mut self.segment, Segment::after(self.seq));
        // What a batch names is in memory, and is not read again.
        let in_memory: BTreeSet<DraftId> = self.named.union(&self.drafts.keys().copied().collect()).copied().collect();
        for (place, exchanged) in segment.finish(self.rows, &self.counter, &in_memory, self.remembered).await? {
            self.answers[place] = Some(Ok(Answer::Exchanged(exchanged)));
        }
        Ok(())
    }
}

/// Whether writing this could change a notice that stands. Then requests before it are answered first.
fn may_change_a_notice(writes: &Writes) -> bool {
    let told_otherwise = [GroupName::TRASH, GroupName::PUBLICATION];
    let notices = writes.notices.iter().map(|write| &write.notice);
    notices.into_iter().any(|notice| notice.kind == NoticeKind::Overwritten && told_otherwise.contains(&notice.group))
}

#[cfg(test)]
mod tests {
    use lagoon_listing::{TeamId, UserId};
    use lagoon_sync::{
        Epoch,
        decision::HeldGroup,
        wire::{GroupHead, NoticeId, UpdatePropertyDraft},
    };
    use serde_json::json;
    use uuid::Uuid;

    use super::{
        super::{ToldRow, Wanted},
        *,
    };
    use crate::repository::{Role, SessionId};

    /// A team all of whose drafts are as large as one may be.
    #[derive(Default)]
    struct Large {
        read: usize,
    }

    #[async_trait::async_trait]
    impl TeamRows for Large {
        async fn counter(&mut self) -> Result<Counter, RepositoryError> {
            Ok(Counter {
                epoch: Epoch(1),
                seq: Seq(1),
                purged: Seq(0),
                changed_at: Millis::clamped(1),
                access: 0,
                now: Millis::clamped(1),
            })
        }

        async fn stands(&mut self, _: &SignedIn, _: Millis) -> Result<bool, RepositoryError> {
            Ok(true)
        }

        async fn drafts(&mut self, ids: &BTreeSet<DraftId>) -> Result<BTreeMap<DraftId, StoredDraft>, RepositoryError> {
            self.read += ids.len();
            let stamp = Stamp { millis: Millis::clamped(1), device: DeviceId(1) };
            let user_id = UserId(Uuid::nil());
            let value = json!("x".repeat(MAX_DRAFT_BYTES));
            let group = HeldGroup { head: GroupHead { value, stamp, author: user_id }, rev: 1 };
            let groups = BTreeMap::from([(GroupName::TITLE, group)]);
            let draft = HeldDraft { rev: 1, updated_at: Millis::clamped(1), user_id, groups };
            Ok(ids.iter().map(|id| (*id, StoredDraft::new(draft.clone()))).collect())
        }

        async fn came_before(
            &mut self,
            _: &[(DraftId, GroupName, Stamp)],
        ) -> Result<BTreeSet<(DraftId, GroupName, Stamp)>, RepositoryError> {
            Ok(BTreeSet::new())
        }

        async fn settle(&mut self, _: UserId, _: &[NoticeId], seq: Seq, _: Millis) -> Result<Seq, RepositoryError> {
            Ok(seq)
        }

        async fn write(&mut self, _: &Writes, _: Millis) -> Result<(), RepositoryError> {
            Ok(())
        }

        async fn changes(&mut self, _: Seq, _: &BTreeSet<DraftId>) -> Result<Vec<(DraftId, Seq)>, RepositoryError> {
            Ok(vec![])
        }

        async fn first_changes(
            &mut self,
            _: Seq,
            _: &BTreeSet<DraftId>,
            _: usize,
        ) -> Result<Vec<(DraftId, Seq)>, RepositoryError> {
            Ok(vec![])
        }

        async fn notices(&mut self, _: Wanted<'_>) -> Result<Vec<ToldRow>, RepositoryError> {
            Ok(vec![])
        }
    }

    /// A request that asks for so many drafts, none of which the device has seen changed.
    fn asks_for(drafts: u128) -> Job {
        let id = Uuid::from_u128;
        let who = SignedIn {
            user: UserId(id(1)),
            team: TeamId(id(2)),
            device: DeviceId(1),
            role: Role::Agent,
            session: SessionId(id(3)),
            seen_at: Millis::clamped(0),
            ends_at: Millis::clamped(i64::MAX),
            access: 0,
        };
        let updates = (0..drafts).map(|n| UpdatePropertyDraft {
            id: DraftId(id(n)),
            base_rev: 1,
            last_modified: None,
            groups: BTreeMap::new(),
            past: vec![],
        });
        let updates = updates.collect();
        let (device, cursor) = (DeviceId(1), Some(Cursor { epoch: Epoch(1), seq: Seq(1), began: None }));
        let request = SyncRequest { device, install: None, schema: 1, clock: None, cursor, updates, settled: vec![] };
        Job { who, work: Work::Exchange(request) }
    }

    #[tokio::test]
    async fn drafts_that_a_request_names_are_not_read_without_end() {
        let mut rows = Large::default();
        let few = carry_out(&mut rows, &[&asks_for(30)], &mut Remembered::default()).await.expect("carried out");
        assert!(matches!(few[..], [Ok(Answer::Exchanged(_))]), "{few:?}");
        let mut rows = Large::default();
        let many = carry_out(&mut rows, &[&asks_for(200)], &mut Remembered::default()).await;
        assert!(matches!(many, Err(RepositoryError::AnswerTooLarge)));
        assert_eq!(rows.read, READ_AT_ONCE);
    }
}
