//! What is odd about the rooms and about what a place offers.

use lagoon_words::tr;

use super::Warning;
use crate::{Amenity, AmenityId, Asked, Count, Entry, Property, Step, publishing::rooms::too_many};

pub(super) fn check(property: &Property) -> impl Iterator<Item = Warning> {
    check_proportion(property).into_iter().chain(check_bands(property))
}

/// Most homes have as many toilets as bedrooms, and one more for visitors. Far from that a digit may have slipped.
fn check_proportion(property: &Property) -> Option<Warning> {
    // What cannot be is said already.
    let rooms = property.rooms.as_ref().filter(|_| Asked::of(property).rooms && too_many(property).is_empty())?;
    let count = |entry: &Option<Entry<Count>>| entry.as_ref().and_then(Entry::value).map(|count| count.0);
    let bedrooms = count(&rooms.bedrooms)?;
    let slept_in = bedrooms + count(&rooms.boys_quarters).unwrap_or_default();
    let far_apart = |others: &u32| *others > 2 * slept_in + 3 || slept_in > 3 * others + 2;
    let warning = |field, message| Warning { code: "oddRooms", step: Step::Rooms, field, message };
    let toilets = count(&rooms.toilets).filter(far_apart).map(|toilets| {
        let message = tr!(
            "Toilets: {toilets}, bedrooms: {bedrooms}. These are far apart. Check that both are right.",
            toilets,
            bedrooms
        );
        warning("rooms.toilets", message)
    });
    let bathrooms = || {
        count(&rooms.bathrooms).filter(far_apart).map(|bathrooms| {
            let message = tr!(
                "Bathrooms: {bathrooms}, bedrooms: {bedrooms}. These are far apart. Check that both are right.",
                bathrooms,
                bedrooms
            );
            warning("rooms.bathrooms", message)
        })
    };
    toilets.or_else(bathrooms)
}

/// A place is on one band: the hours of the higher one would be promised, those of the lower one delivered.
fn check_bands(property: &Property) -> Option<Warning> {
    let bands: Vec<_> =
        property.asked_amenities().filter_map(AmenityId::amenity).filter(|it| it.is_supply_band()).collect();
    let [.., _, _] = bands[..] else { return None };
    let bands = bands.into_iter().map(Amenity::label).collect::<Vec<_>>().join(", ");
    let message = tr!("Several supply bands are chosen: {bands}. Keep the one that the power bill names.", bands);
    Some(Warning { code: "severalBands", step: Step::Rooms, field: "amenities", message })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{PropertyType, Rooms, check_for_publishing, check_warnings, sample::ready};

    fn with(bedrooms: u32, bathrooms: u32, toilets: u32, bq: u32) -> Property {
        let entry = |count| Some(Count(count).into());
        let mut property = ready();
        property.rooms = Some(Rooms {
            bedrooms: entry(bedrooms),
            bathrooms: entry(bathrooms),
            toilets: entry(toilets),
            boys_quarters: entry(bq),
            ..Rooms::default()
        });
        property
    }

    fn fields(property: &Property) -> Vec<&'static str> {
        check_warnings(property).iter().map(|warning| warning.field).collect()
    }

    #[test]
    fn rooms_far_out_of_proportion_are_remarked_on_and_usual_homes_are_not() {
        for (bedrooms, bathrooms, toilets, bq) in
            [(4, 4, 5, 0), (4, 5, 6, 1), (0, 1, 1, 0), (1, 1, 1, 0), (3, 1, 1, 0), (5, 6, 8, 2), (10, 3, 3, 0)]
        {
            let property = with(bedrooms, bathrooms, toilets, bq);
            assert_eq!(fields(&property), [""; 0], "{bedrooms} {bathrooms} {toilets} {bq}");
        }
        assert_eq!(fields(&with(4, 4, 40, 0)), ["rooms.toilets"]);
        assert_eq!(fields(&with(40, 4, 5, 0)), ["rooms.toilets"], "said once");
        assert_eq!(fields(&with(4, 40, 5, 0)), ["rooms.bathrooms"]);
        assert_eq!(fields(&with(4, 4, 0, 0)), ["rooms.toilets"]);
        let mut shop = with(4, 4, 40, 0);
        shop.property_type = Some(PropertyType::Shop);
        assert_eq!(fields(&shop), [""; 0], "a shop is not asked");
    }

    #[test]
    fn two_supply_bands_contradict_each_other() {
        let mut property = ready();
        let mut choose = |id: &str| {
            property.amenities.insert(id.parse().expect("valid"));
            check_warnings(&property).into_iter().map(|warning| (warning.code, warning.message)).collect::<Vec<_>>()
        };
        assert_eq!(choose("power-band-a"), []);
        assert_eq!(choose("generator"), []);
        let warnings = choose("power-band-c");
        assert_eq!((warnings.len(), warnings[0].0), (1, "severalBands"));
        assert!(warnings[0].1.contains("Band A") && warnings[0].1.contains("Band C"), "{}", warnings[0].1);
    }

    proptest! {
        #[test]
        fn a_count_is_either_impossible_or_odd_and_never_said_twice(
            bedrooms in 0_u32..=999, bathrooms in 0_u32..=999, toilets in 0_u32..=999, bq in 0_u32..=999,
        ) {
            let property = with(bedrooms, bathrooms, toilets, bq);
            let impossible = !check_for_publishing(&property).is_empty();
            prop_assert!(!impossible || fields(&property).is_empty());
            prop_assert_eq!(impossible, bedrooms.max(bathrooms).max(toilets) > 50 || bq > 20);
            prop_assert!(fields(&property).len() <= 1);
        }
    }
}
