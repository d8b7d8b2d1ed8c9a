//! Buttons, fields, toggles and segments, at rest, under the pointer, focused and disabled.

use dioxus::prelude::*;

use super::{Part, Shown, words};
use crate::{
    icon::{Glyph, Icon},
    wizard::controls::{Field, Said},
};

const KINDS: [(&str, &str); 5] = [
    ("button-primary", "Continue"),
    ("button-plain", "Back"),
    ("button-quiet", "History"),
    ("button-danger", "Discard"),
    ("button-gold", "Publish"),
];
/// What the style sheet calls a state, and what people call it.
const LOOKS: [(&str, &str); 3] = [("rest", words::AT_REST), ("hover", words::HOVERED), ("focus", words::FOCUSED)];

#[component]
pub fn Buttons() -> Element {
    rsx! {
        Part { id: "buttons", title: words::BUTTONS,
            for (class , label) in KINDS {
                div { key: "{class}", class: "gallery-line",
                    for (look , name) in LOOKS {
                        Shown { key: "{look}", what: name,
                            button { class, r#type: "button", "data-look": look, "data-testid": "gallery-{class}-{look}", "{label}" }
                        }
                    }
                    Shown { what: words::DISABLED,
                        button { class, r#type: "button", disabled: true, "data-testid": "gallery-{class}-disabled", "{label}" }
                    }
                    Shown { what: "with an icon",
                        button { class, r#type: "button", "data-testid": "gallery-{class}-icon",
                            Icon { glyph: Glyph::Plus }
                            "{label}"
                        }
                    }
                    Shown { what: "icon alone",
                        button {
                            class: "{class} button-icon",
                            r#type: "button",
                            "aria-label": "{label}",
                            "data-testid": "gallery-{class}-icon-alone",
                            Icon { glyph: Glyph::Close }
                        }
                    }
                }
            }
        }
    }
}

#[component]
pub fn Fields() -> Element {
    rsx! {
        Part { id: "fields", title: words::FIELDS,
            div { class: "sheet gallery-grid",
                Field { id: "gallery-empty", label: "Empty", optional: true,
                    Input { id: "gallery-empty", placeholder: "Placeholder" }
                }
                Field { id: "gallery-filled", label: "Filled", hint: "A hint below the label", note: "12 of at least 10 characters",
                    Input { id: "gallery-filled", value: "Terrace in Yaba" }
                }
                Field { id: "gallery-focused", label: "Focused",
                    Input { id: "gallery-focused", value: "Terrace in Yaba", look: "focus" }
                }
                Field { id: "gallery-problem", label: "With a problem", said: Said::Problem("Add the asking price.".into()),
                    Input { id: "gallery-problem" }
                }
                Field { id: "gallery-disabled", label: "Disabled",
                    Input { id: "gallery-disabled", value: "Terrace in Yaba", disabled: true }
                }
                Field { id: "gallery-choice", label: "Choice",
                    select { id: "gallery-choice", class: "input select", "data-testid": "gallery-choice",
                        option { "₦ NGN" }
                        option { "$ USD" }
                    }
                }
                Field { id: "gallery-long", label: "Long text", note: "39 of at least 50 characters",
                    textarea { id: "gallery-long", class: "input textarea", "data-testid": "gallery-long", value: words::SENTENCE }
                }
            }
        }
    }
}

#[component]
fn Input(
    id: &'static str,
    #[props(default)] value: &'static str,
    #[props(default)] placeholder: &'static str,
    #[props(default = "rest")] look: &'static str,
    #[props(default)] disabled: bool,
) -> Element {
    rsx! {
        input {
            id,
            class: "input",
            r#type: "text",
            "aria-describedby": "{id}-note",
            "data-look": look,
            "data-testid": id,
            placeholder,
            disabled,
            value,
        }
    }
}

#[component]
pub fn Toggles() -> Element {
    rsx! {
        Part { id: "toggles", title: words::TOGGLES,
            div { class: "gallery-grid",
                for (look , name) in LOOKS {
                    for on in [false, true] {
                        label { key: "{look}-{on}", class: "toggle", "data-look": look,
                            input { class: "toggle-input", r#type: "checkbox", checked: on, "data-testid": "gallery-toggle-{look}-{on}" }
                            span { class: "toggle-box", "aria-hidden": "true", Icon { glyph: Glyph::Check } }
                            span { class: "toggle-label",
                                "Borehole, "
                                if on { "chosen, " } else { "not chosen, " }
                                "{name}"
                            }
                        }
                    }
                }
            }
            div { class: "segments gallery-narrow", role: "group", "aria-label": "Segments",
                for (index , name) in ["System", "Light", "Dark"].into_iter().enumerate() {
                    button {
                        key: "{name}",
                        class: "segment",
                        r#type: "button",
                        "aria-pressed": if index == 0 { "true" } else { "false" },
                        "data-testid": "gallery-segment-{index}",
                        "{name}"
                    }
                }
            }
        }
    }
}
