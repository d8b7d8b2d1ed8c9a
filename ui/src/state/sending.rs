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
