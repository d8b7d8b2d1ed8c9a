//! AC2: the chip goes from idle through syncing to synced, and what it draws is calm.

use std::time::Duration;

use anyhow::ensure;
use lagoon_e2e::{Proxy, chip::states, server::ADA, story, waits::SOON};

/// A typist's pace.
const PACE: Duration = Duration::from_millis(120);
/// The pace of somebody who writes for a minute.
const STEADY: Duration = Duration::from_millis(200);

#[test]
fn on_a_slow_link_the_chip_goes_from_idle_through_syncing_to_synced() {
    story("chip-on-a-slow-link", async |stage| {
        let proxy = Proxy::start(stage.server.url()).await?;
        let device = stage.device_at("ada", &proxy.url()).await?;
        device.sign_in(ADA).await?;
        device.new_listing("words").await?;
        proxy.slow_down(Duration::from_secs(2));
        device.record_chip().await?;
        device.type_at_pace("field-title", "Terrace in Yaba", PACE).await?;
        device.see_chip("syncing", "Syncing", SOON).await?;
        device.see_saved(SOON).await?;

        let looks = device.chip_looks().await?;
        ensure!(states(&looks) == ["synced", "idle", "syncing", "synced"], "{looks:#?}");
        let mut drawn: Vec<_> =
            looks.iter().map(|look| (look.drawn.as_str(), look.icon.as_str(), look.words.as_str())).collect();
        drawn.dedup();
        let expected = [
            ("synced", "CloudCheck", "Saved to Cloud"),
            ("idle", "Cloud", "Saved here"),
            ("syncing", "CloudSync", "Syncing"),
            ("synced", "CloudCheck", "Saved to Cloud"),
        ];
        ensure!(drawn == expected, "{drawn:#?}");

        let began = looks.iter().find(|look| look.state == "syncing").expect("it was seen").at;
        let shown = looks.iter().find(|look| look.drawn == "syncing").expect("it was seen").at;
        let left = looks.iter().rfind(|look| look.drawn == "syncing").expect("it was seen");
        let saved = looks.iter().rfind(|look| look.drawn == "synced").expect("it was seen").at;
        ensure!(shown - began >= 390, "CloudSync was drawn {} ms into the exchange", shown - began);
        ensure!(saved - shown >= 600, "CloudSync was drawn for {} ms, last as {left:?}", saved - shown);
        Ok(())
    });
}

#[test]
fn on_a_fast_link_a_minute_of_typing_never_shows_cloud_sync_and_changes_the_chip_once() {
    story("chip-on-a-fast-link", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.new_listing("words").await?;
        device.record_chip().await?;
        // A minute, with an exchange every three seconds in the middle of the typing.
        let text: String = "Sea view and a wide balcony. ".chars().cycle().take(300).collect();
        device.type_at_pace("field-description", text.trim_end(), STEADY).await?;
        device.see_saved(SOON).await?;

        let looks = device.chip_looks().await?;
        let mut drawn: Vec<_> = looks.iter().map(|look| (look.icon.as_str(), look.words.as_str())).collect();
        drawn.dedup();
        let expected = [("CloudCheck", "Saved to Cloud"), ("Cloud", "Saved here"), ("CloudCheck", "Saved to Cloud")];
        ensure!(drawn == expected, "{looks:#?}");
        let states = states(&looks);
        println!("states while typing on a fast link: {states:?}");
        ensure!(states.contains(&"syncing"), "the state itself changes at once: {states:?}");
        ensure!(states.iter().all(|state| ["idle", "syncing", "synced"].contains(state)), "{states:?}");
        Ok(())
    });
}

#[test]
fn ten_network_toggles_in_five_seconds_change_the_chip_at_most_twice() {
    story("chip-toggles", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.new_listing("words").await?;
        device.type_into("field-title", "Terrace in Yaba").await?;
        device.see_saved(SOON).await?;
        device.record_chip().await?;
        let toggle = "const done = arguments[0];
             let left = 10;
             const timer = setInterval(() => {
                 window.dispatchEvent(new Event(left % 2 ? 'online' : 'offline'));
                 if (--left === 0) { clearInterval(timer); done(null); }
             }, 500);";
        device.window.execute_async(toggle, vec![]).await?;
        device.see_saved(SOON).await?;

        let looks = device.chip_looks().await?;
        let states = states(&looks);
        ensure!(states.iter().filter(|state| **state == "offline").count() > 1, "the state toggles: {states:?}");
        let mut drawn: Vec<_> = looks.iter().map(|look| (look.icon.as_str(), look.words.as_str())).collect();
        drawn.dedup();
        let expected = [("CloudCheck", "Saved to Cloud"), ("Cloud", "Offline"), ("CloudCheck", "Saved to Cloud")];
        ensure!(drawn == expected, "{looks:#?}");
        Ok(())
    });
}

#[test]
fn before_any_sign_in_the_chip_says_that_the_listing_is_saved_here() {
    story("chip-before-sign-in", async |stage| {
        let device = stage.device("nobody").await?;
        device.new_listing("words").await?;
        device.record_chip().await?;
        device.type_into("field-title", "Bungalow in Enugu").await?;
        device.see_chip("idle", "Saved here", SOON).await?;
        device.tap("cloud-chip").await?;
        device.see_words("chip-panel", "Sign in to save to the cloud", SOON).await?;
        let looks = device.chip_looks().await?;
        ensure!(states(&looks) == ["idle"], "{looks:#?}");
        Ok(())
    });
}
