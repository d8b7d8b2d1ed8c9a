//! What surrounds a step: the listing's title above, the side list on wide pages, Back and Continue below.

use dioxus::prelude::*;
use lagoon_listing::Step;

use super::{place::Place, progress::StepState, use_progress, words};
use crate::{
    icon::{Glyph, Icon},
    state::use_app,
    words as common,
};

/// The way back to the list, and the listing's title.
#[component]
pub fn Head(place: Place) -> Element {
    let app = use_app();
    let progress = use_progress();
    let shown = use_memo(move || {
        let progress = progress.read();
        let progress = progress.as_ref()?;
        let name = common::name_of(&progress.property);
        let untitled = !common::is_titled(&progress.property);
        Some((name, untitled, progress.publicity))
    });
    let (name, untitled, publicity) = shown().unwrap_or_default();
    rsx! {
        div { class: "wizard-head",
            div { class: "crumbs",
                button {
                    class: "crumb",
                    r#type: "button",
                    "data-testid": "back-to-listings",
                    onclick: move |_| app.show_listings(),
                    Icon { glyph: Glyph::Left }
                    {words::all_listings()}
                }
                if place != Place::Hub {
                    button {
                        class: "crumb",
                        r#type: "button",
                        "data-testid": "open-hub",
                        onclick: move |_| app.go(Place::Hub),
                        Icon { glyph: Glyph::House }
                        {words::overview()}
                    }
                }
            }
            div { class: "wizard-names",
                h1 {
                    id: "wizard-title",
                    class: if untitled { "title title-untitled" } else { "title" },
                    tabindex: "-1",
                    dir: "auto",
                    "data-testid": "wizard-title",
                    "{name}"
                }
                span { class: publicity.badge(), "data-testid": "wizard-publicity", {publicity.words()} }
            }
        }
    }
}

/// All steps, beside the current one.
#[component]
pub fn SideList(place: Place) -> Element {
    let app = use_app();
    let progress = use_progress();
    let steps = use_memo(move || progress.read().as_ref().map(|progress| progress.steps));
    rsx! {
        nav { class: "side", "aria-label": words::steps(),
            ol {
                for (index , (step , state)) in steps().into_iter().flatten().enumerate() {
                    li { key: "{step.slug()}",
                        button {
                            class: "side-step",
                            r#type: "button",
                            "aria-current": if place.step() == Some(step) { "step" } else { "false" },
                            "data-testid": "step-{step.slug()}",
                            onclick: move |_| app.go(Place::Step(step)),
                            StepMark { number: index + 1, state }
                            span { class: "side-words",
                                span { class: "side-name", "{step.title()}" }
                                span { class: "side-state side-{state.class()}", "{state.words()}" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A step's number, or what became of it.
#[component]
pub fn StepMark(number: usize, state: StepState) -> Element {
    rsx! {
        span { class: "mark-step mark-{state.class()}", "aria-hidden": "true",
            match state {
                StepState::Completed => rsx! { Icon { glyph: Glyph::Check } },
                StepState::Problem => rsx! { Icon { glyph: Glyph::Alert } },
                StepState::InProgress | StepState::NotStarted => rsx! { "{number}" },
            }
        }
    }
}

/// Back and Continue, always at the same place. Neither ever refuses.
#[component]
pub fn Foot(step: Step) -> Element {
    let app = use_app();
    let place = Place::Step(step);
    let number = super::place::number(step);
    let last = place.next() == Place::Hub;
    rsx! {
        footer { class: "foot",
            div { class: "foot-inner",
                button {
                    class: "button-plain",
                    r#type: "button",
                    "data-testid": "back",
                    onclick: move |_| app.go(place.back()),
                    Icon { glyph: Glyph::Left }
                    {words::back()}
                }
                div { class: "foot-steps", "aria-hidden": "true",
                    for index in 1..=Step::ALL.len() {
                        span { key: "{index}", class: if index <= number { "foot-dot foot-dot-past" } else { "foot-dot" } }
                    }
                }
                button {
                    id: "continue",
                    class: if last { "button-plain" } else { "button-primary" },
                    r#type: "button",
                    "data-testid": "continue",
                    onclick: move |_| if last { app.show_listings() } else { app.go(place.next()) },
                    if last { {words::all_listings()} } else { {words::go_on()} }
                    Icon { glyph: Glyph::Right }
                }
            }
        }
    }
}
