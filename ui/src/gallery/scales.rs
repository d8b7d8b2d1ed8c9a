//! Icons, and the scales of type, space, roundness and depth.

use dioxus::prelude::*;

use super::{Part, Shown, palette::declared, words};
use crate::icon::{Glyph, Icon};

/// The tokens whose names begin so, in the order of the style sheet.
fn scale(beginning: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    declared(":root").filter(move |(name, _)| name.starts_with(beginning))
}

/// Steps of the space scale are one letter and a number.
fn spaces() -> impl Iterator<Item = (&'static str, &'static str)> {
    scale("s").filter(|(name, _)| name.len() == 2)
}

#[component]
pub fn Icons() -> Element {
    rsx! {
        Part { id: "icons", title: words::ICONS,
            div { class: "gallery-line gallery-icons",
                for glyph in Glyph::ALL {
                    Shown { key: "{glyph:?}", what: "{glyph:?}", Icon { glyph: *glyph } }
                }
            }
        }
    }
}

#[component]
pub fn Type() -> Element {
    rsx! {
        Part { id: "type", title: words::TYPE,
            for (name , value) in scale("text-") {
                p { key: "{name}", class: "gallery-type",
                    span { class: "muted", "{name} {value}" }
                    span { font_size: "var(--{name})", {words::SENTENCE} }
                    span { class: "gallery-serif", font_size: "var(--{name})", {words::SENTENCE} }
                }
            }
        }
    }
}

#[component]
pub fn Space() -> Element {
    rsx! {
        Part { id: "space", title: words::SPACE,
            for (name , value) in spaces() {
                div { key: "{name}", class: "gallery-space",
                    span { class: "muted", "{name} {value}" }
                    span { class: "gallery-measure", width: "var(--{name})" }
                }
            }
            div { class: "gallery-line",
                for (name , _) in scale("round-") {
                    Shown { key: "{name}", what: name, div { class: "gallery-box", border_radius: "var(--{name})" } }
                }
                for (name , _) in scale("shadow-") {
                    Shown { key: "{name}", what: name, div { class: "gallery-box", box_shadow: "var(--{name})" } }
                }
            }
        }
    }
}
