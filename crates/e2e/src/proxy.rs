//! Stands between devices and a server: counts what passes, and makes it slow, or holds it, when asked to. It changes nothing else.

use std::{
    io::Read as _,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use flate2::read::GzDecoder;
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::api;

/// Bodies of the tests stay far below this.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// One request that passed.
#[derive(Clone, Debug)]
pub struct Passed {
    /// When it came, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Its path.
    pub path: String,
    /// How many updates it carried.
    pub updates: usize,
}

#[derive(Debug)]
struct Way {
    client: reqwest::Client,
    server: String,
    state: Mutex<Traffic>,
    held: watch::Sender<Option<&'static str>>,
}

#[derive(Debug, Default)]
struct Traffic {
    passed: Vec<Passed>,
    answers_take: Duration,
}

impl Way {
    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.state.lock().expect("nothing panics while it holds the traffic")
    }
}

/// A running proxy.
#[derive(Debug)]
pub struct Proxy {
    way: Arc<Way>,
    port: u16,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// Starts one in front of a server.
    pub async fn start(server: String) -> Result<Self> {
        let way =
            Arc::new(Way { client: api::client(), server, state: Mutex::default(), held: watch::Sender::new(None) });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("this machine has no free port")?;
        let port = listener.local_addr()?.port();
        let router = Router::new().fallback(pass).with_state(way.clone());
        let serving = tokio::spawn(async move {
            // It ends with the test.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { way, port, serving })
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From now on every answer takes this much longer.
    pub fn slow_down(&self, by: Duration) {
        self.way.traffic().answers_take = by;
    }

    /// From now on no answer of this path passes, until they are [let go](Self::let_go).
    pub fn hold(&self, path: &'static str) {
        self.way.held.send_replace(Some(path));
    }

    /// Lets everything pass that was held.
    pub fn let_go(&self) {
        self.way.held.send_replace(None);
    }

    /// The exchanges so far that carried updates.
    pub fn exchanges(&self) -> Vec<Passed> {
        self.passed().into_iter().filter(|passed| passed.path == "/v1/sync" && passed.updates > 0).collect()
    }

    /// Everything so far.
    pub fn passed(&self) -> Vec<Passed> {
        self.way.traffic().passed.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Milliseconds since 1970 UTC.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("this machine's clock is after 1970");
    i64::try_from(since.as_millis()).expect("a time of this age fits")
}

async fn pass(State(way): State<Arc<Way>>, request: Request) -> Response {
    let at = now();
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MOST_BYTES).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let path = parts.uri.path().to_owned();
    let updates = count_updates(&parts.headers, &body);
    let delay = {
        let mut traffic = way.traffic();
        traffic.passed.push(Passed { at, path: path.clone(), updates });
        traffic.answers_take
    };
    let mut headers = parts.headers;
    headers.remove(header::HOST);
    let url = format!("{}{}", way.server, parts.uri);
    let sent = way.client.request(parts.method, url).headers(headers).body(body).send().await;
    let answer = match sent {
        Ok(response) => Some(copy(response)),
        Err(_) => None,
    };
    tokio::time::sleep(delay).await;
    // It fails only when nobody can let go any more.
    let _ = way.held.subscribe().wait_for(|held| *held != Some(path.as_str())).await;
    // Without a server there is no authentic answer, which is what a gateway's own page is.
    answer.unwrap_or_else(|| (StatusCode::BAD_GATEWAY, "no server").into_response())
}

/// Passes the body on as it comes: a stream of events never ends.
fn copy(from: reqwest::Response) -> Response {
    let (status, mut headers) = (from.status(), from.headers().clone());
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    let mut response = Response::new(Body::from_stream(from.bytes_stream()));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn count_updates(headers: &HeaderMap, body: &Bytes) -> usize {
    let zipped = headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "gzip");
    let mut plain = Vec::new();
    if zipped {
        if GzDecoder::new(&body[..]).read_to_end(&mut plain).is_err() {
            return 0;
        }
    } else {
        plain.extend_from_slice(body);
    }
    let request: Value = serde_json::from_slice(&plain).unwrap_or(Value::Null);
    request["updates"].as_array().map_or(0, Vec::len)
}
