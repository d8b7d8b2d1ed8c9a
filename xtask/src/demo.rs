//! The demo: a server on embedded SQLite with one team and two people, all in the target folder. It keeps its data and, if
//! nobody else took it, its port from one start to the next, because devices remember where they were signed in.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::cargo;
use crate::process::{self, Running};

const TEAM: &str = "Demo Realty";
const PEOPLE: [(&str, &str); 2] = [("ada@demo.lagoon", "Ada Obi"), ("chidi@demo.lagoon", "Chidi Eze")];
/// Known to everybody, which is why the server only listens on this machine.
const PASSWORD: &str = "lagoon-demo";

/// How long a listener on the demo's port may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(1);
const MOST_READ: u64 = 4_096;
/// What a Lagoon server answers at `/healthz`.
const HEALTHY: &str = r#"{"status":"ok"}"#;

/// The folder of the demo.
pub struct Demo {
    folder: PathBuf,
}

impl Demo {
    /// Makes the folder if it is not there.
    pub fn open() -> Result<Self> {
        let folder = cargo::target_folder()?.join("demo");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// Where the running server answers, if one does. Another program may have its port by now.
    pub fn running_server(&self) -> Option<String> {
        let url = self.last_url()?;
        is_lagoon(address_in(&url)?).unwrap_or(false).then_some(url)
    }

    /// Makes the team and its people unless they exist, starts the server and waits until it answers.
    pub fn start_server(&self) -> Result<(Running, String)> {
        self.administer(&["team", "create", "--if-missing", "--name", TEAM], "")?;
        for (email, name) in PEOPLE {
            let user = ["user", "create", "--if-missing", "--team", TEAM, "--email", email, "--name", name];
            self.administer(&[&user[..], &["--password-stdin"]].concat(), &format!("{PASSWORD}\n"))?;
        }
        let log = self.folder.join("server.log");
        let errors = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut command = self.server(&["serve"])?;
        command.args(["--listen", &self.free_address()?.to_string()]).stdout(Stdio::piped()).stderr(errors);
        let mut server = Running::start(&mut command)?;
        let output = server.child().stdout.take().expect("the output is piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let Some(url) = lines.find_map(|line| Some(line.split_once("listening on ")?.1.trim().to_owned())) else {
            bail!("the demo server did not start: {}", last_line(&log));
        };
        // Somebody has to go on reading, or the server would stop at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let file = self.url_file();
        fs::write(&file, &url).with_context(|| format!("cannot write {}", file.display()))?;
        Ok((server, url))
    }

    /// Opens the app as the device of that number.
    pub fn start_app(&self, device: u8, url: &str) -> Result<Running> {
        let mut command = Command::new(cargo::program("lagoon")?);
        command.env("LAGOON_SERVER_URL", url).env("LAGOON_DATA_DIR", self.folder.join(format!("device-{device}")));
        Running::start(&mut command)
    }

    /// What the server wrote last.
    pub fn server_says(&self) -> String {
        last_line(&self.folder.join("server.log"))
    }

    /// How to use it.
    pub fn welcome(url: &str) -> String {
        let [(ada, _), (chidi, _)] = PEOPLE;
        format!(
            "The demo server of {TEAM} listens on {url}\n\
             Sign in as {ada} or {chidi}, password {PASSWORD}\n\
             A second device: cargo xtask run --second"
        )
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
            let reason = String::from_utf8_lossy(&output.stderr);
            bail!("the demo team could not be set up (`{}`): {}", process::line(&command), reason.trim());
        }
        Ok(())
    }

    fn server(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(cargo::program("lagoon-server")?);
        let database = self.folder.join("server.db");
        command.args(arguments).arg("--database").arg(format!("sqlite:{}", database.display()));
        Ok(command)
    }

    fn free_address(&self) -> Result<SocketAddr> {
        let last = self.last_url().and_then(|url| address_in(&url)).and_then(|address| TcpListener::bind(address).ok());
        let listener = match last {
            Some(listener) => listener,
            None => TcpListener::bind(("127.0.0.1", 0)).context("there is no free port on this machine")?,
        };
        listener.local_addr().context("cannot read which port was free")
    }

    fn last_url(&self) -> Option<String> {
        Some(fs::read_to_string(self.url_file()).ok()?.trim().to_owned())
    }

    fn url_file(&self) -> PathBuf {
        self.folder.join("server-url")
    }
}

/// Whether what answers at an address is a Lagoon server.
fn is_lagoon(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /healthz HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut answer = String::new();
    // A stranger may never stop talking.
    stream.take(MOST_READ).read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1") && answer.ends_with(HEALTHY))
}

fn address_in(url: &str) -> Option<SocketAddr> {
    url.strip_prefix("http://")?.trim_end_matches('/').parse().ok()
}

fn last_line(log: &std::path::Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    match text.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) => format!("{} (more in {})", line.trim(), log.display()),
        None => format!("it said nothing (log: {})", log.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lagoon_server_counts_as_one() {
        let answering = |answer: &'static str| {
            let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
            let address = listener.local_addr().expect("bound");
            std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().expect("somebody asks");
                let _ = stream.read(&mut [0; 512]);
                let _ = stream.write_all(answer.as_bytes());
            });
            is_lagoon(address).unwrap_or(false)
        };
        assert!(answering("HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{\"status\":\"ok\"}"));
        assert!(!answering("HTTP/1.0 200 OK\r\n\r\n<h1>It works!</h1>"));
        assert!(!answering(""));
    }

    #[test]
    fn the_port_of_the_last_start_is_read_from_its_address() {
        assert_eq!(address_in("http://127.0.0.1:4000"), "127.0.0.1:4000".parse().ok());
        assert_eq!(address_in("http://127.0.0.1:4000/"), "127.0.0.1:4000".parse().ok());
        assert_eq!(address_in("https://lagoon.example"), None);
    }
}
