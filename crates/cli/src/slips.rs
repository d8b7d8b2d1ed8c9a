//! Slips inside a value: parts that a price or a location does not have, currencies, states and choices that there are none
//! of.
//!
//! The one rule: the cloud keeps all of these, as a newer version may have made them, so what a listing has already, an export
//! wrote or --unknown vouches for is no slip.

use lagoon_client::export::parts::{self, Kind, Part};
use lagoon_listing::{Currency, GroupName, Groups, STATES};
use serde_json::{Map, Value};

use crate::{
    failure::Failure,
    known::most_like,
    output::{counted, plain},
};

/// The fields of a price beside its parts.
const AMOUNT: [&str; 3] = ["amountMinor", "currency", "typed"];
const PRICE_LIKE: &str = "{\"amountMinor\":4500000000,\"currency\":\"NGN\"}, or as an amount such as 45m";

/// How a group is written.
pub fn like(group: &GroupName) -> &'static str {
    match group {
        group if *group == GroupName::PRICE => PRICE_LIKE,
        group if *group == GroupName::LOCATION => "{\"state\":\"Lagos\",\"area\":\"Lekki Phase 1\"}",
        group if *group == GroupName::TERMS => "{\"agencyPercent\":1000,\"advanceMonths\":12}",
        group if *group == GroupName::ROOMS => "{\"bedrooms\":4,\"toilets\":5}",
        group if *group == GroupName::SIZE => "{\"livingArea\":220,\"landSize\":650}",
        _ => "{\"yearBuilt\":2019,\"serviced\":true}",
    }
}

/// What people call a state that has another name.
const ALSO_CALLED: [(&str, &str); 2] = [("abuja", "Federal Capital Territory"), ("fct", "Federal Capital Territory")];

/// Refuses what no version could read, in words of ours.
pub fn misshapen(group: &GroupName, value: &Value) -> Result<(), Failure> {
    let Some(fields) = fields_of(group).filter(|_| !value.is_null()) else { return Ok(()) };
    let held = value.as_object().ok_or_else(|| Failure::value(format!("{group}: write it as {}.", like(group))))?;
    let is_text = |field: &str, value: &Value| value.is_string() || (value.is_null() && field != "currency");
    let texts = fields.iter().filter(|field| holds_text(group, field));
    let mut bad = texts.filter(|field| held.get(**field).is_some_and(|value| !is_text(field, value)));
    bad.next().map_or(Ok(()), |field| Err(Failure::value(format!("{group}.{field}: write text in quotation marks."))))
}

/// Whether a field is text and nothing else. The others are checked by whoever stores them.
fn holds_text(group: &GroupName, field: &str) -> bool {
    let part = parts::of(group).find(|part| part.field == Some(field));
    let text = |part: &Part| matches!(part.kind, Kind::Text | Kind::State | Kind::Lga);
    part.map_or(field != "amountMinor", text)
}

/// Refuses what is not what somebody can have meant, beside what the listing has `now`.
pub fn refuse(group: &GroupName, value: &Value, now: &Groups, way_out: &str) -> Result<(), Failure> {
    let had = now.get(group);
    for part in parts::of(group) {
        let new = part.value(Some(value)).filter(|value| part.value(had) != Some(*value)).and_then(Value::as_str);
        if let (Kind::Choice(choices), Some(id)) = (&part.kind, new) {
            choice(part, &choices(), id, way_out)?;
        }
    }
    let (Some(known), Some(fields)) = (fields_of(group), value.as_object()) else { return Ok(()) };
    let none = Map::new();
    let had = had.and_then(Value::as_object).unwrap_or(&none);
    if let Some(slip) = fields.keys().find(|field| !known.contains(&field.as_str()) && !had.contains_key(*field)) {
        let meant = suggested(slip, known.iter().copied());
        let (slip, known) = (plain(slip), known.join(", "));
        let has = match group.as_str() {
            "terms" => "Terms have",
            "rooms" => "Rooms have",
            _ => &format!("A {group} has"),
        };
        return Err(Failure::value(format!("{has} no “{slip}”.{meant} The parts are {known}. {way_out}")));
    }
    let says_nothing = |field: &&str| fields.get(*field).is_none_or(Value::is_null);
    if *group == GroupName::PRICE && ["amountMinor", "typed", "onRequest", "period"].iter().all(says_nothing) {
        return Err(Failure::value(format!("A price needs an amount. Write it as {PRICE_LIKE}; --clear removes it.")));
    }
    let new = |field: &str| fields.get(field).filter(|value| had.get(field) != Some(value)).and_then(Value::as_str);
    if let Some(code) = new("currency").filter(|_| *group == GroupName::PRICE) {
        currency(code, way_out)?;
    }
    new("state").filter(|_| *group == GroupName::LOCATION).map_or(Ok(()), |named| state(named, way_out))
}

/// The fields of a group that has any.
fn fields_of(group: &GroupName) -> Option<Vec<&'static str>> {
    let parts = parts::of(group).filter_map(|part| part.field);
    let amount = AMOUNT.into_iter().filter(|_| *group == GroupName::PRICE);
    Some(amount.chain(parts).collect::<Vec<_>>()).filter(|fields| !fields.is_empty())
}

fn choice(part: &Part, choices: &[(&'static str, &'static str)], id: &str, way_out: &str) -> Result<(), Failure> {
    let ids = || choices.iter().map(|(id, _)| *id);
    if ids().any(|known| known == id) {
        return Ok(());
    }
    let (id, name, meant) = (plain(id), part.name(), suggested(id, ids()));
    let ids = ids().collect::<Vec<_>>().join(", ");
    Err(Failure::value(format!("{name}: there is no “{id}”.{meant} Choose one of {ids}. {way_out}")))
}

fn currency(code: &str, way_out: &str) -> Result<(), Failure> {
    let codes = Currency::ALL.map(|currency| currency.to_string());
    if codes.iter().any(|known| known == code) {
        return Ok(());
    }
    let (code, codes) = (plain(code), codes.join(", "));
    Err(Failure::value(format!("A listing cannot be priced in “{code}”, only in {codes}. {way_out}")))
}

fn state(name: &str, way_out: &str) -> Result<(), Failure> {
    if STATES.contains(&name) {
        return Ok(());
    }
    let also = ALSO_CALLED.iter().find(|(also, _)| name.trim().eq_ignore_ascii_case(also));
    let meant = match also.map(|(_, state)| *state).or_else(|| most_like(name, STATES)) {
        Some(meant) => format!("Did you mean “{meant}”?"),
        None => format!("There are {}: {}.", counted(STATES.len(), "state"), STATES.join(", ")),
    };
    Err(Failure::value(format!("There is no state “{}”. {meant} {way_out}", plain(name))))
}

fn suggested<'a>(slip: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    most_like(slip, known).map(|meant| format!(" Did you mean “{meant}”?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(group: &GroupName, value: &Value, now: Value) -> Option<String> {
        let now = Groups::from([(group.clone(), now)]);
        let found = misshapen(group, value).and_then(|()| refuse(group, value, &now, "Or --unknown."));
        found.err().map(|failure| failure.message)
    }

    #[test]
    fn a_part_that_there_is_not_is_named_with_what_was_meant() {
        for (value, said) in [
            (json!({"amount": -5}), "A price has no “amount”. Did you mean “amountMinor”?"),
            (json!({"amout": 5}), "Did you mean “amountMinor”?"),
            (json!({"currency": "USD"}), "A price needs an amount"),
            (json!({}), "A price needs an amount"),
            (json!({"amountMinor": 5, "currency": "XXX"}), "“XXX”, only in NGN, USD, GBP, EUR"),
            (json!({"amountMinor": 5, "currency": 5}), "price.currency: write text"),
            (json!({"amountMinor": 5, "currency": null}), "price.currency: write text"),
            (json!({"typed": 5}), "price.typed: write text"),
            (json!([5]), "price: write it as"),
        ] {
            let found = refused(&GroupName::PRICE, &value, Value::Null).unwrap_or_default();
            assert!(found.contains(said), "{value}: {found}");
        }
        for (value, said) in [
            (json!({"street": 5}), "location.street: write text"),
            (json!({"stat": "Lagos"}), "Did you mean “state”?"),
            (json!({"state": "Lagso"}), "Did you mean “Lagos”?"),
            (json!({"state": "fct"}), "Did you mean “Federal Capital Territory”?"),
            (json!({"state": "Atlantis"}), "There are 37 states: Abia, "),
            (json!("Lekki"), "location: write it as"),
        ] {
            let found = refused(&GroupName::LOCATION, &value, Value::Null).unwrap_or_default();
            assert!(found.contains(said), "{value}: {found}");
        }
    }

    #[test]
    fn a_choice_that_there_is_not_is_named_with_what_was_meant() {
        for (group, value, said) in [
            (GroupName::PURPOSE, json!("sell"), "purpose: there is no “sell”."),
            (GroupName::PROPERTY_TYPE, json!("duplx"), "Did you mean “duplex”?"),
            (
                GroupName::PRICE,
                json!({"amountMinor": 5, "currency": "NGN", "period": "week"}),
                "one of year, month, night",
            ),
            (GroupName::BUILDING, json!({"furnished": "antique"}), "building.furnished: there is no “antique”."),
            (GroupName::ROOMS, json!({"bedroom": 4}), "Rooms have no “bedroom”. Did you mean “bedrooms”?"),
            (GroupName::ROOMS, json!(4), "rooms: write it as"),
        ] {
            let found = refused(&group, &value, Value::Null).unwrap_or_default();
            assert!(found.contains(said), "{value}: {found}");
        }
        assert_eq!(refused(&GroupName::PRICE, &json!({"onRequest": true}), Value::Null), None);
    }

    #[test]
    fn what_the_listing_has_already_is_no_slip() {
        for (group, value) in [
            (GroupName::PRICE, json!({"amountMinor": 5, "currency": "XLG", "per": "plot"})),
            (GroupName::LOCATION, json!({"state": "Moon", "what3words": "a.b.c"})),
            (GroupName::PURPOSE, json!("auction")),
            (GroupName::BUILDING, json!({"furnished": "antique", "floors": 2})),
        ] {
            assert_eq!(refused(&group, &value, value.clone()), None);
            assert!(refused(&group, &value, Value::Null).is_some_and(|said| said.ends_with("Or --unknown.")));
        }
        assert_eq!(refused(&GroupName::PRICE, &json!({"typed": "about 45m"}), Value::Null), None);
        assert_eq!(refused(&GroupName::LOCATION, &json!({"state": null, "area": "Lekki"}), Value::Null), None);
    }
}
