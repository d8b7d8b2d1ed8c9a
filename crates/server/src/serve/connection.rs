//! One connection: TLS or not, HTTP/1.1 or HTTP/2, until it ends, rests for too long or the server stops.
//!
//! The one rule: a connection that carries no request is ended by the server's clock, whatever its other end does.

use std::{
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    response::Response,
};
use http::Request;
use http_body::{Frame, SizeHint};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
    time::{Instant, sleep_until, timeout},
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::Phase;
use crate::{
    limits::Limits,
    metrics::{Metrics, Refused},
};

/// The most bytes of a request's head.
const HEAD_BYTES: usize = 64 * 1024;
/// How many requests one HTTP/2 connection carries at once.
const AT_ONCE: u32 = 100;
/// How often the other end of an HTTP/2 connection has to show that it is there.
const PING: Duration = Duration::from_mins(1);
/// How long the other end may take to close a connection that has rested for too long.
const PARTING: Duration = Duration::from_secs(2);

/// What all connections share.
pub struct Shared {
    /// What answers.
    pub router: Router,
    /// With it TLS is spoken.
    pub tls: Option<TlsAcceptor>,
    /// What one may take.
    pub limits: Limits,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// Carries a connection to its end.
pub async fn carry(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    // Without it small answers wait for nothing.
    let _ = stream.set_nodelay(true);
    let Some(tls) = &shared.tls else { return speak(stream, peer, &shared, phase).await };
    let beginning = timeout(shared.limits.header(), tls.accept(stream));
    let stopped = phase.wait_for(|phase| *phase != Phase::Serving);
    let stream = tokio::select! {
        begun = beginning => match begun {
            Ok(Ok(stream)) => stream,
            _ => return shared.metrics.refused(Refused::Tls),
        },
        _ = stopped => return,
    };
    speak(stream, peer, &shared, phase).await;
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    shared: &Shared,
    mut phase: watch::Receiver<Phase>,
) {
    let activity = Activity::new(&shared.limits);
    let service = service_fn({
        let (router, activity) = (shared.router.clone(), activity.clone());
        move |request| answer(router.clone(), request, peer, activity.begin())
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(HEAD_BYTES);
    builder.http2().timer(TokioTimer::new()).max_concurrent_streams(AT_ONCE);
    builder.http2().keep_alive_interval(PING).keep_alive_timeout(PING);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut wake = Instant::now();
    let mut parting = false;
    loop {
        tokio::select! {
            // How the other end leaves is its own affair.
            _ = connection.as_mut() => return,
            changed = phase.changed() => {
                if changed.is_err() || *phase.borrow() == Phase::Over {
                    return;
                }
                connection.as_mut().graceful_shutdown();
            }
            () = sleep_until(wake) => match activity.look() {
                Some(later) => wake = later,
                None if parting => return,
                None => {
                    parting = true;
                    wake = Instant::now() + PARTING;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
    running: Running,
) -> Result<Response, std::convert::Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    let answered = router.oneshot(request).await?;
    Ok(answered.map(|body| Body::new(Carried { body, _running: running })))
}

/// The body of an answer. A request runs until the last of it is gone.
struct Carried {
    body: Body,
    _running: Running,
}

impl http_body::Body for Carried {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Whether a connection carries requests, and since when it does not.
struct Activity {
    first: Duration,
    idle: Duration,
    state: Mutex<State>,
}

struct State {
    running: usize,
    since: Instant,
    /// What may pass without a request.
    rest: Duration,
}

impl Activity {
    fn new(limits: &Limits) -> Arc<Self> {
        let (first, idle) = (limits.header(), limits.idle());
        let state = State { running: 0, since: Instant::now(), rest: first };
        Arc::new(Self { first, idle, state: Mutex::new(state) })
    }

    fn begin(self: &Arc<Self>) -> Running {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).running += 1;
        Running(self.clone())
    }

    /// When to look again; `None`: it has rested for too long.
    fn look(&self) -> Option<Instant> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if state.running > 0 {
            return Some(now + self.idle.min(self.first));
        }
        Some(state.since + state.rest).filter(|end| *end > now)
    }
}

/// A request that runs.
struct Running(Arc<Activity>);

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.running -= 1;
        (state.since, state.rest) = (Instant::now(), self.0.idle);
    }
}
