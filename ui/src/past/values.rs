//! The values of a group as people read them, whoever wrote them and whatever version they are of.

use lagoon_listing::{GroupName, Location, Price, Step};
use serde_json::Value;

use crate::wizard::place::Place;

/// So many characters of a long value are shown before somebody asks for all of it.
const SHORT: usize = 60;

/// What a group is called.
pub fn name(group: &GroupName) -> String {
    if let Some(amenity) = group.as_amenity() {
        return amenity.label().map_or_else(|| amenity.to_string(), str::to_owned);
    }
    match group {
        group if *group == GroupName::TITLE => "Title".into(),
        group if *group == GroupName::PURPOSE => "Purpose".into(),
        group if *group == GroupName::PROPERTY_TYPE => "Type".into(),
        group if *group == GroupName::PRICE => "Price".into(),
        group if *group == GroupName::TERMS => "Terms".into(),
        group if *group == GroupName::TITLE_DOCUMENT => "Title document".into(),
        group if *group == GroupName::LOCATION => "Location".into(),
        group if *group == GroupName::ROOMS => "Rooms".into(),
        group if *group == GroupName::SIZE => "Size".into(),
        group if *group == GroupName::BUILDING => "Building".into(),
        group if *group == GroupName::PRIVATE_NOTES => "Private notes".into(),
        group if *group == GroupName::DESCRIPTION => "Description".into(),
        group if *group == GroupName::PUBLICATION => "Publication".into(),
        group if *group == GroupName::TRASH => "Trash".into(),
        other => other.to_string(),
    }
}

/// A group's value in words. A cleared one is "nothing".
pub fn words(group: &GroupName, value: &Value) -> String {
    let known = match value {
        Value::Null if *group == GroupName::PUBLICATION => Some("not published".into()),
        Value::Null => Some("nothing".into()),
        Value::Bool(on) if group.as_amenity().is_some() => Some(if *on { "yes" } else { "no" }.into()),
        Value::Bool(on) if *group == GroupName::TRASH => Some(if *on { "in the trash" } else { "not deleted" }.into()),
        Value::String(text) => Some(text.clone()),
        _ if *group == GroupName::PUBLICATION => Some("published".into()),
        _ if *group == GroupName::PRICE => price(value),
        _ if *group == GroupName::LOCATION => location(value),
        _ => None,
    };
    known.unwrap_or_else(|| value.to_string())
}

fn price(value: &Value) -> Option<String> {
    let price: Price = serde_json::from_value(value.clone()).ok()?;
    price.money().map(|money| money.format()).or(price.typed)
}

fn location(value: &Value) -> Option<String> {
    let location: Location = serde_json::from_value(value.clone()).ok()?;
    let parts = [location.street, location.area, location.lga, location.state];
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
        group if *group == GroupName::LOCATION => "field-state".into(),
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
            (GroupName::TITLE, Value::Null, "nothing"),
            (pool, json!(true), "yes"),
            (GroupName::TRASH, json!(true), "in the trash"),
            ("fromLater".parse().expect("a group"), json!({"a": 1}), "{\"a\":1}"),
        ] {
            assert_eq!(words(&group, &value), said, "{group}");
        }
    }

    #[test]
    fn a_long_text_is_shortened_at_a_whole_character() {
        assert_eq!(shortened("Duplex"), None);
        assert_eq!(shortened(&"₦".repeat(61)), Some(format!("{}…", "₦".repeat(60))));
        assert_eq!(shortened("One\nTwo"), Some("One…".into()));
        assert_eq!(shortened("One\n"), None);
    }
}
