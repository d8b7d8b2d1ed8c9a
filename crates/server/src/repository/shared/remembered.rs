//! What a writer remembers of teams between two commits, so that it need not read again what it has just written: their
//! drafts, what changed lately, and since when nobody had to be told anything. The one rule: it counts only while a team's
//! counters stand where this process left them. Whoever else writes moves them, and then all is read again.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound::{Excluded, Unbounded},
    sync::{Arc, Mutex, PoisonError},
};

use hashlink::LruCache;
use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::{Epoch, Millis, Seq};
use uuid::Uuid;

use super::Counter;
use crate::exchange::StoredDraft;

/// The most bytes of memory that drafts take: all, and one team's.
const BYTES: usize = 64 * 1024 * 1024;
const TEAM_BYTES: usize = 16 * 1024 * 1024;
/// The most teams, and changes of one.
const TEAMS: usize = 4_096;
const CHANGES: usize = 2_000;
/// About how many bytes of memory a change takes, and a team without any.
const CHANGE: usize = 64;
const TEAM: usize = 1_024;

/// What is remembered of all teams.
#[derive(Default)]
pub struct Memory(Mutex<Teams>);

struct Teams {
    by_id: LruCache<TeamId, Remembered>,
    bytes: usize,
}

impl Default for Teams {
    fn default() -> Self {
        Self { by_id: LruCache::new_unbounded(), bytes: 0 }
    }
}

impl Memory {
    /// Takes out what is remembered of a team. A commit that fails does not give it back.
    pub fn take(&self, team: TeamId) -> Remembered {
        let mut teams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(remembered) = teams.by_id.remove(&team) else { return Remembered::default() };
        teams.bytes -= remembered.heft();
        remembered
    }

    /// Keeps what a commit knows after it. Teams that were not heard of for longest go first.
    pub fn keep(&self, team: TeamId, remembered: Remembered) {
        // Freed once nobody waits.
        let mut gone = vec![];
        let mut teams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        teams.bytes += remembered.heft();
        gone.extend(teams.by_id.insert(team, remembered));
        teams.bytes -= gone.iter().map(Remembered::heft).sum::<usize>();
        while teams.bytes > BYTES || teams.by_id.len() > TEAMS {
            let Some((_, oldest)) = teams.by_id.remove_lru() else { break };
            teams.bytes -= oldest.heft();
            gone.push(oldest);
        }
        drop(teams);
    }
}

/// What is remembered of one team.
pub struct Remembered {
    /// Where it stood.
    stands: Option<Stand>,
    /// Drafts as they stand. None is in the trash: it could be forgotten without any counter going on.
    drafts: LruCache<DraftId, Arc<StoredDraft>>,
    bytes: usize,
    /// Every change after `changes_since` that stands.
    changes: BTreeSet<(Seq, DraftId)>,
    changes_since: Seq,
    /// No notice was made or dealt with after this.
    quiet_since: Seq,
}

impl Default for Remembered {
    fn default() -> Self {
        Self {
            stands: None,
            drafts: LruCache::new_unbounded(),
            bytes: 0,
            changes: BTreeSet::new(),
            changes_since: Seq(0),
            quiet_since: Seq(0),
        }
    }
}

/// Where a team stands: the life of the database, the counter, what was forgotten with the trash, and when it last changed. The
/// time tells apart what a database that lost its last commits has counted anew.
type Stand = (Epoch, Seq, Seq, Millis);

fn stand(counter: &Counter) -> Stand {
    (counter.epoch, counter.seq, counter.purged, counter.changed_at)
}

impl Remembered {
    /// About how many bytes of memory it takes.
    fn heft(&self) -> usize {
        TEAM + self.bytes + self.changes.len() * CHANGE
    }

    /// Forgets everything, unless the team stands where it was left.
    pub fn confirm(&mut self, counter: &Counter) {
        if self.stands != Some(stand(counter)) {
            let (changes_since, quiet_since) = (counter.seq, counter.seq);
            *self = Self { changes_since, quiet_since, ..Self::default() };
        }
    }

    /// A draft as it stands.
    pub fn draft(&mut self, id: DraftId) -> Option<Arc<StoredDraft>> {
        self.drafts.get(&id).cloned()
    }

    /// Every change after `from` that stands, without the `except`ed drafts; `None` when not all of them are known.
    pub fn changes(&self, from: Seq, except: &BTreeSet<DraftId>) -> Option<Vec<(DraftId, Seq)>> {
        if from < self.changes_since {
            return None;
        }
        let after = self.changes.range((Excluded((from, DraftId(Uuid::max()))), Unbounded));
        Some(after.filter(|(_, id)| !except.contains(id)).map(|(seq, id)| (*id, *seq)).collect())
    }

    /// Whether nobody had to be told anything after `from`.
    pub fn is_quiet_after(&self, from: Seq) -> bool {
        self.quiet_since <= from
    }

    /// Somebody has to be told something, in the commit that is under way.
    pub fn tell(&mut self) {
        self.quiet_since = Seq(i64::MAX);
    }

    /// Takes what a commit leaves: where the counters stand, and the drafts that it named or changed, as they were before and
    /// as they are.
    pub fn advance(
        &mut self,
        after: &Counter,
        before: &BTreeMap<DraftId, Arc<StoredDraft>>,
        drafts: &BTreeMap<DraftId, Arc<StoredDraft>>,
    ) {
        self.stands = Some(stand(after));
        self.quiet_since = self.quiet_since.min(after.seq);
        for (id, draft) in drafts {
            if let Some(before) = before.get(id) {
                for seq in before.group_seqs.values() {
                    self.changes.remove(&(*seq, *id));
                }
            }
            let changes = draft.group_seqs.values().filter(|seq| **seq > self.changes_since);
            self.changes.extend(changes.map(|seq| (*seq, *id)));
            self.put(*id, draft.clone());
        }
        // Changes may share a number.
        while self.changes.len() > CHANGES || self.changes.first().is_some_and(|(seq, _)| *seq <= self.changes_since) {
            let Some((seq, _)) = self.changes.pop_first() else { break };
            self.changes_since = seq;
        }
    }

    fn put(&mut self, id: DraftId, draft: Arc<StoredDraft>) {
        if let Some(older) = self.drafts.remove(&id) {
            self.bytes -= older.heft();
        }
        if draft.draft().is_deleted() {
            return;
        }
        self.bytes += draft.heft();
        self.drafts.insert(id, draft);
        while self.bytes > TEAM_BYTES {
            let Some((_, oldest)) = self.drafts.remove_lru() else { break };
            self.bytes -= oldest.heft();
        }
    }
}

#[cfg(test)]
mod tests {
    use lagoon_listing::{GroupName, UserId};
    use lagoon_sync::{
        DeviceId, Stamp,
        decision::{HeldDraft, HeldGroup},
        wire::GroupHead,
    };
    use serde_json::{Value, json};

    use super::*;

    fn counter(seq: i64) -> Counter {
        let (changed_at, now) = (Millis::clamped(1), Millis::clamped(1));
        Counter { epoch: Epoch(1), seq: Seq(seq), purged: Seq(0), changed_at, access: 0, now }
    }

    fn draft(groups: &[(GroupName, Value, i64)]) -> Arc<StoredDraft> {
        let user_id = UserId(Uuid::nil());
        let empty = HeldDraft { rev: 1, updated_at: Millis::clamped(1), user_id, groups: BTreeMap::new() };
        let mut stored = StoredDraft::new(empty);
        for (name, value, seq) in groups {
            let stamp = Stamp { millis: Millis::clamped(*seq), device: DeviceId(1) };
            let head = GroupHead { value: value.clone(), stamp, author: user_id };
            stored.add(name.clone(), HeldGroup { head, rev: 1 }, Seq(*seq));
        }
        Arc::new(stored)
    }

    fn drafts<const N: usize>(drafts: [(u128, Arc<StoredDraft>); N]) -> BTreeMap<DraftId, Arc<StoredDraft>> {
        drafts.into_iter().map(|(n, draft)| (id(n), draft)).collect()
    }

    fn id(n: u128) -> DraftId {
        DraftId(Uuid::from_u128(n))
    }

    /// What is remembered of a team that stood at 4 when it was first heard of.
    fn begun() -> Remembered {
        let mut remembered = Remembered::default();
        remembered.confirm(&counter(4));
        remembered
    }

    #[test]
    fn changes_are_those_that_stand_and_none_where_some_are_unknown() {
        let mut remembered = begun();
        let (title, description) = (GroupName::TITLE, GroupName::DESCRIPTION);
        let first = drafts([(1, draft(&[(title.clone(), json!("a"), 5), (description.clone(), json!("b"), 6)]))]);
        remembered.advance(&counter(6), &BTreeMap::new(), &first);
        let second = drafts([
            (1, draft(&[(title.clone(), json!("c"), 7), (description, json!("b"), 6)])),
            (2, draft(&[(title, json!("d"), 3)])),
        ]);
        remembered.advance(&counter(7), &first, &second);
        let none = BTreeSet::new();
        assert_eq!(remembered.changes(Seq(4), &none), Some(vec![(id(1), Seq(6)), (id(1), Seq(7))]), "5 stands no more");
        assert_eq!(remembered.changes(Seq(6), &none), Some(vec![(id(1), Seq(7))]));
        assert_eq!(remembered.changes(Seq(4), &BTreeSet::from([id(1)])), Some(vec![]));
        assert_eq!(remembered.changes(Seq(3), &none), None, "before it was heard of");
        remembered.confirm(&counter(7));
        assert!(remembered.draft(id(2)).is_some());
        let mut lost = Remembered::default();
        std::mem::swap(&mut lost, &mut remembered);
        lost.confirm(&Counter { changed_at: Millis::clamped(2), ..counter(7) });
        assert!(lost.draft(id(2)).is_none(), "the same number was counted anew");
        let mut remembered = begun();
        remembered.advance(&counter(7), &first, &second);
        remembered.confirm(&counter(8));
        assert!(remembered.draft(id(2)).is_none(), "somebody else wrote");
        assert_eq!(remembered.changes(Seq(6), &none), None);
    }

    #[test]
    fn of_more_changes_than_are_kept_the_oldest_are_unknown() {
        let mut remembered = begun();
        let many: BTreeMap<_, _> = (0..3_000_i64)
            .map(|n| (id(n.unsigned_abs().into()), draft(&[(GroupName::TITLE, json!(n), 5 + n)])))
            .collect();
        remembered.advance(&counter(3_004), &BTreeMap::new(), &many);
        let none = BTreeSet::new();
        assert_eq!(remembered.changes(Seq(1_003), &none), None);
        assert_eq!(remembered.changes(Seq(1_004), &none).map(|changes| changes.len()), Some(CHANGES));
    }

    #[test]
    fn what_is_in_the_trash_is_not_remembered() {
        let mut remembered = begun();
        let before = drafts([(1, draft(&[(GroupName::TITLE, json!("a"), 5)]))]);
        remembered.advance(&counter(5), &BTreeMap::new(), &before);
        let deleted = draft(&[(GroupName::TITLE, json!("a"), 5), (GroupName::TRASH, json!(true), 6)]);
        remembered.advance(&counter(6), &before, &drafts([(1, deleted)]));
        assert!(remembered.draft(id(1)).is_none());
        assert_eq!(remembered.bytes, 0);
    }

    #[test]
    fn after_somebody_was_told_something_only_later_places_are_quiet() {
        let mut remembered = begun();
        assert!(remembered.is_quiet_after(Seq(4)) && !remembered.is_quiet_after(Seq(3)));
        remembered.tell();
        assert!(!remembered.is_quiet_after(Seq(1_000_000)), "within the commit");
        remembered.advance(&counter(6), &BTreeMap::new(), &BTreeMap::new());
        assert!(remembered.is_quiet_after(Seq(6)) && !remembered.is_quiet_after(Seq(5)));
    }

    #[test]
    fn a_team_and_all_teams_take_no_more_room_than_they_may() {
        let memory = Memory::default();
        for team in 0..8 {
            let mut remembered = begun();
            for n in 0..40 {
                let large = draft(&[(GroupName::TITLE, json!("x".repeat(1_000_000)), 5)]);
                remembered.advance(&counter(5), &BTreeMap::new(), &drafts([(n, large)]));
                assert!(remembered.bytes <= TEAM_BYTES);
            }
            assert!(remembered.drafts.len() > 10, "the newest are kept");
            memory.keep(TeamId(Uuid::from_u128(team)), remembered);
            assert!(memory.0.lock().expect("not poisoned").bytes <= BYTES);
        }
        assert!(memory.take(TeamId(Uuid::from_u128(0))).drafts.is_empty(), "not heard of for longest");
        assert!(!memory.take(TeamId(Uuid::from_u128(7))).drafts.is_empty());
    }
}
