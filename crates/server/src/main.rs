//! The `lagoon-server` command: serves, and adds teams and people. Says in one sentence what went wrong and what to do.

use std::{
    io::{IsTerminal, Read, Write},
    process::ExitCode,
};

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use lagoon_server::{Server, repository::AddedUser};
use lagoon_sync::draft::TRASH_KEPT;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Keeps the drafts of Lagoon's teams.
#[derive(Parser)]
#[command(version)]
struct Command {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Serve until SIGTERM or Ctrl-C.
    Serve {
        #[command(flatten)]
        database: Database,
        /// Where to listen. Port 0 takes a free one.
        #[arg(long, env = "LAGOON_LISTEN", default_value = "127.0.0.1:8787")]
        listen: String,
    },
    /// Manage teams.
    #[command(subcommand)]
    Team(Team),
    /// Manage people.
    #[command(subcommand)]
    User(User),
    /// Manage the database.
    #[command(subcommand, name = "database")]
    Life(Life),
}

#[derive(Args)]
struct Database {
    /// The database: sqlite:PATH. It is made when there is none.
    #[arg(long = "database", env = "LAGOON_DATABASE", value_name = "URL")]
    url: String,
}

#[derive(Subcommand)]
enum Team {
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

#[derive(Subcommand)]
enum User {
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

#[derive(Subcommand)]
enum Life {
    /// Say that the database was restored from a backup: every device then brings what the backup lacks.
    Restored {
        #[command(flatten)]
        database: Database,
    },
    /// Forget now what was deleted more than 90 days ago. A server that runs does so once an hour.
    EmptyTrash {
        #[command(flatten)]
        database: Database,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Command::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colour = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour).with_writer(std::io::stderr).init();
    match run(command.action).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lagoon-server: {error}.");
            ExitCode::FAILURE
        }
    }
}

async fn run(action: Action) -> anyhow::Result<()> {
    match action {
        Action::Serve { database, listen } => serve(&database.url, &listen).await,
        Action::Team(Team::Create { database, name, if_missing }) => {
            create_team(&database.url, name.trim(), if_missing).await
        }
        Action::User(User::Create { database, team, email, name, password_stdin: _, if_missing }) => {
            create_user(&database.url, &team, &email, &name, if_missing).await
        }
        Action::Life(Life::Restored { database }) => restored(&database.url).await,
        Action::Life(Life::EmptyTrash { database }) => empty_trash(&database.url).await,
    }
}

async fn serve(database: &str, listen: &str) -> anyhow::Result<()> {
    // A server that cannot listen leaves no database behind.
    let listener = match TcpListener::bind(listen).await {
        Ok(listener) => listener,
        Err(error) => bail!("{}", cannot_listen(listen, &error)),
    };
    let server = lagoon_server::open(database).await?;
    let address = listener.local_addr().context("the socket has no address")?;
    let stop = told_to_stop().context("cannot listen for signals")?;
    let mut stdout = std::io::stdout().lock();
    // Whoever started the server may not read its output; it serves all the same.
    let _ = writeln!(stdout, "listening on http://{address}").and_then(|()| stdout.flush());
    drop(stdout);
    lagoon_server::serve(listener, server, stop).await.context("serving failed")
}

fn cannot_listen(listen: &str, error: &std::io::Error) -> String {
    use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
    match error.kind() {
        AddrInUse => format!("cannot listen on {listen}: the port is in use; stop what uses it or choose another"),
        AddrNotAvailable => format!("cannot listen on {listen}: this machine has no such address"),
        PermissionDenied => format!("cannot listen on {listen}: not permitted; choose a port from 1024 up"),
        _ => format!("cannot listen on {listen}: write it as ADDRESS:PORT, such as 127.0.0.1:8787 ({error})"),
    }
}

/// Completes on SIGTERM or Ctrl-C. Listens for both from the moment it is called, so that a signal right after the server
/// says it is ready stops it as cleanly as any other.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Completes on Ctrl-C. Listens for it from the moment it is called.
#[cfg(windows)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
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

async fn restored(database: &str) -> anyhow::Result<()> {
    require_existing(database)?;
    let server = lagoon_server::open(database).await?;
    server.repository.begin_epoch(lagoon_server::repository::sqlite::random_epoch()).await?;
    println!("every device will read all again and bring what the backup lacks");
    close(server).await;
    Ok(())
}

async fn empty_trash(database: &str) -> anyhow::Result<()> {
    require_existing(database)?;
    let server = lagoon_server::open(database).await?;
    let before = server.repository.now().await?.plus(-TRASH_KEPT);
    let forgotten = server.repository.purge(before).await?;
    println!("{forgotten} drafts forgotten that were deleted more than 90 days ago");
    close(server).await;
    Ok(())
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
