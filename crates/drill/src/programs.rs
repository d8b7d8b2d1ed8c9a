//! The programs that a drill drives.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

use crate::PASSWORD;

/// Where the programs are.
#[derive(Clone, Debug)]
pub struct Programs {
    /// `lagoon-server`.
    pub server: PathBuf,
    /// `lagoon-cli`.
    pub cli: PathBuf,
}

impl Programs {
    /// Those that lie in one folder, as Cargo builds them.
    pub fn in_folder(folder: &Path) -> Self {
        let named = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        Self { server: named("lagoon-server"), cli: named("lagoon-cli") }
    }

    /// Runs a command of the server to its end and returns what it says. `what` stands before `--database`.
    pub fn server(&self, what: &[&str], database: &str, input: &str) -> Result<String> {
        let mut command = without_settings(&self.server);
        finish(command.args(what).args(["--database", database]), input)
    }

    /// Adds a team and people who sign in as `NAME@example.com`.
    pub fn add_team(&self, database: &str, team: &str, people: &[&str]) -> Result<()> {
        self.server(&["team", "create", "--name", team], database, "")?;
        for name in people {
            let email = format!("{name}@example.com");
            let words = ["user", "create", "--team", team, "--email", &email, "--name", name, "--password-stdin"];
            self.server(&words, database, PASSWORD)?;
        }
        Ok(())
    }

    /// What `lagoon-server check` finds, a line each.
    pub fn findings(&self, database: &str) -> Result<Vec<String>> {
        let output = without_settings(&self.server).args(["check", "--database", database]).output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        if output.status.success() && said.trim() == "nothing is wrong" {
            return Ok(vec![]);
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        Ok(said.lines().chain(complaint.lines()).map(str::to_owned).collect())
    }
}

/// A program without the settings of whoever runs the drill.
pub(crate) fn without_settings(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LAGOON_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    command
}

pub(crate) fn finish(command: &mut Command, input: &str) -> Result<String> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    // It may end without reading.
    let _ = child.stdin.take().context("no input")?.write_all(input.as_bytes());
    let output = child.wait_with_output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{command:?} failed: {said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(said)
}

/// A server that serves, killed with the value.
pub struct Serving {
    child: Child,
    address: SocketAddr,
}

impl Serving {
    /// Starts one. After a kill it is told the address of before, where its devices look for it.
    pub fn start(programs: &Programs, database: &str, address: Option<SocketAddr>) -> Result<Self> {
        let listen = address.map_or("127.0.0.1:0".to_owned(), |address| address.to_string());
        let mut child = without_settings(&programs.server)
            .args(["serve", "--request-rate", "0", "--listen", &listen, "--database", database])
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let stdout = child.stdout.take().context("the server has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://").context("the server did not start")?.parse()?;
        Ok(Self { child, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// SIGKILL.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
