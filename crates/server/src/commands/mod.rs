//! What `lagoon-server` can be told to do, each area in a file of its own.

pub mod audit;
pub mod backup;
pub mod check;
pub mod config;
pub mod configuration;
pub mod database;
pub mod invite;
pub mod migrate_to;
pub mod serve;
pub mod session;
pub mod team;
pub mod user;

use std::{fmt::Display, io::Write};

use anyhow::bail;
use clap::{Args, Subcommand};
use lagoon_server::{
    Server,
    auth::normal_email,
    repository::{Account, Actor, By, Team},
};
use serde::Serialize;

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
    /// Move an SQLite database, which nothing serves, to an empty PostgreSQL database. Devices and sign-ins go on as before.
    MigrateTo(migrate_to::MigrateTo),
    /// Manage teams.
    #[command(subcommand)]
    Team(team::Team),
    /// Manage people.
    #[command(subcommand)]
    User(user::User),
    /// Manage invitations.
    #[command(subcommand)]
    Invite(invite::Invite),
    /// Manage sign-ins.
    #[command(subcommand)]
    Session(session::Session),
    /// Read who changed what about access.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Manage the database.
    #[command(subcommand)]
    Database(database::Whole),
}

/// Does what was said.
pub async fn run(action: Action, told: &configuration::Told) -> anyhow::Result<()> {
    match action {
        Action::Serve(serve) => {
            warn_of_unknown_variables(told);
            serve::run(*serve).await
        }
        Action::Config(_) => {
            warn_of_unknown_variables(told);
            config::show(told);
            Ok(())
        }
        Action::Backup(backup) => backup::run(backup).await,
        Action::Check(check) => check::run(check).await,
        Action::MigrateTo(migrate_to) => migrate_to::run(migrate_to).await,
        Action::Team(team) => team::run(team).await,
        Action::User(user) => user::run(user).await,
        Action::Invite(invite) => invite::run(invite).await,
        Action::Session(session) => session::run(session).await,
        Action::Audit(audit) => audit::run(audit).await,
        Action::Database(whole) => database::run(whole).await,
    }
}

/// Other programs may have variables of such names, so that one that nobody knows is no error.
fn warn_of_unknown_variables(told: &configuration::Told) {
    for variable in configuration::unknown_variables(&told.command) {
        tracing::warn!(
            variable,
            "no setting of this server has this variable; `lagoon-server config` shows all settings"
        );
    }
}

/// Which database a command is about.
#[derive(Args)]
pub struct Database {
    /// The database: sqlite:PATH, which is made when there is none, or `postgres://USER:PASSWORD@HOST:PORT/NAME`. Without this
    /// setting it is an SQLite file in the system's folder for what programs keep, wherever the command is run.
    #[arg(long = "database", env = "LAGOON_DATABASE", value_name = "URL", hide_env_values = true)]
    url: String,
}

/// What is said of a database must not make another one because of a mistyped path.
fn require_existing(database: &str) -> anyhow::Result<()> {
    let path = database.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    match path {
        Some(path) if !std::path::Path::new(path).exists() => {
            bail!("there is no database {path}; check the path, or make one: `lagoon-server team create --name NAME`")
        }
        _ => Ok(()),
    }
}

async fn close(server: Server) {
    server.repository.close().await;
}

/// Opens a database, which is made when there is none.
async fn open_or_make(database: &str) -> anyhow::Result<Server> {
    configuration::make_default_folder(database)?;
    Ok(lagoon_server::open(database).await?)
}

/// Opens a database that is there.
async fn open_existing(database: &str) -> anyhow::Result<Server> {
    require_existing(database)?;
    Ok(lagoon_server::open(database).await?)
}

/// The team of that name.
async fn team_named(server: &Server, name: &str) -> anyhow::Result<Team> {
    match server.repository.team_named(name.trim()).await? {
        Some(team) => Ok(team),
        None => bail!("there is no team “{}”; look at `lagoon-server team list`", shown(name.trim())),
    }
}

/// The person who signs in with that address.
async fn account(server: &Server, email: &str) -> anyhow::Result<Account> {
    match server.repository.account(&normal_email(email)).await? {
        Some(account) => Ok(account),
        None => bail!("nobody signs in with that e-mail address; look at `lagoon-server user list`"),
    }
}

/// A command, as the one who changes something now.
async fn by(server: &Server, command: &'static str) -> anyhow::Result<By> {
    Ok(By { actor: Actor::Command(command), at: server.repository.now().await? })
}

fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    say(serde_json::to_string(value)?)
}

/// Writes a line. Whoever reads it may have gone: that is an error like others.
fn say(line: impl Display) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

/// A text from the database as a terminal may see it.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
