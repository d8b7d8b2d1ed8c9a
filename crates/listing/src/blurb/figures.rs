//! What is said by a number and what it counts: rooms, sizes, fees in percent, rent in advance.

use super::{Findings, Said, cut::Words};
use crate::{Count, Figure, Months, Percent, PropertyType, SquareMetres};

const BEDROOMS: &[&str] =
    &["bedrooms", "bedroom", "beds", "bed", "bdrm", "bdrms", "bdr", "bedrm", "br", "bed room", "bed rooms"];
const BATHROOMS: &[&str] = &["bathrooms", "bathroom", "baths", "bath"];
const TOILETS: &[&str] = &["toilets", "toilet", "wc", "wcs"];
const QUARTERS: &[&str] =
    &["bq", "boys quarters", "boys quarter", "boy quarters", "boy quarter", "b q", "servants quarters"];
const PARKING: &[&str] = &[
    "car parks",
    "car park",
    "car parking",
    "cars parking",
    "parking spaces",
    "parking space",
    "parking slots",
    "parking slot",
    "car garage",
    "car parking spaces",
    "car parking space",
    "parking lots",
    "cars",
];
const AREA: &[&str] = &[
    "sqm",
    "sqms",
    "sqmt",
    "sq m",
    "sqmtr",
    "sqmtrs",
    "sq mt",
    "sq metres",
    "sq meters",
    "square metres",
    "square meters",
    "square metre",
    "square meter",
    "m 2",
    "m ²",
    "sqmeters",
    "sqmetres",
];
/// Counts of what is not in one place, or not there.
const NUMBERS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

pub(super) fn read(words: &Words, found: &mut Findings) {
    for index in 0..words.len() {
        quarters_alone(words, index, found);
        let Some(number) = number(words, index) else { continue };
        let after = index + 1;
        if let Some(length) = words.any(after, BEDROOMS) {
            rooms(words, index, after + length, number, found);
        } else if let Some(length) = words.any(after, BATHROOMS) {
            count(words, index, after + length, number, Said::Bathrooms, found);
        } else if let Some(length) = words.any(after, TOILETS) {
            count(words, index, after + length, number, Said::Toilets, found);
        } else if let Some(length) = quarters(words, after) {
            count(words, index, after + length, number, Said::BoysQuarters, found);
        } else if let Some(length) = words.any(after, PARKING) {
            count(words, index, after + length, number, Said::Parking, found);
        } else if let Some(length) = words.any(after, AREA) {
            area(words, index, after + length, found);
        } else if words.at(after) == "%" {
            percent(words, index, found);
        } else {
            advance(words, index, number, found);
        }
    }
}

/// A whole number in digits or as a word.
fn number(words: &Words, index: usize) -> Option<u32> {
    let word = words.at(index);
    if words.is_number(index) {
        return Count::parse(word).ok().map(|count| count.0).or(Some(u32::MAX));
    }
    let at = NUMBERS.iter().position(|number| *number == word)?;
    u32::try_from(at + 1).ok()
}

/// Whether the number is one of several, as in "3 and 4 bedroom", "2-3 bed" or "3 to 4": which one is meant nobody can say.
fn is_one_of_several(words: &Words, index: usize) -> bool {
    // "Lekki Phase 1, 4 bedroom": the other number belongs to a name.
    let counts = |index: usize| {
        let named = ["phase", "block", "zone", "mile", "area", "house", "no", "wuse", "garki"]
            .contains(&words.before(index, 1));
        number(words, index).is_some_and(|number| number <= 50) && !named
    };
    let before = |by| index.checked_sub(by).is_some_and(&counts);
    let joined = ["and", "&", "to", "or", "/", "+"].contains(&words.before(index, 1));
    before(1) || joined && before(2)
}

fn count(words: &Words, index: usize, end: usize, number: u32, said: fn(Count) -> Said, found: &mut Findings) {
    const MOST: u32 = 50;
    let is_vague =
        ["over", "about", "up", "approx", "approximately", "around", "minimum"].contains(&words.before(index, 1));
    // Not all of them.
    let is_part = ["upstairs", "downstairs", "each", "per"].contains(&words.at(end));
    if is_one_of_several(words, index) || is_vague || is_part || !(1..=MOST).contains(&number) {
        found.unclear(said(Count(0)).field());
    } else if !["no", "not", "without"].contains(&words.before(index, 1)) {
        found.add(said(Count(number)), index..end);
    }
}

/// Bedrooms, or the rooms of the boys' quarters where those follow.
fn rooms(words: &Words, index: usize, end: usize, number: u32, found: &mut Findings) {
    if ["space", "spaces"].contains(&words.at(end)) {
        return;
    }
    match words.any(end, QUARTERS) {
        Some(length) => count(words, index, end + length, number, Said::BoysQuarters, found),
        None => count(words, index, end, number, Said::Bedrooms, found),
    }
}

/// "BQ", "room BQ", "rooms boys' quarters" after a number.
fn quarters(words: &Words, index: usize) -> Option<usize> {
    match words.at(index) {
        "room" | "rooms" => words.any(index + 1, QUARTERS).map(|length| length + 1),
        _ => words.any(index, QUARTERS),
    }
}

/// A BQ of which no number is said.
fn quarters_alone(words: &Words, index: usize, found: &mut Findings) {
    let Some(length) = words.any(index, QUARTERS) else { return };
    let before = words.before(index, 1);
    let follows_number = |by| index.checked_sub(by).is_some_and(|index| number(words, index).is_some());
    let is_counted = !words.is_parted(index)
        && match before {
            "room" => follows_number(2),
            "rooms" | "no" | "without" | "not" | "minus" => true,
            before => follows_number(1) || BEDROOMS.contains(&before),
        };
    if !is_counted {
        found.add(Said::BoysQuarters(Count(1)), index..index + length);
    }
}

/// An area, where the text says of what.
fn area(words: &Words, index: usize, end: usize, found: &mut Findings) {
    let Ok(size) = SquareMetres::parse(words.at(index)) else { return };
    let several = is_one_of_several(words, index) || words.is_dashed(index) || words.is_dashed(end);
    let before = |names: &[&str]| words.back(index, 4).any(|word| names.contains(&word));
    let follows = |names: &[&str]| (end..end + 3).any(|at| !words.is_parted(at) && names.contains(&words.at(at)));
    let of_land = before(&["land", "plot", "plots", "parcel"]) || follows(&["land", "plot"]);
    let inside = before(&["living", "built", "floor", "internal", "floorspace"]) || follows(&["office", "built"]);
    let kind = match found.get("propertyType") {
        Some(Said::PropertyType(kind)) => Some(*kind),
        _ => None,
    };
    let said: fn(SquareMetres) -> Said = match (of_land, inside, kind) {
        (false, true, _) | (false, false, Some(PropertyType::Office | PropertyType::Shop)) => Said::LivingArea,
        (true, false, _) | (false, false, Some(PropertyType::Land)) => Said::LandSize,
        _ => return,
    };
    if several || ["per", "/", "x", "by"].contains(&words.before(index, 1)) {
        found.unclear(said(size).field());
    } else {
        found.add(said(size), index..end);
    }
}

const AGENCY: &[&str] = &["agency", "agent", "agents", "commission"];
const LEGAL: &[&str] = &["legal", "lawyer", "lawyers"];
const OTHERS: &[&str] =
    &["caution", "agreement", "deposit", "discount", "initial", "roi", "off", "down", "vat", "interest"];

/// A fee, before or after what it is for.
fn percent(words: &Words, index: usize, found: &mut Findings) {
    let end = index + 2;
    let Ok(percent) = Percent::parse(words.at(index)) else { return };
    let before: Vec<&str> = words.back(index, 4).collect();
    let is_before = |names: &[&str]| before.iter().take_while(|word| **word != "%").any(|word| names.contains(word));
    let is_after = |names: &[&str]| {
        !words.is_parted(end)
            && (names.contains(&words.at(end)) || words.at(end) == "for" && names.contains(&words.at(end + 1)))
    };
    let of = |names: &[&str]| is_before(names) || is_after(names) && !is_before(AGENCY) && !is_before(LEGAL);
    let several = words.is_dashed(index) || words.is_dashed(index + 2) && words.is_number(index + 2);
    match (of(AGENCY), of(LEGAL), of(OTHERS) || several) {
        (true, false, false) => found.add(Said::AgencyPercent(percent), index..end),
        (false, true, false) => found.add(Said::LegalPercent(percent), index..end),
        (agency, legal, _) => {
            if agency {
                found.unclear("terms.agencyPercent");
            }
            if legal {
                found.unclear("terms.legalPercent");
            }
        }
    }
}

const ADVANCE: &[&str] = &[
    "upfront",
    "up front",
    "advance",
    "in advance",
    "rent upfront",
    "rent in advance",
    "advance rent",
    "advance payment",
    "upfront payment",
    "rent advance",
    "payment upfront",
    "payment in advance",
];

/// "2 years upfront", "1 year rent in advance".
fn advance(words: &Words, index: usize, number: u32, found: &mut Findings) {
    let months = match words.at(index + 1) {
        "year" | "years" | "yr" | "yrs" => number.saturating_mul(12),
        "month" | "months" => number,
        _ => return,
    };
    let Some(length) = words.any(index + 2, ADVANCE).filter(|_| !words.is_parted(index + 2)) else { return };
    let sensible = (1..=Months::MOST).contains(&months) && !is_one_of_several(words, index);
    if sensible && words.before(index, 1) != "no" {
        found.add(Said::AdvanceMonths(Months(months)), index..index + 2 + length);
    } else {
        found.unclear("terms.advanceMonths");
    }
}
