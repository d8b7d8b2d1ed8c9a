//! AC3: without a server typing goes on and the chip says so; when it is back, everything goes out by itself.

use std::time::Duration;

use anyhow::{Result, ensure};
use lagoon_e2e::{
    Device, Stage,
    proxy::now,
    server::ADA,
    story,
    waits::{IN_A_WHILE, SOON},
};

const TITLE: &str = "Penthouse on Banana Island";

/// A listing with a title that was typed while the server was stopped.
async fn written_offline(stage: &Stage) -> Result<(Device, String)> {
    let device = stage.device("ada").await?;
    device.sign_in(ADA).await?;
    let draft = device.new_listing("words").await?;
    stage.server.stop().await?;
    device.type_into("field-title", TITLE).await?;
    device.see_chip("offline", "Offline · 1", IN_A_WHILE).await?;
    Ok((device, draft))
}

/// What was typed offline is in the cloud this long after `signal`, in milliseconds.
async fn saved_after(stage: &Stage, device: &Device, draft: &str, title: &str, signal: i64) -> Result<i64> {
    let (_, at) = stage.server.database().await?.see_title(draft, title, IN_A_WHILE).await?;
    device.see_saved(IN_A_WHILE).await?;
    Ok(at - signal)
}

#[test]
fn typing_goes_on_offline_and_is_saved_within_ten_seconds_of_the_servers_return_untouched() {
    story("offline-and-back", async |stage| {
        let (device, draft) = written_offline(stage).await?;
        device.type_into("field-title", " with a view").await?;
        let title = format!("{TITLE} with a view");
        device.see_value("field-title", &title, SOON).await?;
        let chip = device.chip().await?;
        ensure!(chip.icon == "Cloud" && chip.words == "Offline · 1", "{chip:?}");
        stage.server.start_again().await?;
        let back = now();
        let took = saved_after(stage, &device, &draft, &title, back).await?;
        println!("saved {took} ms after the server was back, untouched");
        ensure!(took <= 10_000, "it took {took} ms");
        Ok(())
    });
}

#[test]
fn once_the_server_is_back_an_edit_saves_within_two_seconds() {
    story("offline-edit", async |stage| {
        let (device, draft) = written_offline(stage).await?;
        device.see_a_long_wait().await?;
        stage.server.start_again().await?;
        let edited = now();
        device.type_into("field-title", "!").await?;
        let took = saved_after(stage, &device, &draft, &format!("{TITLE}!"), edited).await?;
        println!("saved {took} ms after an edit");
        ensure!(took <= 2_000, "it took {took} ms");
        Ok(())
    });
}

#[test]
fn once_the_server_is_back_a_tap_on_retry_saves_within_two_seconds() {
    story("offline-retry", async |stage| {
        let (device, draft) = written_offline(stage).await?;
        device.tap("cloud-chip").await?;
        device.see_words("chip-panel", TITLE, SOON).await?;
        device.see_a_long_wait().await?;
        stage.server.start_again().await?;
        let tapped = now();
        device.tap("retry-sync").await?;
        let took = saved_after(stage, &device, &draft, TITLE, tapped).await?;
        println!("saved {took} ms after a tap on Retry");
        ensure!(took <= 2_000, "it took {took} ms");
        Ok(())
    });
}

#[test]
fn a_connectivity_signal_is_shown_at_once_and_saves_within_two_seconds() {
    story("offline-signal", async |stage| {
        let (device, draft) = written_offline(stage).await?;
        device.see_a_long_wait().await?;
        stage.server.start_again().await?;
        let signalled = now();
        device.run("window.dispatchEvent(new Event('online'))", vec![]).await?;
        let took = saved_after(stage, &device, &draft, TITLE, signalled).await?;
        println!("saved {took} ms after a connectivity signal");
        ensure!(took <= 2_000, "it took {took} ms");

        // A hint only stands until the server answers, as the stream of news may do at any moment: it must be out of reach.
        stage.server.stop().await?;
        device.run("window.dispatchEvent(new Event('offline'))", vec![]).await?;
        device.see_chip("offline", "Offline", Duration::from_secs(1)).await?;
        Ok(())
    });
}
