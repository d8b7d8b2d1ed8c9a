//! Property listings: their fields, the groups those travel in, money, places and what publishing asks for.
//!
//! Pure: nothing here reads a clock, a file or the network, so that the device, the page and the server apply the same
//! rules.

mod amenity;
mod group;
mod ids;
mod money;
mod place;
mod property;
mod publishing;
mod quote;
mod storing;

pub use amenity::{AMENITIES, Amenity, AmenityId, AmenityKind, InvalidAmenityId};
pub use group::{GroupName, Groups, InvalidGroupName};
pub use ids::{DraftId, TeamId, UserId};
pub use money::{Currency, InvalidCurrency, Money, MoneyError};
pub use place::{Location, STATES};
pub use property::{Price, Property, Publication, Status};
pub use publishing::{Problem, Step, check_for_publishing, check_publication_for_publishing};
pub use storing::{FieldError, MAX_DRAFT_BYTES, MAX_GROUP_BYTES, MAX_GROUPS, check_for_storing};
