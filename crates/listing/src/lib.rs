//! Property listings: their fields, the groups those travel in, money, places and what publishing asks for.
//!
//! Pure: nothing here reads a clock, a file or the network, so that the device, the page and the server apply the same
//! rules.

mod amenity;
mod asked;
mod blurb;
mod building;
mod choice;
mod entry;
mod group;
mod ids;
mod kind;
mod money;
mod place;
mod price;
mod property;
mod publishing;
mod quote;
mod reading;
mod rooms;
#[cfg(test)]
mod sample;
mod step;
mod storing;
mod suggestion;
mod terms;

pub use amenity::{AMENITIES, Amenity, AmenityId, AmenityKind, InvalidAmenityId};
pub use asked::Asked;
pub use blurb::{MOST_CHARACTERS as MOST_BLURB_CHARACTERS, Recognised, Said, is_worth_offering, read_blurb};
pub use building::{Building, Furnished};
pub use choice::{Choice, UnknownChoice};
pub use entry::{Count, Entry, EntryError, Figure, MicroDegrees, Months, Percent, SquareMetres, Year};
pub use group::{GroupName, Groups, InvalidGroupName};
pub use ids::{DraftId, TeamId, UserId};
pub use kind::{PropertyType, Purpose, TitleDocument};
pub use money::{Currency, InvalidCurrency, Money, MoneyError, grouped};
pub use place::{Location, PlaceMatch, STATES, lga_as_listed, lgas_of, search_places};
pub use price::{Period, Price};
pub use property::{Property, Publication, Status, group_value};
pub use publishing::{
    COPY_MARK, Problem, Warning, check_for_publishing, check_publication_for_publishing, check_warnings,
};
pub use rooms::{Rooms, Size};
pub use step::Step;
pub use storing::{
    FieldError, MAX_DRAFT_BYTES, MAX_GROUP_BYTES, MAX_GROUPS, check_change_for_storing, check_for_storing,
};
pub use suggestion::{price_per_sqm, suggest_title};
pub use terms::{Frequency, Sum, Terms};
