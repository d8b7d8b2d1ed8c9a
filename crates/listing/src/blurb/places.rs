//! Where it is: names of areas, local government areas and states.

use std::ops::Range;

use super::{Findings, Said, cut::Words};
use crate::{PlaceMatch, place::places_called};

/// The most words that a name has.
const LONGEST: usize = 5;
/// After these a name is that of a street.
const STREETS: &[&str] = &[
    "road",
    "rd",
    "street",
    "st",
    "expressway",
    "express",
    "way",
    "bridge",
    "close",
    "crescent",
    "link",
    "drive",
    "airport",
    "toll",
];
/// After these a name is that of somewhere else.
const NEAR: &[&str] = &[
    "near",
    "to",
    "by",
    "after",
    "before",
    "from",
    "off",
    "opposite",
    "behind",
    "beside",
    "towards",
    "toward",
    "via",
    "between",
    "phase",
    "overlooking",
    "facing",
    "alternative",
];
/// Names that are words, numerals or names of people too: too short to tell.
const SHORTEST: usize = 7;

pub(super) fn read(words: &Words, found: &mut Findings) {
    let named = names(words);
    // A state that is named, or in which alone a name is known, tells which of several places of one name is meant.
    let in_one = |places: &[PlaceMatch]| places.iter().all(|place| place.state == places[0].state);
    let states: Vec<&str> = named
        .iter()
        .filter(|(places, _)| in_one(places))
        .filter_map(|(places, _)| Some(places.first()?.state))
        .collect();
    let mut best: Option<(PlaceMatch, Range<usize>)> = None;
    for (places, at) in named {
        let with_before = the_one(&places, &states).and_then(|place| match &best {
            None => Some((place, at.clone())),
            Some((other, before)) => {
                let is_beside = at.start == before.end && !words.is_parted(at.start);
                let both = if is_beside && other.lga == place.lga && other.state == place.state && other.area.is_some()
                {
                    *other
                } else {
                    together(*other, place)?
                };
                Some((both, if both == *other { before.clone() } else { at.clone() }))
            }
        });
        if with_before.is_none() {
            found.unclear("location");
            return;
        }
        best = with_before;
    }
    if let Some((place, at)) = best {
        found.add(Said::Place(place), at);
    }
}

/// Every name of a place, the longest at each word, with all that go by it.
fn names(words: &Words) -> Vec<(Vec<PlaceMatch>, Range<usize>)> {
    let mut named = vec![];
    let mut index = 0;
    while index < words.len() {
        let lengths = (1..=LONGEST).rev().filter(|length| (1..*length).all(|by| !words.is_parted(index + by)));
        let found = lengths.filter(|length| index + length <= words.len()).find_map(|length| {
            let at = index..index + length;
            let places = places_called(words.written(&at));
            (!places.is_empty()).then_some((places, at))
        });
        let Some((places, at)) = found else {
            index += 1;
            continue;
        };
        index = at.end;
        let places = if words.back(at.start, 1).any(|word| word == "gra") {
            // "GRA Ikeja" is "Ikeja GRA", and not all of Ikeja.
            places_called(&format!("{} GRA", words.written(&at)))
        } else {
            places
        };
        let is_street = !words.is_parted(at.end) && STREETS.contains(&words.at(at.end));
        let is_near = words.back(at.start, 1).any(|word| NEAR.contains(&word));
        if !is_street && !is_near && !places.is_empty() {
            named.push((places.to_vec(), at.clone()));
        }
    }
    let states: Vec<&str> = named
        .iter()
        .flat_map(|(places, _)| places)
        .filter(|place| place.lga.is_none())
        .map(|place| place.state)
        .collect();
    // A short name of a distant local government area is more often a word.
    let known = |place: &PlaceMatch, at: &Range<usize>| {
        let length = words.written(at).chars().filter(|c| c.is_alphanumeric()).count();
        let is_home = ["Lagos", "Federal Capital Territory"].contains(&place.state);
        match (place.area, place.lga) {
            (Some(_), _) => length > 3 || words.written(at).chars().all(|c| !c.is_lowercase()),
            (None, Some(_)) => is_home || length >= SHORTEST || states.contains(&place.state),
            (None, None) => is_home || words.at(at.end) == "state",
        }
    };
    for (places, at) in &mut named {
        places.retain(|place| known(place, at));
    }
    named.retain(|(places, _)| !places.is_empty());
    named
}

/// Which of the places of one name is meant, as far as the text says in which state.
fn the_one(places: &[PlaceMatch], states: &[&str]) -> Option<PlaceMatch> {
    let within: Vec<&PlaceMatch> = places.iter().filter(|place| states.contains(&place.state)).collect();
    let places: Vec<&PlaceMatch> = if within.is_empty() { places.iter().collect() } else { within };
    let first = *places.first()?;
    places
        .iter()
        .all(|place| place.state == first.state && (place.area.is_none() || place.area == first.area))
        .then_some(*first)
}

/// What two names say together: the closer one where one lies in the other, and what they share where both are areas of one
/// local government area.
fn together(one: PlaceMatch, other: PlaceMatch) -> Option<PlaceMatch> {
    if one.state != other.state {
        return None;
    }
    match (one.lga, other.lga) {
        (_, None) => Some(one),
        (None, _) => Some(other),
        // An area that is called as the whole is as good as the whole.
        (Some(a), Some(b)) if a == b => Some(match (one.area, other.area) {
            (_, None) => one,
            (None, _) => other,
            (Some(_), Some(area)) if area == a => one,
            (Some(area), Some(_)) if area == a => other,
            (Some(a), Some(b)) if a == b => one,
            _ => PlaceMatch { area: None, ..one },
        }),
        _ => None,
    }
}
