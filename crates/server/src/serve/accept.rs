//! Takes connections in. The one rule: whatever goes wrong with one, or with the system for a while, the next one is accepted.

use std::{io, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::watch};
use tokio_util::task::TaskTracker;

use super::{
    Phase,
    connection::{Shared, carry},
    places::Places,
};
use crate::proxies::Proxies;

/// How long to wait when the system has no more files to give.
const PAUSE: Duration = Duration::from_millis(500);

/// Accepts until aborted.
pub async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    proxies: Proxies,
    connections: TaskTracker,
    phase: watch::Receiver<Phase>,
) {
    let places = Places::new(&shared.limits, proxies, shared.metrics.clone());
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) if is_of_one_connection(&error) => continue,
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted; tried again soon");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        match places.take(peer.ip()) {
            Ok(place) => {
                let (shared, phase) = (shared.clone(), phase.clone());
                connections.spawn(async move {
                    carry(stream, peer, shared, phase).await;
                    drop(place);
                });
            }
            Err(why) => {
                // Closed without a word: an answer would cost what the limit is there to save.
                shared.metrics.refused(why);
                tracing::debug!(?why, "a connection was refused");
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
