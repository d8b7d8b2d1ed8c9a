//! What a team has in its cloud before a test begins.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Server, api::Api, proxy::now, server::ADA};

/// A title among the listings, to wait for.
pub const ONE_OF_THEM: &str = "Bungalow with a garden";

/// Twelve listings as a team has them: finished, half finished, published, in other currencies, with long names.
pub async fn listings(server: &Server) -> Result<()> {
    let agent = Api::sign_in(server.url(), ADA).await?;
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

/// The server takes at most this many at once.
const AT_ONCE: usize = 200;

/// So many listings, whose titles end with their numbers.
pub async fn many(agent: &Api, count: usize) -> Result<()> {
    for first in (0..count).step_by(AT_ONCE) {
        let updates: Vec<Value> = (first..count.min(first + AT_ONCE)).map(draft).collect();
        let answer = agent.sync(Value::Array(updates)).await?;
        ensure!(answer.status.is_success(), "{answer:?}");
    }
    Ok(())
}

fn draft(number: usize) -> Value {
    let at = now() - 3_600_000;
    let group = |value: Value| json!({"value": value, "stamp": format!("{at}-00000000000000aa")});
    json!({
        "id": Uuid::new_v4(),
        "baseRev": 0,
        "lastModified": at,
        "groups": {
            "title": group(json!(format!("Three bedroom flat number {number}"))),
            "price": group(json!({"amountMinor": 4_500_000_000_i64, "currency": "NGN"})),
            "location": group(json!({"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"})),
            "description": group(json!("Light, quiet and close to the water, with two parking places.")),
        },
    })
}
