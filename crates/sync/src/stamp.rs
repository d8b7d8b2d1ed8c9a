//! Stamps: the total order of edits. A stamp is a time on the server's clock and the device that made it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds since 1970 UTC on the server's clock, from 0 to below 2^53, so that every JSON reader keeps them exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Millis(i64);

/// A number that is not a time: negative, or 2^53 and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time is a whole number of milliseconds from 0 to below 2^53")]
pub struct InvalidMillis;

impl Millis {
    /// The first number that is too large.
    pub const LIMIT: i64 = 1 << 53;

    /// A time, if the number can be one.
    pub fn new(millis: i64) -> Result<Self, InvalidMillis> {
        if (0..Self::LIMIT).contains(&millis) { Ok(Self(millis)) } else { Err(InvalidMillis) }
    }

    /// The nearest time to a number: what lies outside the range becomes its edge.
    pub fn clamped(millis: i64) -> Self {
        Self(millis.clamp(0, Self::LIMIT - 1))
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }

    /// The next millisecond.
    #[must_use]
    pub fn next(self) -> Self {
        Self::clamped(self.0 + 1)
    }

    /// This time moved by some milliseconds, within the range.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self::clamped(self.0.saturating_add(millis))
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:016x}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidHexId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
                if text.len() != 16 || !text.bytes().all(hex) {
                    return Err(InvalidHexId);
                }
                u64::from_str_radix(text, 16).map(Self).map_err(|_| InvalidHexId)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// An identifier that is not 16 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier has 16 lower-case hexadecimal digits")]
pub struct InvalidHexId;

hex_id! {
    /// One device of one person: random, made at first start. Breaks ties between equal times.
    DeviceId
}
hex_id! {
    /// One installation, kept outside backups, so that two copies of one device can be told apart.
    InstallId
}
hex_id! {
    /// One life of a server's database. A restored backup starts another.
    Epoch
}

/// Counts a team's changes in commit order. Cursors are made of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

/// When and where a value was made. Greater wins; on the wire `"1732406400000-00000000000000ab"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The time.
    pub millis: Millis,
    /// The device, which decides between equal times the same way everywhere.
    pub device: DeviceId,
}

/// A text that is not a stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stamp is milliseconds, a hyphen and 16 hexadecimal digits, such as 1732406400000-00000000000000ab")]
pub struct InvalidStamp;

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.millis, self.device)
    }
}

impl FromStr for Stamp {
    type Err = InvalidStamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (millis, device) = text.split_once('-').ok_or(InvalidStamp)?;
        let canonical = millis == "0" || (!millis.starts_with('0') && millis.bytes().all(|b| b.is_ascii_digit()));
        if !canonical {
            return Err(InvalidStamp);
        }
        let millis = millis.parse().map_err(|_| InvalidStamp)?;
        Ok(Self {
            millis: Millis::new(millis).map_err(|_| InvalidStamp)?,
            device: device.parse().map_err(|_| InvalidStamp)?,
        })
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_outside_its_range_is_refused_from_the_wire() {
        for bad in ["-1", "1.5", "null", "9007199254740992", "9223372036854775807", "\"1\""] {
            assert!(serde_json::from_str::<Millis>(bad).is_err(), "{bad}");
        }
        assert_eq!(serde_json::from_str::<Millis>("9007199254740991").expect("in range").get(), Millis::LIMIT - 1);
    }

    #[test]
    fn what_lies_outside_the_range_becomes_its_edge() {
        for (number, edge) in
            [(i64::MIN, 0), (-1, 0), (Millis::LIMIT, Millis::LIMIT - 1), (i64::MAX, Millis::LIMIT - 1)]
        {
            assert_eq!(Millis::clamped(number).get(), edge);
        }
    }

    #[test]
    fn a_stamp_has_one_spelling_only() {
        for bad in
            ["", "1", "1-", "-1-00000000000000ab", "01-00000000000000ab", "1-00000000000000AB", "+1-00000000000000ab"]
        {
            assert_eq!(bad.parse::<Stamp>(), Err(InvalidStamp), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_stamp_survives_its_spelling(millis in 0..Millis::LIMIT, device: u64) {
            let stamp = Stamp { millis: Millis::clamped(millis), device: DeviceId(device) };
            prop_assert_eq!(stamp.to_string().parse::<Stamp>(), Ok(stamp));
        }
    }
}
