//! Lagoon's server: keeps every team's drafts. Routes, sign-in, tenancy, and a repository that any database can stand
//! behind.
//!
//! A request goes from token to team, is checked, decided by the rules that devices share (`lagoon_sync::decision`) and
//! stored in one transaction.

mod accounts;
pub mod auth;
pub mod body;
pub mod clock;
pub mod exchange;
mod live;
pub mod problem;
pub mod repository;
mod routes;
mod serve;
pub mod views;

use std::sync::Arc;

use repository::{Repository, sqlite};

pub use accounts::{AccountError, Link};
pub use clock::{Clock, SystemClock};
pub use routes::router;
pub use serve::serve;

/// A server on an open database.
pub struct Server {
    /// The database.
    pub repository: Arc<dyn Repository>,
    live: live::Live,
    passwords: auth::Passwords,
    attempts: auth::Attempts,
    seen: auth::Seen,
}

/// Why a server cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlite::OpenError),
    /// Passwords cannot be checked.
    #[error(transparent)]
    Passwords(#[from] auth::InvalidPassword),
}

/// Opens the database and makes it when there is none. `database` is `sqlite:PATH`.
pub async fn open(database: &str) -> Result<Server, OpenError> {
    open_with_clock(database, Arc::new(SystemClock)).await
}

/// As [`open`], with another source of time.
pub async fn open_with_clock(database: &str, clock: Arc<dyn Clock>) -> Result<Server, OpenError> {
    let repository = sqlite::SqliteRepository::open(database, clock).await?;
    Ok(Server::new(Arc::new(repository))?)
}

impl Server {
    /// A server on any repository.
    pub fn new(repository: Arc<dyn Repository>) -> Result<Self, auth::InvalidPassword> {
        Ok(Self {
            repository,
            live: live::Live::default(),
            passwords: auth::Passwords::new()?,
            attempts: auth::Attempts::default(),
            seen: auth::Seen::default(),
        })
    }
}
