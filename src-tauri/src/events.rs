//! The client's events, as the page hears them: `sync-status`, `drafts-changed`, `notices-changed` and `clock-wrong`.

use lagoon_client::{Client, ClientEvent};
use lagoon_sync::view::DraftsChanged;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Passes events on until the client is gone.
pub async fn forward(app: AppHandle, client: Client, mut events: Receiver<ClientEvent>) {
    loop {
        let emitted = match events.recv().await {
            Ok(ClientEvent::SyncStatus(status)) => app.emit("sync-status", status),
            Ok(ClientEvent::DraftsChanged(changed)) => app.emit("drafts-changed", changed),
            Ok(ClientEvent::NoticesChanged) => app.emit("notices-changed", ()),
            Ok(ClientEvent::ClockWrong(sentence)) => app.emit("clock-wrong", sentence),
            // Too many at once: no ids means that any draft may have changed.
            Err(RecvError::Lagged(_)) => app
                .emit("sync-status", client.status())
                .and_then(|()| app.emit("drafts-changed", DraftsChanged::default()))
                .and_then(|()| app.emit("notices-changed", ())),
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = emitted {
            tracing::warn!(%error, "the page did not hear an event");
        }
    }
}
