//! What the page hears: the client's `sync-status`, `drafts-changed`, `notices-changed`, `clock-wrong` and `outdated`, and what
//! another window did, `account-changed` and `preferences-changed`.

use lagoon_client::{Client, ClientEvent};
use lagoon_sync::view::DraftsChanged;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Tells every window, the one that did it as well.
pub fn tell_windows(app: &AppHandle, event: &str) {
    if let Err(error) = app.emit(event, ()) {
        tracing::warn!(%error, event, "the windows did not hear an event");
    }
}

/// Passes events on until the client is gone.
pub async fn forward(app: AppHandle, client: Client, mut events: Receiver<ClientEvent>) {
    loop {
        let emitted = match events.recv().await {
            Ok(ClientEvent::SyncStatus(status)) => app.emit("sync-status", status),
            Ok(ClientEvent::DraftsChanged(changed)) => app.emit("drafts-changed", changed),
            Ok(ClientEvent::NoticesChanged) => app.emit("notices-changed", ()),
            Ok(ClientEvent::ClockWrong(sentence)) => app.emit("clock-wrong", sentence),
            Ok(ClientEvent::Outdated(sentence)) => app.emit("outdated", sentence.unwrap_or_default()),
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
