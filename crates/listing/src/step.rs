//! The steps in which a listing is written.

use lagoon_words::tr;

use crate::GroupName;

/// A step of the wizard, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// What it is and what it is offered for.
    Kind,
    /// Price, period, fees and the title document.
    Price,
    /// State, local government area, area, address.
    Location,
    /// Rooms, sizes, the building and what the place offers.
    Rooms,
    /// Title, description and private notes.
    Words,
    /// The last look before publishing.
    Check,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 6] = [Self::Kind, Self::Price, Self::Location, Self::Rooms, Self::Words, Self::Check];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Kind => tr!("Type & purpose"),
            Self::Price => tr!("Price & terms"),
            Self::Location => tr!("Location"),
            Self::Rooms => tr!("Rooms & amenities"),
            Self::Words => tr!("Title & description"),
            Self::Check => tr!("Check & publish"),
        }
    }

    /// Its stable name in addresses and test ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Price => "price",
            Self::Location => "location",
            Self::Rooms => "rooms",
            Self::Words => "words",
            Self::Check => "check",
        }
    }

    /// The step in which a group is written. Groups of newer versions are seen in the last one alone.
    pub fn of_group(group: &GroupName) -> Self {
        match group {
            g if [GroupName::PURPOSE, GroupName::PROPERTY_TYPE].contains(g) => Self::Kind,
            g if [GroupName::PRICE, GroupName::TERMS, GroupName::TITLE_DOCUMENT].contains(g) => Self::Price,
            g if *g == GroupName::LOCATION => Self::Location,
            g if [GroupName::ROOMS, GroupName::SIZE, GroupName::BUILDING].contains(g) => Self::Rooms,
            g if g.as_amenity().is_some() => Self::Rooms,
            g if [GroupName::TITLE, GroupName::DESCRIPTION, GroupName::PRIVATE_NOTES].contains(g) => Self::Words,
            _ => Self::Check,
        }
    }
}
