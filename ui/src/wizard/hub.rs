//! The hub: every step with how far it is, and the listing as it looks so far.

use dioxus::prelude::*;
use lagoon_listing::{Property, PropertyType, Purpose, Status, Step};

use super::{
    frame::StepMark,
    place::Place,
    preview::Preview,
    progress::{Progress, StepState},
    use_progress,
};
use crate::{
    icon::{Glyph, Icon},
    state::use_app,
    words,
};

/// The list of steps.
#[component]
pub fn Hub() -> Element {
    let app = use_app();
    let progress = use_progress();
    let Some(Progress { property, problems, steps }) = progress.read().clone() else { return rsx! {} };
    let to_finish = u32::try_from(problems.len()).unwrap_or(u32::MAX);
    let begun = steps.iter().any(|(_, state)| *state != StepState::NotStarted);
    rsx! {
        div { class: "hub", "data-testid": "wizard-hub",
            section { class: "hub-tasks",
                div { class: "hub-summary",
                    h2 { id: "step-title", class: "step-title", tabindex: "-1", {sentence(&property, begun, to_finish)} }
                    p { class: "muted", "In any order. Every keystroke is saved on this device." }
                }
                ol { class: "tasks",
                    for (index , (step , state)) in steps.into_iter().enumerate() {
                        li { key: "{step.slug()}",
                            button {
                                class: "task",
                                r#type: "button",
                                "data-testid": "step-{step.slug()}",
                                onclick: move |_| app.go(Place::Step(step)),
                                StepMark { number: index + 1, state }
                                span { class: "task-words",
                                    span { class: "task-name", "{step.title()}" }
                                    span { class: "task-gist", {gist(step, &property, to_finish)} }
                                }
                                span { class: "state state-{state.class()}", "{state.words()}" }
                                Icon { glyph: Glyph::Right }
                            }
                        }
                    }
                }
            }
            aside { class: "hub-preview", "aria-label": "How it looks so far",
                p { class: "eyebrow", "So far" }
                Preview { property: property.clone(), compact: true }
                button {
                    id: "open-history",
                    class: "button-plain hub-history",
                    r#type: "button",
                    "data-testid": "open-history",
                    onclick: move |_| app.show_history("open-history"),
                    Icon { glyph: Glyph::History }
                    "History of this listing"
                }
            }
        }
    }
}

fn sentence(property: &Property, begun: bool, to_finish: u32) -> String {
    match (begun, to_finish) {
        (_, 0) if property.status == Status::Published => {
            if property.has_unpublished_changes() {
                "Changes to publish".into()
            } else {
                "Published".into()
            }
        }
        (_, 0) => "Ready to publish".into(),
        (false, _) => "Let us begin".into(),
        (_, 1) => "One thing to finish".into(),
        (_, n) => format!("{n} things to finish"),
    }
}

/// What a step holds, in a few words.
fn gist(step: Step, property: &Property, to_finish: u32) -> String {
    match step {
        Step::Kind => match (property.property_type, property.purpose) {
            (None, None) => "What it is, and what it is offered for".into(),
            (kind, purpose) => {
                let parts = [kind.map(PropertyType::label), purpose.map(Purpose::label)];
                parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
            }
        },
        Step::Price => {
            let price = property.price.as_ref();
            let typed = || price.and_then(|price| price.typed.clone());
            let text = price.and_then(lagoon_listing::Price::money).map(|money| money.format()).or_else(typed);
            text.unwrap_or_else(|| "What is asked, and in which currency".into())
        }
        Step::Location => {
            super::location::in_one_line(property).unwrap_or_else(|| "State, local government area, area".into())
        }
        Step::Rooms => match property.amenities.len() {
            0 => "Power, water, security and more".into(),
            1 => "1 chosen".into(),
            n => format!("{n} chosen"),
        },
        Step::Words => match property.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
            Some(title) => title.to_owned(),
            None => "What buyers read first".into(),
        },
        Step::Check => match to_finish {
            0 => "See it as buyers will".into(),
            n => words::readiness(n),
        },
    }
}
