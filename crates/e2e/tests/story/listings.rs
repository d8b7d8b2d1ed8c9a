//! The list: copies, several at once, what the team adds meanwhile, and what is remembered of how it was looked at.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use fantoccini::key::Key;
use lagoon_e2e::{
    Album, Device, Profile, Stage,
    api::Api,
    proxy::now,
    server::{ADA, CHIDI},
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// A device asks for news every 10 s; the rest is for the machine.
const NEWS: Duration = Duration::from_secs(20);

#[test]
fn ctrl_d_starts_a_copy_in_the_list_and_in_the_wizard() {
    story("duplicate", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        device.type_into("field-title", "Terrace in Yaba").await?;
        device.keys_together(&[char::from(Key::Control), 'd']).await?;
        device.see_value("field-title", "Terrace in Yaba (copy)", SOON).await?;
        let copy = device.newest_draft().await?;
        ensure!(copy != draft, "the copy is a listing of its own");
        stage.server.database().await?.see_title(&copy, "Terrace in Yaba (copy)", SOON).await?;

        device.tap("back-to-listings").await?;
        until("both are in the list", SOON, async || rows(&device).await, |rows| rows.len() == 2).await?;
        // The listing that was open last has the focus when the list is entered by Tab; arrows lead on.
        device.run("document.querySelector(`#row-${arguments[0]}`).focus()", vec![json!(draft)]).await?;
        device.keys_together(&[char::from(Key::Control), 'd']).await?;
        device.see_words("informed", "Copied: Terrace in Yaba", SOON).await?;
        until("the copy is in the list", SOON, async || rows(&device).await, |rows| rows.len() == 3).await?;
        device.tap("duplicate-listing").await?;
        until("and a copy by a tap", SOON, async || rows(&device).await, |rows| rows.len() == 4).await?;
        device.see_saved(IN_A_WHILE).await?;
        let mut album = Album::of(stage);
        album.take(&device, "copies").await?;
        album.close()
    });
}

#[test]
fn of_the_chosen_listings_those_that_are_ready_are_published_with_and_without_a_network() {
    story("bulk-publish", async |stage| {
        let mut album = Album::of(stage);
        seed(stage, &[ready("Terrace in Yaba", 3), ready("Duplex in Lekki Phase 1", 2), json!({"title": "Shop"})])
            .await?;
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        until("all are in the list", SOON, async || rows(&device).await, |rows| rows.len() == 3).await?;
        device.tap("select-listings").await?;
        device.tap("select-all").await?;
        device.see_words("selection-words", "3 selected · 2 ready to publish", SOON).await?;
        album.take(&device, "selection").await?;

        stage.server.stop().await?;
        device.see_words("publish-selected", "Publish 2 of 3", SOON).await?;
        device.tap("publish-selected").await?;
        device.see_words("informed", "2 listings waiting to publish.", SOON).await?;
        device.tap("close-informed").await?;
        ensure!(!device.shows("selection").await?, "nothing is being chosen any more");
        device.tap("filter-published").await?;
        until("two are to be published", SOON, async || rows(&device).await, |rows| rows.len() == 2).await?;
        device.see_words("badge-published", "Waiting to publish", SOON).await?;
        stage.server.start_again().await?;
        device.see_saved(IN_A_WHILE).await?;
        device.see_words("badge-published", "Published", IN_A_WHILE).await?;

        device.tap("select-listings").await?;
        device.tap("select-all").await?;
        device.tap("delete-selected").await?;
        device.see_words("delete-question", "2 of them are published", SOON).await?;
        album.take(&device, "delete-question").await?;
        device.tap("delete-keep").await?;
        ensure!(rows(&device).await?.len() == 2, "they are kept");
        device.tap("delete-selected").await?;
        device.tap("delete-confirm").await?;
        device.see_words("toast", "2 of them are unpublished too.", SOON).await?;
        until("both are gone", SOON, async || rows(&device).await, Vec::is_empty).await?;
        device.tap("undo-delete").await?;
        until("both are back", SOON, async || rows(&device).await, |rows| rows.len() == 2).await?;
        album.close()
    });
}

#[test]
fn what_the_team_adds_moves_nothing_until_it_is_asked_for() {
    story("arrivals", async |stage| {
        seed(stage, &[ready("Terrace in Yaba", 3), ready("Duplex in Lekki Phase 1", 2)]).await?;
        let device = stage.device("chidi").await?;
        device.sign_in(CHIDI).await?;
        until("both are in the list", SOON, async || rows(&device).await, |rows| rows.len() == 2).await?;
        let (before, tops) = (rows(&device).await?, tops(&device).await?);
        let under_finger = before.last().context("there are two")?.clone();
        device.run(WATCH, vec![json!(under_finger)]).await?;

        // The one that was edited longest ago is edited, and two come.
        let ada = Api::sign_in(stage.server.url(), ADA).await?;
        let edited = before.last().context("there are two")?;
        let answer = ada.put(edited, json!({"title": "Terrace in Yaba, renovated", "lastModified": now()})).await?;
        ensure!(answer.status.is_success(), "{answer:?}");
        seed(stage, &[ready("Warehouse in Apapa", 0), ready("Office in Ikeja GRA", 0)]).await?;
        device.see_words("show-arrivals", "2 new from the team", NEWS).await?;
        device.see_on_page("Terrace in Yaba, renovated", NEWS).await?;
        ensure!(rows(&device).await? == before, "the order is as it was");
        ensure!(self::tops(&device).await? == tops, "nothing moved");
        // Neither now nor at any moment since: where the finger was there is still the same row.
        let seen = device.run("return window.seenUnderFinger", vec![]).await?;
        let seen: Vec<(Option<String>, Option<f64>)> = serde_json::from_value(seen)?;
        ensure!(seen.len() == 1, "the row under the finger moved or gave way: {seen:?}");
        ensure!(seen[0].0.as_ref() == Some(&under_finger) && seen[0].1.is_some(), "{seen:?}");
        let mut album = Album::of(stage);
        album.take(&device, "arrivals").await?;

        device.tap("show-arrivals").await?;
        let all = until("all four are there", SOON, async || rows(&device).await, |rows| rows.len() == 4).await?;
        ensure!(all[3] == before[0] && all[..3].contains(edited), "the newest edits first: {all:?}, before {before:?}");
        ensure!(!device.shows("show-arrivals").await?, "nothing waits any more");
        album.close()
    });
}

#[test]
fn filter_and_order_are_remembered_after_a_restart_and_the_search_is_not() {
    story("remembered", async |stage| {
        seed(stage, &[ready("Terrace in Yaba", 3), ready("Duplex in Lekki Phase 1", 2)]).await?;
        let profile = Profile::new("ada", &stage.server.url())?;
        let device = stage.start(&profile).await?;
        device.sign_in(ADA).await?;
        until("both are in the list", SOON, async || rows(&device).await, |rows| rows.len() == 2).await?;
        device.tap("sort-title").await?;
        device.see_words("listing-row", "Duplex", SOON).await?;
        device.tap("filter-mine").await?;
        device.fill("search", "terrace").await?;
        until("one is found", SOON, async || rows(&device).await, |rows| rows.len() == 1).await?;
        // The preferences are written behind the page.
        let stored = async || Ok(std::fs::read_to_string(profile.data().join("preferences.json"))?);
        until("the choice is stored", SOON, stored, |text| text.contains("mine") && text.contains("title")).await?;

        device.kill().await?;
        let device = stage.start(&profile).await?;
        until("both are in the list", IN_A_WHILE, async || rows(&device).await, |rows| rows.len() == 2).await?;
        device.see_words("listing-row", "Duplex", SOON).await?;
        ensure!(device.value("search").await?.is_empty(), "nobody searches any more");
        let pressed = device.find("filter-mine").await?.attr("aria-pressed").await?;
        ensure!(pressed.as_deref() == Some("true"), "the filter is {pressed:?}");
        Ok(())
    });
}

#[test]
fn the_list_is_walked_through_by_keys_and_keeps_the_focus() {
    story("list-keys", async |stage| {
        let many: Vec<_> = (0..60).map(|number| ready(&format!("Flat number {number:02} in Yaba"), number)).collect();
        seed(stage, &many).await?;
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.see_words("list-count", "60 listings", IN_A_WHILE).await?;
        device.run("document.querySelector('[data-testid=open-listing]').focus()", vec![]).await?;
        device.keys_together(&[char::from(Key::Down)]).await?;
        see_focus_on(&device, "Flat number 01 in Yaba").await?;
        device.keys_together(&[char::from(Key::End)]).await?;
        see_focus_on(&device, "Flat number 59 in Yaba").await?;
        // The row in focus is taken off the page; the list keeps the focus and knows where it was.
        device.run("document.querySelector('#scroller').scrollTop = 0", vec![]).await?;
        device.see_on_page("Flat number 00 in Yaba", SOON).await?;
        let in_list = "return document.querySelector('#rows').contains(document.activeElement)";
        until(
            "the list has the focus",
            SOON,
            async || device.run(in_list, vec![]).await,
            |within| *within == json!(true),
        )
        .await?;
        device.keys_together(&[char::from(Key::Home)]).await?;
        see_focus_on(&device, "Flat number 00 in Yaba").await?;
        device.keys_together(&[char::from(Key::Enter)]).await?;
        device.see("wizard-hub").await
    });
}

/// Notes at every frame which row is under the middle of this one as it stands now, and where this one begins.
const WATCH: &str = "
    const row = () => document.querySelector(`[data-draft-id='${arguments[0]}']`);
    const box = row().getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    window.seenUnderFinger = [];
    const look = () => {
        const under = document.elementFromPoint(x, y)?.closest('[data-draft-id]')?.dataset.draftId ?? null;
        const seen = [under, row()?.getBoundingClientRect().top ?? null];
        const last = window.seenUnderFinger.at(-1);
        if (JSON.stringify(last) !== JSON.stringify(seen)) window.seenUnderFinger.push(seen);
        requestAnimationFrame(look);
    };
    look();";

/// The ids of the rows on the page, from the top.
async fn rows(device: &Device) -> Result<Vec<String>> {
    let ids = device
        .run("return [...document.querySelectorAll('[data-testid=listing-row]')].map(it => it.dataset.draftId)", vec![])
        .await?;
    Ok(serde_json::from_value(ids)?)
}

/// Where the rows stand.
async fn tops(device: &Device) -> Result<Value> {
    device.run("return [...document.querySelectorAll('[data-testid=listing-row]')].map(it => it.getBoundingClientRect().top)", vec![]).await
}

async fn see_focus_on(device: &Device, title: &str) -> Result<()> {
    let focused = async || device.run("return document.activeElement.innerText", vec![]).await;
    until(&format!("{title:?} has the focus"), SOON, focused, |text| *text == json!(title)).await?;
    Ok(())
}

/// A listing that can be published, edited so many hours ago.
fn ready(title: &str, hours: i64) -> Value {
    json!({
        "title": title,
        "purpose": "sale",
        "propertyType": "detached",
        "titleDocument": "cOfO",
        "rooms": {"bedrooms": 4, "bathrooms": 4, "toilets": 5},
        "price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN"},
        "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"},
        "description": "Bright rooms on a quiet close, minutes from the expressway, with constant light and treated water.",
        "lastModified": now() - hours * 3_600_000,
    })
}

/// Ada's listings, written on another device.
async fn seed(stage: &Stage, listings: &[Value]) -> Result<()> {
    let agent = Api::sign_in(stage.server.url(), ADA).await?;
    for listing in listings {
        let mut listing = listing.clone();
        if listing.get("lastModified").is_none() {
            listing["lastModified"] = json!(now() - 5 * 3_600_000);
        }
        let answer = agent.put(&Uuid::new_v4().to_string(), listing).await?;
        ensure!(answer.status.is_success(), "{answer:?}");
    }
    Ok(())
}
