//! How times are written for people's programs.

use chrono::{DateTime, SecondsFormat, Utc};
use lagoon_sync::Millis;

/// A time as RFC 3339 in UTC with milliseconds, such as `2026-11-24T00:00:00.000Z`.
pub fn rfc3339(millis: Millis) -> String {
    // Every `Millis` before the year 262,000 is a date; those beyond are told as the first.
    let date = DateTime::<Utc>::from_timestamp_millis(millis.get()).unwrap_or_default();
    date.to_rfc3339_opts(SecondsFormat::Millis, true)
}
