//! What a place offers. Every amenity is a group of its own, so that two people who add different ones both succeed.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use lagoon_listing::{AMENITIES, Amenity, AmenityId, AmenityKind, GroupName, Property, PropertyType};
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
    let listing = use_memo(move || {
        let progress = progress.read();
        let property = progress.as_ref().map(|progress| &progress.property);
        let chosen: BTreeSet<_> = property.into_iter().flat_map(Property::asked_amenities).cloned().collect();
        (chosen, property.and_then(|property| property.property_type))
    });
    let (chosen, kind) = listing();
    let unknown: Vec<AmenityId> = chosen.iter().filter(|id| id.amenity().is_none()).cloned().collect();
    rsx! {
        div { class: "sheet-head amenities-head",
            h3 { id: "amenities-title", class: "sheet-title", tabindex: "-1", {words::amenities_heading()} }
            span { class: "step-count", {words::chosen(chosen.len())} }
            Whereabouts { of: WhereaboutsOf::Amenities }
        }
        for (heading , asked) in asked_of(kind) {
            fieldset { key: "{heading}", class: "sheet toggles-sheet",
                legend { class: "toggles-title", "{heading}" }
                div { class: "toggles",
                    for (id , label) in asked {
                        Toggle { key: "{id}", on: chosen.contains(&id), id, label }
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

/// The amenities that a listing of this kind is asked for, under their headings; a heading over nothing is left out.
fn asked_of(kind: Option<PropertyType>) -> impl Iterator<Item = (&'static str, Vec<(AmenityId, &'static str)>)> {
    let known = |heading| AMENITIES.iter().filter(move |amenity| amenity.kind == heading);
    let asked = move |amenity: &Amenity| {
        let id = amenity.id.parse::<AmenityId>().ok().filter(|id| id.is_asked_of(kind))?;
        Some((id, amenity.label()))
    };
    let headings = AmenityKind::ALL.into_iter();
    let headings = headings.map(move |heading| (heading.label(), known(heading).filter_map(asked).collect::<Vec<_>>()));
    headings.filter(|(_, asked)| !asked.is_empty())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_is_not_asked_for_lifts_and_no_heading_stands_over_nothing() {
        let ids = |kind| -> Vec<String> {
            asked_of(kind).flat_map(|(_, asked)| asked).map(|(id, _)| id.to_string()).collect()
        };
        assert_eq!(ids(None).len(), AMENITIES.len());
        assert_eq!(ids(Some(PropertyType::Flat)).len(), AMENITIES.len());
        let land = ids(Some(PropertyType::Land));
        assert!(land.iter().any(|id| id == "paved-roads") && !land.iter().any(|id| id == "lift"), "{land:?}");
        assert!(asked_of(Some(PropertyType::Land)).all(|(_, asked)| !asked.is_empty()));
    }
}
