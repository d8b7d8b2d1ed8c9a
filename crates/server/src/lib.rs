//! Lagoon's server: keeps every team's drafts. Routes, sign-in, tenancy, and a repository that any database can stand
//! behind.
//!
//! A request goes from token to team, is checked, decided by the rules that devices share (`lagoon_sync::decision`) and
//! stored in one transaction.

pub mod auth;
pub mod body;
pub mod clock;
pub mod exchange;
mod live;
pub mod problem;
pub mod repository;
mod routes;
mod serve;

use std::sync::Arc;

use repository::{AddedUser, NewUser, Repository, RepositoryError, postgres, sqlite};

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

/// Why a person cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum AddUserError {
    /// Not an address.
    #[error("this is not an e-mail address; write it like name@example.com")]
    Email,
    /// No name.
    #[error("the name is empty")]
    Name,
    /// The password cannot be used.
    #[error(transparent)]
    Password(#[from] auth::InvalidPassword),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] RepositoryError),
}

impl Server {
    /// A server on any repository.
    pub fn new(repository: Arc<dyn Repository>) -> Result<Self, auth::InvalidPassword> {
        Ok(Self {
            repository,
            live: live::Live::default(),
            passwords: auth::Passwords::new()?,
            attempts: auth::Attempts::default(),
        })
    }

    /// Adds a person to a team. The password is hashed here, which takes some tens of milliseconds.
    pub async fn add_user(
        &self,
        team_name: &str,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<AddedUser, AddUserError> {
        let email = auth::normal_email(email);
        let plausible = email.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
        if !plausible || email.len() > 254 || email.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(AddUserError::Email);
        }
        let name = name.trim();
        if name.is_empty() {
            return Err(AddUserError::Name);
        }
        let user = NewUser {
            team_name: team_name.trim().to_owned(),
            email,
            name: name.to_owned(),
            password_hash: auth::check_new(password)?,
        };
        Ok(self.repository.add_user(user).await?)
    }
}
