//! What a listing held before, and going back to it.

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    Millis,
    view::{DraftView, EditReceipt, HistoryEntry},
};
use serde_json::Value;
use tauri::State;

use super::{Answer, encode};
use crate::startup::Lagoon;

#[tauri::command]
pub async fn read_draft_history(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<Vec<HistoryEntry>> {
    lagoon.client()?.read_history(id).await.map_err(encode)
}

#[tauri::command]
pub async fn read_cloud_history(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<Vec<HistoryEntry>> {
    lagoon.client()?.read_cloud_history(id).await.map_err(encode)
}

#[tauri::command]
pub async fn restore_value(
    lagoon: State<'_, Lagoon>,
    id: DraftId,
    group: GroupName,
    value: Value,
) -> Answer<EditReceipt> {
    lagoon.client()?.restore_value(id, &group, value).await.map_err(encode)
}

#[tauri::command]
pub async fn restore_version(lagoon: State<'_, Lagoon>, id: DraftId, at: Millis) -> Answer<DraftView> {
    lagoon.client()?.restore_version(id, at).await.map_err(encode)
}
