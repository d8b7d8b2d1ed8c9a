//! A listing's facts in the words of a buyer's page.
//!
//! The one rule: only what applies is said. A number of bedrooms that was typed before the listing became land is kept, and
//! not shown.

use lagoon_listing::{
    Asked, Building, Count, Entry, Figure, Frequency, Furnished, Period, Price, Property, PropertyType, Purpose, Rooms,
    Size, SquareMetres, Sum, Terms, TitleDocument,
};
use lagoon_words::{tr, trn};

use super::{choices, words};

/// The price as buyers read it.
pub fn price(property: &Property) -> Option<String> {
    let price = property.price.as_ref()?;
    if price.on_request {
        return Some(words::on_request().into());
    }
    amount(price, Asked::of(property).rent)
}

/// The amount, and with `rent` what time it is for.
pub fn amount(price: &Price, rent: bool) -> Option<String> {
    let money = price.money()?.format();
    let period = price.period.as_ref().filter(|_| rent).map(|period| choices::said(period, Period::label));
    Some(period.map_or(money.clone(), |period| tr!("{money} {period}", money, period)))
}

/// "Duplex, for sale".
pub fn kind(property: &Property) -> Option<String> {
    let what = property.property_type.map(PropertyType::label);
    let purpose = property.purpose.map(Purpose::label);
    match (what, purpose) {
        (Some(what), Some(purpose)) => Some(tr!("{what}, {purpose}", what, purpose = purpose.to_lowercase())),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// Rooms, sizes and the building, each in a few words.
pub fn facts(property: &Property) -> Vec<String> {
    let asked = Asked::of(property);
    let mut facts = Vec::new();
    if let Some(rooms) = &property.rooms {
        facts.extend(rooms_of(rooms, asked));
    }
    if let Some(size) = &property.size {
        facts.extend(sizes_of(size, asked));
    }
    if let Some(building) = property.building.as_ref().filter(|_| asked.building) {
        facts.extend(building_of(building));
    }
    facts
}

/// The rooms.
pub fn rooms_of(rooms: &Rooms, asked: Asked) -> Vec<String> {
    let count = |entry: &Option<Entry<_>>| entry.as_ref().and_then(Entry::value).map(|Count(n)| *n);
    let some = |entry| count(entry).filter(|n| *n > 0);
    let bedrooms = count(&rooms.bedrooms).map(|n| match n {
        0 => tr!("Studio").to_owned(),
        n => trn!(n, "{count} bedroom", "{count} bedrooms"),
    });
    let home = [
        bedrooms,
        some(&rooms.bathrooms).map(|n| trn!(n, "{count} bathroom", "{count} bathrooms")),
        some(&rooms.toilets).map(|n| trn!(n, "{count} toilet", "{count} toilets")),
        some(&rooms.boys_quarters).map(|n| trn!(n, "{count} BQ room", "{count} BQ rooms")),
    ];
    let parking = some(&rooms.parking).map(|n| trn!(n, "{count} parking space", "{count} parking spaces"));
    let home = home.into_iter().filter(|_| asked.rooms);
    home.chain([parking.filter(|_| asked.rooms || asked.parking_alone)]).flatten().collect()
}

/// The sizes.
pub fn sizes_of(size: &Size, asked: Asked) -> Vec<String> {
    let area =
        |entry: &Option<Entry<SquareMetres>>| entry.as_ref().filter(|entry| entry.value().is_some()).map(Entry::text);
    let floor = area(&size.living_area).filter(|_| !asked.land).map(|area| tr!("{area} sqm floor area", area));
    floor.into_iter().chain(area(&size.land_size).map(|area| tr!("{area} sqm of land", area))).collect()
}

/// A size with its unit.
pub fn in_sqm(area: &str) -> String {
    tr!("{area} sqm", area)
}

/// The building.
pub fn building_of(building: &Building) -> Vec<String> {
    let year = building.year_built.as_ref().filter(|entry| entry.value().is_some()).map(Entry::text);
    let furnished = building.furnished.as_ref().map(|furnished| choices::said(furnished, Furnished::label));
    [
        year.map(|year| tr!("Built in {year}", year)),
        furnished,
        building.serviced.then(|| tr!("Serviced").to_owned()),
        building.new_build.then(|| tr!("Newly built").to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is asked beside the price.
pub fn terms_of(terms: &Terms, asked: Asked) -> Vec<String> {
    let sum = |entry: &Option<Entry<Sum>>| entry.as_ref().map(Entry::sum_text);
    let often = terms.service_charge_frequency.as_ref().map(|often| choices::said(often, Frequency::label));
    let charge = sum(&terms.service_charge);
    let charge = charge.map(|sum| match often {
        Some(often) => tr!("Service charge {sum} {often}", sum, often),
        None => tr!("Service charge {sum}", sum),
    });
    let rent = [
        sum(&terms.caution_deposit).map(|sum| tr!("Caution deposit {sum}", sum)),
        terms.advance_months.as_ref().map(in_advance),
    ];
    [
        charge,
        terms.agency_percent.as_ref().map(|percent| tr!("Agency fee {percent}", percent = percent.text())),
        terms.legal_percent.as_ref().map(|percent| tr!("Legal fee {percent}", percent = percent.text())),
    ]
    .into_iter()
    .chain(rent.into_iter().filter(|_| asked.rent).collect::<Vec<_>>())
    .flatten()
    .collect()
}

/// Rent in advance; what was typed and cannot be read stays as it is.
fn in_advance<T: Figure>(months: &Entry<T>) -> String {
    match months.value().and_then(|_| months.text().parse::<u32>().ok()) {
        Some(count) => trn!(count, "{count} month in advance", "{count} months in advance"),
        None => tr!("{months} in advance", months = months.text()),
    }
}

/// What buyers read beside price and facts: terms, title document, map position.
pub fn public_terms(property: &Property) -> Vec<String> {
    let asked = Asked::of(property);
    let terms = property.terms.as_ref().map(|terms| terms_of(terms, asked)).unwrap_or_default();
    let document = property.title_document.map(TitleDocument::label);
    let map = property.location.as_ref().and_then(|location| {
        let (latitude, longitude) = (location.latitude.as_ref()?, location.longitude.as_ref()?);
        Some(words::map_position(&latitude.text(), &longitude.text()))
    });
    terms.into_iter().chain(document.map(words::title_document)).chain(map).collect()
}

#[cfg(test)]
mod tests {
    use lagoon_listing::{DraftId, Groups};
    use serde_json::{Value, json};

    use super::*;

    fn property(groups: Value) -> Property {
        let groups: Groups = serde_json::from_value(groups).expect("groups");
        let id: DraftId = "00000000-0000-0000-0000-000000000001".parse().expect("an id");
        Property::from_groups(id, &groups)
    }

    #[test]
    fn a_rent_says_its_time_and_a_price_on_request_says_no_amount() {
        let rent = json!({"amountMinor": 500_000_000, "currency": "NGN", "period": "year"});
        let mut groups = json!({"purpose": "rent", "price": rent});
        assert_eq!(price(&property(groups.clone())).as_deref(), Some("₦5,000,000 per year"));
        groups["purpose"] = json!("sale");
        assert_eq!(price(&property(groups.clone())).as_deref(), Some("₦5,000,000"));
        groups["price"]["onRequest"] = json!(true);
        assert_eq!(price(&property(groups)).as_deref(), Some("Price on request"));
    }

    #[test]
    fn rooms_that_were_typed_before_it_became_land_are_not_shown() {
        let mut groups = json!({
            "propertyType": "duplex",
            "rooms": {"bedrooms": 4, "bathrooms": 1, "boysQuarters": 1, "parking": "some"},
            "size": {"livingArea": 450, "landSize": 1_200},
            "building": {"yearBuilt": 2019, "furnished": "partly", "newBuild": true},
        });
        assert_eq!(
            facts(&property(groups.clone())).join(" · "),
            "4 bedrooms · 1 bathroom · 1 BQ room · 450 sqm floor area · 1,200 sqm of land · Built in 2019 · \
             Partly furnished · Newly built"
        );
        groups["purpose"] = json!("sale");
        groups["titleDocument"] = json!("cOfO");
        groups["location"] = json!({"latitude": 6_447_400, "longitude": 3_470_600});
        groups["terms"] = json!({"agencyPercent": 500, "advanceMonths": 12});
        assert_eq!(
            public_terms(&property(groups.clone())),
            ["Agency fee 5%", "Title document: Certificate of Occupancy (C of O)", "On the map: 6.4474, 3.4706"]
        );
        groups["propertyType"] = json!("land");
        assert_eq!(facts(&property(groups)), ["1,200 sqm of land"]);
    }
}
