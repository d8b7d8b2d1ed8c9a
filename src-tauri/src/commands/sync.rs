//! The cloud chip and its panel.

use lagoon_sync::{
    status::SyncStatus,
    view::{DataCheck, SaveData, SyncPanel},
};
use tauri::State;

use super::{Answer, encode};
use crate::{network::Heard, startup::Lagoon};

#[tauri::command]
pub async fn read_sync_status(lagoon: State<'_, Lagoon>) -> Answer<SyncStatus> {
    Ok(lagoon.client()?.status())
}

#[tauri::command]
pub async fn read_sync_panel(lagoon: State<'_, Lagoon>) -> Answer<SyncPanel> {
    lagoon.client()?.read_panel().await.map_err(encode)
}

#[tauri::command]
pub async fn retry_sync(lagoon: State<'_, Lagoon>) -> Answer<()> {
    lagoon.client()?.retry_sync().await.map_err(encode)
}

#[tauri::command]
pub async fn pause_sync(lagoon: State<'_, Lagoon>) -> Answer<()> {
    lagoon.client()?.set_paused(true);
    Ok(())
}

#[tauri::command]
pub async fn resume_sync(lagoon: State<'_, Lagoon>) -> Answer<()> {
    lagoon.client()?.set_paused(false);
    Ok(())
}

#[tauri::command]
pub async fn report_connectivity(lagoon: State<'_, Lagoon>, heard: State<'_, Heard>, online: bool) -> Answer<()> {
    let client = lagoon.client()?;
    // That there is a network is worth a try whoever says so; that there is none, the system knows better.
    if online || !heard.tells_of_the_way() {
        client.report_connectivity(online);
    }
    Ok(())
}

#[tauri::command]
pub async fn report_metered(lagoon: State<'_, Lagoon>, heard: State<'_, Heard>, metered: bool) -> Answer<()> {
    let client = lagoon.client()?;
    if !heard.tells_of_the_price() {
        client.report_metered(metered);
    }
    Ok(())
}

#[tauri::command]
pub async fn set_save_data(lagoon: State<'_, Lagoon>, save_data: SaveData) -> Answer<()> {
    lagoon.client()?.set_save_data(save_data).await.map_err(encode)
}

#[tauri::command]
pub async fn check_data(lagoon: State<'_, Lagoon>) -> Answer<DataCheck> {
    lagoon.client()?.check_data().await.map_err(encode)
}
