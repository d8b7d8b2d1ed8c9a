//! Yes or no.

use dioxus::prelude::*;

use super::Ask;
use crate::state::use_app;

/// A switch with its words beside it.
#[component]
pub fn SwitchField(ask: &'static Ask, on: bool, onedit: EventHandler<bool>) -> Element {
    let app = use_app();
    rsx! {
        label { class: "switch",
            input {
                id: ask.id,
                class: "switch-input",
                r#type: "checkbox",
                role: "switch",
                checked: on,
                // Named by its label alone: the hint describes it, and is not said twice.
                "aria-labelledby": "{ask.id}-label",
                "aria-describedby": (!ask.hint.is_none()).then(|| format!("{}-hint", ask.id)),
                "data-testid": ask.id,
                onfocus: move |_| app.enter_field(ask.id),
                onchange: move |event| onedit.call(event.checked()),
            }
            span { class: "switch-track", "aria-hidden": "true",
                span { class: "switch-knob" }
            }
            span { class: "switch-words",
                span { id: "{ask.id}-label", class: "switch-label", {ask.label()} }
                if !ask.hint.is_none() {
                    span { id: "{ask.id}-hint", class: "hint", {ask.hint()} }
                }
            }
        }
    }
}
