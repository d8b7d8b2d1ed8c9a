//! Serving on a socket until told to stop. The one rule: a request that was accepted is answered before the server
//! stops, unless that takes too long.

use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};

use lagoon_sync::draft::TRASH_KEPT;
use tokio::{net::TcpListener, sync::oneshot};

use crate::{Server, repository::Repository, router};

/// How long requests may take to end once the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until `shutdown` completes, then lets running requests end and closes the database.
pub async fn serve(
    listener: TcpListener,
    server: Server,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let server = Arc::new(server);
    let (repository, live) = (server.repository.clone(), server.clone());
    let following = tokio::spawn({
        let server = server.clone();
        async move { server.live.follow(server.repository.clone()).await }
    });
    let emptying = tokio::spawn(empty_trash(repository.clone()));
    let service = router(server).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = oneshot::channel();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        shutdown.await;
        // Streams would never end by themselves.
        live.live.close();
        // The receiver is gone only when serving has ended already.
        let _ = stopping.send(());
    });
    let too_long = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(GRACE).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    let result = tokio::select! {
        result = serving => result,
        () = too_long => {
            tracing::warn!("stopped with requests still running");
            Ok(())
        }
    };
    for task in [emptying, following] {
        task.abort();
        // Ended or aborted: either way it holds nothing of the database any more.
        let _ = task.await;
    }
    repository.close().await;
    result
}

/// How often what was deleted long ago is looked for.
const EMPTY_TRASH: Duration = Duration::from_hours(1);

/// Forgets what was deleted long ago, at the start and now and then.
async fn empty_trash(repository: Arc<dyn Repository>) {
    loop {
        let emptied = async {
            let before = repository.now().await?.plus(-TRASH_KEPT);
            repository.purge(before).await
        };
        match emptied.await {
            Ok(0) => {}
            Ok(drafts) => tracing::info!(drafts, "forgot drafts that were deleted long ago"),
            Err(error) => tracing::warn!(%error, "the trash could not be emptied; tried again in an hour"),
        }
        tokio::time::sleep(EMPTY_TRASH).await;
    }
}
