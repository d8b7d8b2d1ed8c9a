//! The real server: a process with a database of its own that can be stopped and started again on the same port.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

use crate::{
    api::Api,
    database::ServerDatabase,
    environment,
    process::{Group, free_port},
    waits::{IN_A_WHILE, until},
};

/// Every person of the tests signs in with this.
pub const PASSWORD: &str = "correct-horse-battery";

/// Somebody who can sign in.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Their team.
    pub team: &'static str,
    /// The address they sign in with.
    pub email: &'static str,
    /// Their name.
    pub name: &'static str,
}

/// Of the first team.
pub const ADA: Person = Person { team: "Lekki Homes", email: "ada@lekki.example", name: "Ada Obi" };
/// Ada's colleague.
pub const CHIDI: Person = Person { team: "Lekki Homes", email: "chidi@lekki.example", name: "Chidi Eze" };
/// Of another team.
pub const ZAINAB: Person = Person { team: "Ikoyi Estates", email: "zainab@ikoyi.example", name: "Zainab Bello" };

/// The server.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    port: u16,
    running: Mutex<Option<Group>>,
}

impl Server {
    /// Makes the teams and their people and starts serving.
    pub async fn start() -> Result<Self> {
        let folder = TempDir::new().context("cannot make a folder for the server")?;
        let server = Self { folder, port: free_port()?, running: Mutex::new(None) };
        for team in [ADA.team, ZAINAB.team] {
            server.administer(&["team", "create", "--name", team], "")?;
        }
        for person in [ADA, CHIDI, ZAINAB] {
            let Person { team, email, name } = person;
            let user = ["user", "create", "--team", team, "--email", email, "--name", name, "--password-stdin"];
            server.administer(&user, &format!("{PASSWORD}\n"))?;
        }
        server.start_again().await?;
        Ok(server)
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts serving, on the same port and database as before.
    pub async fn start_again(&self) -> Result<()> {
        let mut command = self.command(&["serve", "--listen", &format!("127.0.0.1:{}", self.port)])?;
        command.env("RUST_LOG", "info,lagoon_server=debug");
        let group = Group::start(command, &self.log())?;
        self.hold(Some(group));
        let api = Api::new(self.url());
        let healthy = until("the server answers", IN_A_WHILE, async || api.is_healthy().await, |healthy| *healthy);
        healthy.await.with_context(|| format!("the server's log: {}", self.what_it_wrote()))?;
        Ok(())
    }

    /// Asks it to stop and waits until it has.
    pub async fn stop(&self) -> Result<()> {
        let group = self.hold(None);
        match group {
            Some(mut group) => group.end().await.context("the server did not stop"),
            None => bail!("the server is not running"),
        }
    }

    /// What lies in its database.
    pub async fn database(&self) -> Result<ServerDatabase> {
        ServerDatabase::open(&self.database_path()).await
    }

    /// Where its database lies.
    pub fn database_path(&self) -> PathBuf {
        self.folder.path().join("server.db")
    }

    /// Where its log lies.
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    fn what_it_wrote(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn hold(&self, group: Option<Group>) -> Option<Group> {
        let mut running = self.running.lock().expect("nothing panics while it holds the running server");
        std::mem::replace(&mut running, group)
    }

    fn administer(&self, arguments: &[&str], input: &str) -> Result<()> {
        let mut command = self.command(arguments)?;
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot start the server's command")?;
        // A command that fails early closes its input; what counts then is why it failed.
        let _ = child.stdin.take().expect("the input is piped").write_all(input.as_bytes());
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("`lagoon-server {}` failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(())
    }

    fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(environment::server()?);
        command.args(arguments).arg("--database").arg(url_of(&self.database_path()));
        Ok(command)
    }
}

fn url_of(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}
