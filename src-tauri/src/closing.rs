//! Closing the window: first the page hands over what was typed last, then what is unsent gets a last call.
//!
//! The one rule: nothing of this can keep the window open for long, whoever does not answer.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tauri::{Emitter, Manager, Window, async_runtime};
use tokio::{sync::Notify, time::timeout};

use crate::startup::Lagoon;

/// How long the page may take to hand over the last keystrokes.
const PAGE: Duration = Duration::from_secs(1);
/// How long what is unsent may take to go out. It is safe on the disk in any case.
const LAST_CALL: Duration = Duration::from_millis(1_500);

/// How far closing has come.
#[derive(Default)]
pub struct Closing {
    asked: AtomicBool,
    done: AtomicBool,
    page_done: Notify,
}

impl Closing {
    /// The page has nothing left to hand over.
    pub fn page_is_done(&self) {
        self.page_done.notify_one();
    }
}

/// Somebody closes the window: it stays until the page has handed over and the last call is over.
pub fn begin(window: &Window) {
    if window.state::<Closing>().asked.swap(true, Ordering::SeqCst) {
        return;
    }
    if let Err(error) = window.emit("closing", ()) {
        tracing::warn!(%error, "the page does not hear that it closes");
    }
    let window = window.clone();
    async_runtime::spawn(async move {
        let closing = window.state::<Closing>();
        if timeout(PAGE, closing.page_done.notified()).await.is_err() {
            tracing::warn!("the page did not hand over what was typed last in time");
        }
        send_the_rest(&window).await;
        closing.done.store(true, Ordering::SeqCst);
        if let Err(error) = window.destroy() {
            tracing::error!(%error, "the window cannot be closed");
            window.app_handle().exit(0);
        }
    });
}

/// The app ends without the window being closed first, as when the system shuts down.
pub fn end(app: &tauri::AppHandle) {
    if !app.state::<Closing>().done.swap(true, Ordering::SeqCst) {
        async_runtime::block_on(send_the_rest(app));
    }
}

async fn send_the_rest(manager: &impl Manager<tauri::Wry>) {
    if let Ok(client) = manager.state::<Lagoon>().client() {
        client.send_before_leaving(LAST_CALL).await;
    }
}
