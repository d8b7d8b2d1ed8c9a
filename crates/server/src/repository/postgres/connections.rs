//! Connections to the database, and how long they are waited for. The one rule: whoever serves waits for nothing without a
//! limit of time, and a connection that failed somebody is closed, not given to the next.
//!
//! A connection can die without a word: a host vanishes, a firewall forgets. Nothing in TCP's or sqlx's own settings notices
//! that soon.

use std::time::Duration;

use lagoon_listing::TeamId;
use sqlx::{
    Connection, Executor, PgConnection, PgExecutor, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::{runtime::Handle, time::timeout};

use crate::repository::RepositoryError;

/// How long a request waits for a connection before it is told to come again.
pub const WAIT: Duration = Duration::from_secs(10);

/// A connection that was not used for so long is tried before it is used.
const TRUSTED: Duration = Duration::from_secs(1);

/// How long it may take to say that it lives.
const LIVES: Duration = Duration::from_secs(1);

/// How long a connection may take to end what was left undone, before it is closed instead.
const RELEASED: Duration = Duration::from_secs(5);

/// Commits wait for the disk, whatever the database was told.
pub const DURABLE: &str = "SELECT set_config('synchronous_commit', 'on', false)
                           WHERE current_setting('synchronous_commit') = 'off'";

/// Up to so many connections of one role.
#[derive(Clone)]
pub struct Connections {
    pool: PgPool,
    patience: Duration,
}

impl Connections {
    /// Connections that are nobody but this role from their first moment on, can write, and whose commits are on disk.
    /// What is asked of one may take `patience`.
    pub fn new(options: &PgConnectOptions, most: u32, role: &'static str, patience: Duration) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(most)
            .acquire_timeout(WAIT)
            .test_before_acquire(false)
            .before_acquire(|connection, used| {
                Box::pin(async move {
                    if used.idle_for < TRUSTED {
                        return Ok(true);
                    }
                    // An error, so that nobody waits until it says goodbye.
                    timeout(LIVES, connection.ping()).await.map_err(|_| silent())??;
                    Ok(true)
                })
            })
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    require_writable(&mut *connection).await?;
                    connection.execute(role).await?;
                    connection.execute(DURABLE).await?;
                    Ok(())
                })
            })
            .connect_lazy_with(options.clone());
        Self { pool, patience }
    }

    /// Has something done outside a transaction.
    pub async fn with<T>(
        &self,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        let mut held = Held::new(self.pool.acquire().await?);
        let done = timeout(self.patience, work(held.connection())).await.unwrap_or_else(|_| Err(silent().into()));
        held.is_settled = true;
        if matches!(done, Err(RepositoryError::Busy | RepositoryError::Failed(_))) {
            held.close();
        }
        done
    }

    /// Has a team's drafts changed, and commits that. The team is locked before anything is read: what a statement that waits
    /// for a lock reads of other tables is as old as its wait.
    pub async fn write_drafts<T>(
        &self,
        team: TeamId,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        let lock = format!("SELECT FROM teams WHERE id = '{team}' FOR NO KEY UPDATE");
        self.commit(format!("{}; {lock}", of_team("BEGIN", team)), work).await
    }

    /// Has something else written for a team, and commits it.
    pub async fn write<T>(
        &self,
        team: TeamId,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        self.commit(of_team("BEGIN", team), work).await
    }

    /// Has something written, of whatever team, and commits it.
    pub async fn write_any<T>(
        &self,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        self.commit("BEGIN".to_owned(), work).await
    }

    async fn commit<T>(
        &self,
        begin: String,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        self.with(async move |connection| {
            let mut transaction = connection.begin_with(begin).await?;
            let done = work(&mut transaction).await?;
            transaction.commit().await?;
            Ok(done)
        })
        .await
    }

    /// Has something read in one unchanging view of what a team has.
    pub async fn read<T>(
        &self,
        team: TeamId,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        self.with(async move |connection| {
            let mut transaction = connection.begin_with(of_team(UNCHANGING, team)).await?;
            work(&mut transaction).await
        })
        .await
    }

    /// Has everything read in one unchanging view, for as long as that takes.
    pub async fn read_all<T>(
        &self,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        let mut held = Held::new(self.pool.acquire().await?);
        let mut transaction = held.connection().begin_with(UNCHANGING).await?;
        let done = work(&mut transaction).await;
        drop(transaction);
        held.is_settled = true;
        done
    }

    /// A connection of its own that hears notifications.
    pub async fn listener(&self) -> Result<PgListener, sqlx::Error> {
        // Of a pool of its own: when it dies without a word, nothing gives its place back.
        let options = self.pool.options().clone().max_connections(1);
        PgListener::connect_with(&options.connect_lazy_with(self.pool.connect_options().as_ref().clone())).await
    }

    /// Ends once they are closed.
    pub async fn closed(&self) {
        self.pool.close_event().await;
    }

    /// Waits until none is in use and closes them.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

const UNCHANGING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// One round trip. A team's id has only digits, letters and hyphens.
fn of_team(begin: &str, team: TeamId) -> String {
    format!("{begin}; SET LOCAL lagoon.team = '{team}'")
}

/// Whether the server takes writes: a standby does not, nor one that another has taken the place of.
pub async fn is_writable(connection: impl PgExecutor<'_>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT current_setting('transaction_read_only') = 'off'").fetch_one(connection).await
}

/// Nobody serves from a server that takes no writes: the next connection may lead to the one that does.
pub async fn require_writable(connection: impl PgExecutor<'_>) -> Result<(), sqlx::Error> {
    if is_writable(connection).await? {
        return Ok(());
    }
    Err(sqlx::Error::Io(std::io::Error::other("the database server takes no writes; is it a standby?")))
}

/// The error of a connection that does not answer.
pub fn silent() -> sqlx::Error {
    sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, "the database does not answer"))
}

/// A connection in use.
struct Held {
    connection: Option<PoolConnection<Postgres>>,
    /// Whether the work came to its end. Whoever leaves before may leave behind a transaction that sqlx knows nothing of: one
    /// whose beginning was not answered yet. The next one would read in it what is long past.
    is_settled: bool,
}

impl Held {
    fn new(connection: PoolConnection<Postgres>) -> Self {
        Self { connection: Some(connection), is_settled: false }
    }

    fn connection(&mut self) -> &mut PgConnection {
        self.connection.as_mut().expect("there until it is closed")
    }

    /// Closes it without a word, which may not arrive.
    fn close(&mut self) {
        drop(self.connection.take().map(PoolConnection::detach));
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let (true, Ok(runtime)) = (self.is_settled, Handle::try_current()) else { return drop(connection.detach()) };
        // What the pool does by itself, but it would wait for ever, and the connection would keep its place.
        runtime.spawn(async move { timeout(RELEASED, connection.return_to_pool()).await });
    }
}
