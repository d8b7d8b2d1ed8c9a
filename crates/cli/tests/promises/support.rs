//! A server that can be stopped and started again on its port, and profiles in which the program runs.

use std::{net::SocketAddr, path::PathBuf, process::Stdio, time::Duration};

use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpListener,
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::oneshot,
    task::JoinHandle,
};

pub const PASSWORD: &str = "correct horse battery";
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Server {
    files: TempDir,
    address: SocketAddr,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Server {
    /// A server with one team: Ada and Chidi.
    pub async fn start() -> Self {
        let files = tempfile::tempdir().expect("a directory");
        let mut server = Self { files, address: "127.0.0.1:0".parse().expect("an address"), running: None };
        let open = lagoon_server::open(&server.database()).await.expect("opens");
        open.repository.add_team("Marina Realty").await.expect("added");
        for email in ["ada@example.com", "chidi@example.com"] {
            open.add_user("Marina Realty", email, email, PASSWORD).await.expect("added");
        }
        open.repository.close().await;
        server.resume().await;
        server
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.files.path().join("server.db").display())
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub async fn resume(&mut self) {
        let open = lagoon_server::open(&self.database()).await.expect("opens");
        let listener = TcpListener::bind(self.address).await.expect("the port is free");
        self.address = listener.local_addr().expect("bound");
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            lagoon_server::serve(listener, open, stopped).await.expect("serves");
        });
        self.running = Some((stop, serving));
    }

    pub async fn stop(&mut self) {
        if let Some((stop, serving)) = self.running.take() {
            let _ = stop.send(());
            serving.await.expect("stopped");
        }
    }
}

/// What a server does in a long life.
impl Server {
    /// Takes connections from now on and answers nothing, until what is returned is dropped.
    pub async fn hang(&mut self) -> TcpListener {
        self.stop().await;
        TcpListener::bind(self.address).await.expect("the port is free")
    }

    /// A copy of the database as it is now. The server is stopped for it.
    pub async fn back_up(&mut self) -> Vec<u8> {
        self.stop().await;
        let copy = std::fs::read(self.files.path().join("server.db")).expect("readable");
        self.resume().await;
        copy
    }

    /// Puts a copy in the place of the database, and nobody says so.
    pub async fn restore(&mut self, copy: &[u8]) {
        self.stop().await;
        std::fs::write(self.files.path().join("server.db"), copy).expect("written");
        self.resume().await;
    }

    /// How many sign-ins are open.
    pub async fn sign_ins(&self) -> i64 {
        let database = sqlx::SqlitePool::connect(&self.database()).await.expect("opens");
        let count = sqlx::query_scalar("SELECT count(*) FROM sessions").fetch_one(&database).await.expect("counted");
        database.close().await;
        count
    }

    /// Forgets what was deleted, as 90 days later.
    pub async fn empty_trash(&mut self) {
        self.stop().await;
        let open = lagoon_server::open(&self.database()).await.expect("opens");
        let now = open.repository.now().await.expect("a time");
        assert_eq!(open.repository.purge(now.plus(1_000)).await.expect("purged"), 1);
        open.repository.close().await;
        self.resume().await;
    }
}

/// What a command came to.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Done {
    /// The document on standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of the error on standard error, which is all that stands there.
    pub fn error(&self) -> String {
        assert_eq!(self.stdout, "", "{self:?}");
        let document: Value = serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        let error = &document["error"];
        assert!(error["message"].as_str().is_some_and(|message| message.ends_with('.')), "{self:?}");
        error["code"].as_str().expect("a code").to_owned()
    }
}

/// A data directory in which the program runs.
pub struct Profile {
    files: TempDir,
}

impl Profile {
    pub fn new() -> Self {
        Self { files: tempfile::tempdir().expect("a directory") }
    }

    pub async fn signed_in(server: &Server, email: &str) -> Self {
        let profile = Self::new();
        let done = profile.sign_in(server, email, PASSWORD).await;
        assert_eq!(done.code, 0, "{done:?}");
        profile
    }

    pub async fn sign_in(&self, server: &Server, email: &str, password: &str) -> Done {
        let url = server.url();
        let words = ["sign-in", "--server", &url, "--email", email, "--password-stdin", "--json"];
        self.with_input(&words, &format!("{password}\n")).await
    }

    /// A file beside the profile's own.
    pub fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lagoon-cli"));
        command
            .args(words)
            .env("LAGOON_DATA_DIR", self.files.path())
            .env("LAGOON_SECRETS", "file")
            .env_remove("LAGOON_SERVER_URL")
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, words: &[&str]) -> Done {
        self.with_input(words, "").await
    }

    /// Runs a command to its end, with something on standard input.
    pub async fn with_input(&self, words: &[&str], input: &str) -> Done {
        finished(self.command(words), input).await
    }

    /// The answer of a command that works.
    pub async fn json(&self, words: &[&str]) -> Value {
        let words: Vec<_> = words.iter().copied().chain(["--json"]).collect();
        let done = self.run(&words).await;
        assert_eq!((done.code, &*done.stderr), (0, ""), "{words:?}: {done:?}");
        done.json()
    }

    /// Makes each notice on this device one that only a newer version understands.
    pub async fn newer_notices(&self) {
        let path = self.file("drafts.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        let store = sqlx::SqlitePool::connect_with(options).await.expect("opens");
        let made = sqlx::query("UPDATE notices SET notice = json_set(notice, '$.kind', 'ofANewerVersion')");
        assert!(made.execute(&store).await.expect("written").rows_affected() > 0);
        store.close().await;
    }

    /// A new listing with a title.
    /// A listing of which nothing is missing, on this device alone.
    pub async fn ready(&self) -> String {
        let text = "A bright home on a quiet street, close to the expressway and the shops.";
        let facts = [
            "purpose=sale",
            "propertyType=detached",
            "titleDocument=cOfO",
            "rooms.bedrooms=4",
            "rooms.bathrooms=4",
            "rooms.toilets=5",
        ];
        let place = ["--state", "Lagos", "--lga", "Eti-Osa", "--area", "Lekki Phase 1"];
        let mut words = vec!["create", "--title", "Detached duplex with BQ", "--price", "45m", "--description", text];
        words.extend(place.into_iter().chain(["--no-wait"]).chain(facts.into_iter().flat_map(|fact| ["--set", fact])));
        self.json(&words).await["id"].as_str().expect("an id").to_owned()
    }

    pub async fn create(&self, title: &str) -> String {
        self.json(&["create", "--title", title]).await["id"].as_str().expect("an id").to_owned()
    }

    pub async fn groups(&self, id: &str) -> Value {
        self.json(&["show", id]).await["groups"].clone()
    }

    /// Starts `lagoon-cli run`.
    pub async fn online(&self) -> Session {
        let mut child = self.command(&["run"]).stdin(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("starts");
        let stdin = child.stdin.take().expect("piped");
        let stdout = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut session = Session { child, stdin: Some(stdin), stdout };
        session.until(|line| line["event"] == "ready").await;
        session
    }
}

pub async fn finished(mut command: Command, input: &str) -> Done {
    let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    // A command that refuses before it reads is fine.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("ends in time").expect("runs");
    Done {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A running `lagoon-cli run`.
pub struct Session {
    pub child: Child,
    stdin: Option<ChildStdin>,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Session {
    pub async fn send(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("open");
        stdin.write_all(format!("{line}\n").as_bytes()).await.expect("it reads");
    }

    /// The next line that fits.
    pub async fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        let found = async {
            loop {
                let line = self.stdout.next_line().await.expect("readable").expect("it goes on");
                let line: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                if fits(&line) {
                    return line;
                }
            }
        };
        tokio::time::timeout(PATIENCE, found).await.expect("said in time")
    }

    /// Sends a command with a tag and waits for its answer or error.
    pub async fn ask(&mut self, mut command: Value) -> Value {
        let tag = Value::from(command.to_string());
        command["tag"] = tag.clone();
        self.send(&command.to_string()).await;
        self.until(|line| line["tag"] == tag).await
    }

    pub fn end_input(&mut self) {
        self.stdin = None;
    }

    /// Its exit code, once it has ended by itself.
    pub async fn ended(&mut self) -> Option<i32> {
        tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("ends in time").expect("waited for").code()
    }
}
