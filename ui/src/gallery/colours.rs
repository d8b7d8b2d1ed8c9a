//! The colours, and the contrast of every pair that occurs, measured in both themes.

use dioxus::prelude::*;

use super::{
    Part,
    palette::{self, Kind, PAIRS, Palette},
    words,
};

#[component]
pub fn Colours() -> Element {
    let (light, dark) = (palette::light(), palette::dark());
    rsx! {
        Part { id: "colours", title: words::COLOURS,
            ul { class: "gallery-grid",
                for (name , colour) in light {
                    li { key: "{name}", class: "gallery-colour",
                        span { class: "gallery-swatch", background_color: "var(--{name})" }
                        span {
                            "{name}"
                            span { class: "muted", " {colour} {dark[name]}" }
                        }
                    }
                }
            }
        }
    }
}

#[component]
pub fn Pairs() -> Element {
    let (light, dark) = (palette::light(), palette::dark());
    let pairs = PAIRS.iter().flat_map(|(kind, ink, grounds)| grounds.iter().map(move |ground| (*kind, *ink, *ground)));
    rsx! {
        Part { id: "pairs", title: words::PAIRS,
            ul { class: "gallery-grid",
                for (kind , ink , ground) in pairs {
                    li { key: "{ink}-{ground}", class: "gallery-pair", background_color: "var(--{ground})",
                        match kind {
                            Kind::Text => rsx! { span { color: "var(--{ink})", "{ink} on {ground}" } },
                            Kind::Graphic => rsx! { span { class: "gallery-swatch", background_color: "var(--{ink})" } },
                        }
                        span { class: "gallery-figures",
                            if kind == Kind::Graphic { "{ink} on {ground} " }
                            "{figure(&light, ink, ground)} light, {figure(&dark, ink, ground)} dark, at least {kind.least()}"
                        }
                    }
                }
            }
        }
    }
}

fn figure(palette: &Palette, ink: &str, ground: &str) -> String {
    match (palette.get(ink), palette.get(ground)) {
        (Some(ink), Some(ground)) => format!("{:.1}", ink.contrast(*ground)),
        _ => "–".into(),
    }
}
