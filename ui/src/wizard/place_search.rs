//! One field over everything that is known of places: a few letters, a tap, and area, LGA and state are filled in.
//!
//! The one rule: it writes nothing until a place is chosen, and it never asks the network. The keys are those of the
//! combobox pattern (ARIA Authoring Practices, "Editable Combobox With List Autocomplete").

use dioxus::prelude::*;
use lagoon_listing::{GroupName, PlaceMatch, search_places};

use super::{location::name_of, words};
use crate::{
    icon::{Glyph, Icon},
    open_draft::Caret,
    platform,
    state::use_app,
};

/// So many places are offered at once.
const MOST: usize = 6;
/// So long after the step was opened the places are made ready.
const WARM_UP_MILLIS: i64 = 250;
const ID: &str = "field-place";

/// What a key does to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Next,
    Previous,
    Pick,
    Close,
}

impl Move {
    fn of(key: &Key) -> Option<Self> {
        match key {
            Key::ArrowDown => Some(Self::Next),
            Key::ArrowUp => Some(Self::Previous),
            Key::Enter => Some(Self::Pick),
            Key::Escape => Some(Self::Close),
            _ => None,
        }
    }
}

/// The place after or before this one, around the ends.
fn beside(active: usize, count: usize, forwards: bool) -> usize {
    if forwards { (active + 1) % count } else { (active + count - 1) % count }
}

/// The field and its list.
#[component]
pub fn PlaceSearch(onpick: EventHandler<PlaceMatch>) -> Element {
    let app = use_app();
    let mut query = use_signal(String::new);
    let mut open = use_signal(|| false);
    let mut active = use_signal(|| 0_usize);
    let mut taken = use_signal(String::new);
    // The first search sorts all places. That is done before somebody types, and not while the step is drawn.
    use_hook(|| {
        spawn(async {
            platform::sleep(WARM_UP_MILLIS).await;
            search_places("l", 1);
        })
    });
    let found = use_memo(move || search_places(&query.read(), MOST));
    let shown = open() && !found.read().is_empty();
    let nothing = !query.read().trim().is_empty() && found.read().is_empty();

    let pick = use_callback(move |place: PlaceMatch| {
        onpick.call(place);
        taken.set(words::place_taken(&name_of(&place)));
        query.set(String::new());
        open.set(false);
    });
    let onkeydown = move |event: KeyboardEvent| {
        let count = found.peek().len();
        let listed = *open.peek() && count > 0;
        let Some(wanted) = Move::of(&event.key()).filter(|_| event.modifiers().is_empty()) else { return };
        match wanted {
            Move::Next | Move::Previous if count > 0 => {
                let next = if listed { beside(*active.peek(), count, wanted == Move::Next) } else { 0 };
                active.set(next);
                open.set(true);
            }
            Move::Pick if listed => {
                let place = found.peek().get(*active.peek()).copied();
                if let Some(place) = place {
                    pick.call(place);
                }
            }
            Move::Close if listed => open.set(false),
            Move::Close if !query.peek().is_empty() => query.set(String::new()),
            _ => return,
        }
        event.prevent_default();
    };
    rsx! {
        div { class: "place-search",
            label { class: "label", r#for: ID, {words::find_place()} }
            p { id: "{ID}-hint", class: "hint", {words::find_place_hint()} }
            div { class: "combo",
                span { class: "combo-icon", "aria-hidden": "true", Icon { glyph: Glyph::Search } }
                input {
                    id: ID,
                    class: "input combo-input",
                    r#type: "text",
                    role: "combobox",
                    dir: "auto",
                    autocomplete: "off",
                    spellcheck: "false",
                    enterkeyhint: "next",
                    "aria-autocomplete": "list",
                    "aria-expanded": "{shown}",
                    "aria-controls": "places",
                    "aria-activedescendant": shown.then(|| format!("place-{active}")),
                    "aria-describedby": "{ID}-hint {ID}-note",
                    "data-testid": ID,
                    value: "{query}",
                    onfocus: move |_| app.enter_text(Caret { group: GroupName::LOCATION, part: None, id: ID }),
                    onblur: move |_| {
                        open.set(false);
                        app.leave_field();
                    },
                    oninput: move |event| {
                        query.set(event.value());
                        taken.set(String::new());
                        active.set(0);
                        open.set(true);
                    },
                    onkeydown,
                }
                ul {
                    id: "places",
                    class: if shown { "combo-list" } else { "combo-list combo-closed" },
                    role: "listbox",
                    "aria-label": words::places(),
                    // The field keeps the focus while a finger is on the list.
                    onmousedown: move |event| event.prevent_default(),
                    if shown {
                        for (index , place) in found.read().iter().copied().enumerate() {
                            Place { key: "{index}", index, place, active: index == active(), onpick: pick }
                        }
                    }
                }
            }
            p { id: "{ID}-note", class: "note", role: "status", "data-testid": "place-note",
                if nothing {
                    {words::no_place_found()}
                } else if shown {
                    span { class: "unseen", {words::places_found(found.read().len())} }
                } else {
                    "{taken}"
                }
            }
        }
    }
}

#[component]
fn Place(index: usize, place: PlaceMatch, active: bool, onpick: EventHandler<PlaceMatch>) -> Element {
    let (name, what) = told(&place);
    rsx! {
        li {
            id: "place-{index}",
            class: "combo-option",
            role: "option",
            "aria-selected": "{active}",
            "data-testid": "place-{index}",
            onclick: move |_| {
                onpick.call(place);
                platform::focus(ID);
            },
            span { class: "combo-name", "{name}" }
            span { class: "combo-rest", "{what}" }
        }
    }
}

/// A place's name, and what it is and where: an area may be called like the local government area around it.
fn told(place: &PlaceMatch) -> (&'static str, String) {
    match (place.area, place.lga) {
        (Some(area), lga) => {
            let around: Vec<&str> = lga.into_iter().chain([place.state]).collect();
            (area, words::an_area(&around.join(", ")))
        }
        (None, Some(lga)) => (lga, words::an_lga(place.state)),
        (None, None) => (place.state, words::a_state().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_one_name_are_told_apart() {
        let surulere = search_places("surulere", MOST);
        let told: std::collections::BTreeSet<_> = surulere.iter().map(told).collect();
        assert_eq!(told.len(), surulere.len(), "{told:?}");
        for what in ["Area in Surulere, Lagos", "Local government area in Lagos"] {
            assert!(told.contains(&("Surulere", what.to_owned())), "no {what} in {told:?}");
        }
    }

    #[test]
    fn the_arrows_go_around_the_ends_of_the_list() {
        assert_eq!((beside(0, 3, true), beside(2, 3, true)), (1, 0));
        assert_eq!((beside(0, 3, false), beside(2, 3, false)), (2, 1));
    }

    #[test]
    fn only_the_keys_of_a_list_are_taken() {
        assert_eq!(Move::of(&Key::ArrowDown), Some(Move::Next));
        assert_eq!(Move::of(&Key::Enter), Some(Move::Pick));
        assert_eq!(Move::of(&Key::Home), None, "it belongs to the text");
        assert_eq!(Move::of(&Key::Character("l".into())), None);
    }
}
