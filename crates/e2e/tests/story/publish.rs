//! A listing is written from its first step to its last, published, and kept as it was written.

use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use lagoon_e2e::{
    Album, Device, Stage,
    api::Api,
    server::ADA,
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::{Value, json};

const WORDS: &str = "Light rooms on a quiet close, minutes from the expressway, with constant power and treated water.";

#[test]
fn a_listing_is_written_step_by_step_and_published() {
    story("publish", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("kind").await?;
        what_it_is(&device).await?;
        what_is_asked(&device).await?;
        where_it_is(&device).await?;
        what_it_has(&device).await?;
        device.tap("use-suggested-title").await?;
        device.see_value("field-title", "4-bedroom detached duplex with BQ, Lekki Phase 1", SOON).await?;
        // Whoever asks what is wrong, or cannot publish yet, is led to what is wrong.
        device.tap("check-for-errors").await?;
        see_focus(&device, "problems").await?;
        device.tap("continue").await?;

        device.see_words("problem-0", "Write a description", SOON).await?;
        see_focus(&device, "problems").await?;
        device.tap("publish").await?;
        see_focus(&device, "problems").await?;
        ensure!(
            !device.shows("problem-1").await?,
            "only the description is missing: {}",
            device.text("problems").await?
        );
        device.tap("problem-0").await?;
        see_focus(&device, "field-description").await?;
        in_sight(&device, "field-description").await?;
        device.type_into("field-description", WORDS).await?;
        device.tap("continue").await?;
        device.see("no-problems").await?;
        device.see_words("preview-price", "₦185,000,000", SOON).await?;
        device.see_words("preview-facts", "4 bedrooms", SOON).await?;
        let place = device.text("preview-place").await?;
        ensure!(place.contains("Lekki Phase 1") && !place.contains("Admiralty"), "the address is hidden: {place}");
        let (publish, answers) = (top(&device, "publish").await?, top(&device, "answers").await?);
        ensure!(publish < answers, "publishing stands at {publish}, the answers at {answers}");
        album.take(&device, "step-check-ready").await?;
        device.tap("publish").await?;
        device.see("unpublish").await?;
        device.see_words("publish-heading", "Published", IN_A_WHILE).await?;
        device.see_saved(IN_A_WHILE).await?;
        album.take(&device, "step-check-published").await?;
        published(stage, &draft).await?;

        // Without a network nothing is called published, or withdrawn, before the cloud has heard of it.
        stage.server.stop().await?;
        device.run("window.dispatchEvent(new Event('offline'))", vec![]).await?;
        device.see_chip("offline", "Offline", IN_A_WHILE).await?;
        device.tap("unpublish").await?;
        device.see_words("publish-heading", "still public", SOON).await?;
        device.tap("cancel-unpublish").await?;
        device.see_words("publish-heading", "Waiting to publish", SOON).await?;
        device.see_words("publish-note", "Will publish when you are back online.", SOON).await?;
        device.see_words("unpublish", "Cancel publishing", SOON).await?;
        device.tap("back-to-listings").await?;
        device.see_words("badge-published", "Waiting to publish", SOON).await?;
        stage.server.start_again().await?;
        device.run("window.dispatchEvent(new Event('online'))", vec![]).await?;
        device.see_words("badge-published", "Published", IN_A_WHILE).await?;

        // However soon it was taken back, the history tells of it.
        device.open(&draft).await?;
        device.tap("open-hub").await?;
        device.tap("open-history").await?;
        device.see_words("history", "→ unpublished", IN_A_WHILE).await?;
        album.close()
    });
}

/// How far down the page a control stands.
async fn top(device: &Device, name: &str) -> Result<f64> {
    let script = "return document.querySelector(`[data-testid=${arguments[0]}]`).getBoundingClientRect().top";
    device.run(script, vec![json!(name)]).await?.as_f64().context("a number")
}

/// A field, its label and its message stand between the bar and the foot.
async fn in_sight(device: &Device, name: &str) -> Result<()> {
    let script = "const field = document.querySelector(`[data-testid=${arguments[0]}]`).closest('.field')
        const seen = document.querySelector('#scroller').getBoundingClientRect()
        const parts = [field.querySelector('label'), field.querySelector('.note-problem')]
        return parts.every(part => { const at = part.getBoundingClientRect(); return at.top >= seen.top && at.bottom <= seen.bottom })";
    let whole = async || device.run(script, vec![json!(name)]).await;
    until(&format!("`{name}` is seen whole"), SOON, whole, |whole| *whole == json!(true)).await?;
    Ok(())
}

async fn what_it_is(device: &Device) -> Result<()> {
    device.press("purpose-sale").await?;
    device.press("type-detached").await?;
    device.tap("continue").await
}

async fn what_is_asked(device: &Device) -> Result<()> {
    device.type_into("field-price", "185m").await?;
    device.see_words("price-words", "One hundred and eighty-five million naira", SOON).await?;
    device.choose("field-titleDocument", "cOfO").await?;
    // Enter leads from field to field, as the on-screen keyboard's "next" does.
    device.type_into("field-agencyPercent", "12").await?;
    device.type_into("field-agencyPercent", &char::from(Key::Enter).to_string()).await?;
    see_focus(device, "field-legalPercent").await?;
    device.see_words("field-agencyPercent-warning", "12%", SOON).await?;
    device.tap("continue").await
}

async fn where_it_is(device: &Device) -> Result<()> {
    device.type_into("field-place", "lekki ph").await?;
    device.see_words("place-0", "Lekki Phase 1", SOON).await?;
    device.type_into("field-place", &char::from(Key::Enter).to_string()).await?;
    for (field, value) in [("field-state", "Lagos"), ("field-lga", "Eti-Osa"), ("field-area", "Lekki Phase 1")] {
        device.see_value(field, value, SOON).await?;
    }
    device.type_into("field-street", "12 Admiralty Way").await?;
    device.press("field-hideAddress").await?;
    device.tap("continue").await
}

async fn what_it_has(device: &Device) -> Result<()> {
    for _ in 0..4 {
        device.tap("field-bedrooms-more").await?;
    }
    device.see_value("field-bedrooms", "4", SOON).await?;
    device.type_into("field-bathrooms", "4").await?;
    device.type_into("field-toilets", "5").await?;
    device.tap("field-boysQuarters-more").await?;
    device.press("amenity-pool").await?;
    device.tap("continue").await
}

/// Waits until a control has the focus.
async fn see_focus(device: &Device, name: &str) -> Result<()> {
    let focus = async || device.run("return document.activeElement.dataset.testid ?? null", vec![]).await;
    until(&format!("`{name}` has the focus"), SOON, focus, |focused| *focused == json!(name)).await?;
    Ok(())
}

/// The team's server holds every answer, and the public copy none that buyers may not see.
async fn published(stage: &Stage, draft: &str) -> Result<()> {
    let agent = Api::sign_in(stage.server.url(), ADA).await?;
    let held = agent.sync(json!([])).await?.body;
    let text = held.to_string();
    ensure!(text.contains("12 Admiralty Way"), "{draft} has its street: {text}");
    let copy = find(&held, "publication").map(ToString::to_string).unwrap_or_default();
    ensure!(copy.contains("Lekki Phase 1") && !copy.contains("12 Admiralty Way"), "the public copy: {copy}");
    Ok(())
}

/// The first value of this name, however deep.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields.get(name).or_else(|| fields.values().find_map(|value| find(value, name))),
        Value::Array(items) => items.iter().find_map(|value| find(value, name)),
        _ => None,
    }
}
