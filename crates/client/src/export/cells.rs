//! The values of a listing as the cells of a row, and a row's cells as changes of a listing.
//!
//! The one rule: a cell that still says what the listing says changes nothing, so what cells cannot show is kept.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{AMENITIES, AmenityId, Currency, DraftId, GroupName, Groups, Money, Price, Property, group_value};
use serde_json::Value;
use uuid::Uuid;

use super::{
    parts::PARTS,
    values::{currency, priced, read},
};

/// The columns, in order.
pub const COLUMNS: [&str; 42] = [
    "id",
    "status",
    "deleted",
    "title",
    "purpose",
    "propertyType",
    "price",
    "currency",
    "onRequest",
    "period",
    "serviceCharge",
    "serviceChargeFrequency",
    "agencyPercent",
    "legalPercent",
    "cautionDeposit",
    "advanceMonths",
    "titleDocument",
    "state",
    "lga",
    "area",
    "street",
    "estate",
    "landmark",
    "latitude",
    "longitude",
    "hideAddress",
    "bedrooms",
    "bathrooms",
    "toilets",
    "boysQuarters",
    "parking",
    "livingArea",
    "landSize",
    "yearBuilt",
    "furnished",
    "serviced",
    "newBuild",
    "amenities",
    "description",
    "privateNotes",
    "other",
    "base",
];

/// The groups that are a text and nothing else, with their columns.
pub const TEXTS: [(&str, GroupName); 3] =
    [("title", GroupName::TITLE), ("description", GroupName::DESCRIPTION), ("privateNotes", GroupName::PRIVATE_NOTES)];

/// The cells of a row by column. A column that is not there leaves the listing as it is; an empty cell clears.
pub type Row = BTreeMap<&'static str, String>;

/// A listing's values as cells. What they cannot show stands in `other` as JSON.
pub fn row(groups: &Groups) -> Result<Row, String> {
    let mut row = shown(groups);
    let mut readable = row.clone();
    if price_of(Price::default(), &row["price"], &row["currency"]).is_err() {
        // What was typed for a price and is none.
        readable.retain(|column, _| !["price", "currency"].contains(column));
    }
    // What was typed for a part and is none, or is none that its column can show.
    for part in &PARTS {
        let stored = part.value(groups.get(&part.group));
        if part.read(&row[part.column()], groups).ok().flatten().as_ref() != stored {
            readable.remove(part.column());
        }
    }
    let alone = changes(&readable, &Groups::new())?;
    let lacking: Groups = groups
        .iter()
        .filter(|(name, value)| !is_elsewhere(name) && says_something(value) && alone.get(name) != Some(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if !lacking.is_empty() {
        row.insert("other", serde_json::to_string(&lacking).map_err(|error| error.to_string())?);
    }
    Ok(row)
}

/// The changes that make a listing say what a row says.
pub fn changes(row: &Row, now: &Groups) -> Result<Groups, String> {
    let mut wanted = other(row)?;
    let mut basis = now.clone();
    basis.extend(wanted.clone());
    let before = shown(&basis);
    let differs = |column: &str| row.get(column).is_some_and(|cell| before.get(column) != Some(cell));
    let cell = |column: &str| row.get(column).or(before.get(column)).map_or("", String::as_str);

    for (column, group) in TEXTS {
        if differs(column) {
            let text = cell(column);
            wanted.insert(group, if text.is_empty() { Value::Null } else { Value::String(text.to_owned()) });
        }
    }
    if differs("price") || differs("currency") {
        let price = read(&basis, &GroupName::PRICE).unwrap_or_default();
        wanted.insert(GroupName::PRICE, price_of(price, cell("price"), cell("currency"))?);
    }
    for part in PARTS.iter().filter(|part| differs(part.column())) {
        let mut now = basis.clone();
        now.extend(wanted.clone());
        let value = part.read(cell(part.column()), &now).map_err(|why| format!("{}: {why}", part.column()))?;
        wanted.insert(part.group.clone(), part.put(now.get(&part.group), value));
    }
    if let Some(text) = row.get("amenities") {
        let (offered, had) = (amenities(text)?, property(&basis).amenities);
        wanted.extend(offered.difference(&had).map(|id| (GroupName::amenity(id), Value::Bool(true))));
        wanted.extend(had.difference(&offered).map(|id| (GroupName::amenity(id), Value::Bool(false))));
    }
    Ok(wanted)
}

/// Status and trash have columns of their own.
fn is_elsewhere(name: &GroupName) -> bool {
    *name == GroupName::TRASH || *name == GroupName::PUBLICATION
}

fn says_something(value: &Value) -> bool {
    !value.is_null() && *value != Value::Bool(false)
}

/// The id of a listing is not looked at.
const NOBODYS: DraftId = DraftId(Uuid::nil());

fn property(groups: &Groups) -> Property {
    Property::from_groups(NOBODYS, groups)
}

fn shown(groups: &Groups) -> Row {
    let Property { title, price, amenities, description, private_notes, .. } = property(groups);
    let amenities: Vec<_> = amenities.iter().map(AmenityId::as_str).collect();
    let currency = price.as_ref().filter(|price| says_an_amount(price)).map(|price| price.currency.code().to_owned());
    let mut row = Row::from([
        ("title", title.unwrap_or_default()),
        ("price", price.map(amount).unwrap_or_default()),
        ("currency", currency.unwrap_or_default()),
        ("amenities", amenities.join("; ")),
        ("description", description.unwrap_or_default()),
        ("privateNotes", private_notes.unwrap_or_default()),
    ]);
    row.extend(PARTS.iter().map(|part| (part.column(), part.show(groups.get(&part.group)))));
    row
}

/// A currency alone says nothing.
fn says_an_amount(price: &Price) -> bool {
    price.amount_minor.is_some() || price.typed.is_some()
}

/// The amount as a plain number, so that spreadsheets can count with it; or what was typed in its place.
fn amount(price: Price) -> String {
    match price.money() {
        Some(Money { minor, currency }) => decimal(minor, usize::from(currency.minor_digits())),
        None => price.typed.unwrap_or_default(),
    }
}

fn decimal(minor: i64, digits: usize) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let padded = format!("{:0width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, fraction) = padded.split_at(padded.len() - digits);
    let point = if fraction.bytes().all(|digit| digit == b'0') { String::new() } else { format!(".{fraction}") };
    format!("{sign}{whole}{point}")
}

fn price_of(mut price: Price, text: &str, code: &str) -> Result<Value, String> {
    if text.trim().is_empty() {
        let nothing = Price { amount_minor: None, typed: None, currency: Currency::default(), ..price };
        return Ok(group_value(&nothing));
    }
    price.currency = currency(code)?;
    let named = Money::parse(text, &price.currency).map_err(|error| format!("price: {error}"))?.currency;
    if named != price.currency && !code.trim().is_empty() {
        let stated: &Currency = &price.currency;
        return Err(format!("price: “{text}” is in {named} and the column “currency” says {stated}. Make them agree."));
    }
    priced(price, text)
}

/// Amenities by id, or by the name that the app shows.
pub fn amenities(text: &str) -> Result<BTreeSet<AmenityId>, String> {
    let parts = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(amenity).collect()
}

fn amenity(text: &str) -> Result<AmenityId, String> {
    let known = AMENITIES.iter().find(|amenity| amenity.name.english().eq_ignore_ascii_case(text));
    let id = known.map_or(text, |amenity| amenity.id);
    id.parse().map_err(|error| format!("amenities: “{text}” is none: {error}. Put “;” between them."))
}

/// The groups that no column shows.
pub fn other(row: &Row) -> Result<Groups, String> {
    let text = row.get("other").map_or("", |text| text.trim());
    if text.is_empty() {
        return Ok(Groups::new());
    }
    let mut groups: Groups = serde_json::from_str(text)
        .map_err(|error| format!("other: this is not JSON of groups ({error}). Leave it as it was exported."))?;
    groups.retain(|name, _| !is_elsewhere(name));
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn groups(value: Value) -> Groups {
        serde_json::from_value(value).expect("valid groups")
    }

    fn rich() -> Groups {
        groups(json!({
            "title": "=Duplex, \"new\"",
            "purpose": "rent",
            "propertyType": "houseboat",
            "price": {"amountMinor": 4_500_000_050_i64, "currency": "USD", "period": "year"},
            "terms": {"serviceCharge": {"amountMinor": 50_000_000, "currency": "NGN"}, "agencyPercent": 750},
            "location": {
                "state": "Lagos", "area": "Lekki", "latitude": 6_447_400, "longitude": 3_470_600, "plusCode": "6FR5",
            },
            "rooms": {"bedrooms": 4, "toilets": "4 or 5", "parking": "2"},
            "size": {"landSize": 1_200},
            "building": {"serviced": true, "furnished": "antique"},
            "privateNotes": "In a hurry",
            "amenity:pool": true,
            "amenity:gym": false,
            "amenity:hologram-room": true,
            "description": "Two\nlines",
            "photos": [{"id": "1"}],
            "publication": {"fields": {}, "publishedAt": 1},
            "trash": false,
        }))
    }

    #[test]
    fn a_row_makes_the_same_listing_elsewhere() {
        let made = changes(&row(&rich()).expect("a row"), &Groups::new()).expect("readable");
        let mut expected = rich();
        for name in ["publication", "trash", "amenity:gym"] {
            expected.remove(&name.parse::<GroupName>().expect("valid"));
        }
        assert_eq!(made, expected);
    }

    #[test]
    fn a_row_that_nobody_touched_changes_nothing() {
        let now = rich();
        for (name, value) in changes(&row(&now).expect("a row"), &now).expect("readable") {
            assert_eq!(now.get(&name), Some(&value), "{name}");
        }
    }

    #[test]
    fn a_changed_cell_changes_its_part_and_keeps_what_no_cell_shows() {
        let mut row = row(&rich()).expect("a row");
        row.extend([
            ("price", "50m".into()),
            ("area", "Ikoyi".into()),
            ("bedrooms", "5".into()),
            ("amenities", "Gym".into()),
            ("title", String::new()),
        ]);
        let made = changes(&row, &rich()).expect("readable");
        let made = serde_json::to_value(made).expect("serialises");
        assert_eq!(made["price"], json!({"amountMinor": 5_000_000_000_i64, "currency": "USD", "period": "year"}));
        let place = json!({
            "state": "Lagos", "area": "Ikoyi", "latitude": 6_447_400, "longitude": 3_470_600, "plusCode": "6FR5",
        });
        assert_eq!(made["location"], place);
        assert_eq!(made["rooms"], json!({"bedrooms": 5, "toilets": "4 or 5", "parking": "2"}));
        assert_eq!((&made["amenity:pool"], &made["amenity:gym"]), (&json!(false), &json!(true)));
        assert_eq!(made["title"], json!(null));
        assert_eq!(made.get("description"), None);
    }

    #[test]
    fn a_row_makes_a_whole_listing() {
        let row = Row::from(
            [
                ("purpose", "For rent"),
                ("propertyType", "flat"),
                ("price", "5m"),
                ("period", "per year"),
                ("serviceCharge", "500k"),
                ("serviceChargeFrequency", "year"),
                ("agencyPercent", "10%"),
                ("state", "lagos"),
                ("lga", "eti osa"),
                ("hideAddress", "yes"),
                ("bedrooms", "2"),
                ("livingArea", "120 sqm"),
                ("serviced", "true"),
                ("privateNotes", "4"),
            ]
            .map(|(column, cell)| (column, cell.to_owned())),
        );
        let made = changes(&row, &Groups::new()).expect("readable");
        let expected = groups(json!({
            "purpose": "rent", "propertyType": "flat",
            "price": {"amountMinor": 500_000_000, "currency": "NGN", "period": "year"},
            "terms": {
                "serviceCharge": {"amountMinor": 50_000_000, "currency": "NGN"}, "serviceChargeFrequency": "year",
                "agencyPercent": 1_000,
            },
            "location": {"state": "Lagos", "lga": "Eti-Osa", "hideAddress": true},
            "rooms": {"bedrooms": 2}, "size": {"livingArea": 120}, "building": {"serviced": true}, "privateNotes": "4",
        }));
        assert_eq!(made, expected);
        let on_request = groups(json!({"price": {"currency": "NGN", "onRequest": true}}));
        let emptied = Row::from([("price", String::new()), ("bedrooms", String::new())]);
        let mut now = expected.clone();
        now.extend(groups(json!({"price": {"amountMinor": 5, "currency": "NGN", "onRequest": true}})));
        let made = changes(&emptied, &now).expect("readable");
        assert_eq!(
            (&made[&GroupName::PRICE], &made[&GroupName::ROOMS]),
            (&on_request[&GroupName::PRICE], &Value::Null)
        );
    }

    #[test]
    fn an_unreadable_price_survives_the_table() {
        let typed = groups(json!({"price": {"typed": "about 45m", "currency": "NGN"}}));
        assert_eq!(changes(&row(&typed).expect("a row"), &Groups::new()), Ok(typed));
    }

    #[test]
    fn a_bad_cell_says_what_to_do() {
        for (column, cell) in [
            ("price", "about 45m"),
            ("currency", "naira"),
            ("amenities", "Pool, gym"),
            ("bedrooms", "four"),
            ("serviced", "maybe"),
            ("other", "{"),
        ] {
            let row = Row::from([("price", "5".to_owned()), (column, cell.to_owned())]);
            assert!(changes(&row, &Groups::new()).expect_err(cell).contains(column), "{column}");
        }
        let two = Row::from([("price", "$5".to_owned()), ("currency", "NGN".to_owned())]);
        assert!(changes(&two, &Groups::new()).is_err());
        let one = Row::from([("price", "$5".to_owned())]);
        assert_eq!(
            changes(&one, &Groups::new()),
            Ok(groups(json!({"price": {"amountMinor": 500, "currency": "USD"}})))
        );
    }

    #[test]
    fn an_amount_is_written_exactly() {
        assert_eq!(decimal(4_500_000_000, 2), "45000000");
        assert_eq!(decimal(5, 2), "0.05");
        assert_eq!(decimal(500, 0), "500");
        assert_eq!(decimal(-150, 2), "-1.50");
        assert_eq!(decimal(i64::MAX, 2), "92233720368547758.07");
    }
}
