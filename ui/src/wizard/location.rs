//! The step for where a listing stands.

use dioxus::prelude::*;
use lagoon_listing::{Entry, GroupName, Location, PlaceMatch, Property, STATES, lgas_of};

use super::{
    asks,
    controls::{Answer, ChoiceField, NumberField, Sheet, SwitchField, TextField, WhereaboutsOf},
    place_search::PlaceSearch,
    stored::{change, use_stored},
    words,
};
use crate::state::{App, use_app};

/// The step.
#[component]
pub fn LocationStep() -> Element {
    let app = use_app();
    let location = use_stored::<Location>(GroupName::LOCATION);
    rsx! {
        PlaceSearch {
            onpick: move |place| {
                app.write_over(move || change(app, GroupName::LOCATION, |location| take(location, place)));
            },
        }
        AreaSheet { location }
        AddressSheet { location }
    }
}

/// State, LGA, area and estate: what everybody sees.
#[component]
fn AreaSheet(location: Memo<Location>) -> Element {
    let app = use_app();
    let lgas = use_memo(move || {
        let state = location.read().state.clone().unwrap_or_default();
        lgas_of(&state).iter().map(|lga| (*lga).to_owned()).collect::<Vec<_>>()
    });
    let location = location.read();
    rsx! {
        Sheet { id: "area-title", title: words::where_it_is(), of: WhereaboutsOf::Group(GroupName::LOCATION), class: "grid-two",
            ChoiceField {
                ask: &asks::STATE,
                value: location.state.clone().unwrap_or_default(),
                none: words::choose_state(),
                choices: STATES.iter().map(|&state| Answer::new(state, state)).collect::<Vec<_>>(),
                onedit: move |text| write(app, text, |location| &mut location.state),
            }
            TextField {
                ask: &asks::LGA,
                value: location.lga.clone().unwrap_or_default(),
                suggestions: lgas(),
                onedit: move |text| write(app, text, |location| &mut location.lga),
            }
            TextField {
                ask: &asks::AREA,
                value: location.area.clone().unwrap_or_default(),
                onedit: move |text| write(app, text, |location| &mut location.area),
            }
            TextField {
                ask: &asks::ESTATE,
                value: location.estate.clone().unwrap_or_default(),
                onedit: move |text| write(app, text, |location| &mut location.estate),
            }
        }
    }
}

/// Landmark, street and coordinates, and whether buyers see them.
#[component]
fn AddressSheet(location: Memo<Location>) -> Element {
    let app = use_app();
    let location = location.read();
    rsx! {
        Sheet { id: "address-title", title: words::exactly(), class: "grid-two",
            TextField {
                ask: &asks::STREET,
                value: location.street.clone().unwrap_or_default(),
                onedit: move |text| write(app, text, |location| &mut location.street),
            }
            TextField {
                ask: &asks::LANDMARK,
                value: location.landmark.clone().unwrap_or_default(),
                onedit: move |text| write(app, text, |location| &mut location.landmark),
            }
            NumberField {
                ask: &asks::LATITUDE,
                text: location.latitude.as_ref().map(Entry::text).unwrap_or_default(),
                onedit: move |text: String| {
                    change(app, GroupName::LOCATION, |it: &mut Location| it.latitude = Entry::read(&text));
                },
            }
            NumberField {
                ask: &asks::LONGITUDE,
                text: location.longitude.as_ref().map(Entry::text).unwrap_or_default(),
                onedit: move |text: String| {
                    change(app, GroupName::LOCATION, |it: &mut Location| it.longitude = Entry::read(&text));
                },
            }
            SwitchField {
                ask: &asks::HIDE_ADDRESS,
                on: location.hide_address,
                onedit: move |on| change(app, GroupName::LOCATION, |it: &mut Location| it.hide_address = on),
            }
        }
    }
}

/// Writes a part of the location that is text; an emptied one is taken out.
fn write(app: App, text: String, part: impl FnOnce(&mut Location) -> &mut Option<String>) {
    change(app, GroupName::LOCATION, |location| *part(location) = (!text.is_empty()).then_some(text));
}

/// Takes a place that was found. What the place does not say is not known of it: an area of another LGA goes, one of the same
/// stays.
fn take(location: &mut Location, place: PlaceMatch) {
    let is_there = location.state.as_deref() == Some(place.state) && location.lga.as_deref() == place.lga;
    if is_there && place.area.is_none() {
        return;
    }
    location.state = Some(place.state.to_owned());
    location.lga = place.lga.map(str::to_owned);
    location.area = place.area.map(str::to_owned);
}

/// A place that was found, in one line.
pub fn name_of(place: &PlaceMatch) -> String {
    [place.area, place.lga, Some(place.state)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Street, estate, area, LGA and state in one line, if there is anything to say.
pub fn in_one_line(property: &Property) -> Option<String> {
    let location = property.location.as_ref()?;
    let parts = [&location.street, &location.estate, &location.area, &location.lga, &location.state];
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_chosen_replaces_area_lga_and_state_and_nothing_else() {
        let mut location = Location {
            state: Some("Oyo".into()),
            area: Some("Bodija".into()),
            street: Some("12 Admiralty Way".into()),
            estate: Some("Carlton Gate".into()),
            ..Location::default()
        };
        location.other.insert("plusCode".into(), "6FR5".into());
        let before = location.clone();
        take(&mut location, PlaceMatch { area: Some("Lekki Phase 1"), lga: Some("Eti-Osa"), state: "Lagos" });
        assert_eq!(location.area.as_deref(), Some("Lekki Phase 1"));
        assert_eq!((location.lga.as_deref(), location.state.as_deref()), (Some("Eti-Osa"), Some("Lagos")));
        let kept = Location { state: before.state.clone(), lga: None, area: before.area.clone(), ..location.clone() };
        assert_eq!(kept, before);
        take(&mut location, PlaceMatch { area: None, lga: Some("Ikeja"), state: "Lagos" });
        assert_eq!(location.area, None, "Lekki is not in Ikeja");
    }
}
