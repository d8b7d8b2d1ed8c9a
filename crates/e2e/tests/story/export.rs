//! What is written to a file: the listings that are shown, or those that are chosen.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use lagoon_e2e::{
    Album, Device, seed,
    server::ADA,
    story,
    waits::{IN_A_WHILE, SOON},
};

#[test]
fn the_shown_and_the_chosen_listings_are_written_to_files() {
    story("export", async |stage| {
        seed::listings(&stage.server).await?;
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.see_words("list-count", "12 listings", IN_A_WHILE).await?;

        device.tap("export-open").await?;
        device.see_words("export-what", "12 listings", SOON).await?;
        let mut album = Album::of(stage);
        album.take(&device, "export").await?;
        device.tap("export-csv").await?;
        let text = written(&device, 12, ".csv").await?;
        ensure!(text.lines().count() >= 13, "a line for each and one for the names: {text}");
        ensure!(text.contains("Mini flat, Yaba") && text.contains(seed::ONE_OF_THEM), "{text}");

        device.fill("search", "Mayfair").await?;
        device.see_words("list-count", "1 listing", SOON).await?;
        device.tap("select-listings").await?;
        device.tap("select-all").await?;
        device.tap("export-selected").await?;
        device.see_words("export-what", "1 listing", SOON).await?;
        device.tap("export-json").await?;
        let text = written(&device, 1, ".json").await?;
        let value: serde_json::Value = serde_json::from_str(&text).context("the file is JSON")?;
        ensure!(value.to_string().contains("Mayfair pied-à-terre"), "{text}");
        ensure!(!text.contains("Mini flat, Yaba"), "only what was chosen: {text}");
        album.close()
    });
}

/// What lies where the page says that it was written.
async fn written(device: &Device, listings: usize, end: &str) -> Result<String> {
    let count =
        if listings == 1 { "1 listing written to ".to_owned() } else { format!("{listings} listings written to ") };
    device.see_words("informed", &count, SOON).await?;
    let said = device.text("informed").await?;
    let path = said.split_once(&count).map(|(_, rest)| rest).unwrap_or_default();
    let path = path.lines().next().unwrap_or_default().trim().trim_end_matches('.');
    ensure!(path.ends_with(end), "the file's name: {said:?}");
    let text =
        fs::read_to_string(path).with_context(|| format!("nothing lies at {path:?}, which is what {said:?} says"))?;
    fs::remove_file(path)?;
    device.tap("close-informed").await?;
    Ok(text)
}
