//! Pictures of every page, light and dark, wide and narrow. They are for people to look at; what is tested is that nothing
//! is wider than the window.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use lagoon_e2e::{
    Device, Stage,
    api::Api,
    database::end_every_session,
    proxy::now,
    server::ADA,
    story,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Width and height of the page, in CSS pixels.
const SIZES: [(u32, u32); 2] = [(1280, 800), (800, 1280)];
const THEMES: [&str; 2] = ["light", "dark"];

#[test]
fn every_page_fits_its_window_in_both_themes_and_directions() {
    story("pictures", async |stage| {
        let device = stage.device("ada").await?;
        take(stage, &device, "listings-empty").await?;
        device.tap("sign-in-open").await?;
        device.see("sign-in-email").await?;
        take(stage, &device, "sign-in").await?;
        device.tap("skip-sign-in").await?;
        device.new_listing("words").await?;
        device.type_into("field-title", "Written before any sign-in").await?;
        device.see_chip("idle", "Saved here", SOON).await?;
        take(stage, &device, "chip-saved-here").await?;
        device.tap("back-to-listings").await?;

        seed(stage).await?;
        device.sign_in(ADA).await?;
        device.see_on_page("Bungalow with a garden", IN_A_WHILE).await?;
        take(stage, &device, "listings").await?;
        device.tap("account-menu").await?;
        device.tap("theme-dark").await?;
        let theme = device.run("return document.documentElement.dataset.theme", vec![]).await?;
        ensure!(theme == "dark", "the dark theme was chosen, and the page has {theme}");
        take(stage, &device, "account-menu").await?;
        device.window.active_element().await?.send_keys(&char::from(Key::Escape).to_string()).await?;

        wizard(stage, &device).await?;
        chip(stage, &device).await
    });
}

async fn wizard(stage: &Stage, device: &Device) -> Result<()> {
    device.new_listing("kind").await?;
    take(stage, device, "step-kind-empty").await?;
    device.press("purpose-rent").await?;
    device.press("type-detached").await?;
    take(stage, device, "step-kind").await?;
    device.tap("continue").await?;
    device.type_into("field-price", "185m").await?;
    device.see_words("price-words", "million", SOON).await?;
    device.choose("field-period", "year").await?;
    device.type_into("field-serviceCharge", "1.2m").await?;
    device.type_into("field-agencyPercent", "12.5").await?;
    device.type_into("field-advanceMonths", "2 years").await?;
    device.tap("field-price").await?;
    take(stage, device, "step-price").await?;
    device.press("field-onRequest").await?;
    device.tap("check-for-errors").await?;
    device.see("problem-0").await?;
    take(stage, device, "step-price-checked").await?;
    device.tap("continue").await?;
    device.type_into("field-place", "lek").await?;
    device.see("place-0").await?;
    take(stage, device, "step-location-search").await?;
    device.tap("place-0").await?;
    device.see_value("field-lga", "Eti-Osa", SOON).await?;
    take(stage, device, "step-location").await?;
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
    take(stage, device, "step-rooms").await?;
    device.run("document.getElementById('amenities-title').scrollIntoView()", vec![]).await?;
    take(stage, device, "step-rooms-amenities").await?;
    device.tap("continue").await?;
    device.see("use-suggested-title").await?;
    take(stage, device, "step-words-suggestion").await?;
    device.tap("use-suggested-title").await?;
    take(stage, device, "step-words").await?;
    device.tap("continue").await?;
    device.see("problem-0").await?;
    take(stage, device, "step-check").await?;
    device.run("document.getElementById('answers-title').scrollIntoView()", vec![]).await?;
    take(stage, device, "step-check-answers").await?;
    device.tap("open-hub").await?;
    device.see("wizard-hub").await?;
    take(stage, device, "hub").await?;
    device.see_saved(IN_A_WHILE).await?;
    take(stage, device, "chip-saved-to-cloud").await
}

async fn chip(stage: &Stage, device: &Device) -> Result<()> {
    device.tap("cloud-chip").await?;
    device.see("last-saved").await?;
    take(stage, device, "panel").await?;
    device.tap("close-panel").await?;

    device.tap("step-words").await?;
    stage.server.stop().await?;
    device.type_into("field-title", ", Lekki").await?;
    device.see_chip("offline", "Offline", IN_A_WHILE).await?;
    take(stage, device, "chip-offline").await?;
    device.tap("cloud-chip").await?;
    device.see("waiting").await?;
    take(stage, device, "panel-offline").await?;
    device.tap("close-panel").await?;

    end_every_session(&stage.server.database_path()).await?;
    stage.server.start_again().await?;
    device.see_chip("error", "Needs attention", IN_A_WHILE).await?;
    take(stage, device, "chip-needs-attention").await?;
    device.tap("cloud-chip").await?;
    device.see("chip-panel").await?;
    take(stage, device, "panel-needs-attention").await
}

/// Takes the page in every theme and size.
async fn take(stage: &Stage, device: &Device, page: &str) -> Result<()> {
    for (width, height) in SIZES {
        device.resize(width, height).await?;
        for theme in THEMES {
            device.run("document.documentElement.dataset.theme = arguments[0]", vec![json!(theme)]).await?;
            device.settle().await?;
            let picture = stage.folder()?.join(format!("{page}-{theme}-{width}x{height}.png"));
            device.screenshot(&picture).await?;
        }
        let (content, window) = device.widths().await?;
        ensure!(content <= window, "{page} is {content} px wide in a window of {window} px");
    }
    let (width, height) = SIZES[0];
    device.resize(width, height).await
}

/// Twelve listings as a team has them: finished, half finished, published, in other currencies, with long names.
async fn seed(stage: &Stage) -> Result<()> {
    let agent = Api::sign_in(stage.server.url(), ADA).await?;
    let words = "Bright rooms on a quiet close, minutes from the expressway, with constant light and treated water.";
    let lekki = json!({"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"});
    let finished = |title: &str, kobo: i64, currency: &str, place: &Value, status: &str| {
        let price = json!({"amountMinor": kobo, "currency": currency});
        json!({
            "title": title, "purpose": "sale", "propertyType": "detached", "titleDocument": "cOfO", "price": price,
            "location": place, "rooms": {"bedrooms": 4, "bathrooms": 4, "toilets": 5}, "description": words,
            "status": status,
        })
    };
    let naira = |millions: i64| millions * 100_000_000;
    let abuja = json!({"state": "Federal Capital Territory", "lga": "Abuja Municipal", "area": "Maitama"});
    let long = "Newly built 5-bedroom fully detached smart duplex with cinema, pool and two-room boys' quarters";
    let listings = [
        finished("4-bedroom terrace with BQ", naira(185), "NGN", &lekki, "PUBLISHED"),
        finished("Waterfront penthouse, Banana Island", 250_000_000, "USD", &lekki, "PUBLISHED"),
        finished(long, naira(1_500), "NGN", &lekki, "DRAFT"),
        finished("Diplomatic residence in Maitama", naira(2_400), "NGN", &abuja, "DRAFT"),
        finished("Mayfair pied-à-terre", 89_500_000, "GBP", &json!({"area": "Mayfair"}), "DRAFT"),
        json!({"title": "Bungalow with a garden", "location": {"state": "Enugu", "area": "Independence Layout"}}),
        json!({"title": "Plot on the Epe road", "price": {"amountMinor": naira(12), "currency": "NGN"}}),
        json!({"title": "Shop"}),
        json!({"price": {"amountMinor": naira(65), "currency": "NGN"}, "location": lekki}),
        json!({"description": words}),
        json!({"title": "Mini flat, Yaba", "location": {"state": "Lagos", "lga": "Lagos Mainland", "area": "Alagomeji"}}),
        finished(
            "Serviced 2-bedroom flat, Ikeja GRA",
            naira(78),
            "NGN",
            &json!({"state": "Lagos", "lga": "Ikeja", "area": "Ikeja GRA"}),
            "DRAFT",
        ),
    ];
    for (index, mut listing) in listings.into_iter().enumerate() {
        let hours = i64::try_from(index)? * 7 + 1;
        listing["lastModified"] = json!(now() - hours * 3_600_000);
        let answer = agent.put(&Uuid::new_v4().to_string(), listing).await?;
        ensure!(answer.status.is_success(), "{answer:?}");
    }
    Ok(())
}
