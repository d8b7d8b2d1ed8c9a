//! Closing a window: first its page hands over what was typed last; with the last window what is unsent gets a last call.
//!
//! The one rule: nothing of this can keep a window open for long, whoever does not answer.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
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
    /// The windows that are being closed, by their labels, and whom to wake when their pages have handed over.
    pages: Mutex<BTreeMap<String, Arc<Notify>>>,
    /// The last call is over.
    done: AtomicBool,
}

impl Closing {
    /// The page of a window has nothing left to hand over.
    pub fn page_is_done(&self, label: &str) {
        if let Some(page) = self.pages.lock().unwrap_or_else(PoisonError::into_inner).get(label) {
            page.notify_one();
        }
    }

    /// What to wait for. `None`: this window is being closed already.
    fn begin(&self, label: &str) -> Option<Arc<Notify>> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let page = Arc::new(Notify::new());
        let known = pages.contains_key(label);
        (!known).then(|| pages.entry(label.to_owned()).or_insert(page).clone())
    }

    /// The window is gone; another may get its label.
    fn is_closed(&self, label: &str) {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).remove(label);
    }
}

/// Somebody closes a window: it stays until its page has handed over and, if it is the last, until the last call is over.
pub fn begin(window: &Window) {
    let Some(page) = window.state::<Closing>().begin(window.label()) else { return };
    // The pages of other windows hear it too; handing over early does them no harm.
    if let Err(error) = window.emit("closing", ()) {
        tracing::warn!(%error, "the page does not hear that it closes");
    }
    let window = window.clone();
    async_runtime::spawn(async move {
        let closing = window.state::<Closing>();
        if timeout(PAGE, page.notified()).await.is_err() {
            tracing::warn!("the page did not hand over what was typed last in time");
        }
        if window.webview_windows().len() < 2 {
            send_the_rest(&window).await;
            closing.done.store(true, Ordering::SeqCst);
        }
        if let Err(error) = window.destroy() {
            tracing::error!(%error, "the window cannot be closed");
            window.app_handle().exit(0);
        }
        closing.is_closed(window.label());
    });
}

/// Lets the pages of all windows store what was typed last; the windows stay. Says whether all of them have.
#[cfg(desktop)]
pub async fn hand_over_everywhere(app: &tauri::AppHandle) -> bool {
    let closing = app.state::<Closing>();
    let labels: Vec<String> = app.webview_windows().into_keys().collect();
    let pages: Vec<_> = labels.iter().filter_map(|label| Some((label, closing.begin(label)?))).collect();
    // A window that is being closed hands over for itself, and is waited for by trying again.
    let mut all = pages.len() == labels.len();
    if let Err(error) = app.emit("closing", ()) {
        tracing::warn!(%error, "the pages do not hear that the app starts anew");
        all = false;
    }
    for (label, page) in pages {
        all &= timeout(PAGE, page.notified()).await.is_ok();
        closing.is_closed(label);
    }
    all
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
