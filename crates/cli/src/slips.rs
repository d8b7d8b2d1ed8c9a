//! Slips inside a value: parts that a price or a location does not have, currencies and states that there are none of.
//!
//! The one rule: the cloud keeps all of these, as a newer version may have made them, so what a listing has already, an export
//! wrote or --unknown vouches for is no slip.

use lagoon_listing::{Currency, GroupName, Groups, STATES};
use serde_json::{Map, Value};

use crate::{
    failure::Failure,
    known::most_like,
    output::{counted, plain},
};

const PRICE: [&str; 3] = ["amountMinor", "currency", "typed"];
const LOCATION: [&str; 4] = ["state", "lga", "area", "street"];
const PRICE_LIKE: &str = "{\"amountMinor\":4500000000,\"currency\":\"NGN\"}, or as an amount such as 45m";
const LOCATION_LIKE: &str = "{\"state\":\"Lagos\",\"area\":\"Lekki Phase 1\"}";

/// What people call a state that has another name.
const ALSO_CALLED: [(&str, &str); 2] = [("abuja", "Federal Capital Territory"), ("fct", "Federal Capital Territory")];

/// Refuses what no version could read, in words of ours.
pub fn misshapen(group: &GroupName, value: &Value) -> Result<(), Failure> {
    let Some((name, like, parts)) = parts_of(group).filter(|_| !value.is_null()) else { return Ok(()) };
    let fields = value.as_object().ok_or_else(|| Failure::value(format!("{name}: write it as {like}.")))?;
    // An amount is checked by whoever stores it.
    let texts = parts.iter().filter(|part| **part != "amountMinor");
    let mut bad = texts.filter(|part| fields.get(**part).is_some_and(|value| !is_text(part, value)));
    bad.next().map_or(Ok(()), |part| Err(Failure::value(format!("{name}.{part}: write text in quotation marks."))))
}

fn is_text(part: &str, value: &Value) -> bool {
    value.is_string() || (value.is_null() && part != "currency")
}

/// Refuses a price or a location that is not what somebody can have meant, beside what the listing has `now`.
pub fn refuse(group: &GroupName, value: &Value, now: &Groups, way_out: &str) -> Result<(), Failure> {
    let (Some((name, _, parts)), Some(fields)) = (parts_of(group), value.as_object()) else { return Ok(()) };
    let none = Map::new();
    let had = now.get(group).and_then(Value::as_object).unwrap_or(&none);
    if let Some(slip) = fields.keys().find(|part| !parts.contains(&part.as_str()) && !had.contains_key(*part)) {
        let parts_are = parts.join(", ");
        let meant = suggested(slip, parts.iter().copied());
        let slip = plain(slip);
        return Err(Failure::value(format!("A {name} has no “{slip}”.{meant} It has {parts_are}. {way_out}")));
    }
    if *group == GroupName::PRICE
        && ["amountMinor", "typed"].iter().all(|part| fields.get(*part).is_none_or(Value::is_null))
    {
        return Err(Failure::value(format!("A price needs an amount. Write it as {PRICE_LIKE}; --clear removes it.")));
    }
    let new = |part: &str| fields.get(part).filter(|value| had.get(part) != Some(value)).and_then(Value::as_str);
    if let Some(code) = new("currency").filter(|_| *group == GroupName::PRICE) {
        currency(code, way_out)?;
    }
    new("state").filter(|_| *group == GroupName::LOCATION).map_or(Ok(()), |named| state(named, way_out))
}

fn parts_of(group: &GroupName) -> Option<(&'static str, &'static str, &'static [&'static str])> {
    match group {
        group if *group == GroupName::PRICE => Some(("price", PRICE_LIKE, &PRICE)),
        group if *group == GroupName::LOCATION => Some(("location", LOCATION_LIKE, &LOCATION)),
        _ => None,
    }
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
    fn what_the_listing_has_already_is_no_slip() {
        for (group, value) in [
            (GroupName::PRICE, json!({"amountMinor": 5, "currency": "XLG", "per": "plot"})),
            (GroupName::LOCATION, json!({"state": "Moon", "what3words": "a.b.c"})),
        ] {
            assert_eq!(refused(&group, &value, value.clone()), None);
            assert!(refused(&group, &value, Value::Null).is_some_and(|said| said.ends_with("Or --unknown.")));
        }
        assert_eq!(refused(&GroupName::PRICE, &json!({"typed": "about 45m"}), Value::Null), None);
        assert_eq!(refused(&GroupName::LOCATION, &json!({"state": null, "area": "Lekki"}), Value::Null), None);
    }
}
