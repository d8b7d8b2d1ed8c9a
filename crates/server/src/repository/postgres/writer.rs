//! Transactions about one team, and what requests that share a commit ask of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use lagoon_listing::{DraftId, GroupName, TeamId, UserId};
use lagoon_sync::{Millis, Seq, Stamp, wire::NoticeId};
use sqlx::PgConnection;

use super::{
    connections::Connections, drafts, history, notices, notify::Notifier, sessions, teams, time::DatabaseTime, write,
};
use crate::{
    clock::{Clock, SteadyClock},
    exchange::{StoredDraft, Writes},
    repository::{
        RepositoryError, SignedIn,
        shared::{Answer, CommitError, Counter, Job, Memory, Outcome, TeamRows, ToldRow, Wanted, Writer, carry_out},
    },
};

/// The connections that serve, and the server's time.
pub struct Serving {
    /// All are `lagoon_app`.
    pub connections: Connections,
    pub clock: SteadyClock<Arc<dyn Clock>>,
    /// What the clock follows, unless a test brought its own.
    pub database_time: Option<Arc<DatabaseTime>>,
    pub notifier: Notifier,
    /// What this process knows without reading.
    pub memory: Memory,
}

impl Serving {
    /// The server's time, when a team's row says that it was `changed_at` once.
    fn now(&self, row: &teams::TeamRow, asked: Instant) -> Millis {
        if let Some(time) = &self.database_time {
            time.observe(row.shown, asked);
        }
        self.clock.now_not_before(row.changed_at)
    }
}

#[async_trait::async_trait]
impl Writer for Serving {
    async fn commit(&self, jobs: &[Job]) -> Result<Vec<Outcome>, CommitError> {
        let Some(team) = jobs.first().map(|job| job.who.team) else { return Ok(vec![]) };
        let mut begun = false;
        let mut remembered = self.memory.take(team);
        let write = async |connection: &mut PgConnection| {
            begun = true;
            let mut rows = PostgresTeam { connection, team, serving: self };
            carry_out(&mut rows, &jobs.iter().collect::<Vec<_>>(), &mut remembered).await
        };
        let written = self.connections.write_drafts(team, write).await;
        let outcomes =
            written.map_err(|error| if begun { CommitError::Failed(error) } else { CommitError::NotBegun(error) })?;
        self.memory.keep(team, remembered);
        let advanced_to = outcomes.iter().filter_map(|outcome| match outcome {
            Ok(Answer::Exchanged(exchanged)) => exchanged.advanced_to,
            Ok(Answer::Updated(updated)) => updated.advanced_to,
            Err(_) => None,
        });
        if let Some(seq) = advanced_to.max() {
            self.notifier.tell(team, seq);
        }
        Ok(outcomes)
    }
}

/// A transaction about one team.
pub struct PostgresTeam<'a> {
    pub connection: &'a mut PgConnection,
    pub team: TeamId,
    pub serving: &'a Serving,
}

#[async_trait::async_trait]
impl TeamRows for PostgresTeam<'_> {
    async fn counter(&mut self) -> Result<Counter, RepositoryError> {
        let asked = Instant::now();
        let row = teams::read(self.connection, self.team).await?;
        let now = self.serving.now(&row, asked);
        Ok(Counter {
            epoch: row.epoch,
            seq: row.seq,
            purged: row.purged,
            changed_at: row.changed_at,
            access: row.access,
            now,
        })
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
