//! What the team's people are called.

use lagoon_sync::view::Person;
use tauri::State;

use super::{Answer, encode};
use crate::startup::Lagoon;

#[tauri::command]
pub async fn list_people(lagoon: State<'_, Lagoon>) -> Answer<Vec<Person>> {
    lagoon.client()?.list_people().await.map_err(encode)
}

#[tauri::command]
pub async fn refresh_people(lagoon: State<'_, Lagoon>) -> Answer<Vec<Person>> {
    lagoon.client()?.refresh_people().await.map_err(encode)
}
