//! Pictures of every page, light and dark, on a desktop, a tablet and a phone, for people to look at. What is tested is that
//! axe-core finds nothing on any of them and that nothing is wider than the window.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use lagoon_e2e::{
    Album, Device,
    api::Api,
    database::{Held, end_every_session},
    proxy::now,
    seed,
    server::{ADA, CHIDI},
    story,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::json;

#[test]
fn everybody_can_use_the_list_and_the_sign_in() {
    story("pictures-listings", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("ada").await?;
        album.take(&device, "empty").await?;
        device.tap("sign-in-open").await?;
        device.see("sign-in-email").await?;
        album.take(&device, "sign-in").await?;
        device.tap("sign-in-submit").await?;
        device.see_words("sign-in-error", "e-mail", SOON).await?;
        album.take(&device, "sign-in-error").await?;
        device.tap("skip-sign-in").await?;
        device.new_listing("words").await?;
        device.type_into("field-title", "Written before any sign-in").await?;
        device.see_chip("idle", "Saved here", SOON).await?;
        album.take(&device, "chip-saved-here").await?;
        device.tap("cloud-chip").await?;
        device.see("panel-sign-in").await?;
        album.take(&device, "panel-before-sign-in").await?;
        device.tap("close-panel").await?;
        device.tap("back-to-listings").await?;
        device.tap("sign-in-open").await?;
        device.see_on_page("Add the listing on this device", SOON).await?;
        album.take(&device, "sign-in-claim").await?;

        seed::listings(&stage.server).await?;
        device.sign_in(ADA).await?;
        device.see_on_page(seed::ONE_OF_THEM, IN_A_WHILE).await?;
        album.take(&device, "listings").await?;
        device.tap("filter-published").await?;
        album.take(&device, "listings-published").await?;
        device.tap("filter-trash").await?;
        device.see("empty").await?;
        album.take(&device, "trash-empty").await?;
        device.tap("filter-all").await?;
        device.fill("search", "no such words").await?;
        device.see("empty").await?;
        album.take(&device, "search-empty").await?;
        device.fill("search", "").await?;
        toasts(&mut album, &device).await?;
        device.tap("filter-trash").await?;
        device.see("restore-listing").await?;
        album.take(&device, "trash").await?;
        device.tap("filter-all").await?;
        menu(&mut album, &device).await?;
        album.close()
    });
}

/// A toast goes after ten seconds, so each size gets one of its own.
async fn toasts(album: &mut Album<'_>, device: &Device) -> Result<()> {
    for size in Album::sizes() {
        device.resize(size.0, size.1).await?;
        device.tap("delete-listing").await?;
        device.see("toast").await?;
        album.take_one(device, "toast", *size).await?;
    }
    device.resize(1280, 800).await
}

async fn menu(album: &mut Album<'_>, device: &Device) -> Result<()> {
    device.tap("account-menu").await?;
    device.tap("theme-dark").await?;
    let theme = device.run("return document.documentElement.dataset.theme", vec![]).await?;
    ensure!(theme == "dark", "the dark theme was chosen, and the page has {theme}");
    album.take(device, "account-menu").await?;
    device.press_key(Key::Escape).await
}

#[test]
fn everybody_can_use_every_step_of_the_wizard() {
    story("pictures-wizard", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.tap("new-listing").await?;
        device.see("wizard-hub").await?;
        album.take(&device, "hub-new").await?;
        device.tap("step-kind").await?;
        album.take(&device, "step-kind-empty").await?;
        device.press("purpose-rent").await?;
        device.press("type-detached").await?;
        album.take(&device, "step-kind").await?;
        device.tap("continue").await?;
        device.type_into("field-price", "185m").await?;
        device.see_words("price-words", "million", SOON).await?;
        device.choose("field-period", "year").await?;
        device.type_into("field-serviceCharge", "1.2m").await?;
        device.type_into("field-agencyPercent", "12.5").await?;
        device.type_into("field-advanceMonths", "2 years").await?;
        device.tap("field-price").await?;
        album.take(&device, "step-price").await?;
        device.press("field-onRequest").await?;
        device.tap("check-for-errors").await?;
        device.see("problem-0").await?;
        album.take(&device, "step-price-checked").await?;
        device.tap("continue").await?;
        device.type_into("field-place", "lek").await?;
        device.see("place-0").await?;
        album.take(&device, "step-location-search").await?;
        // The list of places closes while the window changes its size.
        device.type_into("field-place", "k").await?;
        device.tap("place-0").await?;
        device.see_value("field-lga", "Eti-Osa", SOON).await?;
        album.take(&device, "step-location").await?;
        device.tap("continue").await?;
        for _ in 0..4 {
            device.tap("field-bedrooms-more").await?;
        }
        device.type_into("field-bathrooms", "five").await?;
        device.tap("field-boysQuarters-more").await?;
        device.type_into("field-livingArea", "450").await?;
        for amenity in ["pool", "borehole", "gym"] {
            device.press(&format!("amenity-{amenity}")).await?;
        }
        device.tap("field-toilets").await?;
        album.take(&device, "step-rooms").await?;
        device.tap("continue").await?;
        device.see("use-suggested-title").await?;
        album.take(&device, "step-words-suggestion").await?;
        device.tap("use-suggested-title").await?;
        let words =
            "Bright rooms on a quiet close, minutes from the expressway, with constant light and treated water.";
        device.type_into("field-description", words).await?;
        album.take(&device, "step-words").await?;
        device.tap("continue").await?;
        device.see("problem-0").await?;
        album.take(&device, "step-check").await?;
        device.tap("open-hub").await?;
        device.see("wizard-hub").await?;
        device.see_saved(IN_A_WHILE).await?;
        album.take(&device, "hub").await?;
        album.close()
    });
}

#[test]
fn everybody_can_use_the_chip_and_its_panel_in_every_trouble() {
    story("pictures-chip", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.new_listing("words").await?;
        device.type_into("field-title", "4-bedroom detached duplex with BQ").await?;
        device.see_saved(IN_A_WHILE).await?;
        album.take(&device, "chip-saved-to-cloud").await?;
        device.tap("cloud-chip").await?;
        device.see("last-saved").await?;
        album.take(&device, "panel").await?;
        device.tap("show-log").await?;
        device.see("log-text").await?;
        device.tap("copy-log").await?;
        device.see_words("chip-panel", "Copied", SOON).await?;
        device.tap("pause-sync").await?;
        device.see("resume-sync").await?;
        album.take(&device, "panel-paused").await?;
        device.tap("resume-sync").await?;
        device.tap("close-panel").await?;

        stage.server.stop().await?;
        device.type_into("field-title", ", Lekki").await?;
        device.see_chip("offline", "Offline", IN_A_WHILE).await?;
        album.take(&device, "chip-offline").await?;
        device.tap("cloud-chip").await?;
        device.see("waiting").await?;
        album.take(&device, "panel-offline").await?;
        device.tap("close-panel").await?;
        device.tap("account-menu").await?;
        device.tap("sign-out").await?;
        device.see("sign-out-question").await?;
        album.take(&device, "sign-out-question").await?;
        device.tap("sign-out-stay").await?;

        end_every_session(&stage.server.database_path()).await?;
        stage.server.start_again().await?;
        device.see_chip("error", "Needs attention", IN_A_WHILE).await?;
        album.take(&device, "chip-needs-attention").await?;
        device.tap("cloud-chip").await?;
        device.see("chip-panel").await?;
        album.take(&device, "panel-needs-attention").await?;
        device.tap("close-panel").await?;
        device.tap("back-to-listings").await?;
        device.see("sign-in-lost").await?;
        album.take(&device, "listings-sign-in-lost").await?;
        not_saved(&mut album, &device).await?;
        album.close()
    });
}

/// The device cannot write, and says so where somebody writes.
async fn not_saved(album: &mut Album<'_>, device: &Device) -> Result<()> {
    device.tap("open-listing").await?;
    device.see("field-title").await?;
    let held = Held::hold(&device.profile.drafts()).await?;
    device.type_into("field-title", "!").await?;
    device.see_chip("error", "Not saved", IN_A_WHILE).await?;
    device.see("try-again").await?;
    album.take(device, "chip-not-saved").await?;
    device.tap("cloud-chip").await?;
    device.see("chip-panel").await?;
    album.take(device, "panel-not-saved").await?;
    device.tap("close-panel").await?;
    held.release().await
}

#[test]
fn everybody_can_use_what_tells_of_the_past() {
    story("pictures-past", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("ada").await?;
        let chidi = Api::sign_in(stage.server.url(), CHIDI).await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        device.type_into("field-title", "Land").await?;
        device.leave_field().await?;
        device.see_saved(IN_A_WHILE).await?;
        device.tap("cloud-chip").await?;
        device.tap("pause-sync").await?;
        device.see("resume-sync").await?;
        device.tap("close-panel").await?;
        device.type_into("field-title", " in Epe").await?;
        device.leave_field().await?;
        device.see_value("field-title", "Land in Epe", SOON).await?;
        let theirs = json!({"title": "Land in Ajah, fenced, with a gatehouse", "lastModified": now()});
        let answer = chidi.put(&draft, theirs).await?;
        ensure!(answer.status.is_success(), "{answer:?}");
        device.tap("cloud-chip").await?;
        device.tap("resume-sync").await?;
        device.tap("close-panel").await?;
        device.see_words("review-words", "Land in Ajah", IN_A_WHILE).await?;
        album.take(&device, "banner").await?;
        device.tap("cloud-chip").await?;
        device.see("to-review-link").await?;
        album.take(&device, "panel-to-review").await?;
        device.tap("close-panel").await?;
        device.tap("back-to-listings").await?;
        device.see_words("listing-row", "1 to review", SOON).await?;
        album.take(&device, "listings-to-review").await?;
        device.tap("open-listing").await?;
        device.tap("review-history").await?;
        device.see("restore-version").await?;
        album.take(&device, "history").await?;
        device.tap("restore-value").await?;
        device.see("restored").await?;
        album.take(&device, "restored").await?;
        stage.server.stop().await?;
        device.tap("close-history").await?;
        device.tap("open-hub").await?;
        device.tap("open-history").await?;
        device.see("history-here-only").await?;
        album.take(&device, "history-offline").await?;
        album.close()
    });
}

#[test]
fn everybody_can_read_the_gallery() {
    story("pictures-gallery", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("gallery").await?;
        device.open_gallery().await?;
        album.take(&device, "gallery").await?;
        album.close()
    });
}
