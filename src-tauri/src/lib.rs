//! The shell around the page: it opens the window, hands the page's commands to the client and the client's events to the
//! page. No business rule lives here.

#[cfg(test)]
mod access;
#[cfg(target_os = "android")]
mod android;
mod closing;
mod commands;
mod events;
mod logs;
mod network;
mod profile;
mod startup;
#[cfg(desktop)]
mod updates;

use tauri::{Manager, RunEvent, WindowEvent};

/// Opens the window and returns when it is closed.
///
/// # Errors
/// If the window cannot be opened, for want of a display for example.
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
    #[cfg(desktop)]
    if updates::is_on() {
        builder = builder.plugin(tauri_plugin_updater::Builder::new().build());
    }
    #[cfg(target_os = "android")]
    {
        builder = builder.plugin(lagoon_android::plugin());
    }
    let app = builder
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
                closing::begin(window);
            }
        })
        .setup(|app| {
            app.manage(closing::Closing::default());
            startup::start(app.handle())?;
            Ok(())
        })
        .invoke_handler(commands::handler())
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let RunEvent::ExitRequested { .. } = event {
            closing::end(app);
        }
    });
    Ok(())
}

/// As Android starts the app: there is no terminal that an error could be told on.
#[cfg(mobile)]
#[tauri::mobile_entry_point]
fn start_on_mobile() {
    if let Err(error) = run() {
        tracing::error!(%error, "the window cannot be opened");
    }
}
