//! `lagoon-server user`: who can sign in.

use std::io::Read;

use anyhow::{Context, bail};
use clap::Subcommand;
use lagoon_server::repository::AddedUser;

use super::{Database, close};

/// What can be done with people.
#[derive(Subcommand)]
pub enum User {
    /// Add a person to a team.
    Create {
        #[command(flatten)]
        database: Database,
        /// The team's name.
        #[arg(long)]
        team: String,
        /// The e-mail address to sign in with.
        #[arg(long)]
        email: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// Read the password from standard input: its first line.
        #[arg(long, required = true)]
        password_stdin: bool,
        /// Succeed, and change nothing, when somebody signs in with that address already.
        #[arg(long)]
        if_missing: bool,
    },
}

/// Does it.
pub async fn run(action: User) -> anyhow::Result<()> {
    match action {
        User::Create { database, team, email, name, password_stdin: _, if_missing } => {
            create_user(&database.url, &team, &email, &name, if_missing).await
        }
    }
}

async fn create_user(database: &str, team: &str, email: &str, name: &str, if_missing: bool) -> anyhow::Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).context("cannot read the password from standard input")?;
    let password = input.lines().next().unwrap_or_default();
    let server = lagoon_server::open(database).await?;
    match server.add_user(team, email, name, password).await? {
        AddedUser::Added(id) => println!("user added to “{team}”: {id}"),
        AddedUser::EmailTaken if if_missing => println!("user exists already; nothing was changed"),
        AddedUser::EmailTaken => {
            bail!("somebody signs in with that e-mail address already; choose another or pass --if-missing")
        }
        AddedUser::NoSuchTeam => bail!("there is no team “{team}”; add it with `lagoon-server team create`"),
    }
    close(server).await;
    Ok(())
}
