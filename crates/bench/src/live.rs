//! `cargo xtask bench live`: thousands of devices that listen to one server. What each takes of its memory, how soon all hear
//! of a change, and how their return is spread when the server starts again.
//!
//! The server is a process of its own; the devices are connections of this one, by loopback.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use lagoon_server::{
    auth::Token,
    repository::{NewSession, NewUser, Repository, Role, SessionId},
};
use lagoon_sync::DeviceId;
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpSocket, TcpStream},
    process::{Child, Command as TokioCommand},
    sync::{Semaphore, mpsc},
    time::{sleep, timeout},
};

use crate::figures::{Figures, print_head};

/// How many devices listen, unless another number is said.
pub const DEVICES: usize = 5_000;
const ROUNDS: u64 = 7;
/// How many connect at the same moment at first; fewer than a listening socket lets wait.
const AT_ONCE: usize = 200;
/// One source address has this many ports to spare.
const PER_ADDRESS: usize = 20_000;
/// Whatever takes longer has failed.
const PATIENCE: Duration = Duration::from_mins(2);

/// Measures and prints a report.
pub fn measure(devices: usize) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let setting = Setting::make().await?;
        let mut server = setting.serve(0).await?;
        let (news, mut heard) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared { token: setting.token.clone(), news, gate: Semaphore::new(AT_ONCE) });
        let before = server.kib()?;
        let began = Instant::now();
        for number in 0..devices {
            tokio::spawn(listen_for_ever(number, server.address, Arc::clone(&shared)));
        }
        let connected = gather(&mut heard, devices, |news| matches!(news, News::Connected(_))).await?;
        let all_connected = connected.last().copied().context("nobody connected")?.duration_since(began);
        let after = server.kib()?;

        let (mut median, mut last) = (vec![], vec![]);
        for seq in 1..=ROUNDS {
            let poked = Instant::now();
            setting.change(server.address, seq).await?;
            let told = gather(&mut heard, devices, |news| matches!(news, News::Poked(of, _) if *of == seq)).await?;
            median.push(millis(told[told.len() / 2].duration_since(poked)));
            last.push(millis(told[told.len() - 1].duration_since(poked)));
        }

        let told = Instant::now();
        server.terminate().await?;
        let stopped = told.elapsed();
        let again = setting.serve(server.address.port()).await?;
        let ready = Instant::now();
        let back = gather(&mut heard, devices, |news| matches!(news, News::Connected(_))).await?;
        let after_ready: Vec<u64> = back.iter().map(|at| millis(at.duration_since(ready))).collect();

        print_head("Live connections");
        println!("{devices} devices listen to one server over plain HTTP/1.1 by loopback.\n");
        println!("| what | measured |\n| --- | --- |");
        println!("| all connected after | {} ms |", millis(all_connected));
        println!("| resident memory before and with them | {before} KiB, {after} KiB |");
        let each = after.saturating_sub(before) * 1024 / u64::try_from(devices)?.max(1);
        println!("| of it for each | {each} bytes |");
        println!("| change to half of them having heard, {ROUNDS} rounds | {} ms |", Figures::of(median));
        println!("| change to the last having heard, {ROUNDS} rounds | {} ms |", Figures::of(last));
        println!("| SIGTERM to the end of the process | {} ms |", millis(stopped));
        let at = |part: usize| after_ready[(after_ready.len() - 1) * part / 100];
        println!(
            "| back after the server serves again: half, 9 of 10, all | {} ms, {} ms, {} ms |",
            at(50),
            at(90),
            at(100)
        );
        println!("| most that came back within 100 ms | {} |", busiest(&after_ready));
        println!("| resident memory after the return | {} KiB |", again.kib()?);
        Ok(())
    })
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The most of sorted times that lie within 100 ms.
fn busiest(times: &[u64]) -> usize {
    (0..times.len()).map(|from| times[from..].partition_point(|time| *time < times[from] + 100)).max().unwrap_or(0)
}

/// What happens to the devices.
enum News {
    Connected(Instant),
    Poked(u64, Instant),
}

/// Waits for one wanted piece of news of each device, and sorts when they came.
async fn gather(
    heard: &mut mpsc::UnboundedReceiver<News>,
    devices: usize,
    wanted: impl Fn(&News) -> bool,
) -> Result<Vec<Instant>> {
    let mut times = Vec::with_capacity(devices);
    while times.len() < devices {
        let Ok(Some(news)) = timeout(PATIENCE, heard.recv()).await else {
            bail!("only {} of {devices} were heard of; `ulimit -n` may be too low", times.len());
        };
        if wanted(&news) {
            let (News::Connected(at) | News::Poked(_, at)) = news;
            times.push(at);
        }
    }
    times.sort_unstable();
    Ok(times)
}

struct Shared {
    token: String,
    news: mpsc::UnboundedSender<News>,
    gate: Semaphore,
}

/// Listens, and comes back when it was told to, as a browser's `EventSource` does.
async fn listen_for_ever(number: usize, server: SocketAddr, shared: Arc<Shared>) {
    let mut pause = Duration::ZERO;
    loop {
        sleep(pause).await;
        let told = listen(number, server, &shared).await;
        if let Ok(Some(retry)) = told {
            pause = retry;
        } else {
            pause = pause.max(Duration::from_millis(200));
        }
    }
}

/// Listens to the end of the stream. Returns when to come back, if that was said.
async fn listen(number: usize, server: SocketAddr, shared: &Shared) -> Result<Option<Duration>> {
    let permit = shared.gate.acquire().await?;
    let mut stream = connect(number, server).await?;
    let head = format!("GET /v1/events HTTP/1.1\r\nHost: lagoon\r\nAuthorization: Bearer {}\r\n\r\n", shared.token);
    stream.write_all(head.as_bytes()).await?;
    let mut permit = Some(permit);
    let mut lines = BufReader::with_capacity(512, stream).lines();
    let mut retry = None;
    while let Some(line) = lines.next_line().await? {
        if let Some(told) = line.strip_prefix("data: ") {
            let seq = serde_json::from_str::<serde_json::Value>(told)?["seq"].as_u64().context("no poke")?;
            let now = Instant::now();
            let first = permit.take().is_some();
            shared.news.send(if first { News::Connected(now) } else { News::Poked(seq, now) })?;
        } else if let Some(told) = line.strip_prefix("retry: ") {
            retry = Some(Duration::from_millis(told.parse()?));
        }
    }
    Ok(retry)
}

/// Every so many connections come from an address of their own: each has only so many ports.
async fn connect(number: usize, server: SocketAddr) -> Result<TcpStream> {
    let last = u8::try_from(2 + number / PER_ADDRESS).context("too many devices")?;
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, last), 0)))?;
    Ok(socket.connect(server).await?)
}

/// A database with one person, signed in.
struct Setting {
    folder: TempDir,
    token: String,
}

impl Setting {
    async fn make() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let token = Token::random().map_err(|error| anyhow::anyhow!("{error}"))?;
        let setting = Self { folder, token: token.to_text() };
        let server = lagoon_server::open(&setting.database()).await?;
        let repository: &dyn Repository = &*server.repository;
        let team = repository.add_team("Bench").await?.context("the team exists")?;
        let email = "ada@example.com";
        repository
            .add_user(NewUser {
                team_name: "Bench".into(),
                email: email.into(),
                name: "Ada".into(),
                role: Role::Agent,
                password_hash: "none".into(),
            })
            .await?;
        let user = repository.account(email).await?.context("no account")?.user;
        let now = repository.now().await?;
        let session = NewSession {
            token: token.hash(),
            id: SessionId::random(),
            password_hash: "none".into(),
            user,
            team,
            device: DeviceId(1),
            device_name: None,
            created_at: now,
            expires_at: now.plus(24 * 60 * 60 * 1000),
        };
        anyhow::ensure!(repository.add_session(session).await?, "nobody was signed in");
        repository.close().await;
        Ok(setting)
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.folder.path().join("lagoon.db").display())
    }

    /// Starts a server and waits until it says where it listens.
    async fn serve(&self, port: u16) -> Result<Serving> {
        let program = program()?;
        let mut child = TokioCommand::new(&program)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--database", &self.database()])
            // All devices are one sign-in behind one address here.
            .args([
                "--max-streams",
                "10000",
                "--max-connections",
                "1000000",
                "--max-connections-per-address",
                "1000000",
            ])
            .args(["--request-rate", "0"])
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("piped")?).read_line(&mut line).await?;
        let address = line.trim().strip_prefix("listening on http://").context("the server did not start")?.parse()?;
        Ok(Serving { child, address })
    }

    /// One change of the team's only draft.
    async fn change(&self, server: SocketAddr, number: u64) -> Result<()> {
        let body = json!({"lastModified": number, "title": format!("Change {number}")}).to_string();
        let head = format!(
            "PUT /v1/property-drafts/0197f3a0-0000-7000-8000-000000000001 HTTP/1.1\r\nHost: lagoon\r\nConnection: close\r\n\
             Authorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.token,
            body.len()
        );
        let mut stream = TcpStream::connect(server).await?;
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        ensure!(answer.starts_with("HTTP/1.1 200"), "the change was refused: {answer}");
        Ok(())
    }
}

/// The server's program, which lies beside this one.
fn program() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let program = own.parent().unwrap_or(Path::new(".")).join(format!("lagoon-server{}", std::env::consts::EXE_SUFFIX));
    ensure!(program.exists(), "there is no {}; build it: cargo build --release -p lagoon-server", program.display());
    Ok(program)
}

/// A server that runs.
struct Serving {
    child: Child,
    address: SocketAddr,
}

impl Serving {
    /// Its resident memory, in KiB.
    fn kib(&self) -> Result<u64> {
        let id = self.child.id().context("it has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).context("measured on Linux only")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no figure")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    async fn terminate(&mut self) -> Result<()> {
        let id = self.child.id().context("it has ended")?.to_string();
        ensure!(Command::new("kill").args(["-TERM", &id]).status()?.success(), "cannot stop the server");
        ensure!(timeout(PATIENCE, self.child.wait()).await??.success(), "the server did not stop cleanly");
        Ok(())
    }
}
