//! Devices that send one update after the other, each on a connection of its own. HTTP/1.1 by hand: what the client costs is
//! taken from the server's cores.

use std::{
    net::SocketAddr,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, bail, ensure};
use lagoon_listing::{DraftId, TeamId};
use lagoon_sync::DeviceId;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};
use uuid::Uuid;

/// How many drafts each device writes, in turn.
const DRAFTS: usize = 10;

/// A device and what it was told is stored.
#[derive(Clone)]
pub struct Device {
    pub team: TeamId,
    token: String,
    id: DeviceId,
    cursor: Option<Value>,
    pub drafts: Vec<Acknowledged>,
    last_millis: i64,
}

/// What was acknowledged of a draft.
#[derive(Clone)]
pub struct Acknowledged {
    pub id: DraftId,
    pub updates: i64,
    pub value: String,
    stamp: Option<String>,
}

impl Device {
    pub fn new(team: TeamId, token: String, id: DeviceId) -> Self {
        let drafts = (0..DRAFTS)
            .map(|_| Acknowledged { id: DraftId(Uuid::new_v4()), updates: 0, value: String::new(), stamp: None })
            .collect();
        Self { team, token, id, cursor: None, drafts, last_millis: 0 }
    }

    /// It has read everything up to there.
    pub fn stands_at(&mut self, cursor: Value) {
        self.cursor = Some(cursor);
    }
}

/// What devices ask for.
#[derive(Clone, Copy)]
pub enum Asks {
    /// `GET /healthz`: an HTTP request that comes to nothing.
    Health,
    /// `POST /v1/sync` that brings nothing: a token, and a look at what changed.
    Poll,
    /// `POST /v1/sync` that brings one group.
    Update,
}

/// What many devices did at once.
pub struct Load {
    acknowledged: u64,
    took: Duration,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    outcomes: Vec<Outcome>,
    cursor: Value,
}

#[derive(Deserialize)]
struct Outcome {
    groups: std::collections::BTreeMap<String, Value>,
}

impl Load {
    /// Lets all of them ask for a while.
    pub async fn run(address: SocketAddr, devices: &mut [Device], asks: Asks, lasts: Duration) -> Result<Self> {
        let mut connected = vec![];
        for device in devices.iter() {
            let mut connection = Connection::open(address).await?;
            let mut device = device.clone();
            // The first one reads what the others have written since the last round.
            device.update(&mut connection).await?;
            connected.push((connection, device));
        }
        let began = Instant::now();
        let mut tasks = JoinSet::new();
        for (place, (mut connection, mut device)) in connected.into_iter().enumerate() {
            tasks.spawn(async move {
                let mut acknowledged = 0;
                while began.elapsed() < lasts {
                    device.ask(&mut connection, asks).await?;
                    acknowledged += 1;
                }
                Ok::<_, anyhow::Error>((place, device, acknowledged))
            });
        }
        let mut total = 0;
        while let Some(done) = tasks.join_next().await {
            let (place, device, acknowledged) = done??;
            devices[place] = device;
            total += acknowledged;
        }
        Ok(Self { acknowledged: total, took: began.elapsed() })
    }

    pub fn per_second(&self) -> u64 {
        let nanos = self.took.as_nanos().max(1);
        u64::try_from(u128::from(self.acknowledged) * 1_000_000_000 / nanos).unwrap_or(u64::MAX)
    }
}

impl Device {
    async fn ask(&mut self, connection: &mut Connection, asks: Asks) -> Result<()> {
        match asks {
            Asks::Health => connection.get("/healthz").await.map(drop),
            Asks::Poll => self.poll(connection).await,
            Asks::Update => self.update(connection).await,
        }
    }

    /// Asks what changed, and brings nothing.
    async fn poll(&mut self, connection: &mut Connection) -> Result<()> {
        let body = json!({"device": self.id, "schema": 1, "updates": [], "cursor": self.cursor});
        let answer: Answer = serde_json::from_slice(&connection.post(&self.token, &body.to_string()).await?)?;
        self.cursor = Some(answer.cursor);
        Ok(())
    }

    /// Sends one update of one group and waits until it is acknowledged.
    async fn update(&mut self, connection: &mut Connection) -> Result<()> {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
        let millis = i64::try_from(since_1970)?.max(self.last_millis + 1);
        self.last_millis = millis;
        self.drafts.rotate_left(1);
        let draft = &mut self.drafts[0];
        let value = format!("Detached duplex, version {}", draft.updates + 1);
        let stamp = format!("{millis}-{}", self.id);
        let mut group = json!({"value": value, "stamp": stamp});
        if let Some(base) = &draft.stamp {
            group["base"] = json!(base);
        }
        let mut body = json!({
            "device": self.id, "schema": 1,
            "updates": [{"id": draft.id, "baseRev": draft.updates, "lastModified": millis, "groups": {"title": group}}],
        });
        if let Some(cursor) = &self.cursor {
            body["cursor"] = cursor.clone();
        }
        let answer: Answer = serde_json::from_slice(&connection.post(&self.token, &body.to_string()).await?)?;
        let outcome = answer.outcomes.first().and_then(|outcome| outcome.groups.get("title"));
        let outcome = outcome.context("the answer has no outcome")?;
        ensure!(outcome["outcome"] == "applied", "not accepted: {outcome}");
        draft.updates += 1;
        draft.value = value;
        draft.stamp = Some(stamp);
        self.cursor = Some(answer.cursor);
        Ok(())
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    async fn get(&mut self, path: &str) -> Result<Vec<u8>> {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n")).await
    }

    async fn post(&mut self, token: &str, body: &str) -> Result<Vec<u8>> {
        let request = format!(
            "POST /v1/sync HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.send(&request).await
    }

    /// Sends a request and reads the body of its answer, which has to be 200.
    async fn send(&mut self, request: &str) -> Result<Vec<u8>> {
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let head = loop {
            self.read().await?;
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(&self.buffer[..head])?.to_ascii_lowercase();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.context("the answer does not say how long it is")?.trim().parse()?;
        while self.buffer.len() < head + length {
            self.read().await?;
        }
        let body = self.buffer[head..head + length].to_vec();
        if !text.starts_with("http/1.1 200") {
            bail!("the server answered {} {}", text.lines().next().unwrap_or_default(), String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    async fn read(&mut self) -> Result<()> {
        let read = self.stream.read_buf(&mut self.buffer).await?;
        ensure!(read > 0, "the server closed the connection");
        Ok(())
    }
}
