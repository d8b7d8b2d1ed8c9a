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
use lagoon_sync::{Epoch, Seq};
use uuid::Uuid;

use super::Counter;
use crate::exchange::StoredDraft;

/// The most bytes of memory that drafts take: all, and one team's.
const BYTES: usize = 64 * 1024 * 1024;
const TEAM_BYTES: usize = 16 * 1024 * 1024;
/// The most teams, and changes of one.
const TEAMS: usize = 4_096;
const CHANGES: usize = 2_000;

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
        teams.bytes -= remembered.bytes;
        remembered
    }

    /// Keeps what a commit knows after it. Teams that were not heard of for longest go first.
    pub fn keep(&self, team: TeamId, remembered: Remembered) {
        let mut teams = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        teams.bytes += remembered.bytes;
        if let Some(older) = teams.by_id.insert(team, remembered) {
            teams.bytes -= older.bytes;
        }
        while teams.bytes > BYTES || teams.by_id.len() > TEAMS {
            let Some((_, oldest)) = teams.by_id.remove_lru() else { break };
            teams.bytes -= oldest.bytes;
        }
    }
}

/// What is remembered of one team.
pub struct Remembered {
    /// Where its counters stood: epoch, counter, and what was forgotten with the trash.
    stands: Option<(Epoch, Seq, Seq)>,
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

impl Remembered {
    /// Forgets everything, unless the team stands where it was left.
    pub fn confirm(&mut self, counter: &Counter) {
        if self.stands != Some((counter.epoch, counter.seq, counter.purged)) {
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
        self.stands = Some((after.epoch, after.seq, after.purged));
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
