//! Signing in, every way it can go wrong, and that none of it stops the writing.

use anyhow::{Result, ensure};
use axum::{Router, response::Html};
use lagoon_e2e::{
    Device, Profile, Proxy, Stage,
    api::Api,
    database::{end_every_session, expire_every_session},
    process::free_port,
    proxy::now,
    server::{ADA, CHIDI, PASSWORD},
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::json;
use tokio::net::TcpListener;
use uuid::Uuid;

#[test]
fn a_wrong_password_is_told_as_such() {
    story("wrong-password", async |stage| {
        let device = stage.device("ada").await?;
        device.try_to_sign_in(ADA.email, "a wrong guess", &stage.server.url()).await?;
        device.see_words("sign-in-error", "password", SOON).await?;
        see_marked(&device, true).await?;
        device.type_into("sign-in-password", "!").await?;
        until("it is over", SOON, async || device.text("sign-in-error").await, String::is_empty).await?;
        see_marked(&device, false).await?;
        writing_goes_on(&device).await?;
        device.sign_in(ADA).await
    });
}

#[test]
fn an_address_without_a_server_is_told_as_such() {
    story("unknown-address", async |stage| {
        let device = stage.device("ada").await?;
        let nowhere = format!("http://127.0.0.1:{}", free_port()?);
        device.try_to_sign_in(ADA.email, PASSWORD, &nowhere).await?;
        device.see_words("sign-in-error", &nowhere, IN_A_WHILE).await?;
        device.try_to_sign_in(ADA.email, PASSWORD, "not an address").await?;
        device.see_words("sign-in-error", "not an address", SOON).await?;
        writing_goes_on(&device).await
    });
}

#[test]
fn a_server_that_answers_with_a_web_page_is_told_as_such() {
    story("foreign-page", async |stage| {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let portal = format!("http://{}", listener.local_addr()?);
        let page = Router::new().fallback(async || Html("<h1>Welcome to the hotel network</h1>"));
        let serving = tokio::spawn(async move { axum::serve(listener, page).await });
        let device = stage.device("ada").await?;
        device.try_to_sign_in(ADA.email, PASSWORD, &portal).await?;
        device.see_words("sign-in-error", &portal, SOON).await?;
        let said = device.text("sign-in-error").await?;
        ensure!(!said.contains("password"), "the password is not to blame: {said}");
        writing_goes_on(&device).await?;
        serving.abort();
        Ok(())
    });
}

#[test]
fn an_expired_sign_in_asks_for_a_new_one_and_loses_nothing() {
    story("expired", async |stage| {
        let lose = async || expire_every_session(&stage.server.database_path()).await;
        a_lost_sign_in(stage, lose).await
    });
}

#[test]
fn a_revoked_sign_in_asks_for_a_new_one_and_loses_nothing() {
    story("revoked", async |stage| {
        let lose = async || end_every_session(&stage.server.database_path()).await;
        a_lost_sign_in(stage, lose).await
    });
}

#[test]
fn the_sign_in_outlives_the_app_in_the_key_ring() {
    story("restart", async |stage| {
        let profile = Profile::new("ada", &stage.server.url())?;
        let device = stage.start(&profile).await?;
        device.sign_in(ADA).await?;
        device.kill().await?;
        let device = stage.start(&profile).await?;
        device.see_saved(SOON).await?;
        ensure!(!device.shows("sign-in-open").await?, "it asks for a sign-in again");
        let draft = device.new_listing("words").await?;
        device.type_into("field-title", "Written by the same agent").await?;
        let (stored, _) = stage.server.database().await?.see_title(&draft, "Written by the same agent", SOON).await?;
        ensure!(stored.last_modified > 0);
        Ok(())
    });
}

/// And while the team's listings are still on their way, everything can be used.
#[test]
fn what_was_written_before_the_sign_in_goes_to_the_cloud_with_it() {
    story("claim", async |stage| {
        let chidi = Api::sign_in(stage.server.url(), CHIDI).await?;
        let theirs = json!({"title": "Shop in Ikeja", "lastModified": now() - 3_600_000});
        let answer = chidi.put(&Uuid::new_v4().to_string(), theirs).await?;
        ensure!(answer.status.is_success(), "{answer:?}");
        let proxy = Proxy::start(stage.server.url()).await?;
        let device = stage.device_at("ada", &proxy.url()).await?;
        let draft = device.new_listing("words").await?;
        device.type_into("field-title", "Short let in Victoria Island").await?;
        device.tap("back-to-listings").await?;
        device.tap("sign-in-open").await?;
        device.see_on_page("Add the listing on this device to the team", SOON).await?;
        proxy.hold("/v1/sync");
        device.try_to_sign_in(ADA.email, PASSWORD, &proxy.url()).await?;
        device.see_words("list-count", "1 listing", SOON).await?;
        let asked = async || Ok(proxy.passed().iter().any(|passed| passed.path == "/v1/sync"));
        until("the team's listings are asked for", SOON, asked, |asked| *asked).await?;
        let meanwhile = device.new_listing("words").await?;
        device.type_into("field-title", "Written while the list fills in").await?;
        device.see_value("field-title", "Written while the list fills in", SOON).await?;
        device.tap("back-to-listings").await?;
        device.see_words("list-count", "2 listings", SOON).await?;
        proxy.let_go();
        device.see_words("list-count", "3 listings", SOON).await?;
        device.see_on_page("Shop in Ikeja", SOON).await?;
        let database = stage.server.database().await?;
        database.see_title(&draft, "Short let in Victoria Island", SOON).await?;
        database.see_title(&meanwhile, "Written while the list fills in", SOON).await?;
        device.see_words("listing-row", "Saved to Cloud", SOON).await
    });
}

/// Waits until the password is marked as wrong, or no longer.
async fn see_marked(device: &Device, wrong: bool) -> Result<()> {
    let mark = async || Ok(device.find("sign-in-password").await?.attr("aria-invalid").await?);
    until("the password's mark", SOON, mark, |mark| (mark.as_deref() == Some("true")) == wrong).await?;
    Ok(())
}

async fn a_lost_sign_in(stage: &Stage, lose: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
    let device = stage.device("ada").await?;
    device.sign_in(ADA).await?;
    let draft = device.new_listing("words").await?;
    device.type_into("field-title", "Warehouse").await?;
    device.see_saved(SOON).await?;

    lose().await?;
    device.type_into("field-title", " in Apapa").await?;
    let chip = device.see_chip("error", "Needs attention", IN_A_WHILE).await?;
    ensure!(chip.icon == "CloudAlert", "{chip:?}");
    device.tap("cloud-chip").await?;
    device.see_words("panel-sentence", "Sign in to sync", SOON).await?;
    device.tap("close-panel").await?;
    device.type_into("field-title", " port").await?;
    device.see_value("field-title", "Warehouse in Apapa port", SOON).await?;

    device.tap("back-to-listings").await?;
    device.tap("sign-in-again").await?;
    device.sign_in(ADA).await?;
    stage.server.database().await?.see_title(&draft, "Warehouse in Apapa port", SOON).await?;
    Ok(())
}

/// The form can be left, and a listing written.
async fn writing_goes_on(device: &Device) -> Result<()> {
    device.tap("skip-sign-in").await?;
    device.new_listing("words").await?;
    device.type_into("field-title", "Written all the same").await?;
    device.see_value("field-title", "Written all the same", SOON).await?;
    device.tap("back-to-listings").await?;
    device.see_words("listing-row", "Written all the same", SOON).await
}
