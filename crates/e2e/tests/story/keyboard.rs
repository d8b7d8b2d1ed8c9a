//! Everything by keyboard alone: no pointer touches the page from an empty list to a published listing.

use anyhow::{Result, bail, ensure};
use fantoccini::key::Key;
use lagoon_e2e::{
    Album, Device,
    server::ADA,
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::json;

const WORDS: &str = "Light rooms on a quiet close, minutes from the expressway, with constant power and treated water.";
/// More controls than any page has.
const MOST_TABS: usize = 120;

#[test]
fn a_listing_goes_from_nothing_to_published_by_keys_alone() {
    story("keyboard", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        go_to(&device, "new-listing").await?;
        device.keys(&[Key::Enter.into()]).await?;
        device.see("wizard-hub").await?;
        let draft = device.newest_draft().await?;

        device.keys_together(&[Key::Control.into(), '1']).await?;
        go_to(&device, "purpose-sale").await?;
        device.keys(&[' ']).await?;
        go_to(&device, "type-flat").await?;
        // Arrows lead from one answer to the next.
        device.keys(&[' ', Key::Down.into()]).await?;
        next(&device, "field-price").await?;
        type_in(&device, "field-price", "185m").await?;
        go_to(&device, "field-titleDocument").await?;
        device.keys(&['C']).await?;
        device.see_value("field-titleDocument", "cOfO", SOON).await?;
        next(&device, "field-place").await?;
        type_in(&device, "field-place", "lekki ph").await?;
        device.see_words("place-0", "Lekki Phase 1", SOON).await?;
        device.keys(&[Key::Enter.into()]).await?;
        device.see_value("field-area", "Lekki Phase 1", SOON).await?;
        next(&device, "field-bedrooms").await?;
        for (field, count) in [("field-bedrooms", "4"), ("field-bathrooms", "4"), ("field-toilets", "5")] {
            type_in(&device, field, count).await?;
        }
        go_to(&device, "amenity-pool").await?;
        device.keys(&[' ']).await?;
        next(&device, "field-title").await?;
        go_to(&device, "use-suggested-title").await?;
        device.keys(&[Key::Enter.into()]).await?;
        type_in(&device, "field-description", WORDS).await?;
        // Esc leaves the field, and what was typed, where they are.
        device.keys(&[Key::Escape.into()]).await?;
        device.see_value("field-description", WORDS, SOON).await?;
        device.keys_together(&[Key::Control.into(), Key::Enter.into()]).await?;
        device.see("no-problems").await?;
        go_to(&device, "publish").await?;
        device.keys(&[Key::Enter.into()]).await?;
        device.see("unpublish").await?;
        device.see_saved(IN_A_WHILE).await?;

        // What is over the page opens, closes and gives the focus back.
        go_to(&device, "unpublish").await?;
        let mut album = Album::of(stage);
        for closing in [Key::Escape, Key::F1] {
            device.keys(&[Key::F1.into()]).await?;
            device.see("shortcuts").await?;
            see_focus_within(&device, "shortcuts").await?;
            if matches!(closing, Key::Escape) {
                album.take(&device, "shortcuts").await?;
            }
            device.keys(&[closing.into()]).await?;
            until("the overlay is closed", SOON, async || device.shows("shortcuts").await, |shown| !shown).await?;
            see_focus_within(&device, "unpublish").await?;
        }
        device.keys(&[Key::Escape.into()]).await?;
        device.see("wizard-hub").await?;
        device.keys(&[Key::Escape.into()]).await?;
        device.see_words("badge-published", "Published", SOON).await?;
        let published = stage.server.database().await?.group(&draft, "publication").await?;
        ensure!(published.is_some(), "{draft} is published in the cloud");
        album.close()
    });
}

/// Ctrl+Enter: the next step, where this is the first field.
async fn next(device: &Device, field: &str) -> Result<()> {
    device.keys_together(&[Key::Control.into(), Key::Enter.into()]).await?;
    device.see(field).await
}

async fn type_in(device: &Device, field: &str, text: &str) -> Result<()> {
    go_to(device, field).await?;
    device.keys(&text.chars().collect::<Vec<_>>()).await?;
    Ok(())
}

/// Waits until the focus is on this or inside it.
async fn see_focus_within(device: &Device, name: &str) -> Result<()> {
    let look = "const at = document.activeElement.closest(`[data-testid='${arguments[0]}']`);
         return at !== null || (document.activeElement.dataset.testid ?? document.activeElement.tagName)";
    let within = async || device.run(look, vec![json!(name)]).await;
    until(&format!("`{name}` has the focus"), SOON, within, |within| *within == json!(true)).await?;
    Ok(())
}

/// Tab, until a control has the focus.
async fn go_to(device: &Device, name: &str) -> Result<()> {
    let mut passed = vec![];
    for _ in 0..MOST_TABS {
        let focused = device.run("return document.activeElement.dataset.testid ?? null", vec![]).await?;
        if focused == json!(name) {
            return Ok(());
        }
        passed.push(focused);
        device.keys(&[Key::Tab.into()]).await?;
    }
    bail!("Tab does not lead to `{name}`: {passed:?}")
}
