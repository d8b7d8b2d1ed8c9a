//! Finding a place by a few letters of its name.
//!
//! The one rule: the same letters find the same places in the same order, without a network.

use std::{collections::HashMap, sync::LazyLock};

use super::{fold::folded, states};

/// A place that was found. What is given fills a listing's [`Location`](crate::Location).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceMatch {
    /// The area, such as "Lekki Phase 1". `None`: the whole local government area or state was found.
    pub area: Option<&'static str>,
    /// The local government area. `None`: the whole state was found.
    pub lga: Option<&'static str>,
    /// The state: one of [`STATES`](super::STATES).
    pub state: &'static str,
}

impl PlaceMatch {
    /// The name that was found: the area's, else the local government area's, else the state's.
    pub fn name(&self) -> &'static str {
        self.area.or(self.lga).unwrap_or(self.state)
    }
}

/// A line for each local government area, as `state/LGA`, with the areas in it that people know by name, the likeliest to be
/// meant first. After `=` stand the letters that people write instead.
const AREAS: &str = include_str!("areas.txt");

/// What people call a state that has another name.
const STATE_ALSO_CALLED: (&str, [&str; 2]) = ("Federal Capital Territory", ["FCT", "Abuja"]);

/// A place with what it is compared by.
struct Entry {
    place: PlaceMatch,
    /// Its name and its other names.
    names: Vec<Folded>,
    /// Where it is: the names of its local government area and state.
    around: Folded,
}

/// A folded name with a space before every word, and without any.
struct Folded {
    words: String,
    joined: String,
}

impl Folded {
    fn of(name: &str) -> Self {
        let words = folded(name);
        Self { joined: words.replace(' ', ""), words: format!(" {words}") }
    }

    /// Whether a word begins with these letters.
    fn has_word(&self, letters: &str) -> bool {
        self.words.match_indices(letters).any(|(at, _)| self.words[..at].ends_with(' '))
    }
}

/// Areas, then local government areas, then states: what says most comes first.
static PLACES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut places: Vec<Entry> = areas().collect();
    let lgas = states::all().iter().flat_map(|(state, lgas)| lgas.iter().map(|lga| (*state, *lga)));
    places.extend(lgas.map(|(state, lga)| Entry {
        place: PlaceMatch { area: None, lga: Some(lga), state },
        names: vec![Folded::of(lga)],
        around: Folded::of(&around(state)),
    }));
    places.extend(states::STATES.iter().map(|state| Entry {
        place: PlaceMatch { area: None, lga: None, state },
        names: names_of(state).map(Folded::of).collect(),
        around: Folded::of(""),
    }));
    places
});

fn areas() -> impl Iterator<Item = Entry> {
    let lines = AREAS.lines().filter_map(|line| line.split_once(": "));
    let lines = lines.filter_map(|(at, areas)| at.split_once('/').map(|(state, lga)| (state, lga, areas)));
    lines.flat_map(|(state, lga, areas)| {
        areas.split(", ").map(move |area| {
            let (area, other) = area.split_once(" = ").map_or((area, None), |(area, other)| (area, Some(other)));
            Entry {
                place: PlaceMatch { area: Some(area), lga: Some(lga), state },
                names: [Some(area), other].into_iter().flatten().map(Folded::of).collect(),
                around: Folded::of(&format!("{lga} {}", around(state))),
            }
        })
    })
}

/// A state's name and its other ones.
fn names_of(state: &'static str) -> impl Iterator<Item = &'static str> {
    let (name, others) = STATE_ALSO_CALLED;
    std::iter::once(state).chain(others.into_iter().filter(move |_| state == name))
}

/// A state by all its names.
fn around(state: &'static str) -> String {
    names_of(state).collect::<Vec<_>>().join(" ")
}

/// The places whose names hold the words of `query`, at most `limit`, the likeliest first: the very name, then names that
/// begin with it, then names with such words in any order ("phase 1 lekki"), then such words with those of the local
/// government area or state ("ikate lagos"), then letters inside a name. Case and accents make no difference.
pub fn search_places(query: &str, limit: usize) -> Vec<PlaceMatch> {
    let query = Folded::of(query);
    let words: Vec<&str> = query.words.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let found = PLACES.iter().filter_map(|entry| likeness(entry, &query, &words).map(|rank| (rank, entry.place)));
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(limit).map(|(_, place)| place).collect()
}

/// The places of exactly this name, the likeliest to be meant first. Spaces, case and accents make no difference.
pub(crate) fn places_called(name: &str) -> &'static [PlaceMatch] {
    static CALLED: LazyLock<HashMap<&'static str, Vec<PlaceMatch>>> = LazyLock::new(|| {
        let mut called: HashMap<&str, Vec<PlaceMatch>> = HashMap::new();
        for (name, place) in PLACES.iter().flat_map(|entry| entry.names.iter().map(|name| (name, entry.place))) {
            called.entry(&name.joined).or_default().push(place);
        }
        called
    });
    CALLED.get(folded(name).replace(' ', "").as_str()).map_or(&[], Vec::as_slice)
}

/// How like a place is to what was typed: less is more. `None`: not at all.
fn likeness(entry: &Entry, query: &Folded, words: &[&str]) -> Option<u8> {
    let best = entry.names.iter().filter_map(|name| {
        if name.joined == query.joined {
            Some(0)
        } else if name.words.starts_with(&query.words) || name.joined.starts_with(&query.joined) {
            Some(1)
        } else if words.iter().all(|word| name.has_word(word)) {
            Some(2)
        } else if words.iter().any(|word| name.has_word(word))
            && words.iter().all(|word| name.has_word(word) || entry.around.has_word(word))
        {
            Some(3)
        } else if name.joined.contains(&query.joined) {
            Some(4)
        } else {
            None
        }
    });
    best.min()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn found(query: &str) -> Vec<String> {
        let place = |place: &PlaceMatch| {
            let parts = [place.area, place.lga, Some(place.state)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        search_places(query, 8).iter().map(place).collect()
    }

    #[test]
    fn three_letters_find_the_place_that_is_meant() {
        for (typed, first) in [
            ("lek", "Lekki Phase 1, Eti-Osa, Lagos"),
            ("LEKKI PHASE 2", "Lekki Phase 2, Eti-Osa, Lagos"),
            ("phase 1 lek", "Lekki Phase 1, Eti-Osa, Lagos"),
            ("ikoy", "Ikoyi, Eti-Osa, Lagos"),
            ("vi", "Victoria Island, Eti-Osa, Lagos"),
            ("vgc", "Victoria Garden City, Eti-Osa, Lagos"),
            ("ikeja", "Ikeja, Ikeja, Lagos"),
            ("gra ike", "Ikeja GRA, Ikeja, Lagos"),
            ("eti osa", "Eti-Osa, Lagos"),
            ("etiosa", "Eti-Osa, Lagos"),
            ("mait", "Maitama, Abuja Municipal, Federal Capital Territory"),
            ("wuse 2", "Wuse 2, Abuja Municipal, Federal Capital Territory"),
            ("abuja", "Federal Capital Territory"),
            ("fct", "Federal Capital Territory"),
            ("lagos", "Lagos"),
            ("port har", "Port Harcourt, Rivers"),
            ("surulere oyo", "Surulere, Oyo"),
            ("ibadan north w", "Ibadan North-West, Oyo"),
            ("Ọ̀ṣun", "Osun"),
            ("jamaare", "Jama'are, Bauchi"),
        ] {
            assert_eq!(found(typed).first().map(String::as_str), Some(first), "{typed}: {:?}", found(typed));
        }
    }

    #[test]
    fn a_word_that_begins_so_ranks_above_letters_inside_one() {
        let places: Vec<_> = search_places("ita", 20).iter().map(PlaceMatch::name).collect();
        let at = |name| places.iter().position(|place| *place == name).expect(name);
        assert!(at("Itamaga") < at("Maitama"), "{places:?}");
        assert!(at("Itas/Gadau") < at("Maitama"), "{places:?}");
    }

    #[test]
    fn nothing_finds_nothing() {
        for query in ["", "  ", "--", "qqq", "lekki qqq"] {
            assert_eq!(search_places(query, 8), [], "{query:?}");
        }
        assert_eq!(search_places("lek", 0), []);
        assert_eq!(search_places("a", 3).len(), 3);
    }

    #[test]
    fn every_known_area_lies_in_a_local_government_area_of_its_state() {
        let mut names = BTreeSet::new();
        for entry in areas() {
            let PlaceMatch { area, lga, state } = entry.place;
            let lga = lga.expect("an area has one");
            assert!(states::lgas_of(state).contains(&lga), "{area:?}: {lga} of {state}");
            assert!(names.insert((state, area)), "{area:?} is there twice");
        }
        assert!(names.len() > 200, "{}", names.len());
    }

    proptest! {
        #[test]
        fn no_query_panics_and_each_finds_the_same_twice(query in "\\PC{0,20}") {
            prop_assert_eq!(search_places(&query, 20), search_places(&query, 20));
        }

        #[test]
        fn every_place_is_found_by_its_name_among_the_first(at in any::<proptest::sample::Index>()) {
            let entry = &PLACES[at.index(PLACES.len())];
            prop_assert!(search_places(entry.place.name(), 6).contains(&entry.place), "{:?}", entry.place);
        }
    }
}
