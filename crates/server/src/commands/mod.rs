//! What `lagoon-server` can be told to do, each area in a file of its own.

pub mod backup;
pub mod check;
pub mod config;
pub mod configuration;
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
    Serve(Box<serve::Serve>),
    /// Show every setting of `serve`, with where it came from. Secrets are not shown.
    Config(Box<serve::Serve>),
    /// Copy an SQLite database to a new file, also while a server serves it.
    Backup(backup::Backup),
    /// Look for damage in the database. Exit code 1 if there is some.
    Check(check::Check),
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
pub async fn run(action: Action, told: &configuration::Told) -> anyhow::Result<()> {
    match action {
        Action::Serve(serve) => serve::run(*serve).await,
        Action::Config(_) => {
            config::show(told);
            Ok(())
        }
        Action::Backup(backup) => backup::run(backup).await,
        Action::Check(check) => check::run(check).await,
        Action::Team(team) => team::run(team).await,
        Action::User(user) => user::run(user).await,
        Action::Database(whole) => database::run(whole).await,
    }
}

/// Which database a command is about.
#[derive(Args)]
pub struct Database {
    /// The database: sqlite:PATH. It is made when there is none. Without this setting it lies in the system's folder for what
    /// programs keep, wherever the command is run.
    #[arg(long = "database", env = "LAGOON_DATABASE", value_name = "URL")]
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
