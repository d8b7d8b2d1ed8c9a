//! One spelling for equal JSON values, and a hash over a draft, so that device and server can compare what they hold.

use std::{collections::BTreeMap, fmt::Write as _};

use lagoon_listing::GroupName;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::Stamp;

/// The value as compact JSON with sorted keys. Equal values have equal text, whatever order their keys came in.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields.iter().collect();
            text.push('{');
            for (index, (name, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(name.clone()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// 64 bits of SHA-256 over every group's name, stamp and canonical value, in hexadecimal.
pub fn content_hash<'a>(groups: impl IntoIterator<Item = (&'a GroupName, &'a Value, Stamp)>) -> String {
    let sorted: BTreeMap<_, _> = groups.into_iter().map(|(name, value, stamp)| (name, (value, stamp))).collect();
    let mut hasher = Sha256::new();
    for (name, (value, stamp)) in sorted {
        // A group name holds no space and canonical JSON no line feed, so that no two drafts give the same text.
        hasher.update(format!("{name} {stamp} {}\n", canonical(value)));
    }
    hasher.finalize()[..8].iter().fold(String::with_capacity(16), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{DeviceId, Millis};

    #[test]
    fn key_order_and_spaces_do_not_matter() {
        let one: Value = serde_json::from_str(r#"{"b": [1, {"y": 2, "x": null}], "a": "é\n"}"#).expect("JSON");
        let other: Value = serde_json::from_str(r#"{"a":"\u00e9\n","b":[1,{"x":null,"y":2}]}"#).expect("JSON");
        assert_eq!(canonical(&one), canonical(&other));
    }

    #[test]
    fn the_last_digit_of_a_number_survives_being_written_and_read() {
        for number in ["0.000000200000200000000000000000000000011754943508222875", "122.416294033786585"] {
            let once: Value = serde_json::from_str(number).expect("JSON");
            let again: Value = serde_json::from_str(&canonical(&once)).expect("JSON");
            assert_eq!(canonical(&once), canonical(&again));
        }
    }

    #[test]
    fn the_hash_covers_names_values_and_stamps() {
        let stamp = |millis| Stamp { millis: Millis::clamped(millis), device: DeviceId(1) };
        let (a, b) = (json!("a"), json!("b"));
        let hash = |groups: &[(GroupName, &Value, i64)]| {
            content_hash(groups.iter().map(|(name, value, millis)| (name, *value, stamp(*millis))))
        };
        let whole = hash(&[(GroupName::TITLE, &a, 1), (GroupName::PRICE, &b, 2)]);
        assert_eq!(whole, hash(&[(GroupName::PRICE, &b, 2), (GroupName::TITLE, &a, 1)]));
        assert_ne!(whole, hash(&[(GroupName::TITLE, &b, 1), (GroupName::PRICE, &b, 2)]));
        assert_ne!(whole, hash(&[(GroupName::TITLE, &a, 9), (GroupName::PRICE, &b, 2)]));
        assert_ne!(whole, hash(&[(GroupName::TITLE, &a, 1)]));
    }
}
