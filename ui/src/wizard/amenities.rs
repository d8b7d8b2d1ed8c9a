//! What a place offers. Every amenity is a group of its own, so that two people who add different ones both succeed.

use dioxus::prelude::*;
use lagoon_listing::{AMENITIES, AmenityId, AmenityKind, GroupName};
use serde_json::Value;

use super::{
    controls::{Whereabouts, WhereaboutsOf},
    use_progress, words,
};
use crate::{
    icon::{Glyph, Icon},
    state::use_app,
};

/// The amenities, by kind.
#[component]
pub fn Amenities() -> Element {
    let progress = use_progress();
    let chosen = use_memo(move || {
        progress.read().as_ref().map(|progress| progress.property.amenities.clone()).unwrap_or_default()
    });
    let chosen = chosen.read();
    let unknown: Vec<AmenityId> = chosen.iter().filter(|id| id.amenity().is_none()).cloned().collect();
    rsx! {
        div { class: "sheet-head amenities-head",
            h3 { id: "amenities-title", class: "sheet-title", tabindex: "-1", {words::amenities_heading()} }
            span { class: "step-count", {words::chosen(chosen.len())} }
            Whereabouts { of: WhereaboutsOf::Amenities }
        }
        for kind in AmenityKind::ALL {
            fieldset { key: "{kind.label()}", class: "sheet toggles-sheet",
                legend { class: "toggles-title", "{kind.label()}" }
                div { class: "toggles",
                    for amenity in AMENITIES.iter().filter(|amenity| amenity.kind == kind) {
                        if let Ok(id) = amenity.id.parse::<AmenityId>() {
                            Toggle { key: "{amenity.id}", on: chosen.contains(&id), id, label: amenity.label() }
                        }
                    }
                }
            }
        }
        if !unknown.is_empty() {
            fieldset { class: "sheet toggles-sheet",
                legend { class: "toggles-title", {words::from_newer()} }
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
    rsx! {
        label { class: "toggle",
            input {
                id: "amenity-{id}",
                class: "toggle-input",
                r#type: "checkbox",
                checked: on,
                "data-testid": "amenity-{id}",
                onfocus: move |_| app.enter_field(&format!("amenity-{id}")),
                onchange: move |event| app.edit(group.clone(), Value::Bool(event.checked())),
            }
            span { class: "toggle-box", "aria-hidden": "true", Icon { glyph: Glyph::Check } }
            span { class: "toggle-label", "{label}" }
        }
    }
}
