//! What the person prefers on this device. Preferences only: never drafts, never tokens.

use lagoon_sync::view::CommandError;
use lagoon_words::tr;
use serde_json::{Value, json};
use tauri::AppHandle;
use tauri_plugin_store::StoreExt;

use super::Answer;
use crate::{events, profile};

const FILE: &str = "preferences.json";
const KEY: &str = "preferences";

#[tauri::command]
pub async fn read_preferences(app: AppHandle) -> Answer<Value> {
    let store = open(&app)?;
    Ok(store.get(KEY).filter(Value::is_object).unwrap_or_else(|| json!({})))
}

#[tauri::command]
pub async fn write_preferences(app: AppHandle, preferences: Value) -> Answer<()> {
    let store = open(&app)?;
    store.set(KEY, preferences);
    store.save().map_err(|error| failed(&error))?;
    events::tell_windows(&app, "preferences-changed");
    Ok(())
}

fn open(app: &AppHandle) -> Answer<std::sync::Arc<tauri_plugin_store::Store<tauri::Wry>>> {
    let path = profile::directory(app).map_err(|error| failed(&error))?.join(FILE);
    app.store(path).map_err(|error| failed(&error))
}

fn failed(error: &dyn std::fmt::Display) -> CommandError {
    CommandError {
        code: "preferencesNotSaved".into(),
        message: tr!("Your preferences could not be stored ({error}). Free space and try again.", error),
    }
}
