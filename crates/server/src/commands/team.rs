//! `lagoon-server team`: who shares drafts.

use anyhow::bail;
use clap::Subcommand;
use lagoon_server::{auth::read_name, repository::RenamedTeam};
use serde_json::json;

use super::{Database, close, open_existing, open_or_make, print_json, say, shown, team_named};

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
    /// List the teams.
    List {
        #[command(flatten)]
        database: Database,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Give a team another name.
    Rename {
        #[command(flatten)]
        database: Database,
        /// The name it has.
        #[arg(long)]
        team: String,
        /// The name it gets.
        #[arg(long)]
        name: String,
    },
}

/// Does it.
pub async fn run(action: Team) -> anyhow::Result<()> {
    match action {
        Team::Create { database, name, if_missing } => create_team(&database.url, &name, if_missing).await,
        Team::List { database, json } => list_teams(&database.url, json).await,
        Team::Rename { database, team, name } => rename_team(&database.url, &team, &name).await,
    }
}

async fn create_team(database: &str, name: &str, if_missing: bool) -> anyhow::Result<()> {
    let name = read_name(name)?;
    let server = open_or_make(database).await?;
    match server.repository.add_team(&name).await? {
        Some(id) => say(format_args!("team “{name}” added: {id}"))?,
        None if if_missing => say(format_args!("team “{name}” exists already"))?,
        None => bail!("a team “{name}” exists already; choose another name or pass --if-missing"),
    }
    close(server).await;
    Ok(())
}

async fn list_teams(database: &str, json: bool) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    for team in server.repository.teams().await? {
        if json {
            print_json(&json!({"id": team.id, "name": team.name}))?;
        } else {
            say(format_args!("{}  {}", team.id, shown(&team.name)))?;
        }
    }
    close(server).await;
    Ok(())
}

async fn rename_team(database: &str, team: &str, name: &str) -> anyhow::Result<()> {
    let name = read_name(name)?;
    let server = open_existing(database).await?;
    let team = team_named(&server, team).await?;
    let by = super::by(&server, "team rename").await?;
    match server.repository.rename_team(team.id, &name, by).await? {
        RenamedTeam::Renamed => say(format_args!("team “{}” is called “{name}” now", shown(&team.name)))?,
        RenamedTeam::NameTaken => bail!("another team is called “{name}” already; choose another name"),
        RenamedTeam::NoSuchTeam => bail!("the team is gone; look at `lagoon-server team list`"),
    }
    close(server).await;
    Ok(())
}
