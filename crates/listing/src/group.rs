//! Field groups: the fields that only make sense together, so they travel and win together.

use std::{borrow::Cow, collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::AmenityId;

/// A draft's groups with their values. `null` means "cleared"; an absent group was never written.
pub type Groups = BTreeMap<GroupName, Value>;

/// The name of a field group, such as `title`, `price` or `amenity:pool`.
///
/// Names from newer versions are as welcome as the ones below: what this version does not know it keeps.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct GroupName(Cow<'static, str>);

impl GroupName {
    /// The headline: a string.
    pub const TITLE: Self = Self(Cow::Borrowed("title"));
    /// What it is offered for: see [`Purpose`](crate::Purpose).
    pub const PURPOSE: Self = Self(Cow::Borrowed("purpose"));
    /// What is offered: see [`PropertyType`](crate::PropertyType).
    pub const PROPERTY_TYPE: Self = Self(Cow::Borrowed("propertyType"));
    /// Price and currency: see [`Price`](crate::Price).
    pub const PRICE: Self = Self(Cow::Borrowed("price"));
    /// What is asked beside the price: see [`Terms`](crate::Terms).
    pub const TERMS: Self = Self(Cow::Borrowed("terms"));
    /// What the title rests on: see [`TitleDocument`](crate::TitleDocument).
    pub const TITLE_DOCUMENT: Self = Self(Cow::Borrowed("titleDocument"));
    /// Where it stands: see [`Location`](crate::Location).
    pub const LOCATION: Self = Self(Cow::Borrowed("location"));
    /// How many rooms there are: see [`Rooms`](crate::Rooms).
    pub const ROOMS: Self = Self(Cow::Borrowed("rooms"));
    /// How large it is: see [`Size`](crate::Size).
    pub const SIZE: Self = Self(Cow::Borrowed("size"));
    /// The building itself: see [`Building`](crate::Building).
    pub const BUILDING: Self = Self(Cow::Borrowed("building"));
    /// The long text: a string.
    pub const DESCRIPTION: Self = Self(Cow::Borrowed("description"));
    /// What the team knows and buyers must not: a string. Never part of a publication.
    pub const PRIVATE_NOTES: Self = Self(Cow::Borrowed("privateNotes"));
    /// What buyers see: see [`Publication`](crate::Publication). `null` or absent: not published.
    pub const PUBLICATION: Self = Self(Cow::Borrowed("publication"));
    /// `true` once deleted, `false` once restored.
    pub const TRASH: Self = Self(Cow::Borrowed("trash"));

    /// The groups that buyers may see, amenities aside. A group that is not named here never leaves the team.
    const PUBLIC: [Self; 11] = [
        Self::TITLE,
        Self::PURPOSE,
        Self::PROPERTY_TYPE,
        Self::PRICE,
        Self::TERMS,
        Self::TITLE_DOCUMENT,
        Self::LOCATION,
        Self::ROOMS,
        Self::SIZE,
        Self::BUILDING,
        Self::DESCRIPTION,
    ];

    /// The longest name accepted, in bytes.
    pub const MAX_BYTES: usize = 64;
    const AMENITY: &'static str = "amenity:";

    /// The group of one amenity. Each is its own, so that two people who add different ones both succeed.
    pub fn amenity(id: &AmenityId) -> Self {
        Self(Cow::Owned(format!("{}{id}", Self::AMENITY)))
    }

    /// The amenity this group is about, if it is about one.
    pub fn as_amenity(&self) -> Option<AmenityId> {
        self.0.strip_prefix(Self::AMENITY)?.parse().ok()
    }

    /// Whether buyers may see what it holds once it is published.
    pub fn is_public(&self) -> bool {
        Self::PUBLIC.contains(self) || self.as_amenity().is_some()
    }

    /// Whether an edit of this group counts as content, which brings a deleted draft back.
    pub fn is_content(&self) -> bool {
        *self != Self::TRASH
    }

    /// The name as it is stored and sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A group name that is empty, too long or holds other characters than ASCII letters, digits, `_`, `-`, `.` and `:`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a group name has 1 to 64 letters, digits, '_', '-', '.' or ':'")]
pub struct InvalidGroupName;

impl FromStr for GroupName {
    type Err = InvalidGroupName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_-.:".contains(&b);
        if text.is_empty() || text.len() > Self::MAX_BYTES || !text.bytes().all(allowed) {
            return Err(InvalidGroupName);
        }
        Ok(Self(Cow::Owned(text.to_owned())))
    }
}

impl<'de> Deserialize<'de> for GroupName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_refused_when_empty_too_long_or_odd() {
        for bad in ["", "a b", "naïve", "a\0b", &"x".repeat(65)] {
            assert_eq!(bad.parse::<GroupName>(), Err(InvalidGroupName), "{bad:?}");
        }
        assert_eq!("title".parse(), Ok(GroupName::TITLE));
    }

    #[test]
    fn an_amenity_group_names_its_amenity() {
        let pool: AmenityId = "pool".parse().expect("a valid id");
        let group = GroupName::amenity(&pool);
        assert_eq!(group.as_str(), "amenity:pool");
        assert_eq!(group.as_amenity(), Some(pool));
        assert_eq!(GroupName::TITLE.as_amenity(), None);
    }

    proptest! {
        #[test]
        fn a_name_is_accepted_everywhere_or_nowhere(text in "[a-zA-Z0-9_.:-]{0,70}|\\PC{0,20}") {
            let parsed = text.parse::<GroupName>();
            let read = serde_json::from_value::<GroupName>(Value::String(text.clone()));
            prop_assert_eq!(read.ok(), parsed.clone().ok());
            if let Ok(name) = parsed {
                prop_assert_eq!(name.to_string(), &*text);
                prop_assert_eq!(serde_json::to_value(&name).ok(), Some(Value::String(text)));
                if let Some(id) = name.as_amenity() {
                    prop_assert_eq!(GroupName::amenity(&id), name);
                }
            }
        }
    }
}
