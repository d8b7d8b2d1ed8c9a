//! Values as people read them.

use lagoon_listing::{GroupName, Location, Price};
use serde_json::Value;

use crate::output::{plain, plain_lines};

/// A value for people; what this version cannot read is shown as JSON.
pub fn text(name: &GroupName, value: &Value) -> String {
    let json = || plain(&value.to_string());
    match value {
        // A headline is one line, whatever was pasted into it.
        Value::String(text) if *name == GroupName::TITLE => plain(text),
        Value::String(text) => plain_lines(text),
        _ if *name == GroupName::PRICE => match serde_json::from_value::<Price>(value.clone()) {
            Ok(price) => price.money().map_or_else(|| short(&price), |money| money.format()),
            Err(_) => json(),
        },
        _ if *name == GroupName::LOCATION => match serde_json::from_value::<Location>(value.clone()) {
            Ok(Location { state, lga, area, street, other }) if other.is_empty() => {
                let parts: Vec<_> = [street, area, lga, state].into_iter().flatten().map(|part| plain(&part)).collect();
                parts.join(", ")
            }
            _ => json(),
        },
        _ => json(),
    }
}

/// A price in a few characters.
pub fn short(price: &Price) -> String {
    match price.money() {
        Some(money) => money.format_short(),
        None => plain(price.typed.as_deref().unwrap_or_default()),
    }
}
