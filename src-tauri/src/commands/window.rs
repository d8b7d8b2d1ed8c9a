//! The windows themselves.

use lagoon_sync::view::CommandError;
use lagoon_words::tr;
use tauri::{AppHandle, State, WebviewWindow};

use super::Answer;
use crate::closing::Closing;

/// The page has handed over everything that was typed: its window may close.
#[tauri::command]
pub async fn finish_closing(window: WebviewWindow, closing: State<'_, Closing>) -> Answer<()> {
    closing.page_is_done(window.label());
    Ok(())
}

/// Opens another window on the same listings.
#[cfg(desktop)]
#[tauri::command]
pub async fn open_window(app: AppHandle) -> Answer<()> {
    use tauri::{Manager, WebviewUrl, WebviewWindowBuilder};

    let labels = (2..).map(|number| format!("window-{number}"));
    let label = labels.into_iter().find(|label| app.get_webview_window(label).is_none()).unwrap_or_default();
    WebviewWindowBuilder::new(&app, label, WebviewUrl::default())
        .title("Lagoon")
        .inner_size(1280.0, 800.0)
        .min_inner_size(360.0, 360.0)
        .build()
        .map(drop)
        .map_err(|error| no_window(tr!("Another window could not be opened ({error}). Go on in this one.", error)))
}

/// Tablets show one window.
#[cfg(mobile)]
#[tauri::command]
pub async fn open_window(_app: AppHandle) -> Answer<()> {
    Err(no_window(tr!("This device shows one window.").into()))
}

fn no_window(message: String) -> CommandError {
    CommandError { code: "noWindow".into(), message }
}

/// Back on the first page: the app goes behind the others, where there is a Back.
#[tauri::command]
#[cfg_attr(not(target_os = "android"), allow(unused_variables, clippy::unused_async))]
pub async fn leave_app(app: AppHandle) -> Answer<()> {
    #[cfg(target_os = "android")]
    {
        use tauri::Manager as _;
        app.state::<lagoon_android::Device<tauri::Wry>>().leave().await;
    }
    Ok(())
}
