//! The line between one device and the server. It can be cut, hold or lose what passes, or answer by itself, and it notes
//! every exchange.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use flate2::read::GzDecoder;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

use crate::support::in_time;

/// What becomes of what passes. Holding and losing are for exchanges that carry updates only.
#[derive(Clone, Debug, PartialEq)]
pub enum Mode {
    Open,
    /// Nothing passes, and what was on its way is gone.
    Cut,
    HoldRequests,
    /// The server hears of it, the device does not.
    HoldAnswers,
    LoseAnswers,
    /// Exchanges and the stream of events get these bytes instead of the server's.
    Says(Arc<Vec<u8>>),
}

/// One `POST /v1/sync` that passed, or was held on its way.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub request: Value,
    /// The server's answer, whether or not the device got it.
    pub answer: Option<Value>,
}

impl Exchange {
    pub fn updates(&self) -> &[Value] {
        self.request["updates"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    fn carries_updates(&self) -> bool {
        !self.updates().is_empty()
    }
}

struct State {
    server: SocketAddr,
    mode: watch::Sender<Mode>,
    exchanges: Mutex<Vec<Exchange>>,
    /// How often the stream of events was asked for.
    streams: AtomicUsize,
    changed: watch::Sender<()>,
}

impl State {
    fn exchanges(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn until_mode(&self, fits: impl FnMut(&Mode) -> bool) {
        let _ = self.mode.subscribe().wait_for(fits).await;
    }
}

pub struct Line {
    state: Arc<State>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Line {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (mode, _) = watch::channel(Mode::Open);
        let (changed, _) = watch::channel(());
        let state =
            Arc::new(State { server, mode, exchanges: Mutex::default(), streams: AtomicUsize::default(), changed });
        let serving = tokio::spawn(accept(listener, state.clone()));
        Self { state, address, serving }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn set(&self, mode: Mode) {
        self.state.mode.send_replace(mode);
    }

    /// Every exchange so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.state.exchanges().clone()
    }

    /// How often the stream of events was asked for so far.
    pub fn streams(&self) -> usize {
        self.state.streams.load(Ordering::SeqCst)
    }

    /// The exchanges so far that carried updates.
    pub fn pushes(&self) -> Vec<Exchange> {
        self.exchanges().into_iter().filter(Exchange::carries_updates).collect()
    }

    /// Waits until what passed fits.
    pub async fn until(&self, fits: impl Fn(&[Exchange]) -> bool) {
        let mut changed = self.state.changed.subscribe();
        let fitting = changed.wait_for(|()| fits(&self.state.exchanges()));
        in_time("the line to have passed it", fitting).await.expect("the line stands");
    }

    /// Waits until this many exchanges with updates were answered by the server.
    pub async fn until_answered(&self, pushes: usize) {
        let answered = |one: &&Exchange| one.carries_updates() && one.answer.is_some();
        self.until(|all| all.iter().filter(answered).count() >= pushes).await;
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = state.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = state.until_mode(|mode| *mode == Mode::Cut) => {}
                _ = pass(&state, stream) => {}
            }
        });
    }
}

/// Passes one request on, and its answer back. `None`: one of both ends is gone.
async fn pass(state: &State, mut device: TcpStream) -> Option<()> {
    let (head, body) = read_request(&mut device).await?;
    let first = head.lines().next()?.to_owned();
    if first.starts_with("GET /v1/events") {
        state.streams.fetch_add(1, Ordering::SeqCst);
        if let Some(answer) = said(state) {
            return device.write_all(&answer).await.ok();
        }
        let mut server = forward(state, &head, &body).await?;
        return tokio::select! {
            () = state.until_mode(|mode| matches!(mode, Mode::Says(_))) => None,
            copied = tokio::io::copy(&mut server, &mut device) => copied.ok().map(|_| ()),
        };
    }
    if !first.starts_with("POST /v1/sync") {
        let mut server = forward(state, &head, &body).await?;
        return tokio::io::copy(&mut server, &mut device).await.ok().map(|_| ());
    }
    let exchange = Exchange { request: read_json(&head, &body), answer: None };
    let carries_updates = exchange.carries_updates();
    let number = {
        let mut exchanges = state.exchanges();
        exchanges.push(exchange);
        exchanges.len() - 1
    };
    state.changed.send_replace(());
    if carries_updates {
        state.until_mode(|mode| *mode != Mode::HoldRequests).await;
    }
    if let Some(answer) = said(state) {
        device.write_all(&answer).await.ok()?;
        return device.shutdown().await.ok();
    }
    let mut answer = vec![];
    forward(state, &head, &body).await?.read_to_end(&mut answer).await.ok()?;
    let (_, answered) = split(&answer)?;
    state.exchanges()[number].answer = Some(serde_json::from_slice(answered).unwrap_or(Value::Null));
    state.changed.send_replace(());
    if carries_updates {
        state.until_mode(|mode| *mode != Mode::HoldAnswers).await;
        if *state.mode.borrow() == Mode::LoseAnswers {
            return None;
        }
    }
    device.write_all(&answer).await.ok()
}

fn said(state: &State) -> Option<Arc<Vec<u8>>> {
    match &*state.mode.borrow() {
        Mode::Says(answer) => Some(answer.clone()),
        _ => None,
    }
}

async fn read_request(device: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = vec![];
    loop {
        if let Some((head, body)) = split(&bytes) {
            let head = String::from_utf8(head.to_vec()).ok()?;
            let length = header(&head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return Some((head.clone(), body.to_vec()));
            }
        }
        if device.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some((&bytes[..end], &bytes[end + 4..]))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    fields.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// One request per connection, and no compressed answers: that is all that the line changes.
async fn forward(state: &State, head: &str, body: &[u8]) -> Option<TcpStream> {
    let mut server = TcpStream::connect(state.server).await.ok()?;
    let kept = |line: &&str| {
        let line = line.to_ascii_lowercase();
        !line.starts_with("connection:") && !line.starts_with("accept-encoding:")
    };
    let head: Vec<_> = head.split("\r\n").filter(kept).collect();
    let head = format!("{}\r\nconnection: close\r\n\r\n", head.join("\r\n"));
    server.write_all(head.as_bytes()).await.ok()?;
    server.write_all(body).await.ok()?;
    Some(server)
}

fn read_json(head: &str, body: &[u8]) -> Value {
    if header(head, "content-encoding") == Some("gzip") {
        serde_json::from_reader(GzDecoder::new(body)).unwrap_or(Value::Null)
    } else {
        serde_json::from_slice(body).unwrap_or(Value::Null)
    }
}
