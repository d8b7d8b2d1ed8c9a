//! What a pasted advertisement says is offered, and taken one by one.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use lagoon_e2e::{
    Album, Device,
    server::ADA,
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::json;

const AD: &str = "4 bed duplex Lekki phase 1, 85m, C of O, serviced, BQ";

const PASTE: &str = "
    const data = new DataTransfer();
    data.setData('text/plain', arguments[0]);
    const at = document.activeElement ?? document.body;
    at.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));";

#[test]
fn what_a_pasted_advertisement_says_is_taken_one_by_one() {
    story("pasted", async |stage| {
        let mut album = Album::of(stage);
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        paste(&device, "Call me at six.").await?;
        // The page takes what it hears in turn: once it has answered a key that came later, it has looked at the words.
        device.keys(&[Key::F1.into()]).await?;
        device.see("shortcuts").await?;
        device.keys(&[Key::Escape.into()]).await?;
        until("the overlay is closed", SOON, async || device.shows("shortcuts").await, |shown| !shown).await?;
        device.settle().await?;
        ensure!(!device.shows("pasted-offer").await?, "that says nothing of a listing");
        paste(&device, AD).await?;
        device.see_words("pasted-offer", "details found in what you pasted", SOON).await?;
        device.tap("review-pasted").await?;
        device.see_words("pasted", "4 bedrooms", SOON).await?;
        album.take(&device, "pasted").await?;
        let draft = device.newest_draft().await?;

        // Nothing is there that nobody took.
        take(&device, "4 bedrooms").await?;
        take(&device, "₦85,000,000").await?;
        device.tap("close-pasted").await?;
        until("the dialog is closed", SOON, async || device.shows("pasted").await, |shown| !shown).await?;
        device.tap("step-rooms").await?;
        device.see_value("field-bedrooms", "4", SOON).await?;
        ensure!(device.value("field-boysQuarters").await?.is_empty(), "the BQ was not taken");
        device.see_saved(IN_A_WHILE).await?;
        let database = stage.server.database().await?;
        let price = database.group(&draft, "price").await?;
        ensure!(price.is_some_and(|price| format!("{price:?}").contains("8500000000")), "the price is in the cloud");
        album.close()
    });
}

async fn paste(device: &Device, text: &str) -> Result<()> {
    device.run(PASTE, vec![json!(text)]).await.map(|_| ())
}

/// Takes what says these words.
async fn take(device: &Device, words: &str) -> Result<()> {
    let look = "return [...document.querySelectorAll('[data-testid^=found-]')]
        .find(it => it.innerText.includes(arguments[0]))?.dataset.testid ?? null";
    let line = device.run(look, vec![json!(words)]).await?;
    let line = line.as_str().unwrap_or_default().to_owned();
    device.tap(&format!("use-{line}")).await?;
    device.see_words(&line, "Used", SOON).await
}
