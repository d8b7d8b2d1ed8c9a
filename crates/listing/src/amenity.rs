//! The catalogue of amenities: what a Lagos listing says it offers.
//!
//! The one rule: an id, once released, keeps its meaning for ever; drafts on other devices hold it.

use std::{borrow::Cow, fmt, str::FromStr};

use lagoon_words::{Message, msg, tr};
use serde::{Deserialize, Deserializer, Serialize};

use crate::PropertyType;

/// The stable name of an amenity, such as `pool`. Ids of newer versions are as valid as those in [`AMENITIES`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AmenityId(String);

impl AmenityId {
    /// The longest id accepted, in bytes: its group's name must stay within [`GroupName::MAX_BYTES`].
    ///
    /// [`GroupName::MAX_BYTES`]: crate::GroupName::MAX_BYTES
    pub const MAX_BYTES: usize = 48;

    /// The id as it is stored and sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What this version knows about the amenity.
    pub fn amenity(&self) -> Option<&'static Amenity> {
        AMENITIES.iter().find(|amenity| amenity.id == self.0)
    }

    /// Its name for people, if this version knows it.
    pub fn label(&self) -> Option<&'static str> {
        self.amenity().map(Amenity::label)
    }
}

impl fmt::Display for AmenityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An amenity id that is empty, too long or holds other characters than lower-case ASCII letters, digits and `-`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amenity id has 1 to 48 lower-case letters, digits or '-'")]
pub struct InvalidAmenityId;

impl FromStr for AmenityId {
    type Err = InvalidAmenityId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if text.is_empty() || text.len() > Self::MAX_BYTES || !text.bytes().all(allowed) {
            return Err(InvalidAmenityId);
        }
        Ok(Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for AmenityId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What an amenity is about: the headings of the amenities step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AmenityKind {
    /// Where the light comes from.
    Power,
    /// Where the water comes from.
    Water,
    /// What keeps the place safe.
    Security,
    /// What makes living inside pleasant.
    Comfort,
    /// What belongs to the house but lies outside it.
    Outside,
    /// What the estate or building shares.
    Estate,
    /// Who works there.
    Staff,
}

impl AmenityKind {
    /// Every kind, in the order people meet them.
    pub const ALL: [Self; 7] =
        [Self::Power, Self::Water, Self::Security, Self::Comfort, Self::Outside, Self::Estate, Self::Staff];

    /// The heading for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Power => tr!("Power"),
            Self::Water => tr!("Water"),
            Self::Security => tr!("Security"),
            Self::Comfort => tr!("Comfort"),
            Self::Outside => tr!("Outside"),
            Self::Estate => tr!("Estate"),
            Self::Staff => tr!("Staff"),
        }
    }
}

/// One amenity that this version knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amenity {
    /// The stable id: see [`AmenityId`].
    pub id: &'static str,
    /// Its name for people: see [`label`](Self::label).
    pub name: Message,
    /// The heading it stands under.
    pub kind: AmenityKind,
}

impl Amenity {
    const fn new(kind: AmenityKind, id: &'static str, name: Message) -> Self {
        Self { id, name, kind }
    }

    /// Its name for people.
    pub fn label(&self) -> &'static str {
        self.name.said()
    }

    /// Whether a plot can have it without a building: what comes to it, guards it or is shared by its estate.
    fn is_of_land(&self) -> bool {
        const OF_LAND: [&str; 7] = [
            "dedicated-transformer",
            "borehole",
            "public-water",
            "fibre-internet",
            "waterfront",
            "security-guards",
            "facility-manager",
        ];
        const OF_BUILDINGS: [&str; 2] = ["intercom", "security-doors"];
        match self.kind {
            AmenityKind::Estate => true,
            AmenityKind::Security => !OF_BUILDINGS.contains(&self.id),
            _ => self.is_supply_band() || OF_LAND.contains(&self.id),
        }
    }

    /// Whether it says how many hours of power a day the feeder brings: a place has one such band.
    pub(crate) fn is_supply_band(&self) -> bool {
        self.id.starts_with("power-band-")
    }
}

impl AmenityId {
    /// Whether a listing of this kind is asked for it. What a newer version knows is taken for asked.
    pub fn is_asked_of(&self, kind: Option<PropertyType>) -> bool {
        kind != Some(PropertyType::Land) || self.amenity().is_none_or(Amenity::is_of_land)
    }
}

/// What Lagos listings advertise, by kind. The hours of the supply bands are the least that the regulator (NERC)
/// demands of a feeder a day.
pub const AMENITIES: &[Amenity] = &[
    Amenity::new(AmenityKind::Power, "power-band-a", msg!("Band A supply (20 hours or more)")),
    Amenity::new(AmenityKind::Power, "power-band-b", msg!("Band B supply (16 hours or more)")),
    Amenity::new(AmenityKind::Power, "power-band-c", msg!("Band C supply (12 hours or more)")),
    Amenity::new(AmenityKind::Power, "power-band-d", msg!("Band D supply (8 hours or more)")),
    Amenity::new(AmenityKind::Power, "power-band-e", msg!("Band E supply (4 hours or more)")),
    Amenity::new(AmenityKind::Power, "generator", msg!("Generator")),
    Amenity::new(AmenityKind::Power, "inverter", msg!("Inverter and batteries")),
    Amenity::new(AmenityKind::Power, "solar-power", msg!("Solar power")),
    Amenity::new(AmenityKind::Power, "prepaid-meter", msg!("Prepaid meter")),
    Amenity::new(AmenityKind::Power, "dedicated-transformer", msg!("Dedicated transformer")),
    Amenity::new(AmenityKind::Water, "borehole", msg!("Borehole")),
    Amenity::new(AmenityKind::Water, "treated-water", msg!("Treated water")),
    Amenity::new(AmenityKind::Water, "public-water", msg!("Public water supply")),
    Amenity::new(AmenityKind::Water, "water-tank", msg!("Overhead water tank")),
    Amenity::new(AmenityKind::Security, "gated", msg!("Gated compound")),
    Amenity::new(AmenityKind::Security, "cctv", msg!("CCTV")),
    Amenity::new(AmenityKind::Security, "electric-fence", msg!("Electric fence")),
    Amenity::new(AmenityKind::Security, "access-control", msg!("Controlled access")),
    Amenity::new(AmenityKind::Security, "intercom", msg!("Video intercom")),
    Amenity::new(AmenityKind::Security, "security-doors", msg!("Security doors")),
    Amenity::new(AmenityKind::Comfort, "air-conditioning", msg!("Air conditioning")),
    Amenity::new(AmenityKind::Comfort, "fitted-kitchen", msg!("Fitted kitchen")),
    Amenity::new(AmenityKind::Comfort, "en-suite", msg!("All rooms en suite")),
    Amenity::new(AmenityKind::Comfort, "wardrobes", msg!("Fitted wardrobes")),
    Amenity::new(AmenityKind::Comfort, "walk-in-closet", msg!("Walk-in closet")),
    Amenity::new(AmenityKind::Comfort, "water-heater", msg!("Water heaters")),
    Amenity::new(AmenityKind::Comfort, "smart-home", msg!("Smart home")),
    Amenity::new(AmenityKind::Comfort, "fibre-internet", msg!("Fibre internet")),
    Amenity::new(AmenityKind::Comfort, "lift", msg!("Lift")),
    Amenity::new(AmenityKind::Outside, "pool", msg!("Swimming pool")),
    Amenity::new(AmenityKind::Outside, "garden", msg!("Garden")),
    Amenity::new(AmenityKind::Outside, "balcony", msg!("Balcony")),
    Amenity::new(AmenityKind::Outside, "roof-terrace", msg!("Roof terrace")),
    Amenity::new(AmenityKind::Outside, "covered-parking", msg!("Covered parking")),
    Amenity::new(AmenityKind::Outside, "waterfront", msg!("Waterfront")),
    Amenity::new(AmenityKind::Estate, "gym", msg!("Gym")),
    Amenity::new(AmenityKind::Estate, "playground", msg!("Playground")),
    Amenity::new(AmenityKind::Estate, "sports-court", msg!("Tennis or basketball court")),
    Amenity::new(AmenityKind::Estate, "clubhouse", msg!("Clubhouse")),
    Amenity::new(AmenityKind::Estate, "paved-roads", msg!("Paved and drained roads")),
    Amenity::new(AmenityKind::Estate, "street-lights", msg!("Street lights")),
    Amenity::new(AmenityKind::Staff, "security-guards", msg!("Security guards")),
    Amenity::new(AmenityKind::Staff, "facility-manager", msg!("Facility manager")),
    Amenity::new(AmenityKind::Staff, "cleaners", msg!("Cleaners")),
    Amenity::new(AmenityKind::Staff, "concierge", msg!("Concierge")),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::GroupName;

    #[test]
    fn every_catalogued_amenity_has_a_valid_id_of_its_own_and_is_found_by_it() {
        let mut ids = BTreeSet::new();
        let mut labels = BTreeSet::new();
        for amenity in AMENITIES {
            let id: AmenityId = amenity.id.parse().expect("a valid id");
            assert_eq!(id.amenity(), Some(amenity));
            assert!(ids.insert(amenity.id), "{} is there twice", amenity.id);
            assert!(labels.insert(amenity.label()), "{} is there twice", amenity.label());
        }
    }

    /// Drafts on other devices and in clouds hold these ids. One may be added here; none may go or be called otherwise.
    #[test]
    fn every_id_that_was_ever_released_is_still_in_the_catalogue_under_its_heading() {
        let released = [
            (
                AmenityKind::Power,
                "power-band-a power-band-b power-band-c power-band-d power-band-e generator inverter solar-power prepaid-meter dedicated-transformer",
            ),
            (AmenityKind::Water, "borehole treated-water public-water water-tank"),
            (AmenityKind::Security, "gated cctv electric-fence access-control intercom security-doors"),
            (
                AmenityKind::Comfort,
                "air-conditioning fitted-kitchen en-suite wardrobes walk-in-closet water-heater smart-home fibre-internet lift",
            ),
            (AmenityKind::Outside, "pool garden balcony roof-terrace covered-parking waterfront"),
            (AmenityKind::Estate, "gym playground sports-court clubhouse paved-roads street-lights"),
            (AmenityKind::Staff, "security-guards facility-manager cleaners concierge"),
        ];
        for (kind, ids) in released {
            let catalogued: Vec<_> = AMENITIES.iter().filter(|it| it.kind == kind).map(|it| it.id).collect();
            assert_eq!(catalogued.join(" "), ids, "{kind:?}");
        }
        let bands: Vec<_> = AMENITIES.iter().filter(|it| it.is_supply_band()).map(Amenity::label).collect();
        let letters: Vec<_> = bands.iter().filter_map(|label| label.strip_prefix("Band ")?.chars().next()).collect();
        assert_eq!(letters, ['A', 'B', 'C', 'D', 'E']);
    }

    #[test]
    fn the_catalogue_stands_under_its_headings_and_no_heading_is_empty() {
        assert!(AMENITIES.is_sorted_by_key(|amenity| amenity.kind));
        for kind in AmenityKind::ALL {
            assert!(AMENITIES.iter().any(|amenity| amenity.kind == kind), "{kind:?}");
        }
    }

    #[test]
    fn land_is_not_asked_for_what_only_buildings_have() {
        let asked = |id: &str, kind| id.parse::<AmenityId>().expect("valid").is_asked_of(kind);
        for id in ["lift", "en-suite", "wardrobes", "balcony", "generator", "intercom", "cleaners"] {
            assert!(!asked(id, Some(PropertyType::Land)), "{id}");
            assert!(asked(id, Some(PropertyType::Flat)) && asked(id, None), "{id}");
        }
        for id in ["power-band-a", "public-water", "gated", "paved-roads", "waterfront", "security-guards", "hologram"]
        {
            assert!(asked(id, Some(PropertyType::Land)), "{id}");
        }
    }

    #[test]
    fn an_id_of_a_newer_version_is_valid_but_has_no_label() {
        let id: AmenityId = serde_json::from_str("\"hologram-room\"").expect("valid");
        assert_eq!(id.label(), None);
        assert_eq!(serde_json::to_string(&id).expect("serialises"), "\"hologram-room\"");
    }

    #[test]
    fn an_id_is_refused_when_empty_too_long_or_odd() {
        for bad in ["", "Pool", "a b", "a:b", "naïve", &"x".repeat(49)] {
            assert_eq!(bad.parse::<AmenityId>(), Err(InvalidAmenityId), "{bad:?}");
            assert!(serde_json::from_value::<AmenityId>(bad.into()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_longest_id_still_makes_a_valid_group() {
        let id: AmenityId = "x".repeat(AmenityId::MAX_BYTES).parse().expect("valid");
        let group = GroupName::amenity(&id);
        assert_eq!(group.as_str().parse(), Ok(group));
    }
}
