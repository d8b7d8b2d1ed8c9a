//! The repository in PostgreSQL. The one rule: whatever serves a request runs as a role that sees one team's rows and no
//! others, so that a query that forgot its team finds nothing.
//!
//! Every transaction that writes for a team locks the team's row first: commit order is the order of its counter.

mod accounts;
mod audit;
mod check;
mod devices;
mod drafts;
mod history;
mod invitations;
pub(super) mod moving;
mod notices;
mod notify;
mod open;
mod people;
mod publications;
mod resets;
pub(super) mod rows;
mod sessions;
mod teams;
mod time;
mod trash;
mod write;
mod writer;

use std::{collections::BTreeSet, sync::Arc, time::Instant};

use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::{
    DeviceId, Epoch, InstallId, Millis, Seq,
    decision::{HeldDraft, PropertyDraftInput},
    wire::SyncRequest,
};
use sqlx::PgPool;
use tokio::sync::mpsc;

use super::{
    DraftHash, Drafts, Elsewhere, Exchanged, HistoryPlace, Maintenance, OnCommit, PastValue, PlainUpdated, Published,
    Repository, RepositoryError, SignedIn,
    shared::{CommitStats, Job, Queue, Work, carry_out, only},
};
use crate::exchange::StoredDraft;
use writer::{PostgresTeam, Serving};

pub use open::OpenError;

/// Teams, people, sign-ins and drafts in a PostgreSQL database.
pub struct PostgresRepository {
    serving: Arc<Serving>,
    queue: Queue,
    /// Every connection of it is `lagoon_admin`. `None`: the sign-in that was given may not be.
    admin: Option<PgPool>,
}

impl PostgresRepository {
    fn admin(&self) -> Result<&PgPool, RepositoryError> {
        self.admin.as_ref().ok_or_else(|| {
            let advice = "this sign-in to the database may only serve: use the owner's for this";
            RepositoryError::Failed(advice.into())
        })
    }
}

#[async_trait::async_trait]
impl Drafts for PostgresRepository {
    async fn now(&self) -> Result<Millis, RepositoryError> {
        if let Some(time) = &self.serving.database_time
            && !time.is_fresh()
        {
            let mut connection = self.serving.pool.acquire().await?;
            let asked = Instant::now();
            time.observe(open::shown(&mut connection).await?, asked);
        }
        Ok(self.serving.clock.now())
    }

    async fn seq(&self, team: TeamId) -> Result<Seq, RepositoryError> {
        let mut transaction = self.serving.read(team).await?;
        Ok(teams::read(&mut transaction, team).await?.seq)
    }

    async fn exchange(&self, who: SignedIn, request: SyncRequest) -> Result<Exchanged, RepositoryError> {
        let job = Job { who, work: Work::Exchange(request) };
        let answer = if job.writes() {
            self.queue.submit(job).await?
        } else {
            let mut transaction = self.serving.read(who.team).await?;
            let mut rows =
                PostgresTeam { connection: &mut transaction, team: who.team, serving: &self.serving, locks: false };
            only(carry_out(&mut rows, &[&job]).await?)?
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
        let mut transaction = self.serving.read(team).await?;
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
        let mut transaction = self.serving.read(team).await?;
        if !drafts::exists(&mut transaction, team, id).await? {
            return Ok(None);
        }
        history::page(&mut transaction, team, id, before, limit).await.map(Some)
    }

    async fn is_own_device(&self, team: TeamId, device: DeviceId, install: InstallId) -> Result<bool, RepositoryError> {
        let mut transaction = self.serving.write(team).await?;
        let known = devices::installation(&mut transaction, team, device).await?;
        if let Some(known) = known {
            return Ok(known == install);
        }
        // Whoever comes at the same time waits here, and finds the other's.
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
        let mut transaction = self.serving.read(team).await?;
        drafts::hashes(&mut transaction, team, after, limit).await
    }

    async fn published(
        &self,
        team: TeamId,
        after: Option<DraftId>,
        limit: usize,
    ) -> Result<Published, RepositoryError> {
        let mut transaction = self.serving.read(team).await?;
        publications::page(&mut transaction, team, after, limit).await
    }

    async fn purge(&self, before: Millis) -> Result<u64, RepositoryError> {
        let admin = self.admin()?;
        let teams = trash::teams(&mut *admin.acquire().await?, before).await?;
        let mut forgotten = 0;
        for team in teams {
            let mut last = None;
            loop {
                // Others write between two of these.
                let mut transaction = admin.begin().await?;
                let (gone, next) = trash::purge(&mut transaction, team, before, last).await?;
                transaction.commit().await?;
                forgotten += gone;
                let Some(next) = next else { break };
                last = Some(next);
            }
        }
        trash::purge_settled(&mut *admin.acquire().await?, before).await?;
        Ok(forgotten)
    }

    async fn begin_epoch(&self, epoch: Epoch) -> Result<(), RepositoryError> {
        teams::begin_epoch(&mut *self.admin()?.acquire().await?, epoch).await
    }
}

#[async_trait::async_trait]
impl Repository for PostgresRepository {
    fn commits(&self) -> &CommitStats {
        self.queue.stats()
    }

    fn on_commit(&self, told: OnCommit) {
        self.queue.on_commit(told);
    }

    fn maintenance(&self) -> Option<&dyn Maintenance> {
        Some(self)
    }

    fn elsewhere(&self) -> Option<mpsc::Receiver<Elsewhere>> {
        Some(notify::listen(self.serving.pool.clone()))
    }

    async fn close(&self) {
        self.serving.notifier.stop();
        for pool in [Some(&self.serving.pool), self.admin.as_ref()].into_iter().flatten() {
            pool.close().await;
        }
    }
}
