//! `cargo xtask api`: holds the running server against its own description, `/openapi.json`, on each back end. Schemathesis
//! sends what the description allows and what it forbids, and looks at every answer. How is in `crates/server/schemathesis`.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::process::Running;
use crate::stage::stage;
use crate::{cargo, prerequisites, process};

/// Configuration, hooks and versions.
const FOLDER: &str = "crates/server/schemathesis";

const TEAM: &str = "Marina Realty";
/// Whom the description's examples sign in. The agents and admins who try the rest are added on the way: see `hooks.py`.
const PERSON: &str = "ada@example.com";
const PASSWORD: &str = "correct horse";

/// On a machine that may lack something.
pub fn with_prerequisites(words: &[&str]) -> Result<()> {
    let schemathesis = stage("prerequisites", prerequisites::for_trying_the_api)?;
    run(&schemathesis, words)
}

/// Builds the server and tries it on every back end that this system has. The words go on to Schemathesis.
pub fn run(schemathesis: &Path, words: &[&str]) -> Result<()> {
    stage("server", || cargo::run(&["build", "--package", "lagoon-server", "--package", "lagoon-postgres-cluster"]))?;
    stage("API on SQLite", || {
        let folder = folder("sqlite")?;
        let url = format!("sqlite:{}", folder.join("server.db").display());
        Tried { folder, database: url }.run(schemathesis, words)
    })?;
    if !cfg!(target_os = "linux") {
        println!("the API on PostgreSQL is tried on Linux only");
        return Ok(());
    }
    stage("API on PostgreSQL", || {
        let mut command = Command::new(cargo::program("lagoon-postgres-cluster")?);
        let mut cluster = Running::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()))?;
        let output = cluster.child().stdout.take().expect("the output is piped");
        let mut url = String::new();
        BufReader::new(output).read_line(&mut url).context("cannot read where PostgreSQL listens")?;
        if url.is_empty() {
            bail!("there is no PostgreSQL, see above");
        }
        Tried { folder: folder("postgres")?, database: url.trim().to_owned() }.run(schemathesis, words)?;
        // The database goes with the end of the input.
        drop(cluster.child().stdin.take());
        cluster.wait().map(drop)
    })
}

/// An empty folder in the target folder.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = cargo::target_folder()?.join("api").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// A server on one back end.
struct Tried {
    folder: PathBuf,
    database: String,
}

impl Tried {
    fn run(&self, schemathesis: &Path, words: &[&str]) -> Result<()> {
        self.administer(&["team", "create", "--name", TEAM], "")?;
        let person = ["user", "create", "--team", TEAM, "--name", "Ada Obi", "--email", PERSON, "--password-stdin"];
        self.administer(&person, &format!("{PASSWORD}\n"))?;
        let (_server, url) = self.serve()?;
        let mut command = Command::new(schemathesis);
        command
            .args(["--config-file", "schemathesis.toml", "run", &format!("{url}/openapi.json"), "--checks", "all"])
            .args(words)
            .current_dir(cargo::root().join(FOLDER))
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", ".")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("HYPOTHESIS_STORAGE_DIRECTORY", self.folder.join("hypothesis"))
            .env("LAGOON_API_SERVER", cargo::program("lagoon-server")?)
            .env("LAGOON_API_DATABASE", &self.database)
            .env("LAGOON_API_URL", &url)
            .env("LAGOON_API_TEAM", TEAM)
            .env("LAGOON_API_PASSWORD", PASSWORD);
        let mut running = Running::start(&mut command)?;
        match running.wait()? {
            None => bail!("interrupted"),
            Some(status) if status.success() => Ok(()),
            Some(_) => bail!(
                "the server and its description differ, see above; its log is {}",
                self.folder.join("server.log").display()
            ),
        }
    }

    /// Starts the server where it answers as often as it is asked. The hooks come from another address each time, as
    /// through a proxy, because the limit on guessing passwords counts by address and cannot be lifted.
    fn serve(&self) -> Result<(Running, String)> {
        let log = self.folder.join("server.log");
        let errors = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut command = self.server(&["serve", "--listen", "127.0.0.1:0"])?;
        command.args(["--request-rate", "0", "--trusted-proxies", "127.0.0.1"]).stdout(Stdio::piped()).stderr(errors);
        let mut server = Running::start(&mut command)?;
        let output = server.child().stdout.take().expect("the output is piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let Some(url) = lines.find_map(|line| Some(line.split_once("listening on ")?.1.trim().to_owned())) else {
            bail!("the server did not start; its log is {}", log.display());
        };
        Ok((server, url))
    }

    fn administer(&self, arguments: &[&str], input: &str) -> Result<()> {
        let mut command = self.server(arguments)?;
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start `{}`", process::line(&command)))?;
        let mut stdin = child.stdin.take().expect("the input is piped");
        // A server that fails early closes its input; what counts then is why it failed.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().context("cannot wait for the server's command")?;
        if !output.status.success() {
            bail!("`{}`: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(())
    }

    fn server(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(cargo::program("lagoon-server")?);
        command.args(arguments).args(["--database", &self.database]);
        Ok(command)
    }
}
