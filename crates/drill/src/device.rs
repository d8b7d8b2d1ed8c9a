//! A device: `lagoon-cli run` in a data directory of its own.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    PASSWORD, Programs,
    programs::{finish, without_settings},
};

/// How long a device may take to answer.
const PATIENCE: Duration = Duration::from_mins(3);

/// Killed with the value.
pub struct Device {
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<Value>,
    count: u64,
    _files: TempDir,
}

impl Device {
    /// Signs somebody in and goes online.
    pub fn sign_in(programs: &Programs, address: SocketAddr, name: &str) -> Result<Self> {
        let files = tempfile::tempdir()?;
        let command = |words: &[&str]| -> Command {
            let mut command = without_settings(&programs.cli);
            command.args(words).env("LAGOON_DATA_DIR", files.path()).env("LAGOON_SECRETS", "file");
            command
        };
        let (url, email) = (format!("http://{address}"), format!("{name}@example.com"));
        let words = ["sign-in", "--server", &url, "--email", &email, "--password-stdin", "--json"];
        finish(&mut command(&words), &format!("{PASSWORD}\n"))?;
        let mut child = command(&["run"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (stdin, stdout) = (child.stdin.take().context("no input")?, child.stdout.take().context("no output")?);
        let (tell, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let Ok(line) = serde_json::from_str(&line) else { return };
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, stdin, lines, count: 0, _files: files })
    }

    /// Sends commands at once and returns the result of each.
    pub fn all(&mut self, commands: Vec<Value>) -> Result<Vec<Value>> {
        let first = self.count;
        let mut results = vec![Value::Null; commands.len()];
        let mut left = commands.len();
        for mut command in commands {
            command["tag"] = json!(self.count);
            self.count += 1;
            writeln!(self.stdin, "{command}")?;
        }
        while left > 0 {
            let line = self.until(PATIENCE, |line| line["tag"].is_u64())?;
            ensure!(line["error"].is_null(), "a device failed: {line}");
            let place = line["tag"].as_u64().and_then(|tag| tag.checked_sub(first)).context("an old answer")?;
            *results.get_mut(usize::try_from(place)?).context("no such answer")? = line["result"].clone();
            left -= 1;
        }
        Ok(results)
    }

    /// Sends one command and returns its result.
    pub fn ask(&mut self, command: Value) -> Result<Value> {
        self.all(vec![command])?.pop().context("no answer")
    }

    /// The next line that fits.
    pub fn until(&self, limit: Duration, fits: impl Fn(&Value) -> bool) -> Result<Value> {
        let deadline = Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) if fits(&line) => return Ok(line),
                Ok(_) => {}
                Err(_) => bail!("a device did not say what it had to in {limit:?}"),
            }
        }
    }

    /// Waits until the cloud holds all that is here, and all that the cloud holds is here.
    pub fn sync(&mut self) -> Result<()> {
        let limit = PATIENCE.as_secs();
        let said = self.ask(json!({"sync": {"limit": limit}}))?;
        ensure!(said["saved"] == "cloud", "not in the cloud: {said}");
        Ok(())
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
