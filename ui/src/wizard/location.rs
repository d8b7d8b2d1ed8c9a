//! The step for where a listing stands.

use dioxus::prelude::*;
use lagoon_listing::{GroupName, Location, Property, STATES};
use serde_json::Value;

use super::{field::Field, use_progress};
use crate::state::{App, use_app};

/// One part of a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    State,
    Lga,
    Area,
    Street,
}

impl Part {
    fn of(self, location: &Location) -> Option<&String> {
        match self {
            Self::State => location.state.as_ref(),
            Self::Lga => location.lga.as_ref(),
            Self::Area => location.area.as_ref(),
            Self::Street => location.street.as_ref(),
        }
    }

    fn set(self, location: &mut Location, text: String) {
        let value = (!text.is_empty()).then_some(text);
        match self {
            Self::State => location.state = value,
            Self::Lga => location.lga = value,
            Self::Area => location.area = value,
            Self::Street => location.street = value,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::State => "field-state",
            Self::Lga => "field-lga",
            Self::Area => "field-area",
            Self::Street => "field-street",
        }
    }

    /// The field's name in problems.
    fn field(self) -> &'static str {
        match self {
            Self::State => "location.state",
            Self::Lga => "location.lga",
            Self::Area => "location.area",
            Self::Street => "location.street",
        }
    }
}

/// The step.
#[component]
pub fn LocationStep() -> Element {
    rsx! {
        div { class: "sheet grid-two",
            StateField {}
            TextPart { part: Part::Lga, label: "Local government area", hint: "Such as Eti-Osa" }
            TextPart { part: Part::Area, label: "Area", hint: "As people call it, such as Lekki Phase 1" }
            TextPart { part: Part::Street, label: "Street and number", hint: "Such as 12 Admiralty Way", optional: true }
        }
    }
}

#[component]
fn StateField() -> Element {
    let app = use_app();
    let current = stored(app).state.unwrap_or_default();
    let mut choices: Vec<String> = STATES.iter().map(|&state| state.to_owned()).collect();
    if !current.is_empty() && !choices.contains(&current) {
        choices.insert(0, current.clone());
    }
    rsx! {
        Field {
            id: "field-state",
            label: "State",
            hint: "Or the Federal Capital Territory",
            group: GroupName::LOCATION,
            problem: use_problem(Part::State),
            select {
                id: "field-state",
                class: "input select",
                "aria-describedby": "field-state-note",
                "data-testid": "field-state",
                onfocus: move |_| app.enter_field(GroupName::LOCATION),
                onblur: move |_| app.leave_field(),
                onchange: move |event| write(app, Part::State, event.value()),
                option { value: "", selected: current.is_empty(), "Choose a state" }
                for state in choices {
                    option { key: "{state}", value: "{state}", selected: state == current, "{state}" }
                }
            }
        }
    }
}

#[component]
fn TextPart(part: Part, label: &'static str, hint: &'static str, #[props(default)] optional: bool) -> Element {
    let app = use_app();
    let text = part.of(&stored(app)).cloned().unwrap_or_default();
    rsx! {
        Field { id: part.id(), label, hint, optional, group: GroupName::LOCATION, problem: use_problem(part),
            input {
                id: part.id(),
                class: "input",
                r#type: "text",
                autocomplete: "off",
                autocapitalize: "words",
                enterkeyhint: "next",
                "aria-describedby": "{part.id()}-note",
                "data-testid": part.id(),
                value: "{text}",
                onfocus: move |_| app.enter_field(GroupName::LOCATION),
                onblur: move |_| app.leave_field(),
                oninput: move |event| write(app, part, event.value()),
            }
        }
    }
}

fn use_problem(part: Part) -> Option<String> {
    let app = use_app();
    let progress = use_progress();
    let refused = app.refusal(&GroupName::LOCATION).filter(|_| part == Part::State);
    let shows = app.shows_problems();
    refused.or_else(|| progress.read().as_ref().filter(|_| shows).and_then(|progress| progress.message(part.field())))
}

fn stored(app: App) -> Location {
    let open = app.open.read();
    let value = open.as_ref().and_then(|open| open.view.groups.get(&GroupName::LOCATION)).cloned();
    value.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
}

fn write(app: App, part: Part, text: String) {
    let mut location = stored(app);
    part.set(&mut location, text);
    let value = if location == Location::default() {
        Value::Null
    } else {
        serde_json::to_value(location).expect("a location has string keys only")
    };
    app.edit(GroupName::LOCATION, value);
}

/// Street, area, LGA and state in one line, if there is anything to say.
pub fn in_one_line(property: &Property) -> Option<String> {
    let location = property.location.as_ref()?;
    let parts = [&location.street, &location.area, &location.lga, &location.state];
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
