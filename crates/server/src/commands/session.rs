//! `lagoon-server session`: where people are signed in.

use anyhow::bail;
use clap::Subcommand;
use lagoon_server::{
    repository::{SessionId, SessionsOf},
    views::{SessionView, rfc3339},
};

use super::{Database, account, by, close, open_existing, print_json, say, shown, team_named};

/// What can be done with sign-ins.
#[derive(Subcommand)]
pub enum Session {
    /// List a team's sign-ins.
    List {
        #[command(flatten)]
        database: Database,
        /// The team's name.
        #[arg(long)]
        team: String,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// End a person's sign-ins, or one of them.
    Revoke {
        #[command(flatten)]
        database: Database,
        /// The e-mail address they sign in with.
        #[arg(long)]
        email: String,
        /// Only this sign-in, as `session list` names it.
        #[arg(long)]
        id: Option<SessionId>,
    },
}

/// Does it.
pub async fn run(action: Session) -> anyhow::Result<()> {
    match action {
        Session::List { database, team, json } => list(&database.url, &team, json).await,
        Session::Revoke { database, email, id } => revoke(&database.url, &email, id).await,
    }
}

const AT_ONCE: usize = 200;

async fn list(database: &str, team: &str, json: bool) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    let team = team_named(&server, team).await?;
    let now = server.repository.now().await?;
    let mut of = SessionsOf::default();
    loop {
        let sessions = server.repository.sessions(team.id, of, AT_ONCE, now).await?;
        let Some(last) = sessions.last() else { break };
        of.after = Some(last.id);
        for session in sessions {
            if json {
                print_json(&SessionView::new(session, None))?;
                continue;
            }
            let person = server.repository.account_of(team.id, session.user).await?;
            let email = person.map_or_else(|| session.user.to_string(), |person| person.email);
            let device = session.device_name.as_deref().unwrap_or("a device without a name");
            say(format_args!("{}  {}  {}  {}", session.id, shown(&email), shown(device), rfc3339(session.seen_at)))?;
        }
    }
    close(server).await;
    Ok(())
}

async fn revoke(database: &str, email: &str, id: Option<SessionId>) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    let account = account(&server, email).await?;
    let by = by(&server, "session revoke").await?;
    let ended = match id {
        Some(id) => u64::from(server.repository.end_session(account.team, Some(account.user), id, by).await?),
        None => server.repository.end_sessions(account.team, account.user, None, by).await?.unwrap_or_default(),
    };
    if ended == 0 && id.is_some() {
        bail!("the person has no such sign-in; look at `lagoon-server session list`");
    }
    say(format_args!("{ended} sign-ins ended"))?;
    close(server).await;
    Ok(())
}
