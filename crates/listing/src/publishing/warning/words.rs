//! What is odd about the words of a listing: ways around the agency, a copy's mark, a place that it does not stand in.
//!
//! The one rule: what can be meant well is not remarked on.

use lagoon_words::tr;

use super::Warning;
use crate::{
    Location, PlaceMatch, Property, Step,
    place::{folded, places_called},
    publishing::contact,
    quote::quote,
};

/// What the title of a copy ends with, until it has one of its own.
pub const COPY_MARK: &str = "(copy)";

pub(super) fn check(property: &Property) -> impl Iterator<Item = Warning> {
    let title = property.title.as_deref().unwrap_or_default().trim();
    let location = property.location.as_ref();
    check_copy(title)
        .or_else(|| location.and_then(|location| check_place(title, location)))
        .into_iter()
        .chain(check_contact(property.description.as_deref().unwrap_or_default()))
}

fn warning(code: &'static str, field: &'static str, message: impl Into<String>) -> Warning {
    Warning { code, step: Step::Words, field, message: message.into() }
}

fn check_copy(title: &str) -> Option<Warning> {
    let message = tr!("The title still says “(copy)”. Give this listing a title of its own.");
    title.to_lowercase().ends_with(COPY_MARK).then(|| warning("copyTitle", "title", message))
}

fn check_contact(description: &str) -> Option<Warning> {
    if contact::holds_address_of_somebody(description) {
        let message =
            tr!("The description holds a web or e-mail address. Buyers reach you through the agency: take it out.");
        Some(warning("webAddress", "description", message))
    } else if description.lines().any(contact::holds_phone_number) {
        let message = tr!("The description holds a phone number. Buyers reach you through the agency: take it out.");
        Some(warning("phoneNumber", "description", message))
    } else {
        None
    }
}

/// Words of names that many towns give to a part of theirs: "Marina", "Airport Road", "CBD", "Phase 1".
const ANYWHERE: &[&str] = &[
    "agric",
    "airport",
    "area",
    "avenue",
    "beach",
    "business",
    "camp",
    "cbd",
    "central",
    "centre",
    "city",
    "close",
    "district",
    "east",
    "estate",
    "express",
    "expressway",
    "extension",
    "fair",
    "federal",
    "free",
    "games",
    "garden",
    "gardens",
    "gate",
    "government",
    "gra",
    "house",
    "housing",
    "independence",
    "industrial",
    "island",
    "junction",
    "layout",
    "life",
    "low",
    "cost",
    "mainland",
    "marina",
    "market",
    "mile",
    "new",
    "north",
    "old",
    "park",
    "phase",
    "reserved",
    "residential",
    "road",
    "satellite",
    "secretariat",
    "south",
    "stadium",
    "station",
    "street",
    "toll",
    "town",
    "trade",
    "university",
    "village",
    "way",
    "west",
    "zone",
];

/// Whether a name tells one place from all others: known of one local government area only, and not one that many towns have.
fn is_telling(name: &str, places: &[PlaceMatch]) -> bool {
    let in_one = places.iter().all(|place| (place.state, place.lga) == (places[0].state, places[0].lga));
    let anywhere = |word: &str| ANYWHERE.contains(&word) || word.bytes().all(|c| c.is_ascii_digit());
    in_one && !folded(name).split_whitespace().all(anywhere)
}

/// A title that ends with a known place of another local government area: "…, Ikeja" of a house in Eti-Osa.
fn check_place(title: &str, location: &Location) -> Option<Warning> {
    let stands = |part: &Option<String>| part.as_deref().map(folded).filter(|text| !text.is_empty());
    let (state, lga) = (stands(&location.state)?, stands(&location.lga)?);
    let agrees = |place: &PlaceMatch| {
        let lga_agrees = place.lga.is_none_or(|named| joined(&folded(named)) == joined(&lga));
        joined(&folded(place.state)) == joined(&state) && lga_agrees
    };
    // A street, an estate or the area itself may be called like a place elsewhere.
    let own = [&location.area, &location.street, &location.estate, &location.landmark].map(stands);
    let is_own = |named: &str| own.iter().flatten().any(|own| own.contains(named));
    // "Ikeja, Lagos": from the end on, as long as there are places.
    let named = title.rsplit(',').take(title.matches(',').count()).map(str::trim);
    let named = named.map(|name| (name, places_called(name))).take_while(|(_, places)| !places.is_empty());
    let other = named
        .filter(|(name, places)| is_telling(name, places) && !places.iter().any(agrees) && !is_own(&folded(name)))
        .map(|(name, _)| name);
    let name = quote(other.last()?);
    let area =
        [&location.area, &location.lga].into_iter().flatten().map(|part| part.trim()).find(|part| !part.is_empty())?;
    let message =
        tr!("The title says {name}, but the listing stands in {area}. Check which is right.", name, area = quote(area));
    Some(warning("otherPlace", "title", message))
}

fn joined(folded: &str) -> String {
    folded.replace(' ', "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{PropertyType, check_for_publishing, check_warnings, sample::ready, search_places, suggest_title};

    fn codes(property: &Property) -> Vec<(&'static str, &'static str)> {
        check_warnings(property).iter().map(|warning| (warning.field, warning.code)).collect()
    }

    fn titled(title: &str) -> Vec<(&'static str, &'static str)> {
        let mut property = ready();
        property.title = Some(title.into());
        codes(&property)
    }

    fn described(text: &str) -> Vec<(&'static str, &'static str)> {
        let mut property = ready();
        property.description = Some(text.into());
        codes(&property)
    }

    #[test]
    fn a_way_around_the_agency_in_the_description_is_remarked_on_and_keeps_nothing_from_being_published() {
        for text in ["Call 0803 123 4567", "Call\n+234 803 123 4567.", "WhatsApp 08031234567 now"] {
            assert_eq!(described(text), [("description", "phoneNumber")], "{text}");
        }
        for text in ["See www.example.com", "ada@example.com", "On wa.me/234803", "Follow @lekkihomes"] {
            assert_eq!(described(text), [("description", "webAddress")], "{text}");
        }
        let mut property = ready();
        property.description = Some(format!("Call 0803 123 4567. {}", "x".repeat(50)));
        assert_eq!(check_for_publishing(&property), []);
    }

    #[test]
    fn sizes_prices_and_years_in_a_description_are_left_alone() {
        for text in [
            "2 units @ 45m each, 3 units @60m",
            "₦1 500 000 000 for all, or 1,500,000,000 naira",
            "Built in 2019\n2021: new roof\n2023 12 new windows",
            "Rooms of 18 x 36, 12.5 x 14 and 10 - 12 feet, 24/7 power",
            "Service charge 2,500,000 yearly, 5,000,000 caution",
            "3 minutes to Admiralty Way. Block 12 - 14, Road 3 (Phase 2)",
        ] {
            assert_eq!(described(text), [], "{text}");
        }
    }

    #[test]
    fn a_copy_is_asked_for_a_title_of_its_own() {
        assert_eq!(titled("4-bedroom duplex, Lekki Phase 1 (copy)"), [("title", "copyTitle")]);
        assert_eq!(titled("4-bedroom duplex, Ikeja (Copy) "), [("title", "copyTitle")]);
        assert_eq!(titled("4-bedroom duplex (copy of the other), Lekki Phase 1"), []);
    }

    #[test]
    fn a_title_that_ends_with_a_place_of_another_local_government_area_is_remarked_on() {
        for title in ["4-bedroom duplex, Ikeja", "Duplex with BQ, Ikeja, Lagos", "Duplex, all rooms en suite, maitama"]
        {
            assert_eq!(titled(title), [("title", "otherPlace")], "{title}");
        }
        for title in [
            "4-bedroom duplex, Lekki Phase 1",
            "4-bedroom duplex, Victoria Island",
            "4-bedroom duplex, VI, Eti Osa, Lagos",
            "4-bedroom duplex, ten minutes to Ikeja",
            "Ikeja-style 4-bedroom duplex, Lekki",
            "4-bedroom duplex, with a pool",
            "4-bedroom duplex, CBD",
            "4-bedroom duplex, Central Business District",
            "4-bedroom duplex, Airport Road",
            "4-bedroom duplex, Marina",
            "4-bedroom duplex, GRA",
            "4-bedroom duplex, Phase 1",
            "4-bedroom duplex, Estate",
            "4-bedroom duplex, Mile 12",
            "4-bedroom duplex, Games Village",
            "Ikeja",
            ", ,,",
        ] {
            assert_eq!(titled(title), [], "{title}");
        }
    }

    #[test]
    fn a_name_that_several_places_have_is_held_against_none() {
        // Local government areas of Lagos and Oyo, of Kogi and Plateau.
        for name in ["Surulere", "Bassa"] {
            let places = places_called(name);
            assert!(places.iter().any(|place| place.state != places[0].state), "{name} is known once only");
            assert_eq!(titled(&format!("4-bedroom duplex, {name}")), [], "{name}");
        }
        assert_eq!(titled("4-bedroom duplex, Ikeja, Marina"), [("title", "otherPlace")], "Ikeja is but one");
    }

    #[test]
    fn a_place_that_the_location_itself_names_is_no_other_place() {
        let mut property = ready();
        property.title = Some("4-bedroom duplex, Gbagada".into());
        let location = property.location.as_mut().expect("a ready listing has one");
        (location.lga, location.area) = (Some("Shomolu".into()), Some("Gbagada Phase 1".into()));
        assert_eq!(codes(&property), []);
        let location = property.location.as_mut().expect("set");
        location.area = Some("Akoka".into());
        assert_eq!(codes(&property), [("title", "otherPlace")]);
        property.location.as_mut().expect("set").lga = None;
        assert_eq!(codes(&property), [], "nobody said where it stands");
    }

    proptest! {
        #[test]
        fn no_suggested_title_and_no_place_taken_from_the_search_is_called_another_place(
            letters in "[a-z]{2,5}", nth in 0_usize..8, kind in proptest::sample::select(PropertyType::ALL.to_vec()),
        ) {
            let found = search_places(&letters, 8);
            let Some(place) = found.get(nth) else { return Ok(()) };
            let mut property = ready();
            property.property_type = Some(kind);
            property.location = Some(Location {
                state: Some(place.state.into()),
                lga: place.lga.map(Into::into),
                area: place.area.map(Into::into),
                ..Location::default()
            });
            property.title = suggest_title(&property);
            prop_assert!(codes(&property).iter().all(|(_, code)| *code != "otherPlace"), "{:?}", property.title);
        }

        #[test]
        fn no_words_make_the_checks_panic(title in "\\PC{0,60}|[A-Za-z ,]{0,40}(Ikeja|Lagos|, Yaba)", text in "\\PC{0,200}") {
            let mut property = ready();
            (property.title, property.description) = (Some(title), Some(text));
            let _ = check_warnings(&property);
        }
    }
}
