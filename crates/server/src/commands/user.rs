//! `lagoon-server user`: who can sign in, and what they may do.

use std::io::Read;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use lagoon_server::{
    Server,
    repository::{AddedUser, ChangedUser, ResetOf, Role, UserChange},
    views::{PasswordReset, UserView, rfc3339},
};

use super::{Database, account, by, close, open_existing, open_or_make, print_json, say, shown, team_named};

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
        /// What they may do: agent, office or admin.
        #[arg(long, default_value = "agent")]
        role: Role,
        /// Read the password from standard input: its first line.
        #[arg(long, required = true)]
        password_stdin: bool,
        /// Succeed, and change nothing, when somebody signs in with that address already.
        #[arg(long)]
        if_missing: bool,
    },
    /// List a team's people.
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
    /// Change what a person may do: agent, office or admin.
    Role {
        #[command(flatten)]
        person: Person,
        /// The role they get.
        #[arg(long)]
        role: Role,
    },
    /// Lock a person out: their sign-ins and the links they made end at once.
    Disable {
        #[command(flatten)]
        person: Person,
    },
    /// Let a person in again.
    Enable {
        #[command(flatten)]
        person: Person,
    },
    /// Take a person's password away, end their sign-ins, and print a token to set another password with.
    ResetPassword {
        #[command(flatten)]
        person: Person,
        /// Set the password at once instead: the first line of standard input.
        #[arg(long)]
        password_stdin: bool,
        /// Print the token as JSON.
        #[arg(long, conflicts_with = "password_stdin")]
        json: bool,
    },
}

/// Whom it is about.
#[derive(Args)]
pub struct Person {
    #[command(flatten)]
    database: Database,
    /// The e-mail address they sign in with.
    #[arg(long)]
    email: String,
}

/// Does it.
pub async fn run(action: User) -> anyhow::Result<()> {
    match action {
        User::Create { database, team, email, name, role, password_stdin: _, if_missing } => {
            create_user(&database.url, &team, &email, &name, role, if_missing).await
        }
        User::List { database, team, json } => list_users(&database.url, &team, json).await,
        User::Role { person, role } => {
            let change = UserChange { role: Some(role), disabled: None };
            change_user(&person, change, "user role", &format!("is {role} now")).await
        }
        User::Disable { person } => {
            let change = UserChange { role: None, disabled: Some(true) };
            change_user(&person, change, "user disable", "is locked out").await
        }
        User::Enable { person } => {
            let change = UserChange { role: None, disabled: Some(false) };
            change_user(&person, change, "user enable", "can sign in").await
        }
        User::ResetPassword { person, password_stdin, json } => reset_password(&person, password_stdin, json).await,
    }
}

async fn create_user(
    database: &str,
    team: &str,
    email: &str,
    name: &str,
    role: Role,
    if_missing: bool,
) -> anyhow::Result<()> {
    let password = password_from_stdin()?;
    let server = open_or_make(database).await?;
    match server.add_user_with_role(team, email, name, &password, role).await? {
        AddedUser::Added(id) => say(format_args!("user added to “{team}”: {id}"))?,
        AddedUser::EmailTaken if if_missing => say(format_args!("user exists already; nothing was changed"))?,
        AddedUser::EmailTaken => {
            bail!("somebody signs in with that e-mail address already; choose another or pass --if-missing")
        }
        AddedUser::NoSuchTeam => bail!("there is no team “{team}”; add it with `lagoon-server team create`"),
    }
    close(server).await;
    Ok(())
}

const AT_ONCE: usize = 200;

async fn list_users(database: &str, team: &str, json: bool) -> anyhow::Result<()> {
    let server = open_existing(database).await?;
    let team = team_named(&server, team).await?;
    let now = server.repository.now().await?;
    let mut after = None;
    loop {
        let members = server.repository.members(team.id, after, AT_ONCE, now).await?;
        let Some(last) = members.last() else { break };
        after = Some(last.user);
        for member in members {
            if json {
                print_json(&UserView::from(member))?;
                continue;
            }
            let state = if member.disabled { "locked out" } else { "" };
            let seen = member.last_seen_at.map_or("not signed in".to_owned(), rfc3339);
            let (role, name) = (member.role.name(), shown(&member.name));
            say(format_args!("{role:<6}  {}  {name}  {seen}  {state}", shown(&member.email)))?;
        }
    }
    close(server).await;
    Ok(())
}

async fn change_user(person: &Person, change: UserChange, command: &'static str, said: &str) -> anyhow::Result<()> {
    let server = open_existing(&person.database.url).await?;
    let account = account(&server, &person.email).await?;
    let by = by(&server, command).await?;
    match server.repository.change_user(account.team, account.user, change, by).await? {
        ChangedUser::Changed => {
            say(format_args!("{} of “{}” {said}", shown(&account.email), shown(&account.team_name)))?;
        }
        ChangedUser::NoSuchUser | ChangedUser::LastAdmin => bail!("nobody was changed; try again"),
    }
    close(server).await;
    Ok(())
}

async fn reset_password(person: &Person, password_stdin: bool, json: bool) -> anyhow::Result<()> {
    let password = if password_stdin { Some(password_from_stdin()?) } else { None };
    let server = open_existing(&person.database.url).await?;
    let account = account(&server, &person.email).await?;
    let of = ResetOf { team: account.team, user: account.user };
    match password {
        Some(password) => set_password(&server, of, &password).await?,
        None => print_reset(&server, of, json).await?,
    }
    close(server).await;
    Ok(())
}

async fn set_password(server: &Server, of: ResetOf, password: &str) -> anyhow::Result<()> {
    let by = by(server, "user reset-password").await?;
    if !server.set_password(of, password, by).await? {
        bail!("nobody was changed; try again");
    }
    say(format_args!("the password is set; every sign-in of the person has ended"))?;
    Ok(())
}

async fn print_reset(server: &Server, of: ResetOf, json: bool) -> anyhow::Result<()> {
    let by = by(server, "user reset-password").await?;
    let (changed, link) = server.reset_password(of.team, of.user, by).await?;
    if changed != ChangedUser::Changed {
        bail!("nobody was changed; try again");
    }
    if json {
        return print_json(&PasswordReset::from(&link));
    }
    say(format_args!(
        "the old password and every sign-in of the person have ended; good once, until {}:",
        rfc3339(link.expires_at)
    ))?;
    say(format_args!("{}", link.token.to_text()))?;
    Ok(())
}

fn password_from_stdin() -> anyhow::Result<String> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).context("cannot read the password from standard input")?;
    Ok(input.lines().next().unwrap_or_default().to_owned())
}
