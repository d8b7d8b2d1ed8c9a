//! What the operating system says of the network goes to the client, which acts on it at once.
//!
//! The one rule: where the system tells, it has the last word over the page, whose view of the network is coarser.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use lagoon_client::Client;
use lagoon_connectivity::Signal;

/// What the system has told of so far.
#[derive(Clone, Debug, Default)]
pub struct Heard(Arc<Told>);

#[derive(Debug, Default)]
struct Told {
    way: AtomicBool,
    price: AtomicBool,
}

impl Heard {
    /// Whether the system tells when the way out goes and comes.
    pub fn tells_of_the_way(&self) -> bool {
        self.0.way.load(Ordering::Relaxed)
    }

    /// Whether the system tells what the connection costs.
    pub fn tells_of_the_price(&self) -> bool {
        self.0.price.load(Ordering::Relaxed)
    }

    /// Passes a signal on.
    pub fn take(&self, client: &Client, signal: Signal) {
        tracing::debug!(?signal, "the system tells of the network");
        match signal {
            Signal::Up | Signal::Down => {
                self.0.way.store(true, Ordering::Relaxed);
                client.report_connectivity(signal == Signal::Up);
            }
            Signal::Metered(metered) => {
                self.0.price.store(true, Ordering::Relaxed);
                client.report_metered(metered);
            }
        }
    }
}

#[cfg(not(target_os = "android"))]
/// Listens for as long as the system tells anything.
pub async fn hear(client: Client, heard: Heard) {
    let silent = lagoon_connectivity::listen(|signal| heard.take(&client, signal)).await;
    tracing::info!(%silent, "changes of the network are noticed by the page and by trying");
}
