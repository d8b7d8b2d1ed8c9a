//! The values of a group as people read them, whoever wrote them and whatever version they are of.

use std::collections::BTreeSet;

use lagoon_listing::{GroupName, Location, Price, PropertyType, Purpose, Step, TitleDocument};
use lagoon_words::tr;
use serde_json::Value;

use super::parts::{Part, nothing, parts, yes_or_no};
use crate::wizard::{facts, place::Place, words as wizard};

/// So many characters of a long value are shown before somebody asks for all of it.
const SHORT: usize = 60;

/// What a group is called.
pub fn name(group: &GroupName) -> String {
    if let Some(amenity) = group.as_amenity() {
        return amenity.label().map_or_else(|| amenity.to_string(), str::to_owned);
    }
    match group {
        group if *group == GroupName::TITLE => tr!("Title").into(),
        group if *group == GroupName::PURPOSE => tr!("Purpose").into(),
        group if *group == GroupName::PROPERTY_TYPE => tr!("Type").into(),
        group if *group == GroupName::PRICE => tr!("Price").into(),
        group if *group == GroupName::TERMS => tr!("Terms").into(),
        group if *group == GroupName::TITLE_DOCUMENT => tr!("Title document").into(),
        group if *group == GroupName::LOCATION => tr!("Location").into(),
        group if *group == GroupName::ROOMS => tr!("Rooms").into(),
        group if *group == GroupName::SIZE => tr!("Size").into(),
        group if *group == GroupName::BUILDING => tr!("Building").into(),
        group if *group == GroupName::DESCRIPTION => tr!("Description").into(),
        group if *group == GroupName::PRIVATE_NOTES => tr!("Private notes").into(),
        group if *group == GroupName::PUBLICATION => tr!("Publication").into(),
        group if *group == GroupName::TRASH => tr!("Trash").into(),
        other => other.to_string(),
    }
}

/// A group's value in words. A cleared one is "nothing".
pub fn words(group: &GroupName, value: &Value) -> String {
    let known = match value {
        Value::Null if *group == GroupName::PUBLICATION => Some(tr!("not published").into()),
        Value::Null => Some(nothing().into()),
        Value::Bool(on) if group.as_amenity().is_some() => Some(yes_or_no(*on)),
        Value::Bool(on) if *group == GroupName::TRASH => {
            Some(if *on { tr!("in the trash") } else { tr!("not deleted") }.into())
        }
        Value::String(id) if is_choice(group) => Some(choice(group, id)),
        Value::String(text) => Some(text.clone()),
        _ if *group == GroupName::PUBLICATION => Some(tr!("published").into()),
        _ if *group == GroupName::PRICE => price(value).or_else(|| all_parts(group, value)),
        _ if *group == GroupName::LOCATION => location(value).or_else(|| all_parts(group, value)),
        _ => all_parts(group, value),
    };
    known.filter(|words| !words.is_empty()).unwrap_or_else(|| value.to_string())
}

/// What differs between two values of a group, in words: what it is called, the one and the other. Of a group of many parts
/// only those that differ are said; one that differs alone is called by its own name.
pub fn told_apart(group: &GroupName, one: &Value, other: &Value) -> (String, String, String) {
    let whole = || (name(group), words(group, one), words(group, other));
    let (Some(mut before), Some(mut after)) = (parts(group, one), parts(group, other)) else { return whole() };
    let same: Vec<Part> = before.iter().filter(|part| after.contains(part)).cloned().collect();
    before.retain(|part| !same.contains(part));
    after.retain(|part| !same.contains(part));
    let labels: BTreeSet<&str> = before.iter().chain(&after).map(|(label, _)| *label).collect();
    let said = |parts: &[Part]| parts.first().map_or_else(|| nothing().to_owned(), |(_, words)| words.clone());
    match (labels.len(), labels.first()) {
        (1, Some(label)) => ((*label).to_owned(), said(&before), said(&after)),
        _ if labels.is_empty() || (one_line(group) && words(group, one) != words(group, other)) => whole(),
        _ => (name(group), listed(&before), listed(&after)),
    }
}

/// Whether a group's value is an id of a list.
pub fn is_choice(group: &GroupName) -> bool {
    [GroupName::PURPOSE, GroupName::PROPERTY_TYPE, GroupName::TITLE_DOCUMENT].contains(group)
}

/// Whether a group's value says more than one thing.
pub fn has_parts(group: &GroupName) -> bool {
    [GroupName::TERMS, GroupName::ROOMS, GroupName::SIZE, GroupName::BUILDING].contains(group)
}

/// Groups whose parts read as one line, such as an address.
fn one_line(group: &GroupName) -> bool {
    [GroupName::PRICE, GroupName::LOCATION].contains(group)
}

fn choice(group: &GroupName, id: &str) -> String {
    let label = match group {
        group if *group == GroupName::PURPOSE => id.parse().ok().map(Purpose::label),
        group if *group == GroupName::PROPERTY_TYPE => id.parse().ok().map(PropertyType::label),
        _ => id.parse().ok().map(TitleDocument::label),
    };
    label.unwrap_or(id).to_owned()
}

fn all_parts(group: &GroupName, value: &Value) -> Option<String> {
    parts(group, value).map(|parts| listed(&parts))
}

fn listed(parts: &[Part]) -> String {
    if parts.is_empty() {
        return nothing().into();
    }
    parts.iter().map(|(label, words)| tr!("{label} {words}", label, words)).collect::<Vec<_>>().join(" · ")
}

fn price(value: &Value) -> Option<String> {
    let price: Price = serde_json::from_value(value.clone()).ok()?;
    let amount = facts::amount(&price, true).or(price.typed);
    let on_request = price.on_request.then(|| wizard::on_request().to_owned());
    let said: Vec<String> = amount.into_iter().chain(on_request).collect();
    (!said.is_empty()).then(|| said.join(" · "))
}

fn location(value: &Value) -> Option<String> {
    let location: Location = serde_json::from_value(value.clone()).ok()?;
    let parts = [location.street, location.estate, location.area, location.lga, location.state, location.landmark];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The beginning of a long text, or `None` if it is short enough to be shown whole.
pub fn shortened(text: &str) -> Option<String> {
    let line = text.lines().next().unwrap_or_default();
    let end = line.char_indices().nth(SHORT).map(|(end, _)| end);
    match end {
        Some(end) => Some(format!("{}…", line[..end].trim_end())),
        None if line.len() < text.trim_end().len() => Some(format!("{line}…")),
        None => None,
    }
}

/// Whether it can be given back on its own. Trash and publication have controls of their own.
pub fn can_be_restored(group: &GroupName) -> bool {
    *group != GroupName::TRASH && *group != GroupName::PUBLICATION
}

/// Where a group is written.
pub fn place(group: &GroupName) -> Place {
    match (group, Step::of_group(group)) {
        (group, Step::Check) if *group != GroupName::PUBLICATION => Place::Hub,
        (_, step) => Place::Step(step),
    }
}

/// The id of the control that a group is written with.
pub fn field(group: &GroupName) -> String {
    match group {
        group if *group == GroupName::PURPOSE => "purpose-sale".into(),
        group if *group == GroupName::PROPERTY_TYPE => "type-flat".into(),
        group if *group == GroupName::TERMS => "field-serviceCharge".into(),
        group if *group == GroupName::LOCATION => "field-state".into(),
        group if *group == GroupName::ROOMS => "field-bedrooms".into(),
        group if *group == GroupName::SIZE => "field-landSize".into(),
        group if *group == GroupName::BUILDING => "field-yearBuilt".into(),
        group if *group == GroupName::PUBLICATION || *group == GroupName::TRASH => "wizard-title".into(),
        group => group.as_amenity().map_or_else(|| format!("field-{group}"), |amenity| format!("amenity-{amenity}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let pool: GroupName = "amenity:pool".parse().expect("a group");
        for (group, value, said) in [
            (GroupName::PRICE, json!({"amountMinor": 4_500_000_000_i64, "currency": "NGN"}), "₦45,000,000"),
            (GroupName::PRICE, json!({"typed": "about 45"}), "about 45"),
            (GroupName::LOCATION, json!({"state": "Lagos", "area": "Lekki", "lga": " "}), "Lekki, Lagos"),
            (
                GroupName::PRICE,
                json!({"amountMinor": 500_000_000_i64, "period": "year", "onRequest": true}),
                "₦5,000,000 per year · Price on request",
            ),
            (GroupName::PRICE, json!({"currency": "USD"}), "Currency USD"),
            (
                GroupName::LOCATION,
                json!({"latitude": 6_447_400, "hideAddress": true}),
                "Latitude 6.4474 · Hidden address yes",
            ),
            (GroupName::PURPOSE, json!("shortLet"), "Short let"),
            (GroupName::PROPERTY_TYPE, json!("treehouse"), "treehouse"),
            (GroupName::ROOMS, json!({"bedrooms": 4, "parking": "some"}), "Bedrooms 4 · Parking spaces some"),
            (GroupName::BUILDING, json!({"serviced": true}), "Serviced yes"),
            (GroupName::TITLE, Value::Null, "nothing"),
            (pool, json!(true), "yes"),
            (GroupName::TRASH, json!(true), "in the trash"),
            ("fromLater".parse().expect("a group"), json!({"a": 1}), "{\"a\":1}"),
        ] {
            assert_eq!(words(&group, &value), said, "{group}");
        }
    }

    #[test]
    fn of_many_parts_only_those_that_differ_are_told() {
        let apart = |group: GroupName, one: Value, other: Value| {
            let (name, one, other) = told_apart(&group, &one, &other);
            format!("{name} {one} → {other}")
        };
        let rooms = |bedrooms: u32, toilets: u32| json!({"bedrooms": bedrooms, "toilets": toilets});
        assert_eq!(apart(GroupName::ROOMS, rooms(3, 4), rooms(4, 4)), "Bedrooms 3 → 4");
        assert_eq!(
            apart(GroupName::ROOMS, rooms(3, 4), rooms(4, 5)),
            "Rooms Bedrooms 3 · Toilets 4 → Bedrooms 4 · Toilets 5"
        );
        assert_eq!(apart(GroupName::ROOMS, Value::Null, rooms(3, 4)), "Rooms nothing → Bedrooms 3 · Toilets 4");
        assert_eq!(apart(GroupName::ROOMS, json!({"toilets": 4}), rooms(3, 4)), "Bedrooms nothing → 3");
        assert_eq!(apart(GroupName::PURPOSE, json!("sale"), json!("rent")), "Purpose For sale → For rent");
        let price = |period| json!({"amountMinor": 100, "period": period});
        assert_eq!(apart(GroupName::PRICE, price("year"), price("month")), "Period per year → per month");
        let place = |area, hidden| json!({"area": area, "state": "Lagos", "hideAddress": hidden});
        assert_eq!(
            apart(GroupName::LOCATION, place("Ajah", false), place("Epe", true)),
            "Location Ajah, Lagos → Epe, Lagos"
        );
        assert_eq!(
            apart(GroupName::LOCATION, place("Ajah", false), place("Ajah", true)),
            "Hidden address nothing → yes"
        );
        let map = |latitude: i64, longitude: i64| json!({"area": "Ajah", "latitude": latitude, "longitude": longitude});
        assert_eq!(
            apart(GroupName::LOCATION, map(6_000_000, 3_000_000), map(6_500_000, 3_500_000)),
            "Location Latitude 6 · Longitude 3 → Latitude 6.5 · Longitude 3.5"
        );
    }

    #[test]
    fn a_long_text_is_shortened_at_a_whole_character() {
        assert_eq!(shortened("Duplex"), None);
        assert_eq!(shortened(&"₦".repeat(61)), Some(format!("{}…", "₦".repeat(60))));
        assert_eq!(shortened("One\nTwo"), Some("One…".into()));
        assert_eq!(shortened("One\n"), None);
    }
}
