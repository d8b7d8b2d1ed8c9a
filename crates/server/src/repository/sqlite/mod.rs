//! The repository in an SQLite file. The one rule: there is one writing connection, and everything a request writes is
//! one transaction on it.

mod accounts;
mod audit;
mod backup;
mod check;
mod devices;
mod drafts;
#[cfg(test)]
mod full;
mod history;
mod invitations;
mod notices;
mod open;
mod people;
mod publications;
mod resets;
mod rows;
mod sessions;
mod teams;
mod trash;

use std::{collections::BTreeSet, sync::Arc};

use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::{
    DeviceId, Epoch, InstallId, Millis, Seq,
    decision::{Context, HeldDraft, PlainDecision, PropertyDraftInput, update_plain_property_draft},
    wire::{Cursor, SyncRequest},
};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};

use super::{
    DraftHash, Drafts, Exchanged, HistoryPlace, Maintenance, PastValue, PlainUpdated, Published, Repository,
    RepositoryError, SignedIn,
};
use crate::{
    clock::{Clock, SteadyClock},
    exchange::{AnswerTooLarge, PAGE_DRAFTS, Reading, Writes, decide},
};

pub use backup::{BackupError, backup};
pub use open::{OpenError, random_epoch};

/// Teams, people, sign-ins and drafts in one file.
pub struct SqliteRepository {
    /// One connection: writers queue here rather than inside SQLite.
    writer: SqlitePool,
    /// Several connections that may only read; they never wait for the writer.
    readers: SqlitePool,
    clock: SteadyClock<Arc<dyn Clock>>,
}

impl SqliteRepository {
    /// Takes the write lock, so that what is read next cannot change before it is written.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, RepositoryError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// One unchanging view of the database, without waiting for writers.
    async fn read(&self) -> Result<Transaction<'static, Sqlite>, RepositoryError> {
        Ok(self.readers.begin().await?)
    }
}

#[async_trait::async_trait]
impl Drafts for SqliteRepository {
    async fn now(&self) -> Result<Millis, RepositoryError> {
        Ok(self.clock.now())
    }

    async fn seq(&self, team: TeamId) -> Result<Seq, RepositoryError> {
        Ok(teams::counter(&mut *self.readers.acquire().await?, team).await?.seq)
    }

    async fn exchange(&self, who: SignedIn, request: &SyncRequest) -> Result<Exchanged, RepositoryError> {
        let brings_values = request.updates.iter().any(|update| !update.groups.is_empty() || !update.past.is_empty());
        let writes = brings_values || !request.settled.is_empty();
        let mut transaction = if writes { self.write().await? } else { self.read().await? };
        // The counter's row comes first: on databases with many writers it is the lock that makes commit order the
        // order of the counter.
        let counter = teams::counter(&mut transaction, who.team).await?;
        let current = Cursor { epoch: counter.epoch, seq: counter.seq, began: None };
        let context = Context { now: self.clock.now(), user: who.user, device_time: request.clock };
        let reading = Reading::of(request.cursor, current, counter.purged);

        let named: BTreeSet<DraftId> = request.updates.iter().map(|update| update.id).collect();
        let held = drafts::held(&mut transaction, who.team, &named).await?;
        let (mut outcomes, mut writes) = decide(held, &request.updates, reading.resync.is_some(), counter.seq, context)
            .map_err(|AnswerTooLarge| RepositoryError::AnswerTooLarge)?;
        let came_before = history::came_before(&mut transaction, who.team, &writes).await?;
        writes.settle_doubts(&came_before, &request.updates, &mut outcomes, who.user);
        writes.number_notices(&came_before);
        writes.seq = notices::settle(&mut transaction, who, &request.settled, writes.seq, context.now).await?;
        store(&mut transaction, who.team, &writes, counter.seq, context.now).await?;

        let page = drafts::changed_after(&mut transaction, who.team, reading.from, PAGE_DRAFTS, &named).await?;
        let end = page.more_after.unwrap_or(writes.seq);
        let told = notices::after(&mut transaction, who, reading.from, end, request.cursor.is_none()).await?;
        transaction.commit().await?;
        let more_after = told.more_after.or(page.more_after);
        Ok(Exchanged {
            server_time: context.now,
            outcomes,
            changes: page.drafts,
            notices: told.notices,
            settled: told.settled,
            cursor: reading.cursor(Cursor { seq: writes.seq, ..current }, more_after),
            more: more_after.is_some(),
            resync: reading.resync,
            advanced_to: (writes.seq > counter.seq).then_some(writes.seq),
        })
    }

    async fn update_plain(
        &self,
        who: SignedIn,
        id: DraftId,
        input: &PropertyDraftInput,
    ) -> Result<PlainUpdated, RepositoryError> {
        let mut transaction = self.write().await?;
        let seq = teams::counter(&mut transaction, who.team).await?.seq;
        let context = Context { now: self.clock.now(), user: who.user, device_time: None };
        let held = drafts::held(&mut transaction, who.team, &BTreeSet::from([id])).await?.remove(&id);
        let decision = update_plain_property_draft(id, held.as_ref(), input, who.device, context);
        let mut advanced_to = None;
        let draft = match &decision {
            PlainDecision::Accepted(accepted) | PlainDecision::NotNewer(accepted) => {
                let mut writes = Writes::after(seq);
                let draft = writes.add(id, held.as_ref(), accepted, context);
                writes.number_notices(&BTreeSet::new());
                store(&mut transaction, who.team, &writes, seq, context.now).await?;
                transaction.commit().await?;
                advanced_to = (writes.seq > seq).then_some(writes.seq);
                draft
            }
            _ => held,
        };
        Ok(PlainUpdated { server_time: context.now, decision, draft, advanced_to })
    }

    async fn draft(&self, team: TeamId, id: DraftId) -> Result<Option<HeldDraft>, RepositoryError> {
        let mut transaction = self.read().await?;
        Ok(drafts::held(&mut transaction, team, &BTreeSet::from([id])).await?.remove(&id))
    }

    async fn history(
        &self,
        team: TeamId,
        id: DraftId,
        before: Option<&HistoryPlace>,
        limit: usize,
    ) -> Result<Option<Vec<PastValue>>, RepositoryError> {
        let mut transaction = self.read().await?;
        if !drafts::exists(&mut transaction, team, id).await? {
            return Ok(None);
        }
        history::page(&mut transaction, team, id, before, limit).await.map(Some)
    }

    async fn is_own_device(&self, team: TeamId, device: DeviceId, install: InstallId) -> Result<bool, RepositoryError> {
        let known = devices::installation(&mut *self.readers.acquire().await?, team, device).await?;
        if let Some(known) = known {
            return Ok(known == install);
        }
        let mut transaction = self.write().await?;
        devices::claim(&mut transaction, team, device, install).await?;
        let first = devices::installation(&mut transaction, team, device).await?;
        transaction.commit().await?;
        Ok(first == Some(install))
    }

    async fn hashes(
        &self,
        team: TeamId,
        after: Option<DraftId>,
        limit: usize,
    ) -> Result<Vec<DraftHash>, RepositoryError> {
        let mut transaction = self.read().await?;
        drafts::hashes(&mut transaction, team, after, limit).await
    }

    async fn published(
        &self,
        team: TeamId,
        after: Option<DraftId>,
        limit: usize,
    ) -> Result<Published, RepositoryError> {
        let mut transaction = self.read().await?;
        publications::page(&mut transaction, team, after, limit).await
    }

    async fn purge(&self, before: Millis) -> Result<u64, RepositoryError> {
        let teams = trash::teams(&mut *self.readers.acquire().await?, before).await?;
        let mut forgotten = 0;
        for team in teams {
            let mut last = None;
            loop {
                // Others write between two of these.
                let mut transaction = self.write().await?;
                let (gone, next) = trash::purge(&mut transaction, team, before, last).await?;
                transaction.commit().await?;
                forgotten += gone;
                let Some(next) = next else { break };
                last = Some(next);
            }
        }
        trash::purge_settled(&mut *self.writer.acquire().await?, before).await?;
        Ok(forgotten)
    }

    async fn begin_epoch(&self, epoch: Epoch) -> Result<(), RepositoryError> {
        teams::begin_epoch(&mut *self.writer.acquire().await?, epoch).await
    }
}

#[async_trait::async_trait]
impl Repository for SqliteRepository {
    fn maintenance(&self) -> Option<&dyn Maintenance> {
        Some(self)
    }

    async fn close(&self) {
        for pool in [&self.readers, &self.writer] {
            // A connection that was on its way back to the pool when it closed is idle afterwards, and open.
            while pool.size() > 0 {
                pool.close().await;
            }
        }
    }
}

/// Writes what was decided. Without effect when nothing was, so that a repeated request costs no disk access.
async fn store(
    connection: &mut SqliteConnection,
    team: TeamId,
    writes: &Writes,
    before: Seq,
    now: Millis,
) -> Result<(), RepositoryError> {
    if writes.seq > before {
        teams::advance(connection, team, writes.seq, now).await?;
    }
    if !writes.drafts.is_empty() {
        drafts::write(connection, team, &writes.drafts).await?;
    }
    if !writes.notices.is_empty() {
        notices::keep(connection, team, &writes.notices, now).await?;
    }
    if !writes.history.is_empty() {
        history::keep(connection, team, &writes.history, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    #[tokio::test]
    async fn a_transaction_that_sqlite_ended_by_itself_does_not_stop_the_next_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("server.db").display());
        let repository = SqliteRepository::open(&url, Arc::new(SystemClock)).await.expect("opens");
        let mut transaction = repository.write().await.expect("begins");
        // As SQLite does when the disk is full.
        sqlx::query("ROLLBACK").execute(&mut *transaction).await.expect("ended");
        drop(transaction);
        repository.write().await.expect("begins again").commit().await.expect("commits");
    }
}
