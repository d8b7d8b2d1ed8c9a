//! Serving on sockets until told to stop. The one rule: a request that was accepted is answered before the server stops,
//! unless that takes longer than the grace that is set.

mod accept;
mod activity;
mod connection;
mod half_closed;
mod places;
mod tls;

use std::{
    future::Future,
    io,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::{net::TcpListener, sync::watch, task::JoinSet};
use tokio_util::task::TaskTracker;

pub(crate) use places::household;
pub use tls::{Certificates, TlsError};

use crate::{Server, repository::RepositoryError, router, routes, upkeep};

/// Where a server listens.
pub struct Listeners {
    /// For devices.
    pub public: TcpListener,
    /// With these the public one speaks TLS.
    pub certificates: Option<Arc<Certificates>>,
    /// For whoever watches over the server: what is counted.
    pub metrics: Option<TcpListener>,
}

/// How far the server has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Serving,
    /// Connections end once what they carry is done.
    Finishing,
    /// Connections end.
    Over,
}

/// Serves plain HTTP until `shutdown` completes: see [`serve_on`].
pub async fn serve(
    listener: TcpListener,
    server: Server,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_on(Listeners { public: listener, certificates: None, metrics: None }, server, shutdown).await
}

/// Serves until `shutdown` completes, then lets running requests end and closes the database.
pub async fn serve_on(
    listeners: Listeners,
    server: Server,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let server = Arc::new(server);
    let settings = server.settings.clone();
    let mut upkeep = JoinSet::new();
    upkeep.spawn(forget_the_old(server.clone()));
    upkeep.spawn(forget_the_quiet(server.clone()));
    upkeep.spawn({
        let server = server.clone();
        async move { server.live.watch_access(server.repository.clone()).await }
    });
    upkeep.spawn({
        let server = server.clone();
        async move { server.live.follow(server.repository.clone()).await }
    });
    if let Some(certificates) = &listeners.certificates {
        upkeep.spawn(certificates.clone().keep_current());
    }
    if let Some(metrics) = listeners.metrics {
        let router = routes::watching(server.clone());
        upkeep.spawn(async move {
            if let Err(error) = axum::serve(metrics, router).await {
                tracing::error!(%error, "what is counted cannot be asked for any more");
            }
        });
    }

    let (phase, told) = watch::channel(Phase::Serving);
    let connections = TaskTracker::new();
    let shared = Arc::new(connection::Shared {
        router: router(server.clone()),
        tls: listeners.certificates.as_ref().map(Certificates::acceptor),
        limits: settings.limits.clone(),
        metrics: server.metrics.clone(),
    });
    let accepting = accept::accept(listeners.public, shared, settings.proxies.clone(), connections.clone(), told);
    let accepting = tokio::spawn(accepting);

    shutdown.await;
    tracing::info!("stopping");
    server.stopping.store(true, Ordering::Relaxed);
    tokio::time::sleep(settings.stop_delay).await;
    accepting.abort();
    // Ended or aborted: either way nothing is accepted any more.
    let _ = accepting.await;
    // Streams would never end by themselves.
    server.live.close();
    phase.send_replace(Phase::Finishing);
    connections.close();
    if tokio::time::timeout(settings.grace, connections.wait()).await.is_err() {
        tracing::warn!(connections = connections.len(), "stopped with requests still running");
        phase.send_replace(Phase::Over);
        connections.wait().await;
    }
    // What is over holds nothing of the database any more.
    upkeep.shutdown().await;
    server.repository.close().await;
    Ok(())
}

/// How often what is due to be forgotten is looked for.
const FORGET_THE_OLD: Duration = Duration::from_hours(1);

/// Forgets what is due, at the start and now and then.
async fn forget_the_old(server: Arc<Server>) {
    loop {
        match upkeep::forget(&*server.repository, server.settings.kept).await {
            Ok(upkeep::Forgotten { drafts: 0, entries: 0 }) => {}
            Ok(upkeep::Forgotten { drafts, entries }) => {
                tracing::info!(drafts, entries, "forgot drafts that were deleted, and entries of the audit, long ago");
            }
            Err(RepositoryError::ServesOnly) => {
                tracing::info!(
                    "what is old is left to `lagoon-server database empty-trash`: this sign-in may only serve"
                );
                return;
            }
            Err(error) => tracing::warn!(%error, "what is old could not be forgotten; tried again in an hour"),
        }
        tokio::time::sleep(FORGET_THE_OLD).await;
    }
}

/// How often sign-ins that make no requests are forgotten by the limit of requests.
const FORGET: Duration = Duration::from_mins(1);

async fn forget_the_quiet(server: Arc<Server>) {
    loop {
        tokio::time::sleep(FORGET).await;
        server.rate.forget_the_quiet();
    }
}
