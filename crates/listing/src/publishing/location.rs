//! The step for where a listing stands.

use lagoon_words::tr;

use super::{Problem, figure, unreadable};
use crate::{Entry, GroupName, Location, MicroDegrees, Property, STATES, Step, lga_as_listed, quote::quote};

/// Degrees within which all of Nigeria lies, in millionths: south, north, west, east.
const NIGERIA: [i32; 4] = [4_000_000, 14_000_000, 2_600_000, 14_700_000];

pub(super) fn check(property: &Property) -> Vec<Problem> {
    if let Some(problem) = unreadable(property, &GroupName::LOCATION, "location.state") {
        return vec![problem];
    }
    let none = Location::default();
    let location = property.location.as_ref().unwrap_or(&none);
    check_parts(location).into_iter().chain(check_coordinates(location)).collect()
}

fn check_parts(location: &Location) -> Vec<Problem> {
    let said =
        |part: &'_ Option<String>| part.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let problem = |code, field, message: String| Problem::new(code, Step::Location, field, message);
    let (state, lga, area) = (said(&location.state), said(&location.lga), said(&location.area));
    let known_state = state.as_deref().filter(|state| STATES.contains(state));
    let state_problem = match &state {
        None => Some(problem("required", "location.state", tr!("Choose the state.").into())),
        Some(state) if known_state.is_none() => {
            let message = tr!("{state} is not a state of Nigeria. Choose one from the list.", state = quote(state));
            Some(problem("unknownState", "location.state", message))
        }
        Some(_) => None,
    };
    let lga_problem = match (&lga, known_state) {
        (None, _) => Some(problem("required", "location.lga", tr!("Choose the local government area.").into())),
        (Some(lga), Some(state)) if lga_as_listed(state, lga).is_none() => {
            let message = tr!(
                "{lga} is not a local government area of {state}. Choose it from the list.",
                lga = quote(lga),
                state
            );
            Some(problem("unknownLga", "location.lga", message))
        }
        // Of an unknown state nobody can say which areas it has.
        (Some(_), _) => None,
    };
    let area_problem = area
        .is_none()
        .then(|| problem("required", "location.area", tr!("Enter the area, such as Lekki Phase 1.").into()));
    [state_problem, lga_problem, area_problem].into_iter().flatten().collect()
}

fn check_coordinates(location: &Location) -> Vec<Problem> {
    let problem = |code, field, message: &str| Some(Problem::new(code, Step::Location, field, message));
    let (latitude, longitude) = (location.latitude.as_ref(), location.longitude.as_ref());
    let unread = |field, entry| figure(Step::Location, field, entry, None);
    let mut problems: Vec<_> = unread("location.latitude", latitude).into_iter().collect();
    problems.extend(unread("location.longitude", longitude));
    if !problems.is_empty() {
        return problems;
    }
    let [south, north, west, east] = NIGERIA;
    let outside = |entry: Option<&Entry<MicroDegrees>>, least, most| {
        entry.and_then(Entry::value).is_some_and(|degrees| !(least..=most).contains(&degrees.0))
    };
    let swapped = tr!("This point is not in Nigeria. Check whether latitude and longitude are swapped.");
    let found = match (latitude, longitude) {
        (Some(_), None) => {
            problem("required", "location.longitude", tr!("Enter the longitude too, or clear the latitude."))
        }
        (None, Some(_)) => {
            problem("required", "location.latitude", tr!("Enter the latitude too, or clear the longitude."))
        }
        (latitude, _) if outside(latitude, south, north) => problem("outOfRange", "location.latitude", swapped),
        (_, longitude) if outside(longitude, west, east) => problem("outOfRange", "location.longitude", swapped),
        _ => None,
    };
    problems.extend(found);
    problems
}
