//! The repository in PostgreSQL. The one rule: whatever serves a request runs as a role that sees one team's rows and no
//! others, so that a query that forgot its team finds nothing.
//!
//! Every transaction that writes for a team locks the team's row first: commit order is the order of its counter.

mod accounts;
mod audit;
mod check;
mod connections;
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
mod whole;
mod write;
mod writer;

use std::{collections::BTreeSet, sync::Arc, time::Instant};

use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::{
    DeviceId, Epoch, InstallId, Millis, Seq,
    decision::{HeldDraft, PropertyDraftInput},
    wire::SyncRequest,
};
use sqlx::PgConnection;
use tokio::sync::mpsc;

use super::{
    DraftHash, Drafts, Elsewhere, Exchanged, HistoryPlace, Maintenance, OnCommit, PastValue, PlainUpdated, Published,
    Repository, RepositoryError, SignedIn,
    shared::{CommitStats, Job, Purged, Queue, Remembered, Work, carry_out, only},
};
use crate::exchange::StoredDraft;
use connections::Connections;
use writer::{PostgresTeam, Serving};

pub use open::{OpenError, is_ambiguous};

/// Teams, people, sign-ins and drafts in a PostgreSQL database.
pub struct PostgresRepository {
    serving: Arc<Serving>,
    queue: Queue,
    /// Every connection of it is `lagoon_admin`. `None`: the sign-in that was given may not be.
    admin: Option<Connections>,
}

impl PostgresRepository {
    fn admin(&self) -> Result<&Connections, RepositoryError> {
        self.admin.as_ref().ok_or(RepositoryError::ServesOnly)
    }
}

async fn purge_team(admin: &Connections, team: TeamId, before: Millis) -> Result<u64, RepositoryError> {
    let (mut forgotten, mut last) = (0, None);
    loop {
        // Others write between two of these.
        let some = async |connection: &mut PgConnection| trash::purge(connection, team, before, last).await;
        let (gone, next) = admin.write_any(some).await?;
        forgotten += gone;
        let Some(next) = next else { return Ok(forgotten) };
        last = Some(next);
    }
}

#[async_trait::async_trait]
impl Drafts for PostgresRepository {
    async fn now(&self) -> Result<Millis, RepositoryError> {
        if let Some(time) = &self.serving.database_time
            && !time.is_fresh()
        {
            let (shown, asked) = self
                .serving
                .connections
                .with(async |connection| {
                    let asked = Instant::now();
                    Ok((open::shown(connection).await?, asked))
                })
                .await?;
            time.observe(shown, asked);
        }
        Ok(self.serving.clock.now())
    }

    async fn seq(&self, team: TeamId) -> Result<Seq, RepositoryError> {
        let read = async |connection: &mut PgConnection| teams::read(connection, team).await;
        Ok(self.serving.connections.read(team, read).await?.seq)
    }

    async fn exchange(&self, who: SignedIn, request: SyncRequest) -> Result<Exchanged, RepositoryError> {
        let job = Job { who, work: Work::Exchange(request) };
        let answer = if job.writes() {
            self.queue.submit(job).await?
        } else {
            let read = async |connection: &mut PgConnection| {
                let mut rows = PostgresTeam { connection, team: who.team, serving: &self.serving };
                only(carry_out(&mut rows, &[&job], &mut Remembered::default()).await?)
            };
            self.serving.connections.read(who.team, read).await?
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
        let ids = BTreeSet::from([id]);
        let read = async |connection: &mut PgConnection| drafts::stored(connection, team, &ids).await;
        Ok(self.serving.connections.read(team, read).await?.remove(&id).map(StoredDraft::into_draft))
    }

    async fn history(
        &self,
        team: TeamId,
        id: DraftId,
        before: Option<&HistoryPlace>,
        limit: usize,
    ) -> Result<Option<Vec<PastValue>>, RepositoryError> {
        let read = async |connection: &mut PgConnection| {
            if !drafts::exists(connection, team, id).await? {
                return Ok(None);
            }
            history::page(connection, team, id, before, limit).await.map(Some)
        };
        self.serving.connections.read(team, read).await
    }

    async fn is_own_device(&self, team: TeamId, device: DeviceId, install: InstallId) -> Result<bool, RepositoryError> {
        let known = async |connection: &mut PgConnection| devices::installation(connection, team, device).await;
        if let Some(known) = self.serving.connections.read(team, known).await? {
            return Ok(known == install);
        }
        let claim = async |connection: &mut PgConnection| {
            // Whoever comes at the same time waits here, and finds the other's.
            devices::claim(connection, team, device, install).await?;
            devices::installation(connection, team, device).await
        };
        Ok(self.serving.connections.write(team, claim).await? == Some(install))
    }

    async fn hashes(
        &self,
        team: TeamId,
        after: Option<DraftId>,
        limit: usize,
    ) -> Result<Vec<DraftHash>, RepositoryError> {
        let read = async |connection: &mut PgConnection| drafts::hashes(connection, team, after, limit).await;
        self.serving.connections.read(team, read).await
    }

    async fn published(
        &self,
        team: TeamId,
        after: Option<DraftId>,
        limit: usize,
    ) -> Result<Published, RepositoryError> {
        let read = async |connection: &mut PgConnection| publications::page(connection, team, after, limit).await;
        self.serving.connections.read(team, read).await
    }

    async fn purge(&self, before: Millis) -> Result<u64, RepositoryError> {
        let admin = self.admin()?;
        let teams = admin.with(async |connection| trash::teams(connection, before).await).await?;
        let mut purged = Purged::default();
        for team in teams {
            purged.add(team, purge_team(admin, team, before).await);
        }
        admin.with(async |connection| trash::purge_settled(connection, before).await).await?;
        purged.end()
    }

    async fn begin_epoch(&self, epoch: Epoch) -> Result<(), RepositoryError> {
        self.admin()?.with(async |connection| teams::begin_epoch(connection, epoch).await).await
    }
}

#[async_trait::async_trait]
impl Repository for PostgresRepository {
    fn commits(&self) -> &Arc<CommitStats> {
        self.queue.stats()
    }

    fn on_commit(&self, told: OnCommit) {
        self.queue.on_commit(told);
    }

    fn maintenance(&self) -> Option<&dyn Maintenance> {
        Some(self)
    }

    fn elsewhere(&self) -> Option<mpsc::Receiver<Elsewhere>> {
        Some(notify::listen(self.serving.connections.clone()))
    }

    async fn close(&self) {
        self.serving.notifier.stop();
        for connections in [Some(&self.serving.connections), self.admin.as_ref()].into_iter().flatten() {
            connections.close().await;
        }
    }
}
