//! Lagoon's server: keeps every team's drafts. Routes, sign-in, tenancy, and a repository that any database can stand
//! behind.
//!
//! A request goes from token to team, is checked, decided by the rules that devices share (`lagoon_sync::decision`) and
//! stored in one transaction.

mod accounts;
pub mod auth;
pub mod body;
pub mod clients;
pub mod clock;
pub mod exchange;
mod heft;
pub mod limits;
mod live;
pub mod metrics;
pub mod problem;
pub mod proxies;
mod rate;
pub mod repository;
pub mod reso;
mod routes;
mod serve;
pub mod settings;
mod streams;
pub mod upkeep;
pub mod views;

use std::sync::{Arc, atomic::AtomicBool};

use repository::{Repository, postgres, sqlite};

pub use accounts::{AccountError, Link};
pub use clock::{Clock, SystemClock};
pub use routes::router;
pub use serve::{Certificates, Listeners, TlsError, serve, serve_on};
pub use settings::Settings;

/// A server on an open database.
pub struct Server {
    /// The database.
    pub repository: Arc<dyn Repository>,
    settings: Settings,
    metrics: Arc<metrics::Metrics>,
    rate: rate::Rate,
    room: body::Room,
    streams: Arc<streams::Streams>,
    stopping: AtomicBool,
    live: Arc<live::Live>,
    passwords: auth::Passwords,
    attempts: auth::Attempts,
    seen: auth::Seen,
    known: auth::Known,
}

/// Why a server cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is of no kind that a server can stand on.
    #[error("cannot use the database “{0}”: write it as sqlite:PATH or as postgres://USER:PASSWORD@HOST:PORT/NAME")]
    Kind(String),
    /// The SQLite file.
    #[error(transparent)]
    Sqlite(#[from] sqlite::OpenError),
    /// The PostgreSQL database.
    #[error(transparent)]
    Postgres(#[from] postgres::OpenError),
    /// Passwords cannot be checked.
    #[error(transparent)]
    Passwords(#[from] auth::InvalidPassword),
}

/// Opens the database. `sqlite:PATH` is made when there is none; `postgres://…` has to exist, and is set up when it is
/// empty. On PostgreSQL the server's time is the database's.
pub async fn open(database: &str) -> Result<Server, OpenError> {
    if is_postgres(database) {
        let repository = postgres::PostgresRepository::open(database).await?;
        return Ok(Server::new(Arc::new(repository))?);
    }
    open_with_clock(database, Arc::new(SystemClock)).await
}

/// As [`open`], with another source of time.
pub async fn open_with_clock(database: &str, clock: Arc<dyn Clock>) -> Result<Server, OpenError> {
    let repository: Arc<dyn Repository> = if is_postgres(database) {
        Arc::new(postgres::PostgresRepository::open_with_clock(database, clock).await?)
    } else if database.starts_with("sqlite:") {
        Arc::new(sqlite::SqliteRepository::open(database, clock).await?)
    } else {
        let kind = database.split_once(':').map_or(database, |(kind, _)| kind);
        return Err(OpenError::Kind(kind.to_owned()));
    };
    Ok(Server::new(repository)?)
}

fn is_postgres(database: &str) -> bool {
    database.starts_with("postgres://") || database.starts_with("postgresql://")
}

impl Server {
    /// A server on any repository.
    pub fn new(repository: Arc<dyn Repository>) -> Result<Self, auth::InvalidPassword> {
        let settings = Settings::default();
        let mut metrics = metrics::Metrics::default();
        metrics.watch_commits(repository.commits().clone());
        let metrics = Arc::new(metrics);
        let live = Arc::new(live::Live::default());
        let poked = Arc::downgrade(&live);
        repository.on_commit(Box::new(move |team, seq| {
            if let Some(live) = poked.upgrade() {
                live.poke(team, seq);
            }
        }));
        Ok(Self {
            repository,
            rate: rate::Rate::new(&settings.limits),
            room: body::Room::new(&settings.limits),
            streams: streams::Streams::new(settings.limits.max_streams, metrics.clone()),
            settings,
            metrics,
            stopping: AtomicBool::new(false),
            live,
            passwords: auth::Passwords::new()?,
            attempts: auth::Attempts::default(),
            seen: auth::Seen::default(),
            known: auth::Known::default(),
        })
    }

    /// The same server, told about its surroundings. Before it serves.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.rate = rate::Rate::new(&settings.limits);
        self.room = body::Room::new(&settings.limits);
        self.streams = streams::Streams::new(settings.limits.max_streams, self.metrics.clone());
        self.settings = settings;
        self
    }
}
