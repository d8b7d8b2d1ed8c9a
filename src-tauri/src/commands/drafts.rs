//! Listings: read, edit, delete, publish.

use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    Stamp,
    view::{DraftSummary, DraftView, EditReceipt, ListCursor},
};
use serde_json::Value;
use tauri::State;

use super::{Answer, encode};
use crate::startup::Lagoon;

#[tauri::command]
pub async fn list_drafts(
    lagoon: State<'_, Lagoon>,
    ids: Option<Vec<DraftId>>,
    after: Option<ListCursor>,
    count: Option<u32>,
) -> Answer<Vec<DraftSummary>> {
    let client = lagoon.client()?;
    let listed = match count {
        Some(count) => client.list_drafts_after(after, count).await,
        None => client.list_drafts(ids.as_deref()).await,
    };
    listed.map_err(encode)
}

#[tauri::command]
pub async fn open_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftView> {
    lagoon.client()?.open_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn create_draft(lagoon: State<'_, Lagoon>) -> Answer<DraftView> {
    lagoon.client()?.create_draft().await.map_err(encode)
}

#[tauri::command]
pub async fn edit_draft(
    lagoon: State<'_, Lagoon>,
    id: DraftId,
    group: GroupName,
    value: Value,
    base: Option<Stamp>,
) -> Answer<EditReceipt> {
    lagoon.client()?.edit(id, &group, value, base).await.map_err(encode)
}

#[tauri::command]
pub async fn duplicate_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftId> {
    lagoon.client()?.duplicate_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn delete_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<()> {
    lagoon.client()?.delete_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn restore_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<()> {
    lagoon.client()?.restore_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn publish_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftView> {
    lagoon.client()?.publish_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn unpublish_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftView> {
    lagoon.client()?.unpublish_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn cancel_publishing(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftView> {
    lagoon.client()?.cancel_publishing(id).await.map_err(encode)
}

#[tauri::command]
pub async fn flush_drafts(lagoon: State<'_, Lagoon>) -> Answer<()> {
    lagoon.client()?.flush_drafts().await.map_err(encode)
}
