//! What may be stored at all. Looser than what publishing asks for: a draft may be unfinished, but never broken or
//! boundless.

mod groups;

use lagoon_words::tr;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::GroupName;

pub(crate) use groups::{LARGEST_AMOUNT, fields_of, own_name};

/// The most bytes of JSON that the cloud keeps for one group.
pub const MAX_GROUP_BYTES: usize = 64 * 1024;

/// The most groups in one draft, amenities included.
pub const MAX_GROUPS: usize = 512;

/// The most bytes of JSON that the cloud keeps for one draft. It fits many times into one answer.
pub const MAX_DRAFT_BYTES: usize = 1024 * 1024;

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
    check_change_for_storing(name, None, value)
}

/// Checks that a value may take the place of `stands`. What an older or newer version left in a field that this change is not
/// about may stay.
pub fn check_change_for_storing(name: &GroupName, stands: Option<&Value>, value: &Value) -> Result<(), FieldError> {
    let bytes = value.to_string().len();
    if bytes > MAX_GROUP_BYTES {
        return Err(FieldError {
            code: "tooLarge".into(),
            field: name.to_string(),
            message: tr!(
                "This is {size} KB; the cloud keeps at most {most} KB. Shorten it.",
                size = bytes.div_ceil(1024),
                most = MAX_GROUP_BYTES / 1024
            ),
        });
    }
    if is_deeper_than(MAX_DEPTH, value) {
        return Err(FieldError::invalid(
            name.as_str(),
            tr!("Nest values at most {most} levels deep.", most = MAX_DEPTH),
        ));
    }
    if holds_nul(value) {
        return Err(FieldError::invalid(name.as_str(), tr!("Remove the NUL character from the text.")));
    }
    if value.is_null() {
        return Ok(());
    }
    groups::check(name, stands, value)
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
        assert_eq!(check_for_storing(&"photos".parse().expect("valid"), &json!([{"id": "1"}])), Ok(()));
    }
}
