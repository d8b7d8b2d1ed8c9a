//! How far the work has come: to the device (the outbox) and to the cloud (the status).
//!
//! The one rule: the outbox is the only thing on the page that nobody else holds.

use dioxus::prelude::*;
use lagoon_sync::{status::SyncStatus, view::SyncPanel};

use crate::outbox::Outbox;

/// What is on its way.
#[derive(Default, Store)]
pub struct Sending {
    /// Edits that are not stored yet.
    pub outbox: Outbox,
    /// When a key was last typed, on the steady clock.
    pub typed_at: i64,
    /// The state of sync, undamped.
    pub status: SyncStatus,
    /// What the chip's panel says, while it is open.
    pub panel: Option<SyncPanel>,
}

#[store(pub)]
impl<Lens> Store<Sending, Lens> {
    /// How many listings are not in the cloud, as far as anything here knows.
    fn unsent(&self) -> usize {
        let listed = self.panel().read().as_ref().map_or(0, |panel| panel.waiting.len());
        listed.max(self.status().read().waiting as usize).max(self.outbox().read().drafts())
    }

    /// Whether the person paused sync.
    fn is_paused(&self) -> bool {
        self.panel().read().as_ref().is_some_and(|panel| panel.paused)
    }
}
