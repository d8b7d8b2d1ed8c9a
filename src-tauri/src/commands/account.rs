//! Signing in and out.

use std::time::Duration;

use lagoon_sync::view::{Account, ServerFound};
use tauri::{AppHandle, State};

use super::{Answer, encode, places};
use crate::{events, profile, startup::Lagoon};

/// How long a server may take to hear of a sign-out before the person is told that it did not.
const FAREWELL: Duration = Duration::from_secs(5);

#[tauri::command]
pub async fn sign_in(
    app: AppHandle,
    lagoon: State<'_, Lagoon>,
    email: String,
    password: String,
    server_url: String,
    claim_drafts: bool,
) -> Answer<Account> {
    if let Some(refusal) = profile::refuses(&server_url) {
        return Err(refusal);
    }
    let account = lagoon.client()?.sign_in(&email, &password, &server_url, claim_drafts).await.map_err(encode)?;
    events::tell_windows(&app, "account-changed");
    Ok(account)
}

#[tauri::command]
pub async fn sign_out(app: AppHandle, lagoon: State<'_, Lagoon>, discard_unsent: bool) -> Answer<()> {
    lagoon.client()?.sign_out(discard_unsent).await.map_err(encode)?;
    places::forget(&app);
    events::tell_windows(&app, "account-changed");
    Ok(())
}

/// Whether the server has heard of every sign-out so far.
#[tauri::command]
pub async fn finish_signing_out(lagoon: State<'_, Lagoon>) -> Answer<bool> {
    Ok(lagoon.client()?.finish_signing_out(FAREWELL).await)
}

#[tauri::command]
pub async fn look_at_server(lagoon: State<'_, Lagoon>, address: String) -> Answer<ServerFound> {
    if let Some(refusal) = profile::refuses(&address) {
        return Err(refusal);
    }
    lagoon.client()?.look_at_server(&address).await.map_err(encode)
}

#[tauri::command]
pub async fn read_account(lagoon: State<'_, Lagoon>) -> Answer<Account> {
    let client = lagoon.client()?;
    let mut account = client.read_account().await.map_err(encode)?;
    account.notice = lagoon.notice().or(account.notice);
    if lagoon.tells_of_damage() {
        client.know_of_damage().await.map_err(encode)?;
    }
    Ok(account)
}
