//! The wizard: one listing, its hub and its steps, in any order.

mod amenities;
mod answers;
pub mod asks;
mod check;
pub mod choices;
pub mod controls;
pub mod facts;
pub mod frame;
mod hub;
mod kind;
mod location;
pub mod place;
mod place_search;
mod preview;
mod price;
pub mod progress;
mod rooms;
#[cfg(test)]
mod shown;
mod stored;
mod summary;
mod terms;
mod text;
pub mod words;

use dioxus::prelude::*;
use lagoon_listing::{Asked, Step};

use crate::{
    past::{ReviewBanner, values},
    state::{prelude::*, use_app},
};
use frame::{Foot, Head, SideList};
use place::Place;
use progress::Progress;
use summary::{CheckForErrors, Found, Summary, use_found};

/// What the steps share: everything derived from the open listing, derived once per change.
type Derived = Memo<Option<Progress>>;

/// The screen.
#[component]
pub fn Wizard() -> Element {
    let app = use_app();
    let progress: Derived = use_memo(move || {
        let open = app.writing.open();
        let open = open.read();
        let open = open.as_ref()?;
        Some(Progress::of(&open.view, app.writing.checked().read().contains(&open.id())))
    });
    use_context_provider(|| progress);
    use_context_provider(|| Signal::new(Found::default()));
    let place = use_memo(move || app.writing.place());
    let id = use_memo(move || app.writing.id().map(|id| id.to_string()).unwrap_or_default());
    let is_open = use_memo(move || progress.read().is_some());
    if !is_open() {
        return rsx! {};
    }
    rsx! {
        main { id: "scroller", class: "scroller",
            div { class: if place() == Place::Hub { "page wizard" } else { "page wizard wizard-step" },
                Head { place: place() }
                div { class: if place() == Place::Hub { "wizard-body" } else { "wizard-body wizard-columns" },
                    if place() != Place::Hub {
                        SideList { place: place() }
                    }
                    div { class: "wizard-main",
                        match place() {
                            Place::Hub => rsx! { hub::Hub {} },
                            Place::Step(step) => rsx! { StepPage { key: "{id()}-{step.slug()}", step } },
                        }
                    }
                }
            }
        }
        ReviewBanner {}
        if let Place::Step(step) = place() {
            Foot { step }
        }
    }
}

#[component]
fn StepPage(step: Step) -> Element {
    let found = use_found(Some(step));
    rsx! {
        div { class: "step-head",
            p { class: "eyebrow", {words::step_of(place::number(step), Step::ALL.len())} }
            h2 { id: "step-title", class: "step-title", tabindex: "-1", "{step.title()}" }
        }
        if let Some(problems) = found {
            Summary { problems, nothing: words::nothing_wrong_here() }
        }
        // Enter leads from field to field, and from the last one to "Continue".
        div { class: "step-fields", "data-fields": "continue",
            match step {
                Step::Kind => rsx! { kind::KindStep {} },
                Step::Price => rsx! { price::PriceStep {} },
                Step::Location => rsx! { location::LocationStep {} },
                Step::Rooms => rsx! { rooms::RoomsStep {} },
                Step::Words => rsx! { text::TextStep {} },
                Step::Check => rsx! { check::CheckStep {} },
            }
        }
        Refused { step }
        if step != Step::Check {
            CheckForErrors { step }
        }
    }
}

/// What the cloud does not take of a step, by name: also what has no field here, or none that is shown.
#[component]
fn Refused(step: Step) -> Element {
    let app = use_app();
    let refused = use_memo(move || {
        let open = app.writing.open();
        let open = open.read();
        let held =
            open.iter().flat_map(|open| &open.view.held).filter(|(group, _)| values::place(group) == Place::Step(step));
        held.map(|(group, error)| (values::name(group), error.message.clone())).collect::<Vec<_>>()
    });
    rsx! {
        div { class: "refused-place", role: "status",
            if !refused.read().is_empty() {
                section { class: "problems refused", "data-testid": "refused",
                    h3 { class: "problems-title", {words::refused()} }
                    ul {
                        for (name , message) in refused.read().iter() {
                            li { key: "{name}", b { "{name}" } " {message}" }
                        }
                    }
                }
            }
        }
    }
}

/// What is derived from the open listing.
fn use_progress() -> Derived {
    use_context::<Derived>()
}

/// Which questions the open listing is asked.
fn use_asked() -> Memo<Asked> {
    let progress = use_progress();
    use_memo(move || progress.read().as_ref().map_or_else(Asked::default, |progress| Asked::of(&progress.property)))
}
