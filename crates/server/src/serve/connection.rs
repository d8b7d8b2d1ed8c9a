//! One connection: TLS or not, HTTP/1.1 or HTTP/2, until it ends, rests for too long or the server stops.
//!
//! The one rule: a connection that carries no request, or one that does not come on, is ended by the server's clock, whatever
//! its other end does.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, response::Response};
use http::{Request, header::CONTENT_TYPE};
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

use super::{
    Phase,
    activity::{Activity, Carried, Running},
    half_closed::HalfClosed,
};
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
    let stream = HalfClosed::new(stream, activity.clone());
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
    running: Arc<Running>,
) -> Result<Response, std::convert::Infallible> {
    let mut request = request.map(|body| Body::new(Carried::new(Body::new(body), running.clone())));
    request.extensions_mut().insert(ConnectInfo(peer));
    let answered = router.oneshot(request).await?;
    if answered.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream")) {
        running.is_stream();
    }
    Ok(answered.map(|body| Body::new(Carried::new(body, running))))
}
