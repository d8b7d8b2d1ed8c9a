//! Versions of the app, as a server tells them that wants its people to have a newer one.
//!
//! The one rule: a version that cannot be read is none, and spoils nothing around it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A version of the app. What stands behind its three numbers, as in `0.2.0-beta.1`, makes no difference: whoever tries a
/// version out is not behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppVersion([u32; 3]);

/// What is no version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write it as three numbers, such as 0.2.0")]
pub struct NoVersion;

impl AppVersion {
    /// Of a program as it names itself in `User-Agent` (RFC 9110 §10.1.5), if it is one of ours.
    pub fn of_user_agent(agent: &str) -> Option<Self> {
        agent.split(' ').next()?.strip_prefix("lagoon/")?.parse().ok()
    }
}

impl FromStr for AppVersion {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Self, NoVersion> {
        let numbers = text.trim().split(['-', '+']).next().unwrap_or_default();
        let mut numbers = numbers.split('.').map(|number| {
            let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
            number.parse().ok().filter(|_| is_number).ok_or(NoVersion)
        });
        let mut next = || numbers.next().ok_or(NoVersion)?;
        let version = Self([next()?, next()?, next()?]);
        if numbers.next().is_some() { Err(NoVersion) } else { Ok(version) }
    }
}

impl fmt::Display for AppVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(formatter, "{major}.{minor}.{patch}")
    }
}

impl Serialize for AppVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads a version, if what stands there is one.
pub(crate) fn if_readable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AppVersion>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(|text| text.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Limits;

    fn version(text: &str) -> AppVersion {
        text.parse().expect("a version")
    }

    #[test]
    fn versions_are_compared_by_their_numbers_and_one_that_is_tried_out_is_not_behind() {
        assert!(version("0.9.0") < version("0.10.0") && version("0.10.0") < version("1.0.0"));
        assert_eq!(version("0.2.0-beta.1"), version("0.2.0"));
        assert_eq!(version("0.2.0+c3294cef").to_string(), "0.2.0");
        for odd in ["", "1", "1.2", "1.2.3.4", "1.2.x", "v1.2.3", "+1.2.3", "1.-2.3", "1.2.4294967296"] {
            assert_eq!(odd.parse::<AppVersion>(), Err(NoVersion), "{odd}");
        }
        assert_eq!(AppVersion::of_user_agent("lagoon/0.1.0 (linux)"), Some(version("0.1.0")));
        for other in ["", "lagoon", "curl/8.5.0", "lagoon/new"] {
            assert_eq!(AppVersion::of_user_agent(other), None, "{other}");
        }
    }

    #[test]
    fn limits_are_read_whatever_stands_for_a_version_or_nothing() {
        let oldest = |value: &str| {
            let text = format!(r#"{{"groupBytes":1,"updates":2,"bodyBytes":3{value}}}"#);
            serde_json::from_str::<Limits>(&text).expect("readable").oldest_client
        };
        assert_eq!(oldest(r#","oldestClient":"0.2.0""#), Some(version("0.2.0")));
        for none in ["", r#","oldestClient":null"#, r#","oldestClient":"newest""#, r#","oldestClient":{"major":2}"#] {
            assert_eq!(oldest(none), None, "{none}");
        }
    }
}
