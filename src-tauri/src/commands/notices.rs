//! What the person has to be told, and what they do about it.

use lagoon_listing::DraftId;
use lagoon_sync::wire::{Notice, NoticeId};
use tauri::State;

use super::{Answer, encode};
use crate::startup::Lagoon;

#[tauri::command]
pub async fn list_notices(lagoon: State<'_, Lagoon>) -> Answer<Vec<Notice>> {
    lagoon.client()?.list_notices().await.map_err(encode)
}

#[tauri::command]
pub async fn use_mine(lagoon: State<'_, Lagoon>, notice: NoticeId) -> Answer<()> {
    lagoon.client()?.settle_notice(&notice, true).await.map_err(encode)
}

#[tauri::command]
pub async fn keep_theirs(lagoon: State<'_, Lagoon>, notice: NoticeId) -> Answer<()> {
    lagoon.client()?.settle_notice(&notice, false).await.map_err(encode)
}

#[tauri::command]
pub async fn keep_as_new(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftId> {
    lagoon.client()?.keep_as_new(id).await.map_err(encode)
}

#[tauri::command]
pub async fn discard_purged(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<()> {
    lagoon.client()?.discard_purged(id).await.map_err(encode)
}
