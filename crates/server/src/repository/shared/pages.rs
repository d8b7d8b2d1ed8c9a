//! What requests that share a commit read: one statement for all whose devices are up to date or nearly so, and one each
//! for those that have been away.
//!
//! The one rule: each reads what it would have read alone, right after its own commit.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use lagoon_listing::{DraftId, UserId};
use lagoon_sync::{Seq, wire::DraftChange};

use super::{Counter, Remembered, TeamRows, ToldRow, Wanted, segment::Asking};
use crate::{
    exchange::{PAGE_DRAFTS, StoredDraft, Told},
    repository::RepositoryError,
};

/// How many changes a device may lag behind and still share what is read.
const NEAR: i64 = 1_000;

/// How many drafts are read at once for a page of changes, and how many bytes of values end it early: together they
/// bound what one answer takes of memory.
const CHUNK_DRAFTS: usize = 20;
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// How many drafts are read ahead for all together, and how many bytes of them are kept meanwhile.
const AHEAD_DRAFTS: usize = 100;
const KEPT_BYTES: usize = 32 * 1024 * 1024;

/// How many notices, and how many bytes of their values, one answer carries; and how many are read for all together.
const PAGE_NOTICES: usize = 100;
const SHARED_NOTICES: usize = 500;

/// A page of a team's changes.
pub struct Page {
    /// The drafts in commit order.
    pub drafts: Vec<DraftChange>,
    /// Where the next page begins, if there is one.
    pub more_after: Option<Seq>,
}

/// What changed outside the batch.
pub struct Changes {
    /// Who lags behind further than this reads alone.
    near_from: Seq,
    /// Changes after the least place of those who share, in commit order.
    list: Vec<(DraftId, Seq)>,
    read: BTreeMap<DraftId, Arc<StoredDraft>>,
    read_bytes: usize,
}

impl Changes {
    /// Reads the list for all who share, and the drafts on it if they are few.
    pub async fn read(
        rows: &mut dyn TeamRows,
        counter: &Counter,
        asking: &[Asking],
        in_memory: &BTreeSet<DraftId>,
        remembered: &mut Remembered,
    ) -> Result<Self, RepositoryError> {
        let near_from = Seq(counter.seq.0 - NEAR);
        let mut changes = Self { near_from, list: vec![], read: BTreeMap::new(), read_bytes: 0 };
        let least = asking.iter().map(|asked| asked.reading.from).filter(|from| *from >= near_from).min();
        if let Some(from) = least.filter(|from| *from < counter.seq) {
            changes.list = match remembered.changes(from, in_memory) {
                Some(list) => list,
                None => rows.changes(from, in_memory).await?,
            };
            let ahead: BTreeSet<DraftId> = changes.list.iter().map(|(id, _)| *id).collect();
            if ahead.len() <= AHEAD_DRAFTS {
                changes.load(rows, &ahead, remembered).await?;
            }
        }
        Ok(changes)
    }

    /// What one of them has to hear of: at most so many drafts, without those it named itself.
    ///
    /// Pages are cut between changes of *groups*: every group that changed up to the page's end belongs to a draft that
    /// is on it. Cut between drafts, a page would skip an early change of a draft whose last change lies behind its end.
    pub async fn page(
        &mut self,
        rows: &mut dyn TeamRows,
        asked: &Asking,
        in_memory: &BTreeSet<DraftId>,
        remembered: &mut Remembered,
    ) -> Result<Page, RepositoryError> {
        let from = asked.reading.from;
        let elsewhere = if from >= self.near_from {
            let mut first = BTreeMap::new();
            for (id, seq) in self.list.iter().filter(|(_, seq)| *seq > from) {
                let earliest = first.entry(*id).or_insert(*seq);
                *earliest = (*earliest).min(*seq);
            }
            first.into_iter().collect()
        } else {
            rows.first_changes(from, in_memory, PAGE_DRAFTS + 1).await?
        };
        let mut changed: Vec<(Seq, DraftId, Option<&Arc<StoredDraft>>)> =
            elsewhere.into_iter().map(|(id, seq)| (seq, id, None)).collect();
        changed.extend(asked.in_memory.iter().map(|(seq, id, stored)| (*seq, *id, Some(stored))));
        changed.sort_unstable_by_key(|(seq, id, _)| (*seq, *id));

        let mut drafts = vec![];
        let (mut taken, mut bytes) = (0, 0);
        for chunk in changed[..changed.len().min(PAGE_DRAFTS)].chunks(CHUNK_DRAFTS) {
            if bytes > PAGE_BYTES {
                break;
            }
            let wanted = || chunk.iter().filter(|(_, id, _)| !asked.named.contains(id));
            let elsewhere = wanted().filter(|(_, _, stored)| stored.is_none()).map(|(_, id, _)| *id).collect();
            self.load(rows, &elsewhere, remembered).await?;
            for (_, id, stored) in wanted() {
                let Some(stored) = stored.or_else(|| self.read.get(id)) else { continue };
                bytes += stored.bytes();
                drafts.push(stored.change_after(*id, from));
            }
            taken += chunk.len();
        }
        let more_after = changed.get(taken).map(|(first, _, _)| Seq(first.0 - 1));
        Ok(Page { drafts, more_after })
    }

    async fn load(
        &mut self,
        rows: &mut dyn TeamRows,
        ids: &BTreeSet<DraftId>,
        remembered: &mut Remembered,
    ) -> Result<(), RepositoryError> {
        let mut missing: BTreeSet<DraftId> = ids.iter().filter(|id| !self.read.contains_key(id)).copied().collect();
        if missing.is_empty() {
            return Ok(());
        }
        if self.read_bytes > KEPT_BYTES {
            // Those of this chunk that were here are read again with the rest.
            self.read.clear();
            self.read_bytes = 0;
            return Box::pin(self.load(rows, ids, remembered)).await;
        }
        // Those that are remembered take no room of their own.
        missing.retain(|id| match remembered.draft(*id) {
            Some(stored) => self.read.insert(*id, stored).is_some(),
            None => true,
        });
        if missing.is_empty() {
            return Ok(());
        }
        for (id, stored) in rows.drafts(&missing).await? {
            self.read_bytes += stored.bytes();
            self.read.insert(id, Arc::new(stored));
        }
        Ok(())
    }
}

/// What people have to be told.
pub struct Notices {
    /// Who lags behind further than this reads alone; `None`: everybody does.
    shared_from: Option<Seq>,
    list: Vec<ToldRow>,
}

impl Notices {
    /// Reads what all who share have to be told.
    pub async fn read(
        rows: &mut dyn TeamRows,
        counter: &Counter,
        asking: &[Asking],
        remembered: &Remembered,
    ) -> Result<Self, RepositoryError> {
        let near_from = Seq(counter.seq.0 - NEAR);
        let near = || asking.iter().filter(|asked| asked.reading.from >= near_from);
        let Some(from) = near().map(|asked| asked.reading.from).min() else {
            return Ok(Self { shared_from: None, list: vec![] });
        };
        let users: BTreeSet<UserId> = near().map(|asked| asked.who.user).collect();
        let users: Vec<UserId> = users.into_iter().collect();
        let to = near().map(|asked| asked.end).max().unwrap_or(from);
        if from >= to || remembered.is_quiet_after(from) {
            return Ok(Self { shared_from: Some(from), list: vec![] });
        }
        let list = rows.notices(Wanted { users: &users, from, to, open_only: false, limit: SHARED_NOTICES }).await?;
        if list.len() >= SHARED_NOTICES {
            return Ok(Self { shared_from: None, list: vec![] });
        }
        Ok(Self { shared_from: Some(from), list })
    }

    /// What one of them hears up to `end`. A new device, which has heard of nothing, hears only of what is open.
    pub async fn told(&self, rows: &mut dyn TeamRows, asked: &Asking, end: Seq) -> Result<Told, RepositoryError> {
        let (user, from) = (asked.who.user, asked.reading.from);
        if self.shared_from.is_none_or(|shared| from < shared) {
            let wanted = Wanted { users: &[user], from, to: end, open_only: asked.is_new, limit: PAGE_NOTICES + 1 };
            return Ok(told(rows.notices(wanted).await?.into_iter()));
        }
        let is_theirs = |row: &&ToldRow| row.user == user && row.seq > from && row.seq <= end;
        let theirs = self.list.iter().filter(is_theirs).filter(|row| !(asked.is_new && row.is_settled));
        Ok(told(theirs.cloned()))
    }
}

fn told(rows: impl Iterator<Item = ToldRow>) -> Told {
    let mut told = Told::default();
    let mut bytes = 0;
    for row in rows {
        if told.notices.len() + told.settled.len() >= PAGE_NOTICES || bytes > PAGE_BYTES {
            // Each has a number of its own: the next page begins with this one.
            told.more_after = Some(Seq(row.seq.0 - 1));
            break;
        }
        if row.is_settled {
            told.settled.push(row.notice.id());
            continue;
        }
        bytes += row.bytes;
        told.notices.push(row.notice);
    }
    told
}
