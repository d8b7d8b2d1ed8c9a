//! What a screen reader hears of the chip: nothing while somebody types, and what holds once they stopped.

use std::time::Duration;

use anyhow::{Result, ensure};
use lagoon_e2e::{
    Device,
    server::ADA,
    story,
    waits::{IN_A_WHILE, SOON},
};

/// Hands rest this long before anything is said, in milliseconds.
const QUIET_HANDS: i64 = 2_000;

/// Notes when the region that speaks changes, and when a key arrives.
const LISTEN: &str = "
    window.heard = [];
    window.lastKey = 0;
    document.addEventListener('input', () => window.lastKey = Date.now(), true);
    const region = document.querySelector('[data-testid=spoken-status]');
    new MutationObserver(() => window.heard.push([Date.now() - window.lastKey, region.textContent]))
        .observe(region, {characterData: true, childList: true, subtree: true});
    return [region.getAttribute('role'), region.getAttribute('aria-live')]";

#[test]
fn the_status_is_spoken_when_the_hands_rest_and_only_lost_work_interrupts() {
    story("announcements", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.new_listing("words").await?;
        let region = device.run(LISTEN, vec![]).await?;
        ensure!(region == serde_json::json!(["status", "polite"]), "the region is {region}");
        stage.server.stop().await?;
        device.type_at_pace("field-title", "Terrace in a close near the water", Duration::from_millis(200)).await?;
        device.see_chip("offline", "Offline · 1", IN_A_WHILE).await?;
        device.see_spoken("Offline").await?;
        for (after, words) in heard(&device).await? {
            ensure!(after >= QUIET_HANDS, "{words:?} was spoken {after} ms after a key");
            ensure!(!words.contains("yncing"), "{words:?}");
        }
        let held = lagoon_e2e::database::Held::hold(&device.profile.drafts()).await?;
        device.type_into("field-title", ".").await?;
        device.see_chip("error", "Not saved", IN_A_WHILE).await?;
        let loud = async || device.attribute("spoken-status", "aria-live").await;
        lagoon_e2e::until("lost work interrupts", SOON, loud, |live| live.as_deref() == Some("assertive")).await?;
        held.release().await?;
        device.tap("try-again").await?;
        let calm = async || device.attribute("spoken-status", "aria-live").await;
        lagoon_e2e::until("and nothing else does", IN_A_WHILE, calm, |live| live.as_deref() == Some("polite")).await?;
        Ok(())
    });
}

/// What was spoken, and how long after the last key, in milliseconds.
async fn heard(device: &Device) -> Result<Vec<(i64, String)>> {
    Ok(serde_json::from_value(device.run("return window.heard", vec![]).await?)?)
}
