//! Lines of a listing's history: finding the one that is to come back, and the times that people type.
//!
//! The one rule: a line is taken only for the group that was named with it, because its number changes with every edit.

use chrono::DateTime;
use lagoon_client::{Client, ClientError};
use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{Millis, Stamp, view::HistoryEntry};
use serde_json::Value;

use crate::{failure::Failure, value};

/// The values that a listing no longer has: as this device knows them, or as the cloud does.
pub async fn read(client: &Client, id: DraftId, cloud: bool) -> Result<Vec<HistoryEntry>, ClientError> {
    let history = if cloud { client.read_cloud_history(id).await? } else { client.read_history(id).await? };
    if history.is_empty() {
        // Nothing replaced, or no such listing.
        client.read_draft(id).await?;
    }
    Ok(history)
}

/// The group and the value of the line with this number, counted from 1, or this stamp.
pub fn find(history: Vec<HistoryEntry>, group: &str, line: &str) -> Result<(GroupName, Value), Failure> {
    let group = value::group(group)?;
    let entry = if let Ok(stamp) = line.parse::<Stamp>() {
        history.into_iter().find(|entry| entry.group == group && entry.stamp == Some(stamp))
    } else {
        let number: usize = line.parse().map_err(|_| {
            Failure::value(format!("“{line}” is neither the number nor the stamp of a line of `lagoon-cli history`."))
        })?;
        let entry = number.checked_sub(1).and_then(|index| history.into_iter().nth(index));
        if let Some(other) = entry.as_ref().filter(|entry| entry.group != group) {
            let message = format!("Line {number} of the history is about {}, not about {group}.", other.group);
            return Err(Failure::value(message));
        }
        entry
    };
    let entry = entry.ok_or_else(|| {
        let message = format!(
            "The history has no line {line} of {group}. `lagoon-cli history` shows those of this device, with --cloud \
             everybody's; add --cloud here as well for one of those."
        );
        Failure::new("noSuchValue", message)
    })?;
    Ok((group, entry.value))
}

/// A time as people type it: RFC 3339, or milliseconds since 1970.
pub fn time(text: &str) -> Result<Millis, &'static str> {
    let text = text.trim();
    let millis = match text.parse() {
        Ok(millis) => Some(millis),
        Err(_) => DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis()),
    };
    millis
        .and_then(|millis| Millis::new(millis).ok())
        .ok_or("write a time like 2026-03-01T09:30:00+01:00, or as milliseconds since 1970")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_time_is_read_with_its_offset_or_as_milliseconds() {
        for (text, millis) in [
            ("1970-01-01T00:00:01Z", 1_000),
            ("1970-01-01T01:00:00.5+01:00", 500),
            (" 1732406400000 ", 1_732_406_400_000),
        ] {
            assert_eq!(time(text).map(Millis::get), Ok(millis), "{text}");
        }
        for text in ["", "yesterday", "-1", "9007199254740992", "1969-12-31T23:59:59Z", "2026-03-01T09:30:00"] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_line_is_taken_only_for_the_group_that_was_named_with_it() {
        let stamp = "5-00000000000000ab";
        let entry = |group: GroupName, value: &str, stamp: Option<&str>| HistoryEntry {
            group,
            value: json!(value),
            stamp: stamp.map(|stamp| stamp.parse().expect("a stamp")),
            author: None,
            replaced_at: 0,
        };
        let history =
            || vec![entry(GroupName::TITLE, "One", None), entry(GroupName::DESCRIPTION, "Bright", Some(stamp))];
        let found =
            |group: &str, line: &str| find(history(), group, line).map(|(_, value)| value).map_err(|error| error.code);
        assert_eq!(found("title", "1"), Ok(json!("One")));
        assert_eq!(found("description", "2"), Ok(json!("Bright")));
        assert_eq!(found("description", stamp), Ok(json!("Bright")));
        for (group, line, code) in [
            ("title", "2", "badValue"),
            ("title", "first", "badValue"),
            ("trash", "1", "badValue"),
            ("title", "0", "noSuchValue"),
            ("title", "3", "noSuchValue"),
            ("title", stamp, "noSuchValue"),
        ] {
            assert_eq!(found(group, line), Err(code.into()), "{group} {line}");
        }
    }
}
