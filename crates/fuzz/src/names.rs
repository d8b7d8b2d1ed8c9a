//! Stamps, ids and the other names that travel as text.

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use lagoon_listing::{AmenityId, Currency, DraftId, GroupName, TeamId, UserId};
use lagoon_server::repository::HistoryPlace;
use lagoon_sync::{DeviceId, Epoch, InstallId, Stamp};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, to_value};

/// A name that can be read is written as it was read, and JSON takes the same names.
pub fn names(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else { return false };
    let read = [
        in_json_too::<Stamp>(text),
        in_json_too::<DeviceId>(text),
        in_json_too::<InstallId>(text),
        in_json_too::<Epoch>(text),
        in_json_too::<GroupName>(text),
        in_json_too::<AmenityId>(text),
        in_json_too::<Currency>(text),
        spelled_one_way::<HistoryPlace>(text),
        // A UUID has several spellings.
        printed_and_read_again::<DraftId>(text).is_some(),
        printed_and_read_again::<UserId>(text).is_some(),
        printed_and_read_again::<TeamId>(text).is_some(),
    ];
    if let Ok(group) = text.parse::<GroupName>()
        && let Some(amenity) = group.as_amenity()
    {
        assert_eq!(GroupName::amenity(&amenity), group);
    }
    read.contains(&true)
}

fn printed_and_read_again<T: FromStr + Display + PartialEq + Debug>(text: &str) -> Option<T> {
    let name: T = text.parse().ok()?;
    let printed = name.to_string();
    assert_eq!(printed.parse().ok().as_ref(), Some(&name), "{printed}");
    Some(name)
}

fn spelled_one_way<T: FromStr + Display + PartialEq + Debug>(text: &str) -> bool {
    printed_and_read_again::<T>(text).is_some_and(|name| {
        assert_eq!(name.to_string(), text);
        true
    })
}

fn in_json_too<T: FromStr + Display + PartialEq + Debug + Serialize + DeserializeOwned>(text: &str) -> bool {
    let json = from_value::<T>(Value::from(text)).ok();
    assert_eq!(json, text.parse().ok(), "{text:?} is one name in JSON and another in text");
    if let Some(name) = json {
        assert_eq!(to_value(name).ok(), Some(Value::from(text)));
    }
    spelled_one_way::<T>(text)
}
