//! `lagoon-server audit`: who changed what about access.

use clap::Subcommand;
use lagoon_server::views::{AuditView, rfc3339};

use super::{Database, close, open_existing, print_json, say, shown, team_named};

/// What can be done with the audit.
#[derive(Subcommand)]
pub enum Audit {
    /// List a team's entries, the newest first.
    List {
        #[command(flatten)]
        database: Database,
        /// The team's name.
        #[arg(long)]
        team: String,
        /// Only entries before this number.
        #[arg(long)]
        before: Option<i64>,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: usize,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub async fn run(action: Audit) -> anyhow::Result<()> {
    match action {
        Audit::List { database, team, before, limit, json } => list(&database.url, &team, before, limit, json).await,
    }
}

async fn list(database: &str, team: &str, before: Option<i64>, limit: usize, json: bool) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    let team = team_named(&server, team).await?;
    for entry in server.repository.audit(team.id, before, limit).await? {
        if json {
            print_json(&AuditView::from(entry))?;
            continue;
        }
        let person = entry.by.map(|person| person.email);
        let who = person.or(entry.command.map(|command| format!("`{command}`"))).unwrap_or_default();
        let about = entry.about.map(|person| person.email).unwrap_or_default();
        let (number, at, action) = (entry.number, rfc3339(entry.at), entry.action.name());
        say(format_args!(
            "{number}  {at}  {}  {action}  {}  {}",
            shown(&who),
            shown(&about),
            shown(&entry.details.to_string())
        ))?;
    }
    close(server).await;
    Ok(())
}
