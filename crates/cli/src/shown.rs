//! Values as people read them.

use lagoon_client::export::parts::{self, Kind, Part};
use lagoon_listing::{GroupName, Location, Price, Sum};
use serde_json::Value;

use crate::output::{plain, plain_lines};

/// A value for people; what this version cannot read is shown as JSON.
pub fn text(name: &GroupName, value: &Value) -> String {
    let json = || plain(&value.to_string());
    match value {
        // A headline is one line, whatever was pasted into it.
        Value::String(text) if *name == GroupName::TITLE => plain(text),
        Value::String(text) => plain_lines(text),
        _ if *name == GroupName::PRICE => {
            serde_json::from_value(value.clone()).map_or_else(|_| json(), |price| full(&price))
        }
        _ if *name == GroupName::LOCATION => place(value).unwrap_or_else(json),
        _ => listed(name, value, &[]).unwrap_or_else(json),
    }
}

/// A price with all that is known of it.
fn full(price: &Price) -> String {
    let amount = price.money().map_or_else(|| short(price), |money| money.format());
    let period = price.period().map(|period| format!(" {}", period.label())).unwrap_or_default();
    match (price.on_request, amount.is_empty()) {
        (false, _) => amount + &period,
        (true, true) => "on request".into(),
        (true, false) => format!("on request ({amount}{period})"),
    }
}

/// An address in one line, and what else is known of the place.
fn place(value: &Value) -> Option<String> {
    let location: Location = serde_json::from_value(value.clone()).ok()?;
    let rest = listed(&GroupName::LOCATION, value, &["street", "area", "lga", "state"])?;
    let parts = [location.street, location.area, location.lga, location.state];
    let mut parts: Vec<_> = parts.into_iter().flatten().map(|part| plain(&part)).collect();
    parts.extend(Some(rest).filter(|rest| !rest.is_empty()));
    Some(parts.join(", "))
}

/// The parts of a group by name, but for some. `None`: it holds what has no name here.
fn listed(name: &GroupName, value: &Value, but: &[&str]) -> Option<String> {
    let fields = value.as_object()?;
    let known = |field: &String| parts::of(name).any(|part| part.field == Some(field));
    if parts::of(name).next().is_none() || !fields.keys().all(known) {
        return None;
    }
    let shown = parts::of(name).filter_map(|part| {
        let field = part.field.filter(|field| !but.contains(field))?;
        let held = part.value(Some(value))?;
        let text = of_part(part, held).unwrap_or_else(|| part.show(Some(value)));
        Some(if text.is_empty() { plain(&format!("{field} {held}")) } else { plain(&format!("{field} {text}")) })
    });
    Some(shown.collect::<Vec<_>>().join(", "))
}

fn of_part(part: &Part, held: &Value) -> Option<String> {
    match part.kind {
        Kind::Sum => serde_json::from_value::<Sum>(held.clone()).ok().map(|sum| sum.money().format()),
        Kind::Flag => held.as_bool().map(|on| if on { "yes" } else { "no" }.to_owned()),
        _ => None,
    }
}

/// A price in a few characters.
pub fn short(price: &Price) -> String {
    match price.money() {
        Some(money) => money.format_short(),
        None => plain(price.typed.as_deref().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_read_as_people_say_them() {
        for (group, value, shown) in [
            (GroupName::PRICE, json!({"amountMinor": 500_000_000, "period": "year"}), "₦5,000,000 per year"),
            (GroupName::PRICE, json!({"onRequest": true}), "on request"),
            (GroupName::PURPOSE, json!("rent"), "rent"),
            (
                GroupName::ROOMS,
                json!({"toilets": 5, "bedrooms": 4, "parking": "some"}),
                "bedrooms 4, toilets 5, parking some",
            ),
            (GroupName::ROOMS, json!({"studies": 1}), "{\"studies\":1}"),
            (GroupName::TERMS, json!({"serviceCharge": {"amountMinor": 50_000_000}}), "serviceCharge ₦500,000"),
            (GroupName::LOCATION, json!({"state": "Lagos", "area": "Ikoyi"}), "Ikoyi, Lagos"),
            (
                GroupName::LOCATION,
                json!({"state": "Lagos", "street": "5 Way", "hideAddress": true, "latitude": 6_447_400}),
                "5 Way, Lagos, latitude 6.4474, hideAddress yes",
            ),
        ] {
            assert_eq!(text(&group, &value), shown);
        }
    }
}
