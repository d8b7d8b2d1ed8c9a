//! What `lagoon-server` can be told to do, each area in a file of its own.

pub mod database;
pub mod serve;
pub mod team;
pub mod user;

use anyhow::bail;
use clap::{Args, Subcommand};
use lagoon_server::Server;

/// All of it.
#[derive(Subcommand)]
pub enum Action {
    /// Serve until SIGTERM or Ctrl-C.
    Serve(serve::Serve),
    /// Manage teams.
    #[command(subcommand)]
    Team(team::Team),
    /// Manage people.
    #[command(subcommand)]
    User(user::User),
    /// Manage the database.
    #[command(subcommand)]
    Database(database::Whole),
}

/// Does what was said.
pub async fn run(action: Action) -> anyhow::Result<()> {
    match action {
        Action::Serve(serve) => serve::run(serve).await,
        Action::Team(team) => team::run(team).await,
        Action::User(user) => user::run(user).await,
        Action::Database(whole) => database::run(whole).await,
    }
}

/// Which database a command is about.
#[derive(Args)]
pub struct Database {
    /// The database: sqlite:PATH, which is made when there is none, or `postgres://USER:PASSWORD@HOST:PORT/NAME`.
    #[arg(long = "database", env = "LAGOON_DATABASE", value_name = "URL", hide_env_values = true)]
    url: String,
}

/// What is said of a database must not make another one because of a mistyped path.
fn require_existing(database: &str) -> anyhow::Result<()> {
    let path = database.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    match path {
        Some(path) if !std::path::Path::new(path).exists() => {
            bail!("there is no database {path}; check the path")
        }
        _ => Ok(()),
    }
}

async fn close(server: Server) {
    server.repository.close().await;
}
