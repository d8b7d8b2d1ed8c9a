//! AC4: only what is newer is taken, and every device ends up with it; but never under the caret.

use std::time::Duration;

use anyhow::{Result, ensure};
use lagoon_e2e::{
    Device,
    api::Api,
    database::confirmed,
    proxy::now,
    server::{ADA, CHIDI},
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use reqwest::StatusCode;
use serde_json::json;

/// A device asks for news every 10 s; the rest is for the machine.
const NEWS: Duration = Duration::from_secs(20);

#[test]
fn an_older_update_is_refused_and_a_newer_one_shows_in_the_window() {
    story("older-and-newer", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        let mine = "Maisonette in Surulere";
        device.type_into("field-title", mine).await?;
        let database = stage.server.database().await?;
        let (stored, _) = database.see_title(&draft, mine, SOON).await?;
        device.tap("back-to-listings").await?;

        let other = Api::sign_in(stage.server.url(), CHIDI).await?;
        let older = json!({"lastModified": stored.last_modified - 60_000, "title": "An old idea"});
        let refused = other.put(&draft, older).await?;
        ensure!(refused.status == StatusCode::CONFLICT, "{refused:?}");
        ensure!(refused.body["current"]["title"] == json!(mine), "the answer shows what stands: {refused:?}");
        ensure!(database.title(&draft).await?.is_some_and(|title| title.is_text(mine)), "the older one was taken");
        let history = other.history(&draft).await?;
        ensure!(history.body.to_string().contains("An old idea"), "the older one is not in the history: {history:?}");

        let newer = json!({"lastModified": now(), "title": "Maisonette in Surulere, renovated"});
        let accepted = other.put(&draft, newer).await?;
        ensure!(accepted.status.is_success() && accepted.body["updatedAt"].is_string(), "{accepted:?}");
        device.see_words("listing-row", "Maisonette in Surulere, renovated", NEWS).await?;
        Ok(())
    });
}

#[test]
fn two_devices_end_up_with_each_others_edits_and_the_later_title() {
    story("two-devices", async |stage| {
        let ada = stage.device("ada").await?;
        let chidi = stage.device("chidi").await?;
        ada.sign_in(ADA).await?;
        chidi.sign_in(CHIDI).await?;
        let draft = ada.new_listing("words").await?;
        ada.type_into("field-title", "Duplex in Gbagada").await?;
        leave_fields(&ada).await?;

        chidi.see_words("listing-row", "Duplex in Gbagada", NEWS).await?;
        chidi.open_listing(&draft, "words").await?;
        chidi.see_value("field-title", "Duplex in Gbagada", SOON).await?;
        chidi.type_into("field-description", "All rooms en suite.").await?;
        leave_fields(&chidi).await?;
        ada.see_value("field-description", "All rooms en suite.", NEWS).await?;

        ada.type_into("field-title", " by Ada").await?;
        let database = stage.server.database().await?;
        database.see_title(&draft, "Duplex in Gbagada by Ada", SOON).await?;
        leave_fields(&ada).await?;
        chidi.see_value("field-title", "Duplex in Gbagada by Ada", NEWS).await?;
        chidi.type_into("field-title", " and Chidi").await?;
        leave_fields(&chidi).await?;
        let both = "Duplex in Gbagada by Ada and Chidi";
        ada.see_value("field-title", both, NEWS).await?;
        chidi.see_value("field-title", both, SOON).await?;
        for device in [&ada, &chidi] {
            device.see_saved(IN_A_WHILE).await?;
        }
        Ok(())
    });
}

#[test]
fn of_two_titles_written_apart_the_later_one_stands_on_both_devices() {
    story("written-apart", async |stage| {
        let ada = stage.device("ada").await?;
        let chidi = stage.device("chidi").await?;
        ada.sign_in(ADA).await?;
        chidi.sign_in(CHIDI).await?;
        let draft = ada.new_listing("words").await?;
        ada.type_into("field-title", "Land").await?;
        leave_fields(&ada).await?;
        chidi.see_words("listing-row", "Land", NEWS).await?;
        chidi.open_listing(&draft, "words").await?;

        stage.server.stop().await?;
        for device in [&ada, &chidi] {
            device
                .fill("field-title", if device.profile.name == "ada" { "Land in Epe" } else { "Land in Ajah" })
                .await?;
            leave_fields(device).await?;
        }
        stage.server.start_again().await?;
        // Chidi wrote last.
        for device in [&ada, &chidi] {
            device.see_saved(IN_A_WHILE).await?;
            device.see_value("field-title", "Land in Ajah", NEWS).await?;
        }
        let history = Api::sign_in(stage.server.url(), ADA).await?.history(&draft).await?;
        ensure!(history.body.to_string().contains("Land in Epe"), "the earlier title is lost: {history:?}");
        Ok(())
    });
}

#[test]
fn a_value_with_the_focus_does_not_change_under_the_caret() {
    story("under-the-caret", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        let mine = "Flat in Wuse";
        device.type_into("field-title", mine).await?;
        let database = stage.server.database().await?;
        database.see_title(&draft, mine, SOON).await?;
        device.see_saved(SOON).await?;
        let caret = "const field = document.activeElement; field.setSelectionRange(4, 4);";
        device.run(caret, vec![]).await?;

        let theirs = "Flat in Wuse 2, Abuja";
        let other = Api::sign_in(stage.server.url(), CHIDI).await?;
        let accepted = other.put(&draft, json!({"lastModified": now(), "title": theirs})).await?;
        ensure!(accepted.status.is_success(), "{accepted:?}");
        let arrived = async || confirmed(&device.profile.drafts(), &draft, "title").await;
        let fits = |value: &Option<String>| value.as_ref().is_some_and(|value| value.contains(theirs));
        until("their title has arrived on the device", NEWS, arrived, fits).await?;
        device.see_words("field-title-elsewhere", "another device", SOON).await?;
        // The page has heard of it and says so; the field must not change.
        let heard = async || {
            let script = "const field = document.activeElement;
                 return [field.dataset.testid, field.value, field.selectionStart]";
            device.run(script, vec![]).await
        };
        for _ in 0..40 {
            let seen = heard().await?;
            ensure!(seen == json!(["field-title", mine, 4]), "the field changed under the caret: {seen}");
        }
        leave_fields(&device).await?;
        device.see_value("field-title", theirs, SOON).await?;
        ensure!(!device.shows("field-title-elsewhere").await?, "it is shown now");
        Ok(())
    });
}

/// Takes the focus out of the fields.
async fn leave_fields(device: &Device) -> Result<()> {
    device.run("document.activeElement.blur()", vec![]).await.map(|_| ())
}
