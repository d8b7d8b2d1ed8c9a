//! The listing as buyers see it.

use dioxus::prelude::*;
use lagoon_listing::{Price, Property};

use crate::{
    icon::{Glyph, Icon},
    words,
};

/// The listing as a buyer's page. `compact`: without its long parts.
#[component]
pub fn Preview(property: Property, #[props(default)] compact: bool) -> Element {
    let title = words::title_or_untitled(property.title.as_deref());
    let price = property.price.as_ref().and_then(Price::money);
    let place = super::location::in_one_line(&property);
    let amenities: Vec<String> =
        property.amenities.iter().map(|id| id.label().map_or_else(|| id.to_string(), str::to_owned)).collect();
    let shown = if compact { 4 } else { usize::MAX };
    let more = amenities.len().saturating_sub(shown);
    let paragraphs: Vec<String> = property
        .description
        .iter()
        .filter(|_| !compact)
        .flat_map(|text| text.lines())
        .map(str::to_owned)
        .filter(|line| !line.trim().is_empty())
        .collect();
    rsx! {
        article { class: if compact { "preview preview-compact" } else { "preview" }, "data-testid": "preview",
            Picture {}
            div { class: "preview-body",
                p { class: "preview-price",
                    {price.map_or_else(|| "No price yet".into(), |money| money.format())}
                }
                p { class: "preview-title", "{title}" }
                p { class: "preview-place",
                    Icon { glyph: Glyph::Pin }
                    {place.unwrap_or_else(|| "No location yet".into())}
                }
                if !amenities.is_empty() {
                    ul { class: "preview-amenities",
                        for amenity in amenities.into_iter().take(shown) {
                            li { key: "{amenity}", "{amenity}" }
                        }
                        if more > 0 {
                            li { class: "preview-more", "+ {more}" }
                        }
                    }
                }
                for (index , paragraph) in paragraphs.into_iter().enumerate() {
                    p { key: "{index}", class: "preview-text", "{paragraph}" }
                }
            }
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
