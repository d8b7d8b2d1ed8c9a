//! A run of requests of one batch that are written and read for together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use lagoon_listing::DraftId;
use lagoon_sync::{
    Seq,
    wire::{Cursor, DraftOutcome},
};

use super::{
    Counter, Remembered, TeamRows,
    pages::{Changes, Notices},
};
use crate::{
    exchange::{Reading, StoredDraft, Writes},
    repository::{Exchanged, RepositoryError, SignedIn},
};

/// What was decided and is not written yet.
pub struct Segment {
    /// To write.
    pub writes: Writes,
    /// The counter before it.
    before: Seq,
    /// Exchanges that wait for what they have to read.
    pub asking: Vec<Asking>,
}

/// An exchange that was decided.
pub struct Asking {
    /// Its place among the requests.
    pub place: usize,
    /// Who asks.
    pub who: SignedIn,
    /// Where they read on.
    pub reading: Reading,
    /// Whether the device has heard of nothing yet.
    pub is_new: bool,
    /// The drafts it named, which stand in its outcomes.
    pub named: BTreeSet<DraftId>,
    /// The counter before it.
    pub before: Cursor,
    /// The counter after it: nothing later is told.
    pub end: Seq,
    /// What became of its updates.
    pub outcomes: Vec<DraftOutcome>,
    /// The drafts of the batch that changed after where they read on, as they stood right after this one, each with the
    /// first of those changes.
    pub in_memory: Vec<(Seq, DraftId, Arc<StoredDraft>)>,
}

impl Segment {
    /// Nothing yet, on top of the team's counter.
    pub fn after(seq: Seq) -> Self {
        Self { writes: Writes::after(seq), before: seq, asking: vec![] }
    }

    /// Writes, reads and answers. `in_memory` are the drafts that need not be read.
    pub async fn finish(
        self,
        rows: &mut dyn TeamRows,
        counter: &Counter,
        in_memory: &BTreeSet<DraftId>,
        remembered: &mut Remembered,
    ) -> Result<BTreeMap<usize, Exchanged>, RepositoryError> {
        let Self { writes, before, asking } = self;
        if writes.seq > before || !writes.history.is_empty() {
            rows.write(&writes, counter.now).await?;
        }
        let mut changes = Changes::read(rows, counter, &asking, in_memory, remembered).await?;
        let notices = Notices::read(rows, counter, &asking, remembered).await?;
        let mut answers = BTreeMap::new();
        for asked in asking {
            let page = changes.page(rows, &asked, in_memory, remembered).await?;
            let end = page.more_after.unwrap_or(asked.end);
            let told = notices.told(rows, &asked, end).await?;
            let more_after = told.more_after.or(page.more_after);
            let after = Cursor { seq: asked.end, ..asked.before };
            let exchanged = Exchanged {
                server_time: counter.now,
                outcomes: asked.outcomes,
                changes: page.drafts,
                notices: told.notices,
                settled: told.settled,
                cursor: asked.reading.cursor(after, more_after),
                more: more_after.is_some(),
                resync: asked.reading.resync,
                advanced_to: (asked.end > asked.before.seq || !asked.named.is_empty()).then_some(asked.end),
            };
            answers.insert(asked.place, exchanged);
        }
        Ok(answers)
    }
}
