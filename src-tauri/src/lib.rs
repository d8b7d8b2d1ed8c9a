//! The shell around the page: it opens the window, hands the page's commands to the client and the client's events to the
//! page. No business rule lives here.

#[cfg(test)]
mod access;
mod commands;
mod events;
mod logs;
mod profile;
mod startup;

use std::time::Duration;

use tauri::{Manager, RunEvent};

use startup::Lagoon;

/// Closing waits this long at the most for what is unsent; it is safe on the disk in any case.
const LAST_CALL: Duration = Duration::from_millis(1_500);

/// Opens the window and returns when it is closed.
///
/// # Errors
/// If the window cannot be opened, for want of a display for example.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() -> anyhow::Result<()> {
    let mut builder = tauri::Builder::default()
        .plugin(tauri_plugin_sql::Builder::default().build())
        .plugin(tauri_plugin_store::Builder::default().build());
    #[cfg(desktop)]
    if profile::is_default() {
        // The lock file is what guards the data; this only brings the open window to the front.
        builder = builder
            .plugin(tauri_plugin_single_instance::init(|app, _arguments, _directory| {
                if let Some(window) = app.get_webview_window("main")
                    && let Err(error) = window.set_focus()
                {
                    tracing::warn!(%error, "the window cannot be brought to the front");
                }
            }))
            .plugin(tauri_plugin_window_state::Builder::default().build());
    }
    let app = builder
        .setup(|app| {
            startup::start(app.handle())?;
            Ok(())
        })
        .invoke_handler(commands::handler())
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let RunEvent::ExitRequested { .. } = event
            && let Ok(client) = app.state::<Lagoon>().client()
        {
            client.send_now();
            let sent = client.wait_for_status(|status| status.waiting == 0);
            // Time is up or not: what is unsent goes out at the next start.
            let _ = tauri::async_runtime::block_on(async { tokio::time::timeout(LAST_CALL, sent).await });
        }
    });
    Ok(())
}
