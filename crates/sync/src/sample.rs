//! A listing that is ready to be published, for tests.

use serde_json::{Value, json};

/// The groups of a house for sale of which nothing is missing; amenities aside, the payload of a plain update as well.
pub(crate) fn ready() -> Value {
    json!({
        "title": "Detached duplex with BQ",
        "purpose": "sale",
        "propertyType": "detached",
        "price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN"},
        "titleDocument": "cOfO",
        "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"},
        "rooms": {"bedrooms": 4, "bathrooms": 4, "toilets": 5},
        "description": "A bright home on a quiet street, close to the expressway and the shops.",
    })
}
