//! What people type for a value, as the value of a group. What the cloud would refuse is refused here already, with its
//! reason: whoever types a command can type it again.

use lagoon_client::export::{
    parts::{self, Part},
    values::{priced, read},
};
use lagoon_listing::{AMENITIES, AmenityId, Currency, GroupName, Groups, Money, Price, check_for_storing};
use serde_json::Value;

use crate::{failure::Failure, known, slips};

/// One change: a group and its new value.
pub type Change = (GroupName, Value);

/// Reads a change from what was typed, on top of what the listing holds now. `None` clears.
pub fn change(target: &str, typed: Option<&str>, now: &Groups) -> Result<Change, Failure> {
    let change = if let Some(part) = parts::named(target) {
        (part.group.clone(), changed(part, typed, now)?)
    } else if let Some(refused) = no_part(target) {
        return Err(refused);
    } else {
        let group = group(target)?;
        let value = typed.map_or(Ok(Value::Null), |text| value(&group, text, now))?;
        (group, value)
    };
    storable(&change.0, &change.1)?;
    Ok(change)
}

/// Refuses what the cloud would refuse.
pub fn storable(group: &GroupName, value: &Value) -> Result<(), Failure> {
    slips::misshapen(group, value)?;
    check_for_storing(group, value).map_err(|error| Failure::value(format!("{error}")))
}

/// The currency that a typed price is in, and whence: it is in the text (`typed`), was the listing's (`kept`), or is what a
/// listing is priced in otherwise (`default`). `None`: this is no amount.
pub fn currency_of(text: &str, now: &Groups) -> Option<(Currency, &'static str)> {
    if text.trim_start().starts_with('{') {
        let named = serde_json::from_str::<Value>(text).is_ok_and(|price| price.get("currency").is_some());
        let price: Price = serde_json::from_str(text).ok()?;
        return Some((price.currency, if named { "typed" } else { "default" }));
    }
    let had: Option<Price> = read(now, &GroupName::PRICE);
    let otherwise = had.as_ref().map(|price| price.currency.clone()).unwrap_or_default();
    let money = Money::parse(text, &otherwise).ok()?;
    // What the text names is the same whatever it is read in.
    let another = if otherwise == Currency::GBP { Currency::EUR } else { Currency::GBP };
    let is_typed = Money::parse(text, &another).is_ok_and(|other| other.currency == money.currency);
    let from = match had {
        _ if is_typed => "typed",
        Some(_) => "kept",
        None => "default",
    };
    Some((money.currency, from))
}

/// An amenity and whether the listing offers it.
pub fn amenity(id: &str, offered: bool) -> Result<Change, Failure> {
    let id: AmenityId = id.parse().map_err(|error| {
        let labelled = AMENITIES.iter().find(|amenity| amenity.name.english().eq_ignore_ascii_case(id.trim()));
        let meant = labelled.map(|amenity| format!("Did you mean “{}”? ", amenity.id)).unwrap_or_default();
        Failure::value(format!("{meant}“{id}” is not an amenity: {error}."))
    })?;
    Ok((GroupName::amenity(&id), Value::Bool(offered)))
}

/// A group that may be written like any other.
pub fn group(name: &str) -> Result<GroupName, Failure> {
    let group: GroupName = name.parse().map_err(|error| {
        let meant = known::suggestion(name).map(|meant| format!("Did you mean “{meant}”? ")).unwrap_or_default();
        Failure::value(format!("{meant}“{name}” is not a group: {error}."))
    })?;
    if group == GroupName::TRASH {
        return Err(Failure::value("Use `lagoon-cli delete` and `lagoon-cli restore` for the trash."));
    }
    if group == GroupName::PUBLICATION {
        return Err(Failure::value("Use `lagoon-cli publish` and `lagoon-cli unpublish` for what buyers see."));
    }
    if let Some(id) = name.strip_prefix("amenity:") {
        amenity(id, true)?;
    }
    Ok(group)
}

fn value(group: &GroupName, text: &str, now: &Groups) -> Result<Value, Failure> {
    if [GroupName::TITLE, GroupName::DESCRIPTION, GroupName::PRIVATE_NOTES].contains(group) {
        return Ok(Value::String(text.to_owned()));
    }
    if *group == GroupName::PRICE && !text.trim_start().starts_with('{') {
        let price = read::<Price>(now, group).unwrap_or_default();
        return priced(price, text).map_err(Failure::value);
    }
    if group.as_amenity().is_some() {
        return match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" => Ok(Value::Bool(true)),
            "false" | "no" => Ok(Value::Bool(false)),
            _ => Err(Failure::value(format!("{group}: write true or false."))),
        };
    }
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(_) if *group == GroupName::PRICE => Err(Failure::value(
            "Write a price as 45m or 45,000,000, or as JSON such as {\"amountMinor\":4500000000,\"currency\":\"NGN\"}.",
        )),
        Err(_) if parts::of(group).next().is_some() => Err(Failure::value(format!(
            "Write {group} as JSON, such as {}, or change one part of it, such as {}.",
            slips::like(group),
            parts::of(group).next().map(Part::name).unwrap_or_default()
        ))),
        Err(_) => Ok(Value::String(text.to_owned())),
    }
}

/// A group with one part changed. Its other parts and fields of newer versions stay.
fn changed(part: &Part, typed: Option<&str>, now: &Groups) -> Result<Value, Failure> {
    let value = match typed {
        Some(text) => part.read(text, now).map_err(|why| Failure::value(format!("{}: {why}", part.name())))?,
        None => None,
    };
    Ok(part.put(now.get(&part.group), value))
}

/// The refusal of a part that its group does not have.
fn no_part(target: &str) -> Option<Failure> {
    let (group, _) = target.split_once('.')?;
    let names: Vec<_> = parts::of(&group.parse().ok()?).map(Part::name).collect();
    let (last, rest) = names.split_last()?;
    let rest = rest.join(", ");
    Some(Failure::value(format!("There is no “{target}”. The parts of the {group} are {rest} and {last}.")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn groups(value: Value) -> Groups {
        serde_json::from_value(value).expect("valid groups")
    }

    fn typed(target: &str, text: &str, now: Value) -> Result<Value, String> {
        change(target, Some(text), &groups(now)).map(|(_, value)| value).map_err(|failure| failure.message)
    }

    #[test]
    fn text_is_taken_as_it_is_typed() {
        for text in ["Duplex", "123", "true", "\"quoted\"", "{}", " = 1"] {
            assert_eq!(typed("title", text, json!({})), Ok(json!(text)));
        }
    }

    #[test]
    fn a_price_is_read_as_people_type_it_and_keeps_its_other_parts() {
        let now = json!({"price": {"amountMinor": 1, "currency": "USD", "period": "year"}});
        assert_eq!(typed("price", "45m", json!({})), Ok(json!({"amountMinor": 4_500_000_000_i64, "currency": "NGN"})));
        assert_eq!(
            typed("price", "2,500.75", now.clone()),
            Ok(json!({"amountMinor": 250_075, "currency": "USD", "period": "year"}))
        );
        assert_eq!(typed("price", "{\"amountMinor\": 5}", now.clone()), Ok(json!({"amountMinor": 5})));
        assert!(typed("price", "about 45m", now).expect_err("refused").contains("“about”"));
    }

    #[test]
    fn one_part_of_a_location_is_changed_and_the_others_stay() {
        let now = json!({"location": {"state": "Lagos", "area": "Ikoyi", "plusCode": "6FR5"}});
        assert_eq!(
            typed("location.area", "Lekki", now.clone()),
            Ok(json!({"state": "Lagos", "area": "Lekki", "plusCode": "6FR5"}))
        );
        assert!(typed("location.city", "Lagos", now).expect_err("refused").contains("location.state"));
        let last = groups(json!({"location": {"area": "Ikoyi"}}));
        assert_eq!(change("location.area", None, &last).map(|change| change.1), Ok(Value::Null));
    }

    #[test]
    fn one_part_of_any_group_is_changed_and_the_others_stay() {
        let now = json!({"rooms": {"bedrooms": 4, "studies": 1}, "price": {"amountMinor": 5, "currency": "USD"}});
        assert_eq!(typed("rooms.toilets", "5", now.clone()), Ok(json!({"bedrooms": 4, "studies": 1, "toilets": 5})));
        assert_eq!(
            typed("price.period", "per year", now.clone()),
            Ok(json!({"amountMinor": 5, "currency": "USD", "period": "year"}))
        );
        assert_eq!(
            typed("terms.serviceCharge", "500", now.clone()),
            Ok(json!({"serviceCharge": {"amountMinor": 50_000, "currency": "USD"}}))
        );
        assert_eq!(typed("purpose", "For rent", now.clone()), Ok(json!("rent")));
        assert_eq!(typed("privateNotes", "4", now.clone()), Ok(json!("4")));
        assert_eq!(change("rooms.bedrooms", None, &groups(now)).map(|change| change.1), Ok(json!({"studies": 1})));
    }

    #[test]
    fn every_bad_value_gets_one_sentence() {
        for (target, text) in [
            ("naïve", "x"),
            ("trash", "true"),
            ("publication", "null"),
            ("amenity:Pool", "true"),
            ("amenity:pool", "maybe"),
            ("location", "Lekki"),
            ("rooms", "four"),
            ("rooms.bedrooms", "four"),
            ("rooms.bedroom", "4"),
            ("building.serviced", "maybe"),
            ("terms.agencyPercent", "101"),
            ("price", "{"),
            ("price", "{\"amountMinor\": -1}"),
            ("description", &"x".repeat(100_000)),
        ] {
            let message = typed(target, text, json!({})).expect_err(target);
            assert!(message.len() < 300 && message.ends_with('.'), "{message}");
        }
    }
}
