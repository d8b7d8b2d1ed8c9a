//! Publishing without a network: it waits, it can be called off while it waits, and it happens when the network is back.

use anyhow::{Result, ensure};
use lagoon_e2e::{
    Device, Stage, seed,
    server::ADA,
    story, until,
    waits::{IN_A_WHILE, SOON},
};

/// One of the seeded listings, which lacks nothing.
const READY: &str = "Serviced 2-bedroom flat, Ikeja GRA";

#[test]
fn what_is_published_offline_can_be_called_off_and_else_goes_out_by_itself() {
    story("publish-offline", async |stage| {
        seed::listings(&stage.server).await?;
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = open_ready(&device).await?;

        stage.server.stop().await?;
        device.tap("publish").await?;
        device.see_words("publish-note", "when you are back online", IN_A_WHILE).await?;
        device.see_words("unpublish", "Cancel", SOON).await?;
        device.tap("unpublish").await?;
        device.see("publish").await?;
        stage.server.start_again().await?;
        device.see_saved(IN_A_WHILE).await?;
        ensure!(!is_public(stage, &draft).await?, "publishing was called off");

        stage.server.stop().await?;
        device.tap("publish").await?;
        device.see_words("publish-note", "when you are back online", IN_A_WHILE).await?;
        stage.server.start_again().await?;
        device.see_saved(IN_A_WHILE).await?;
        ensure!(is_public(stage, &draft).await?, "it went out by itself");

        device.tap("unpublish").await?;
        device.see("publish").await?;
        let gone = async || is_public(stage, &draft).await;
        until("the public copy is taken back", IN_A_WHILE, gone, |public| !public).await?;
        Ok(())
    });
}

async fn open_ready(device: &Device) -> Result<String> {
    device.fill("search", READY).await?;
    device.see_words("list-count", "1 listing", IN_A_WHILE).await?;
    let id = device.find("listing-row").await?.attr("data-draft-id").await?.unwrap_or_default();
    device.open_listing(&id, "check").await?;
    device.see("no-problems").await?;
    Ok(id)
}

/// Whether the server holds a public copy.
async fn is_public(stage: &Stage, draft: &str) -> Result<bool> {
    let copy = stage.server.database().await?.group(draft, "publication").await?;
    Ok(copy.is_some_and(|copy| copy.value != "null"))
}
