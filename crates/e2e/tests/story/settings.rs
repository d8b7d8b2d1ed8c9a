//! Settings, the server's test, and signing out with work that is only here.

use anyhow::{Result, ensure};
use lagoon_e2e::{
    Album, Device, Profile,
    process::free_port,
    server::ADA,
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::json;

#[test]
fn signing_out_lists_what_is_only_here_and_can_send_it_first() {
    story("sign-out-unsent", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        device.type_into("field-title", "Land in Epe").await?;
        device.see_saved(SOON).await?;
        stage.server.stop().await?;
        device.type_into("field-title", ", 600 sqm").await?;
        device.see_chip("offline", "Offline", IN_A_WHILE).await?;
        device.tap("account-menu").await?;
        device.tap("sign-out").await?;
        device.see_words("sign-out-question", "Some work is only on this device", SOON).await?;
        device.see_words("waiting-draft", "Land in Epe, 600 sqm\nTitle\n", SOON).await?;
        album.take(&device, "sign-out").await?;
        device.tap("sign-out-export").await?;
        device.see_words("sign-out-question", "1 listing written to", SOON).await?;

        stage.server.start_again().await?;
        device.tap("sign-out-sync").await?;
        device.see_words("sign-out-question", "Everything is in the cloud.", IN_A_WHILE).await?;
        stage.server.database().await?.see_title(&draft, "Land in Epe, 600 sqm", SOON).await?;
        device.tap("sign-out-now").await?;
        device.see("sign-in-open").await?;
        device.see("empty").await?;
        stage.server.database().await?.see_no_session(IN_A_WHILE).await?;
        device.settle().await?;
        ensure!(!device.shows("informed").await?, "the server was told");

        // Whoever wants to lose it can: the cloud keeps what it had.
        device.sign_in(ADA).await?;
        device.open_listing(&draft, "words").await?;
        stage.server.stop().await?;
        device.type_into("field-title", ", fenced").await?;
        device.see_chip("offline", "Offline", IN_A_WHILE).await?;
        device.tap("account-menu").await?;
        device.tap("sign-out").await?;
        device.see_words("waiting-draft", "Land in Epe, 600 sqm, fenced", SOON).await?;
        device.tap("sign-out-discard").await?;
        device.see("sign-in-open").await?;
        device.see("empty").await?;
        stage.server.database().await?.see_title(&draft, "Land in Epe, 600 sqm", SOON).await?;
        album.close()
    });
}

#[test]
fn a_sign_out_that_the_server_did_not_hear_of_is_told() {
    story("sign-out-untold", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        stage.server.stop().await?;
        device.tap("account-menu").await?;
        device.tap("sign-out").await?;
        device.see_words("sign-out-question", "removed from this device", SOON).await?;
        device.tap("sign-out-stay").await?;
        device.see("new-listing").await?;
        ensure!(!device.shows("sign-in-open").await?, "nobody was signed out");
        device.tap("account-menu").await?;
        device.tap("sign-out").await?;
        device.tap("sign-out-now").await?;
        device.see_words("informed", "The server could not be told", IN_A_WHILE).await
    });
}

#[test]
fn settings_take_effect_at_once_and_outlive_a_restart() {
    story("settings", async |stage| {
        let mut album = Album::of(stage);
        let profile = Profile::new("ada", &stage.server.url())?;
        let device = stage.start(&profile).await?;
        device.sign_in(ADA).await?;
        device.tap("account-menu").await?;
        device.tap("open-settings").await?;
        device.see_words("settings-team", ADA.team, SOON).await?;
        device.see_words("data-used", "received", SOON).await?;
        device.tap("check-data").await?;
        device.see_words("check-result", "compared", IN_A_WHILE).await?;
        album.take(&device, "settings").await?;

        device.tap("save-data-always").await?;
        pressed(&device, "save-data-always").await?;
        for size in ["200", "150"] {
            device.tap(&format!("text-size-{size}")).await?;
            pressed(&device, &format!("text-size-{size}")).await?;
            album.take(&device, &format!("settings-{size}")).await?;
        }
        device.tap("theme-dark").await?;
        pressed(&device, "theme-dark").await?;
        device.tap("close-settings").await?;
        device.see("search").await?;
        album.take(&device, "listings-150").await?;
        let stored = async || Ok(std::fs::read_to_string(profile.data().join("preferences.json"))?);
        until("the choice is stored", SOON, stored, |text| text.contains("150") && text.contains("dark")).await?;

        device.kill().await?;
        let device = stage.start(&profile).await?;
        let size = async || device.run("return getComputedStyle(document.documentElement).fontSize", vec![]).await;
        until("the text is as large as before", SOON, size, |size| *size == json!("24px")).await?;
        let theme = async || device.run("return document.documentElement.dataset.theme", vec![]).await;
        until("the page is as dark as before", SOON, theme, |theme| *theme == json!("dark")).await?;
        device.see_saved(IN_A_WHILE).await?;
        device.tap("account-menu").await?;
        device.tap("open-settings").await?;
        pressed(&device, "save-data-always").await?;
        pressed(&device, "theme-dark").await?;
        device.tap("settings-log").await?;
        device.see("log-text").await?;
        device.tap("open-trash").await?;
        pressed(&device, "filter-trash").await?;
        album.close()
    });
}

#[test]
fn the_server_can_be_tested_before_anybody_signs_in() {
    story("test-server", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("ada").await?;
        device.tap("sign-in-open").await?;
        device.tap("test-server").await?;
        device.see_words("server-found", "A Lagoon server answers at", SOON).await?;
        device.see_words("server-found", "not encrypted", SOON).await?;
        album.take(&device, "test-server").await?;
        device.fill("sign-in-server", &format!("http://127.0.0.1:{}", free_port()?)).await?;
        device.tap("test-server").await?;
        device.see_words("server-found", "No server answers", IN_A_WHILE).await?;
        album.close()
    });
}

async fn pressed(device: &Device, name: &str) -> Result<()> {
    let look = async || Ok(device.find(name).await?.attr("aria-pressed").await?);
    until(&format!("`{name}` is chosen"), SOON, look, |pressed| pressed.as_deref() == Some("true")).await?;
    Ok(())
}
