//! The hub: every step with how far it is, and the listing as it looks so far.

use dioxus::prelude::*;
use lagoon_listing::{Property, Step};

use super::{
    facts,
    frame::StepMark,
    place::Place,
    preview::Preview,
    progress::{Progress, StepState},
    summary::{CheckForErrors, Summary, use_found},
    use_progress, words,
};
use crate::{
    icon::{Glyph, Icon},
    state::use_app,
    words as common,
};

/// The list of steps.
#[component]
pub fn Hub() -> Element {
    let app = use_app();
    let progress = use_progress();
    let found = use_found(None);
    let Some(Progress { property, problems, steps, publicity, .. }) = progress.read().clone() else { return rsx! {} };
    let begun = steps.iter().any(|(_, state)| *state != StepState::NotStarted);
    let heading = words::hub_heading(publicity, begun, problems.len());
    rsx! {
        div { class: "hub", "data-testid": "wizard-hub",
            section { class: "hub-tasks",
                div { class: "hub-summary",
                    h2 { id: "step-title", class: "step-title", tabindex: "-1", "{heading}" }
                    p { class: "muted", {words::in_any_order()} }
                }
                if let Some(problems) = found {
                    Summary { problems, nothing: words::nothing_wrong(), names_steps: true }
                }
                ol { class: "tasks",
                    for (index , (step , state)) in steps.into_iter().enumerate() {
                        Task { key: "{step.slug()}", number: index + 1, step, state, gist: gist(step, &property, problems.len()) }
                    }
                }
                CheckForErrors {}
            }
            aside { class: "hub-preview", "aria-label": words::how_it_looks(),
                p { class: "eyebrow", {words::so_far()} }
                Preview { property, compact: true }
                button {
                    id: "open-history",
                    class: "button-plain hub-history",
                    r#type: "button",
                    "data-testid": "open-history",
                    onclick: move |_| app.show_history("open-history"),
                    Icon { glyph: Glyph::History }
                    {words::history()}
                }
            }
        }
    }
}

#[component]
fn Task(number: usize, step: Step, state: StepState, gist: String) -> Element {
    let app = use_app();
    rsx! {
        li {
            button {
                class: "task",
                r#type: "button",
                "data-testid": "step-{step.slug()}",
                onclick: move |_| app.go(Place::Step(step)),
                StepMark { number, state }
                span { class: "task-words",
                    span { class: "task-name", "{step.title()}" }
                    span { class: "task-gist", dir: "auto", "{gist}" }
                }
                span { class: "state state-{state.class()}", "{state.words()}" }
                Icon { glyph: Glyph::Right }
            }
        }
    }
}

/// What a step holds, in a few words.
fn gist(step: Step, property: &Property, to_finish: usize) -> String {
    let said = match step {
        Step::Kind => facts::kind(property),
        Step::Price => {
            let typed = || property.price.as_ref().and_then(|price| price.typed.clone());
            facts::price(property).or_else(typed)
        }
        Step::Location => super::location::in_one_line(property),
        Step::Rooms => {
            let mut said = facts::facts(property);
            let amenities = property.asked_amenities().count();
            if amenities > 0 {
                said.push(words::amenities(amenities));
            }
            (!said.is_empty()).then(|| said.join(" · "))
        }
        Step::Words => property.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned),
        Step::Check => (to_finish > 0).then(|| common::readiness(u32::try_from(to_finish).unwrap_or(u32::MAX))),
    };
    said.unwrap_or_else(|| words::step_is_about(step).into())
}
