//! `lagoon-server team`: who shares drafts.

use anyhow::bail;
use clap::Subcommand;

use super::{Database, close};

/// What can be done with teams.
#[derive(Subcommand)]
pub enum Team {
    /// Add a team.
    Create {
        #[command(flatten)]
        database: Database,
        /// Its name.
        #[arg(long)]
        name: String,
        /// Succeed when it exists already.
        #[arg(long)]
        if_missing: bool,
    },
}

/// Does it.
pub async fn run(action: Team) -> anyhow::Result<()> {
    match action {
        Team::Create { database, name, if_missing } => create_team(&database.url, name.trim(), if_missing).await,
    }
}

async fn create_team(database: &str, name: &str, if_missing: bool) -> anyhow::Result<()> {
    if name.is_empty() {
        bail!("the team's name is empty");
    }
    let server = lagoon_server::open(database).await?;
    match server.repository.add_team(name).await? {
        Some(id) => println!("team “{name}” added: {id}"),
        None if if_missing => println!("team “{name}” exists already"),
        None => bail!("a team “{name}” exists already; choose another name or pass --if-missing"),
    }
    close(server).await;
    Ok(())
}
