//! `lagoon-server invite`: links that bring people into a team.

use anyhow::bail;
use clap::Subcommand;
use lagoon_server::{
    repository::{InvitationId, Role},
    views::{InvitationView, NewInvitation, rfc3339},
};

use super::{Database, by, close, open_existing, print_json, say, shown, team_named};

/// What can be done with invitations.
#[derive(Subcommand)]
pub enum Invite {
    /// Invite somebody, and print the token that makes them a person of the team. It is good once, for 7 days.
    Create {
        #[command(flatten)]
        database: Database,
        /// The team's name.
        #[arg(long)]
        team: String,
        /// The e-mail address they will sign in with.
        #[arg(long)]
        email: String,
        /// Their name; they can choose another.
        #[arg(long)]
        name: Option<String>,
        /// What they will be allowed to do: agent, office or admin.
        #[arg(long, default_value = "agent")]
        role: Role,
        /// Print the invitation as JSON.
        #[arg(long)]
        json: bool,
    },
    /// List a team's open invitations.
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
    /// Take an invitation back.
    Revoke {
        #[command(flatten)]
        database: Database,
        /// The team's name.
        #[arg(long)]
        team: String,
        /// The invitation, as `invite list` names it.
        #[arg(long)]
        id: InvitationId,
    },
}

/// Does it.
pub async fn run(action: Invite) -> anyhow::Result<()> {
    match action {
        Invite::Create { database, team, email, name, role, json } => {
            create(&database.url, &team, &email, name.as_deref(), role, json).await
        }
        Invite::List { database, team, json } => list(&database.url, &team, json).await,
        Invite::Revoke { database, team, id } => revoke(&database.url, &team, id).await,
    }
}

async fn create(
    database: &str,
    team: &str,
    email: &str,
    name: Option<&str>,
    role: Role,
    json: bool,
) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    let team = team_named(&server, team).await?;
    let by = by(&server, "invite create").await?;
    let Some((invitation, link)) = server.invite(team.id, email, name, role, by).await? else {
        bail!("somebody of the team signs in with that e-mail address already; look at `lagoon-server user list`");
    };
    if json {
        print_json(&NewInvitation::new(invitation, &link))?;
    } else {
        let until = rfc3339(link.expires_at);
        say(format_args!(
            "{} may join “{}” as {role}; good once, until {until}:",
            invitation.email,
            shown(&team.name)
        ))?;
        say(format_args!("{}", link.token.to_text()))?;
    }
    close(server).await;
    Ok(())
}

const AT_ONCE: usize = 200;

async fn list(database: &str, team: &str, json: bool) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    let team = team_named(&server, team).await?;
    let now = server.repository.now().await?;
    let mut after = None;
    loop {
        let invitations = server.repository.invitations(team.id, after, AT_ONCE, now).await?;
        let Some(last) = invitations.last() else { break };
        after = Some(last.id);
        for invitation in invitations {
            if json {
                print_json(&InvitationView::from(invitation))?;
                continue;
            }
            let (role, until) = (invitation.role.name(), rfc3339(invitation.expires_at));
            say(format_args!("{}  {role:<6}  {}  until {until}", invitation.id, shown(&invitation.email)))?;
        }
    }
    close(server).await;
    Ok(())
}

async fn revoke(database: &str, team: &str, id: InvitationId) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    let team = team_named(&server, team).await?;
    let by = by(&server, "invite revoke").await?;
    if !server.repository.remove_invitation(team.id, id, by).await? {
        bail!("the team has no open invitation {id}; look at `lagoon-server invite list`");
    }
    say(format_args!("the invitation is not good any more"))?;
    close(server).await;
    Ok(())
}
