//! Where in each listing somebody was, so that it is found again after the app's process ended, as systems end apps at any
//! moment.
//!
//! The one rule: this is for comfort only. What cannot be read is nowhere, what cannot be stored is a line in the log.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::AppHandle;
use tauri_plugin_store::StoreExt;

use super::Answer;
use crate::profile;

const FILE: &str = "places.json";
const KEY: &str = "places";
/// More listings than anybody goes back to.
const MOST: usize = 200;
/// Longer than the page's names of places.
const LONGEST: usize = 100;

/// A listing and a place in it. The page alone knows what its places are called.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Left {
    draft: String,
    at: String,
}

/// The places, those that were left last at the end, and which listing is open.
#[derive(Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(default)]
struct Places {
    open: Option<String>,
    left: Vec<Left>,
}

impl Places {
    fn note(&mut self, left: Left) {
        if left.draft.len() > LONGEST || left.at.len() > LONGEST {
            return;
        }
        self.open = Some(left.draft.clone());
        self.left.retain(|other| other.draft != left.draft);
        self.left.push(left);
        let too_many = self.left.len().saturating_sub(MOST);
        self.left.drain(..too_many);
    }

    fn of(&self, draft: &str) -> Option<Left> {
        self.left.iter().find(|left| left.draft == draft).cloned()
    }
}

/// Notes where somebody is. Without a draft: nowhere, no listing is open.
#[tauri::command]
pub async fn note_place(app: AppHandle, draft: Option<String>, at: String) -> Answer<()> {
    change(&app, |places| match draft {
        Some(draft) => places.note(Left { draft, at }),
        None => places.open = None,
    });
    Ok(())
}

/// Where somebody was in a draft; empty if nobody knows.
#[tauri::command]
pub async fn find_place(app: AppHandle, draft: String) -> Answer<String> {
    Ok(read(&app).of(&draft).map(|left| left.at).unwrap_or_default())
}

/// The draft that was open when the system ended the app; none on desktops, where a start is a start.
#[tauri::command]
pub async fn find_open_listing(app: AppHandle) -> Answer<String> {
    let open = profile::goes_back_to_what_was_open().then(|| read(&app).open);
    Ok(open.flatten().unwrap_or_default())
}

/// Forgets them all: they belong to whoever was signed in.
pub fn forget(app: &AppHandle) {
    change(app, |places| *places = Places::default());
}

fn read(app: &AppHandle) -> Places {
    let stored = open(app).and_then(|store| store.get(KEY));
    stored.and_then(|stored| serde_json::from_value(stored).ok()).unwrap_or_default()
}

/// One change at a time: they come from several windows.
static CHANGING: Mutex<()> = Mutex::new(());

/// The plugin writes what was set a moment later, and when the app ends.
fn change(app: &AppHandle, change: impl FnOnce(&mut Places)) {
    let _one = CHANGING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut places = read(app);
    change(&mut places);
    if let (Some(store), Ok(value)) = (open(app), serde_json::to_value(&places)) {
        store.set(KEY, value);
    }
}

fn open(app: &AppHandle) -> Option<std::sync::Arc<tauri_plugin_store::Store<tauri::Wry>>> {
    let opened = profile::directory(app)
        .map_err(|error| error.to_string())
        .and_then(|folder| app.store(folder.join(FILE)).map_err(|error| error.to_string()));
    opened.inspect_err(|error| tracing::warn!(error, "places in listings are not remembered")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(draft: &str, at: &str) -> Left {
        Left { draft: draft.into(), at: at.into() }
    }

    #[test]
    fn a_listing_is_found_where_it_was_left_last() {
        let mut places = Places::default();
        places.note(left("a", "price/field-price"));
        places.note(left("b", "hub/"));
        places.note(left("a", "words/field-title"));
        assert_eq!(places.of("a"), Some(left("a", "words/field-title")));
        assert_eq!(places.of("b"), Some(left("b", "hub/")));
        assert_eq!(places.of("c"), None);
        assert_eq!(places.open.as_deref(), Some("a"));
    }

    #[test]
    fn the_oldest_places_are_forgotten_and_endless_names_are_not_taken() {
        let mut places = Places::default();
        for number in 0..=MOST {
            places.note(left(&number.to_string(), "hub/"));
        }
        places.note(left("long", &"x".repeat(LONGEST + 1)));
        assert_eq!(places.left.len(), MOST);
        assert_eq!(places.of("0"), None);
        assert_eq!(places.of("long"), None);
        assert_eq!(places.open, Some(MOST.to_string()));
    }

    #[test]
    fn what_another_version_wrote_is_read_as_far_as_it_can_be() {
        let stored = serde_json::json!({"left": [{"draft": "a", "at": "hub/", "caret": 3}], "later": true});
        let places: Places = serde_json::from_value(stored).expect("it is read");
        assert_eq!(places.of("a"), Some(left("a", "hub/")));
        assert_eq!(places.open, None);
    }
}
