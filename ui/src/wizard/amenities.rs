//! The step for what a place offers. Every amenity is a group of its own, so that two people who add different ones both
//! succeed.

use dioxus::prelude::*;
use lagoon_listing::{AMENITIES, AmenityId, AmenityKind, GroupName};
use serde_json::Value;

use super::use_progress;
use crate::state::use_app;

/// The step.
#[component]
pub fn AmenitiesStep() -> Element {
    let progress = use_progress();
    let chosen = progress.read().as_ref().map(|progress| progress.property.amenities.clone()).unwrap_or_default();
    let unknown: Vec<AmenityId> = chosen.iter().filter(|id| id.amenity().is_none()).cloned().collect();
    let count = match chosen.len() {
        0 => "Choose what it offers".to_owned(),
        1 => "1 chosen".to_owned(),
        n => format!("{n} chosen"),
    };
    rsx! {
        p { class: "step-count", "{count}" }
        for kind in AmenityKind::ALL {
            fieldset { key: "{kind.label()}", class: "sheet toggles-sheet",
                legend { class: "toggles-title", "{kind.label()}" }
                div { class: "toggles",
                    for amenity in AMENITIES.iter().filter(|amenity| amenity.kind == kind) {
                        if let Ok(id) = amenity.id.parse::<AmenityId>() {
                            Toggle { key: "{amenity.id}", on: chosen.contains(&id), id, label: amenity.label }
                        }
                    }
                }
            }
        }
        if !unknown.is_empty() {
            fieldset { class: "sheet toggles-sheet",
                legend { class: "toggles-title", "From a newer version of Lagoon" }
                div { class: "toggles",
                    for id in unknown {
                        Toggle { key: "{id}", on: true, label: id.to_string(), id }
                    }
                }
            }
        }
    }
}

#[component]
fn Toggle(id: AmenityId, #[props(into)] label: String, on: bool) -> Element {
    let app = use_app();
    let group = GroupName::amenity(&id);
    let (entered, edited) = (group.clone(), group);
    rsx! {
        label { class: "toggle",
            input {
                id: "amenity-{id}",
                class: "toggle-input",
                r#type: "checkbox",
                checked: on,
                "data-testid": "amenity-{id}",
                onfocus: move |_| app.enter_field(entered.clone()),
                onblur: move |_| app.leave_field(),
                onchange: move |event| app.edit(edited.clone(), Value::Bool(event.checked())),
            }
            span { class: "toggle-box", "aria-hidden": "true",
                crate::icon::Icon { glyph: crate::icon::Glyph::Check }
            }
            span { class: "toggle-label", "{label}" }
        }
    }
}
