//! The window itself.

use tauri::{AppHandle, State};

use super::Answer;
use crate::closing::Closing;

/// The page has handed over everything that was typed: the window may close.
#[tauri::command]
pub async fn finish_closing(closing: State<'_, Closing>) -> Answer<()> {
    closing.page_is_done();
    Ok(())
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
