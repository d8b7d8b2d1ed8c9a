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
pub(super) mod moving;
mod notices;
mod open;
mod people;
mod publications;
mod resets;
pub(super) mod rows;
mod sessions;
mod teams;
mod trash;
mod write;
mod writer;

use std::{collections::BTreeSet, sync::Arc};

use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::{
    DeviceId, Epoch, InstallId, Millis, Seq,
    decision::{HeldDraft, PropertyDraftInput},
    wire::SyncRequest,
};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::{
    DraftHash, Drafts, Exchanged, HistoryPlace, Maintenance, OnCommit, PastValue, PlainUpdated, Published, Repository,
    RepositoryError, SignedIn,
    shared::{CommitStats, Job, Purged, Queue, Remembered, Work, carry_out, only},
};
use crate::exchange::StoredDraft;
use writer::{SqliteTeam, SqliteWriter};

pub use backup::{BackupError, backup};
pub use open::{OpenError, random_epoch};

/// Teams, people, sign-ins and drafts in one file.
pub struct SqliteRepository {
    writer: Arc<SqliteWriter>,
    queue: Queue,
    /// Several connections that may only read; they never wait for the writer.
    readers: SqlitePool,
}

impl SqliteRepository {
    /// One unchanging view of the database, without waiting for writers.
    async fn read(&self) -> Result<Transaction<'static, Sqlite>, RepositoryError> {
        Ok(self.readers.begin().await?)
    }

    async fn purge_team(&self, team: TeamId, before: Millis) -> Result<u64, RepositoryError> {
        let (mut forgotten, mut last) = (0, None);
        loop {
            // Others write between two of these.
            let mut transaction = self.writer.begin().await?;
            let (gone, next) = trash::purge(&mut transaction, team, before, last).await?;
            transaction.commit().await?;
            forgotten += gone;
            let Some(next) = next else { return Ok(forgotten) };
            last = Some(next);
        }
    }
}

#[async_trait::async_trait]
impl Drafts for SqliteRepository {
    async fn now(&self) -> Result<Millis, RepositoryError> {
        Ok(self.writer.clock.now())
    }

    async fn seq(&self, team: TeamId) -> Result<Seq, RepositoryError> {
        let now = self.writer.clock.now();
        Ok(teams::counter(&mut *self.readers.acquire().await?, team, now).await?.seq)
    }

    async fn exchange(&self, who: SignedIn, request: SyncRequest) -> Result<Exchanged, RepositoryError> {
        let job = Job { who, work: Work::Exchange(request) };
        let answer = if job.writes() {
            self.queue.submit(job).await?
        } else {
            let mut transaction = self.read().await?;
            let mut rows = SqliteTeam { connection: &mut transaction, team: who.team, clock: &self.writer.clock };
            only(carry_out(&mut rows, &[&job], &mut Remembered::default()).await?)?
        };
        answer.exchanged()
    }

    async fn update_plain(
        &self,
        who: SignedIn,
        id: DraftId,
        input: PropertyDraftInput,
    ) -> Result<PlainUpdated, RepositoryError> {
        let work = Work::Plain { id, input: Box::new(input) };
        self.queue.submit(Job { who, work }).await?.updated()
    }

    async fn draft(&self, team: TeamId, id: DraftId) -> Result<Option<HeldDraft>, RepositoryError> {
        let mut transaction = self.read().await?;
        let mut stored = drafts::stored(&mut transaction, team, &BTreeSet::from([id])).await?;
        Ok(stored.remove(&id).map(StoredDraft::into_draft))
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
        let mut transaction = self.writer.begin().await?;
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
        let mut purged = Purged::default();
        for team in teams {
            purged.add(team, self.purge_team(team, before).await);
        }
        trash::purge_settled(&mut *self.writer.pool.acquire().await?, before).await?;
        purged.end()
    }

    async fn begin_epoch(&self, epoch: Epoch) -> Result<(), RepositoryError> {
        teams::begin_epoch(&mut *self.writer.pool.acquire().await?, epoch).await
    }
}

#[async_trait::async_trait]
impl Repository for SqliteRepository {
    fn commits(&self) -> &Arc<CommitStats> {
        self.queue.stats()
    }

    fn on_commit(&self, told: OnCommit) {
        self.queue.on_commit(told);
    }

    fn maintenance(&self) -> Option<&dyn Maintenance> {
        Some(self)
    }

    async fn close(&self) {
        for pool in [&self.readers, &self.writer.pool] {
            // A connection that was on its way back to the pool when it closed is idle afterwards, and open.
            while pool.size() > 0 {
                pool.close().await;
            }
        }
    }
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
        let mut transaction = repository.writer.begin().await.expect("begins");
        // As SQLite does when the disk is full.
        sqlx::query("ROLLBACK").execute(&mut *transaction).await.expect("ended");
        drop(transaction);
        repository.writer.begin().await.expect("begins again").commit().await.expect("commits");
    }
}
