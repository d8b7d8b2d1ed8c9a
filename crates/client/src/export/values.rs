//! Values as a row of a table has them: what a cell says of a price or a currency, on top of what stands.

use lagoon_listing::{Currency, GroupName, Groups, Money, Price, STATES};
use serde_json::Value;

/// A price with an amount as people type it, in the price's own currency unless the text names one. Fields of newer versions
/// stay.
pub fn priced(mut price: Price, text: &str) -> Result<Value, String> {
    let money = Money::parse(text, &price.currency).map_err(|error| error.to_string())?;
    price.amount_minor = Some(money.minor);
    price.currency = money.currency;
    price.typed = None;
    Ok(to_value(&price))
}

/// What a group holds, if this version can read it.
pub fn read<T: serde::de::DeserializeOwned>(groups: &Groups, group: &GroupName) -> Option<T> {
    groups.get(group).and_then(|value| serde_json::from_value(value.clone()).ok())
}

fn to_value(part: &impl serde::Serialize) -> Value {
    serde_json::to_value(part).expect("parts of a listing have string keys only")
}

/// A currency as it is written in a file: its code, in any case.
pub fn currency(code: &str) -> Result<Currency, String> {
    let code = code.trim();
    if code.is_empty() {
        return Ok(Currency::default());
    }
    code.to_ascii_uppercase().parse().map_err(|error| format!("currency: {error}."))
}

/// The name of a state as it is stored, if that is what somebody typed.
pub fn state_as_stored(typed: &str) -> &str {
    STATES.into_iter().find(|state| state.eq_ignore_ascii_case(typed)).unwrap_or(typed)
}
