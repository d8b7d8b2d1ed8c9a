//! Whose value lost is told once and chooses; what a listing held before can come back.

use std::time::Duration;

use anyhow::{Result, ensure};
use fantoccini::{Locator, key::Key};
use lagoon_e2e::{
    Device, Stage,
    server::{ADA, CHIDI},
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::json;

/// A device asks for news every 10 s; the rest is for the machine.
const NEWS: Duration = Duration::from_secs(20);
const MINE: &str = "Land in Epe";
const THEIRS: &str = "Land in Ajah";

#[test]
fn the_person_whose_value_lost_is_told_and_can_use_it_after_all() {
    story("use-mine", async |stage| {
        let (ada, chidi, draft) = write_apart(stage).await?;
        ada.see_words("review-words", "Chidi Eze changed the title to “Land in Ajah” at", NEWS).await?;
        ada.see_words("review-words", "after your “Land in Epe”. Theirs is in use.", SOON).await?;
        // Notices come with the news: once something that Ada wrote later is there, what Chidi had to be told is too.
        ada.type_into("field-description", "Dry land.").await?;
        chidi.see_value("field-description", "Dry land.", NEWS).await?;
        ensure!(!chidi.shows("review").await?, "whose value stands has nothing to review");

        ada.tap("cloud-chip").await?;
        ada.see_words("to-review-link", "Title", SOON).await?;
        ada.tap("close-panel").await?;
        ada.tap("back-to-listings").await?;
        ada.see_words("listing-row", "1 to review", SOON).await?;
        ada.tap("cloud-chip").await?;
        ada.tap("to-review-link").await?;
        see_focus(&ada, "field-title").await?;

        ada.tap("use-mine").await?;
        for device in [&ada, &chidi] {
            device.see_value("field-title", MINE, NEWS).await?;
        }
        until("nothing is left to review", SOON, async || ada.shows("review").await, |shown| !shown).await?;
        ada.tap("back-to-listings").await?;
        ada.see_words("listing-row", MINE, SOON).await?;
        let row = ada.text("listing-row").await?;
        ensure!(!row.contains("to review"), "{draft} is dealt with: {row}");
        Ok(())
    });
}

#[test]
fn whoever_keeps_theirs_changes_nothing_and_is_not_asked_again() {
    story("keep-theirs", async |stage| {
        let (ada, chidi, draft) = write_apart(stage).await?;
        ada.see("review").await?;
        ada.tap("keep-theirs").await?;
        until("nothing is left to review", SOON, async || ada.shows("review").await, |shown| !shown).await?;
        ada.see_saved(IN_A_WHILE).await?;

        let profile = ada.profile.clone();
        ada.kill().await?;
        let ada = stage.start(&profile).await?;
        ada.open_listing(&draft, "words").await?;
        for device in [&ada, &chidi] {
            device.see_value("field-title", THEIRS, SOON).await?;
        }
        ada.see_saved(IN_A_WHILE).await?;
        ensure!(!ada.shows("review").await?, "it was dealt with");
        Ok(())
    });
}

#[test]
fn the_banner_moves_nothing_that_somebody_writes_in() {
    story("banner-moves-nothing", async |stage| {
        let (ada, ..) = write_apart_and(stage, async |ada| {
            ada.tap("field-description").await?;
            ada.run(NOTE_PLACES, vec![]).await.map(|_| ())
        })
        .await?;
        ada.see("review").await?;
        ada.settle().await?;
        let moved = ada.run(MOVED, vec![]).await?;
        ensure!(moved == json!([]), "these moved: {moved}");
        see_focus(&ada, "field-description").await?;
        Ok(())
    });
}

#[test]
fn a_value_comes_back_from_the_history_on_both_devices_and_can_be_taken_back_again() {
    story("restore-value", async |stage| {
        let ada = stage.device("ada").await?;
        let chidi = stage.device("chidi").await?;
        ada.sign_in(ADA).await?;
        chidi.sign_in(CHIDI).await?;
        let draft = ada.new_listing("words").await?;
        ada.type_into("field-title", MINE).await?;
        leave_fields(&ada).await?;
        ada.see_saved(SOON).await?;
        chidi.see_words("listing-row", MINE, NEWS).await?;
        chidi.open_listing(&draft, "words").await?;
        chidi.fill("field-title", THEIRS).await?;
        leave_fields(&chidi).await?;
        ada.see_value("field-title", THEIRS, NEWS).await?;
        ensure!(!ada.shows("review").await?, "Chidi had seen what Ada wrote");

        ada.tap("open-hub").await?;
        ada.tap("open-history").await?;
        ada.see_words("history", "→ Land in Ajah\nChidi Eze, device", IN_A_WHILE).await?;
        ada.see("restore-version").await?;
        restore(&ada, "restore-value", MINE).await?;
        ada.see_words("restored", "Title is “Land in Epe” again.", SOON).await?;
        chidi.see_value("field-title", MINE, NEWS).await?;

        ada.tap("undo-restore").await?;
        chidi.see_value("field-title", THEIRS, NEWS).await?;
        ensure!(!ada.shows("restored").await?, "it is taken back");

        restore(&ada, "restore-version", MINE).await?;
        ada.see_words("restored", "The listing is as it was at ", SOON).await?;
        chidi.see_value("field-title", MINE, NEWS).await?;

        ada.window.active_element().await?.send_keys(&char::from(Key::Escape).to_string()).await?;
        ada.see("wizard-hub").await?;
        see_focus(&ada, "open-history").await
    });
}

#[test]
fn the_history_opens_without_a_network_and_says_what_is_missing() {
    story("history-offline", async |stage| {
        let ada = stage.device("ada").await?;
        ada.sign_in(ADA).await?;
        ada.new_listing("words").await?;
        ada.type_into("field-title", MINE).await?;
        leave_fields(&ada).await?;
        ada.see_saved(SOON).await?;
        ada.fill("field-title", THEIRS).await?;
        leave_fields(&ada).await?;
        ada.see_saved(SOON).await?;
        stage.server.stop().await?;
        ada.tap("open-hub").await?;
        ada.tap("open-history").await?;
        ada.see_words("history-here-only", "what this device holds", IN_A_WHILE).await?;
        ada.see_words("history", "Land in Ajah", SOON).await?;
        ensure!(!ada.shows("restore-version").await?, "a version cannot be made out without the cloud");
        ada.tap("close-history").await?;
        ada.see_words("wizard-title", THEIRS, SOON).await
    });
}

/// Notes where the fields stand.
const NOTE_PLACES: &str = "window.places = () =>
     [...document.querySelectorAll('input, textarea, .label')].map(it => [it.id || it.textContent, it.getBoundingClientRect().top]);
     window.placesBefore = window.places()";
/// Which of them stand elsewhere now.
const MOVED: &str = "return window.places().filter(([, top], index) => top !== window.placesBefore[index][1])";

/// Ada and Chidi both change a title while there is no server. Chidi is later, so Ada's value loses.
async fn write_apart(stage: &Stage) -> Result<(Device, Device, String)> {
    write_apart_and(stage, async |ada| leave_fields(ada).await).await
}

async fn write_apart_and(
    stage: &Stage,
    then: impl AsyncFnOnce(&Device) -> Result<()>,
) -> Result<(Device, Device, String)> {
    let ada = stage.device("ada").await?;
    let chidi = stage.device("chidi").await?;
    ada.sign_in(ADA).await?;
    chidi.sign_in(CHIDI).await?;
    let draft = ada.new_listing("words").await?;
    ada.type_into("field-title", "Land").await?;
    leave_fields(&ada).await?;
    chidi.see_words("listing-row", "Land", NEWS).await?;
    chidi.open_listing(&draft, "words").await?;
    ada.see_saved(SOON).await?;

    stage.server.stop().await?;
    ada.fill("field-title", MINE).await?;
    leave_fields(&ada).await?;
    chidi.fill("field-title", THEIRS).await?;
    leave_fields(&chidi).await?;
    then(&ada).await?;
    stage.server.start_again().await?;
    chidi.see_saved(IN_A_WHILE).await?;
    ada.see_value("field-title", THEIRS, NEWS).await?;
    Ok((ada, chidi, draft))
}

async fn leave_fields(device: &Device) -> Result<()> {
    device.run("document.activeElement.blur()", vec![]).await.map(|_| ())
}

/// Taps a button of the newest line whose value this is and that has it. What was typed on the way to it may have lines of its
/// own.
async fn restore(device: &Device, button: &str, title: &str) -> Result<()> {
    let tap = "const lines = [...document.querySelectorAll('[data-testid=history-line]')]
             .filter(it => [...it.querySelectorAll('.past-value')].at(-1).textContent === arguments[1]);
         lines.map(it => it.querySelector(`[data-testid=${arguments[0]}]`)).find(it => it).click()";
    device.run(tap, vec![json!(button), json!(title)]).await.map(|_| ())
}

/// Waits until a control has the focus.
async fn see_focus(device: &Device, name: &str) -> Result<()> {
    let focus = async || device.run("return document.activeElement.dataset.testid ?? null", vec![]).await;
    until(&format!("`{name}` has the focus"), SOON, focus, |focused| *focused == json!(name)).await?;
    device.window.find(Locator::Css(&lagoon_e2e::page::selector(name))).await?;
    Ok(())
}
