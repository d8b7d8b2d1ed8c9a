//! New versions of the app.

use tauri::AppHandle;

use super::Answer;

/// How new versions come, in one sentence, and whether there is one that can be installed.
#[cfg(desktop)]
#[tauri::command]
pub async fn look_for_update(app: AppHandle) -> Answer<(String, bool)> {
    let found = crate::updates::look(&app).await;
    Ok((found.to_string(), found.can_be_installed()))
}

/// On tablets the system's shop brings them.
#[cfg(mobile)]
#[tauri::command]
pub async fn look_for_update(_app: AppHandle) -> Answer<(String, bool)> {
    Ok((lagoon_words::tr!("Updates come from where this app came from.").into(), false))
}

/// Installs the new version and starts it. Answers only if it could not, or if there was none.
#[cfg(desktop)]
#[tauri::command]
pub async fn install_update(app: AppHandle) -> Answer<()> {
    crate::updates::install(&app, async || crate::closing::hand_over_everywhere(&app).await).await
}

/// On tablets the system's shop brings them.
#[cfg(mobile)]
#[tauri::command]
pub async fn install_update(_app: AppHandle) -> Answer<()> {
    Ok(())
}
