//! The step for rooms, sizes, the building and what the place offers.

use std::collections::BTreeSet;

use lagoon_words::tr;

use super::{Problem, figure, unreadable};
use crate::{AmenityId, Asked, Building, Choice, GroupName, Property, PropertyType, Rooms, Size, Step};

pub(super) fn check(property: &Property) -> impl Iterator<Item = Problem> {
    check_rooms(property)
        .into_iter()
        .chain(check_size(property))
        .chain(check_building(property))
        .chain(check_amenities(&property.amenities))
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

fn check_amenities(amenities: &BTreeSet<AmenityId>) -> Option<Problem> {
    const MOST_NAMED: usize = 3;
    let unknown: Vec<_> = amenities.iter().filter(|id| id.amenity().is_none()).map(AmenityId::as_str).collect();
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
