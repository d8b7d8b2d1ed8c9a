//! The listing as buyers see it.

use dioxus::prelude::*;
use lagoon_listing::Property;

use super::{facts, words};
use crate::{
    icon::{Glyph, Icon},
    words as common,
};

/// The listing as a buyer's page. `compact`: without its long parts.
#[component]
pub fn Preview(property: Property, #[props(default)] compact: bool) -> Element {
    let title = common::name_of(&property);
    // What buyers may not see is not even read.
    let seen = Property::from_groups(property.id, &Property::public_groups(&property.to_groups()));
    let mut facts = facts::facts(&seen);
    if compact {
        facts.truncate(4);
    }
    rsx! {
        article { class: if compact { "preview preview-compact" } else { "preview" }, "data-testid": "preview",
            Picture {}
            div { class: "preview-body",
                p { class: "preview-price", "data-testid": "preview-price",
                    {facts::price(&seen).unwrap_or_else(|| words::no_price().into())}
                }
                p { class: "preview-title", dir: "auto", "{title}" }
                p { class: "preview-place", "data-testid": "preview-place",
                    Icon { glyph: Glyph::Pin }
                    {super::location::in_one_line(&seen).unwrap_or_else(|| words::no_location().into())}
                }
                if !facts.is_empty() {
                    ul { class: "preview-facts", "data-testid": "preview-facts",
                        for fact in facts {
                            li { key: "{fact}", "{fact}" }
                        }
                    }
                }
                if !compact {
                    Terms { property: seen.clone() }
                }
                Offers { property: seen.clone(), compact }
                if !compact {
                    Paragraphs { text: seen.description.clone().unwrap_or_default() }
                }
            }
        }
    }
}

/// What is asked beside the price, what the seller's right rests on, and where it is on the map.
#[component]
fn Terms(property: Property) -> Element {
    let terms = facts::public_terms(&property);
    if terms.is_empty() {
        return rsx! {};
    }
    rsx! {
        ul { class: "preview-terms", "data-testid": "preview-terms",
            for term in terms {
                li { key: "{term}", "{term}" }
            }
        }
    }
}

/// The amenities.
#[component]
fn Offers(property: Property, compact: bool) -> Element {
    let amenities: Vec<String> =
        property.asked_amenities().map(|id| id.label().map_or_else(|| id.to_string(), str::to_owned)).collect();
    let shown = if compact { 4 } else { usize::MAX };
    let more = amenities.len().saturating_sub(shown);
    if amenities.is_empty() {
        return rsx! {};
    }
    rsx! {
        ul { class: "preview-amenities",
            for amenity in amenities.into_iter().take(shown) {
                li { key: "{amenity}", "{amenity}" }
            }
            if more > 0 {
                li { class: "preview-more", "+ {more}" }
            }
        }
    }
}

#[component]
fn Paragraphs(text: String) -> Element {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    rsx! {
        for (index , line) in lines.enumerate() {
            p { key: "{index}", class: "preview-text", dir: "auto", "{line}" }
        }
    }
}

/// Stands where photos will.
#[component]
fn Picture() -> Element {
    rsx! {
        svg {
            class: "preview-picture",
            view_box: "0 0 800 260",
            "preserveAspectRatio": "xMidYMid slice",
            "aria-hidden": "true",
            "focusable": "false",
            path { class: "scene-sky", d: "M0 0h800v260H0z" }
            path { class: "scene-sun", d: "M548 172a62 62 0 0 1 124 0z" }
            path { class: "scene-house", d: "M128 172V98h96V70h128v40h88v62z" }
            path { class: "scene-window", d: "M148 116h22v18h-22zm34 0h22v18h-22zM246 88h22v18h-22zm34 0h22v18h-22zm34 0h22v18h-22zM246 122h22v18h-22zm34 0h22v18h-22zm34 0h22v18h-22zM366 126h54v14h-54z" }
            path { class: "scene-water", d: "M0 172h800v88H0z" }
            path { class: "scene-wave", d: "M60 196h180M300 196h90M520 190h170M140 218h120M330 222h220M600 214h110M80 240h260M420 244h140" }
        }
    }
}
