//! The one writer of the file, and what requests that share a commit ask of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use lagoon_listing::{DraftId, GroupName, TeamId, UserId};
use lagoon_sync::{Millis, Seq, Stamp, wire::NoticeId};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};

use super::{drafts, history, notices, sessions, teams, write};
use crate::{
    clock::{Clock, SteadyClock},
    exchange::{StoredDraft, Writes},
    repository::{
        RepositoryError, SignedIn,
        shared::{CommitError, Counter, Job, Memory, Outcome, TeamRows, ToldRow, Wanted, Writer, carry_out},
    },
};

/// The server's time.
pub type SharedClock = Arc<SteadyClock<Arc<dyn Clock>>>;

/// Commits to the file.
pub struct SqliteWriter {
    /// One connection: writers queue here rather than inside SQLite.
    pub pool: SqlitePool,
    pub clock: SharedClock,
    /// What it knows without reading.
    pub memory: Memory,
}

impl SqliteWriter {
    /// Takes the write lock, so that what is read next cannot change before it is written.
    pub async fn begin(&self) -> Result<Transaction<'static, Sqlite>, RepositoryError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }
}

#[async_trait::async_trait]
impl Writer for SqliteWriter {
    /// Teams share nothing but the commit.
    async fn commit(&self, jobs: &[Job]) -> Result<Vec<Outcome>, CommitError> {
        let mut transaction = self.begin().await.map_err(CommitError::NotBegun)?;
        let mut of_teams: BTreeMap<TeamId, Vec<usize>> = BTreeMap::new();
        for (place, job) in jobs.iter().enumerate() {
            of_teams.entry(job.who.team).or_default().push(place);
        }
        let (mut outcomes, mut known) = (BTreeMap::new(), vec![]);
        for (team, places) in of_teams {
            let theirs: Vec<&Job> = places.iter().filter_map(|place| jobs.get(*place)).collect();
            let mut rows = SqliteTeam { connection: &mut transaction, team, clock: &self.clock };
            let mut remembered = self.memory.take(team);
            outcomes.extend(places.iter().copied().zip(carry_out(&mut rows, &theirs, &mut remembered).await?));
            known.push((team, remembered));
        }
        transaction.commit().await.map_err(RepositoryError::from)?;
        for (team, remembered) in known {
            self.memory.keep(team, remembered);
        }
        Ok(outcomes.into_values().collect())
    }
}

/// A transaction about one team.
pub struct SqliteTeam<'a> {
    pub connection: &'a mut SqliteConnection,
    pub team: TeamId,
    pub clock: &'a SharedClock,
}

#[async_trait::async_trait]
impl TeamRows for SqliteTeam<'_> {
    async fn counter(&mut self) -> Result<Counter, RepositoryError> {
        teams::counter(self.connection, self.team, self.clock.now()).await
    }

    async fn stands(&mut self, who: &SignedIn, now: Millis) -> Result<bool, RepositoryError> {
        sessions::stands(self.connection, who, now).await
    }

    async fn drafts(&mut self, ids: &BTreeSet<DraftId>) -> Result<BTreeMap<DraftId, StoredDraft>, RepositoryError> {
        drafts::stored(self.connection, self.team, ids).await
    }

    async fn came_before(
        &mut self,
        values: &[(DraftId, GroupName, Stamp)],
    ) -> Result<BTreeSet<(DraftId, GroupName, Stamp)>, RepositoryError> {
        history::came_before(self.connection, self.team, values).await
    }

    async fn settle(
        &mut self,
        user: UserId,
        settled: &[NoticeId],
        seq: Seq,
        now: Millis,
    ) -> Result<Seq, RepositoryError> {
        notices::settle(self.connection, self.team, user, settled, seq, now).await
    }

    async fn write(&mut self, writes: &Writes, now: Millis) -> Result<(), RepositoryError> {
        write::write(self.connection, self.team, writes, now).await
    }

    async fn changes(&mut self, from: Seq, except: &BTreeSet<DraftId>) -> Result<Vec<(DraftId, Seq)>, RepositoryError> {
        drafts::changes(self.connection, self.team, from, except).await
    }

    async fn first_changes(
        &mut self,
        from: Seq,
        except: &BTreeSet<DraftId>,
        limit: usize,
    ) -> Result<Vec<(DraftId, Seq)>, RepositoryError> {
        drafts::first_changes(self.connection, self.team, from, except, limit).await
    }

    async fn notices(&mut self, wanted: Wanted<'_>) -> Result<Vec<ToldRow>, RepositoryError> {
        notices::read(self.connection, self.team, wanted).await
    }
}
