//! The step for rooms, sizes, the building, and what the place offers.

use dioxus::prelude::*;
use lagoon_listing::{Building, Count, Entry, Furnished, GroupName, Rooms, Size};

use super::{
    amenities::Amenities,
    asks, choices,
    controls::{Answer, Ask, ChoiceField, NumberField, Sheet, Stepper, SwitchField, WhereaboutsOf},
    stored::{change, use_stored},
    use_asked, words,
};
use crate::state::use_app;

/// One count of the rooms.
type Part = fn(&mut Rooms) -> &mut Option<Entry<Count>>;

static HOME: [(&Ask, Part); 5] = [
    (&asks::BEDROOMS, |rooms| &mut rooms.bedrooms),
    (&asks::BATHROOMS, |rooms| &mut rooms.bathrooms),
    (&asks::TOILETS, |rooms| &mut rooms.toilets),
    (&asks::BOYS_QUARTERS, |rooms| &mut rooms.boys_quarters),
    (&asks::PARKING, |rooms| &mut rooms.parking),
];

/// The step.
#[component]
pub fn RoomsStep() -> Element {
    let asked = use_asked()();
    rsx! {
        if asked.rooms {
            Counts { parts: HOME.to_vec() }
        } else if asked.parking_alone {
            Counts { parts: HOME[4..].to_vec() }
        }
        Sizes { living_area: asked.living_area, land: asked.land }
        if asked.building {
            BuildingSheet {}
        }
        Amenities {}
    }
}

#[component]
fn Counts(parts: Vec<(&'static Ask, Part)>) -> Element {
    let app = use_app();
    let rooms = use_stored::<Rooms>(GroupName::ROOMS);
    rsx! {
        Sheet { id: "rooms-title", title: words::rooms(), of: WhereaboutsOf::Group(GroupName::ROOMS), class: "steppers",
            for (ask , part) in parts {
                Stepper {
                    key: "{ask.id}",
                    ask,
                    text: part(&mut rooms.read().clone()).as_ref().map(Entry::text).unwrap_or_default(),
                    onedit: move |text: String| change(app, GroupName::ROOMS, |rooms| *part(rooms) = Entry::read(&text)),
                    onstep: move |by| change(app, GroupName::ROOMS, |rooms| step(part(rooms), by)),
                }
            }
        }
    }
}

/// One more or one less. What was typed and cannot be read stays until it is changed by typing.
fn step(count: &mut Option<Entry<Count>>, by: i32) {
    let now = match count {
        None => 0,
        Some(Entry::Value(Count(now))) => *now,
        Some(Entry::Typed(_)) => return,
    };
    let next = now.saturating_add_signed(by).clamp(Count::LEAST, Count::MOST);
    *count = Some(Entry::Value(Count(next)));
}

#[component]
fn Sizes(living_area: bool, land: bool) -> Element {
    let app = use_app();
    let size = use_stored::<Size>(GroupName::SIZE);
    let size = size.read();
    rsx! {
        Sheet { id: "size-title", title: words::size(), of: WhereaboutsOf::Group(GroupName::SIZE), class: "grid-two",
            if living_area {
                NumberField {
                    ask: &asks::LIVING_AREA,
                    unit: words::sqm(),
                    text: size.living_area.as_ref().map(Entry::text).unwrap_or_default(),
                    onedit: move |text: String| change(app, GroupName::SIZE, |it: &mut Size| it.living_area = Entry::read(&text)),
                }
            }
            NumberField {
                ask: if land { &asks::LAND_SIZE_OF_LAND } else { &asks::LAND_SIZE },
                unit: words::sqm(),
                text: size.land_size.as_ref().map(Entry::text).unwrap_or_default(),
                onedit: move |text: String| change(app, GroupName::SIZE, |it: &mut Size| it.land_size = Entry::read(&text)),
            }
        }
    }
}

#[component]
fn BuildingSheet() -> Element {
    let app = use_app();
    let building = use_stored::<Building>(GroupName::BUILDING);
    let building = building.read();
    rsx! {
        Sheet { id: "building-title", title: words::building(), of: WhereaboutsOf::Group(GroupName::BUILDING), class: "grid-two",
            NumberField {
                ask: &asks::YEAR_BUILT,
                text: building.year_built.as_ref().map(Entry::text).unwrap_or_default(),
                onedit: move |text: String| {
                    change(app, GroupName::BUILDING, |it: &mut Building| it.year_built = Entry::read(&text));
                },
            }
            ChoiceField {
                ask: &asks::FURNISHED,
                value: building.furnished.as_ref().map(|it| choices::said(it, Furnished::id)).unwrap_or_default(),
                none: words::not_said(),
                choices: Furnished::ALL.iter().map(|it| Answer::new(it.id(), it.label())).collect::<Vec<_>>(),
                onedit: move |id: String| {
                    change(app, GroupName::BUILDING, |it: &mut Building| it.furnished = choices::read(&id));
                },
            }
            SwitchField {
                ask: &asks::SERVICED,
                on: building.serviced,
                onedit: move |on| change(app, GroupName::BUILDING, |it: &mut Building| it.serviced = on),
            }
            SwitchField {
                ask: &asks::NEW_BUILD,
                on: building.new_build,
                onedit: move |on| change(app, GroupName::BUILDING, |it: &mut Building| it.new_build = on),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buttons_count_from_none_and_stop_at_the_ends() {
        let mut count = None;
        step(&mut count, -1);
        assert_eq!(count, Some(Entry::Value(Count(0))), "a studio has none");
        step(&mut count, 1);
        assert_eq!(count, Some(Entry::Value(Count(1))));
        let mut most = Some(Entry::Value(Count(Count::MOST)));
        step(&mut most, 1);
        assert_eq!(most, Some(Entry::Value(Count(Count::MOST))));
    }

    #[test]
    fn the_buttons_never_replace_what_cannot_be_read() {
        let mut typed = Some(Entry::Typed("three or four".into()));
        step(&mut typed, 1);
        assert_eq!(typed, Some(Entry::Typed("three or four".into())));
    }
}
