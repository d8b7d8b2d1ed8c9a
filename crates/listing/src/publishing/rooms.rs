//! The step for rooms, sizes, the building and what the place offers.

use lagoon_words::tr;

use super::{Problem, figure, unreadable};
use crate::{AmenityId, Asked, Building, Choice, Entry, GroupName, Property, PropertyType, Rooms, Size, Step};

/// The most rooms of one kind that a listing can have: more is a slip of the finger.
const MOST_ROOMS: u32 = 50;
/// The most rooms for staff.
const MOST_QUARTERS: u32 = 20;
/// The most cars that are parked at a home; an office or a warehouse may have room for any number.
const MOST_PARKING_OF_HOME: u32 = 100;

pub(super) fn check(property: &Property) -> impl Iterator<Item = Problem> {
    check_rooms(property)
        .into_iter()
        .chain(check_size(property))
        .chain(check_building(property))
        .chain(check_amenities(property))
}

/// Homes say how many bedrooms, bathrooms and toilets they have, for that is what buyers search by; "none" is an answer.
/// Boys' quarters and parking stay optional: not to name them says that there are none.
fn check_rooms(property: &Property) -> Vec<Problem> {
    let asked = Asked::of(property);
    if !asked.rooms && !asked.parking_alone {
        return vec![];
    }
    let first = if asked.rooms { "rooms.bedrooms" } else { "rooms.parking" };
    if let Some(problem) = unreadable(property, &GroupName::ROOMS, first) {
        return vec![problem];
    }
    let is_home = property.property_type.is_some_and(PropertyType::is_home);
    let none = Rooms::default();
    let rooms = property.rooms.as_ref().unwrap_or(&none);
    let step = Step::Rooms;
    let of_home = |entry: &'static str, count, required| figure(step, entry, count, required).filter(|_| asked.rooms);
    let required = |message| is_home.then_some(message);
    [
        of_home(
            "rooms.bedrooms",
            rooms.bedrooms.as_ref(),
            required(tr!("Enter the number of bedrooms, boys' quarters left out.")),
        ),
        of_home("rooms.bathrooms", rooms.bathrooms.as_ref(), required(tr!("Enter the number of bathrooms."))),
        of_home("rooms.toilets", rooms.toilets.as_ref(), required(tr!("Enter the number of toilets."))),
        of_home("rooms.boysQuarters", rooms.boys_quarters.as_ref(), None),
        figure(step, "rooms.parking", rooms.parking.as_ref(), None),
    ]
    .into_iter()
    .flatten()
    .chain(too_many(property))
    .collect()
}

/// Counts that no home has.
pub(super) fn too_many(property: &Property) -> Vec<Problem> {
    let Some(rooms) = property.rooms.as_ref().filter(|_| Asked::of(property).rooms) else { return vec![] };
    [
        ("rooms.bedrooms", tr!("Bedrooms"), &rooms.bedrooms, MOST_ROOMS),
        ("rooms.bathrooms", tr!("Bathrooms"), &rooms.bathrooms, MOST_ROOMS),
        ("rooms.toilets", tr!("Toilets"), &rooms.toilets, MOST_ROOMS),
        ("rooms.boysQuarters", tr!("Boys' quarters"), &rooms.boys_quarters, MOST_QUARTERS),
        ("rooms.parking", tr!("Parking"), &rooms.parking, MOST_PARKING_OF_HOME),
    ]
    .into_iter()
    .filter_map(|(field, what, count, most)| {
        let count = count.as_ref().and_then(Entry::value).map(|count| count.0).filter(|count| *count > most)?;
        let message = tr!("{what}: {count} is too many. Enter a number from 0 to {most}.", what, count, most);
        Some(Problem::new("outOfRange", Step::Rooms, field, message))
    })
    .collect()
}

fn check_size(property: &Property) -> Vec<Problem> {
    if let Some(problem) = unreadable(property, &GroupName::SIZE, "size.landSize") {
        return vec![problem];
    }
    let none = Size::default();
    let size = property.size.as_ref().unwrap_or(&none);
    let asked = Asked::of(property);
    let land = asked.land.then_some(tr!("Enter the size of the land in square metres."));
    [
        figure(Step::Rooms, "size.livingArea", size.living_area.as_ref(), None).filter(|_| asked.living_area),
        figure(Step::Rooms, "size.landSize", size.land_size.as_ref(), land),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn check_building(property: &Property) -> Vec<Problem> {
    if !Asked::of(property).building {
        return vec![];
    }
    if let Some(problem) = unreadable(property, &GroupName::BUILDING, "building.yearBuilt") {
        return vec![problem];
    }
    let none = Building::default();
    let building = property.building.as_ref().unwrap_or(&none);
    let furnished = matches!(building.furnished, Some(Choice::Unknown(_))).then(|| {
        Problem::new(
            "unreadable",
            Step::Rooms,
            "building.furnished",
            tr!("Choose again how it is furnished, or update the app."),
        )
    });
    figure(Step::Rooms, "building.yearBuilt", building.year_built.as_ref(), None).into_iter().chain(furnished).collect()
}

fn check_amenities(property: &Property) -> Option<Problem> {
    const MOST_NAMED: usize = 3;
    let unknown: Vec<_> =
        property.amenities.iter().filter(|id| id.amenity().is_none()).map(AmenityId::as_str).collect();
    let (named, rest) = unknown.split_at(unknown.len().min(MOST_NAMED));
    (!named.is_empty()).then(|| {
        let named = named.join(", ");
        let named = if rest.is_empty() { named } else { tr!("{named} and {more} more", named, more = rest.len()) };
        let message = tr!(
            "This version of Lagoon does not know {named}. Take them off, or update the app and publish there.",
            named
        );
        Problem::new("unknownAmenity", Step::Rooms, "amenities", message)
    })
}
