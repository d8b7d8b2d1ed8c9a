//! What may be stored at all. Looser than what publishing asks for: a draft may be unfinished, but never broken or
//! boundless.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{GroupName, Groups, Location, Price, Publication};

/// The most bytes of JSON that the cloud keeps for one group.
pub const MAX_GROUP_BYTES: usize = 64 * 1024;

/// The most groups in one draft, amenities included.
pub const MAX_GROUPS: usize = 512;

/// The most bytes of JSON that the cloud keeps for one draft. It fits many times into one answer.
pub const MAX_DRAFT_BYTES: usize = 1024 * 1024;

/// The largest whole number that every reader of JSON keeps exactly: 2^53 - 1.
const LARGEST_AMOUNT: i64 = (1 << 53) - 1;

/// How deep a value may be nested. The wire adds a few levels, and readers give up at 128.
const MAX_DEPTH: usize = 32;

/// Why one group's value is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{field}: {message}")]
pub struct FieldError {
    /// Stable, for programs: `tooLarge`, `tooManyGroups`, `invalidValue`, `notReady`, `lastModifiedMismatch`.
    pub code: String,
    /// The field, as `group` or `group.field`.
    pub field: String,
    /// For people: what is wrong and what to do.
    pub message: String,
}

impl FieldError {
    fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: "invalidValue".into(), field: field.into(), message: message.into() }
    }
}

/// Checks that a value may stand in a group. The device and the server both ask before they store.
pub fn check_for_storing(name: &GroupName, value: &Value) -> Result<(), FieldError> {
    let bytes = value.to_string().len();
    if bytes > MAX_GROUP_BYTES {
        return Err(FieldError {
            code: "tooLarge".into(),
            field: name.to_string(),
            message: format!(
                "This is {} KB; the cloud keeps at most {} KB. Shorten it.",
                bytes.div_ceil(1024),
                MAX_GROUP_BYTES / 1024
            ),
        });
    }
    if is_deeper_than(MAX_DEPTH, value) {
        return Err(FieldError::invalid(name.as_str(), format!("Nest values at most {MAX_DEPTH} levels deep.")));
    }
    if holds_nul(value) {
        return Err(FieldError::invalid(name.as_str(), "Remove the NUL character from the text."));
    }
    if value.is_null() {
        return Ok(());
    }
    match name {
        n if *n == GroupName::TITLE || *n == GroupName::DESCRIPTION => {
            value.as_str().map(|_| ()).ok_or_else(|| FieldError::invalid(n.as_str(), "This must be text."))
        }
        n if *n == GroupName::TRASH => {
            value.as_bool().map(|_| ()).ok_or_else(|| FieldError::invalid(n.as_str(), "This must be true or false."))
        }
        n if *n == GroupName::PRICE => check_price(value),
        n if *n == GroupName::LOCATION => serde_json::from_value::<Location>(value.clone())
            .map(|_| ())
            .map_err(|error| FieldError::invalid("location", format!("This is not a location: {error}."))),
        n if *n == GroupName::PUBLICATION => check_publication(value),
        n if n.as_amenity().is_some() => {
            value.as_bool().map(|_| ()).ok_or_else(|| FieldError::invalid(n.as_str(), "This must be true or false."))
        }
        _ => Ok(()),
    }
}

fn check_price(value: &Value) -> Result<(), FieldError> {
    if let Some(amount) = value.get("amountMinor").filter(|amount| !amount.is_null()) {
        match amount.as_i64() {
            None => return Err(FieldError::invalid("price.amountMinor", "A price is a whole number of minor units.")),
            Some(minor) if minor < 0 => {
                return Err(FieldError::invalid("price.amountMinor", "A price cannot be negative."));
            }
            Some(minor) if minor > LARGEST_AMOUNT => {
                return Err(FieldError::invalid("price.amountMinor", "No price is as large as this."));
            }
            Some(_) => {}
        }
    }
    serde_json::from_value::<Price>(value.clone())
        .map(|_| ())
        .map_err(|error| FieldError::invalid("price", format!("This is not a price: {error}.")))
}

fn check_publication(value: &Value) -> Result<(), FieldError> {
    let copy: Publication = serde_json::from_value(value.clone())
        .map_err(|error| FieldError::invalid("publication", format!("This is not a publication: {error}.")))?;
    check_groups(&copy.fields)
}

fn check_groups(groups: &Groups) -> Result<(), FieldError> {
    groups.iter().filter(|(name, _)| **name != GroupName::PUBLICATION).try_for_each(|(n, v)| check_for_storing(n, v))
}

// PostgreSQL cannot hold U+0000 in text, and no person means to type it.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        _ => false,
    }
}

fn is_deeper_than(levels: usize, value: &Value) -> bool {
    let deeper = |inner: &Value| levels == 0 || is_deeper_than(levels - 1, inner);
    match value {
        Value::Array(items) => items.iter().any(deeper),
        Value::Object(fields) => fields.values().any(deeper),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_negative_fractional_or_boundless_price_is_refused_by_name() {
        for bad in [json!(-1), json!(0.5), json!("45m"), json!(1e300), json!(u64::MAX), json!(1_i64 << 53)] {
            let error = check_for_storing(&GroupName::PRICE, &json!({"amountMinor": bad, "currency": "NGN"}));
            assert_eq!(error.expect_err("refused").field, "price.amountMinor", "{bad}");
        }
        assert_eq!(check_for_storing(&GroupName::PRICE, &json!({"amountMinor": 0, "currency": "NGN"})), Ok(()));
        assert_eq!(check_for_storing(&GroupName::PRICE, &json!({"typed": "about 45", "currency": "NGN"})), Ok(()));
    }

    #[test]
    fn a_group_over_the_limit_is_refused_and_says_so() {
        let error = check_for_storing(&GroupName::DESCRIPTION, &json!("x".repeat(100_000))).expect_err("too large");
        assert_eq!(error.code, "tooLarge");
        assert!(error.message.contains("98 KB"), "{}", error.message);
        assert_eq!(check_for_storing(&GroupName::DESCRIPTION, &json!("x".repeat(60_000))), Ok(()));
    }

    #[test]
    fn a_nul_is_refused_wherever_it_hides() {
        for hidden in [json!("a\0b"), json!({"deep": ["\0"]}), json!({"a\0": 1})] {
            assert!(check_for_storing(&"later".parse().expect("valid"), &hidden).is_err(), "{hidden}");
        }
    }

    #[test]
    fn a_value_that_readers_of_the_wire_would_give_up_on_is_refused() {
        let nested = |levels| (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let name: GroupName = "later".parse().expect("valid");
        assert_eq!(check_for_storing(&name, &nested(MAX_DEPTH)), Ok(()));
        assert!(check_for_storing(&name, &nested(MAX_DEPTH + 1)).is_err());
    }

    #[test]
    fn groups_of_newer_versions_are_stored_as_they_are() {
        assert_eq!(check_for_storing(&"rooms".parse().expect("valid"), &json!({"bedrooms": 4})), Ok(()));
    }
}
