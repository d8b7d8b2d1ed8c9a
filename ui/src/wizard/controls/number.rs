//! Numbers: typed as text, so that nothing is rounded, refused or lost while it is typed.

use dioxus::prelude::*;

use super::{Ask, Field, use_said};
use crate::{
    icon::{Glyph, Icon},
    state::use_app,
    wizard::words,
};

/// A number with its unit. `text` is what is stored, as people write it; it takes the place of what was typed once the field
/// is left, so that the caret never jumps.
#[component]
pub fn NumberField(
    ask: &'static Ask,
    text: String,
    #[props(default)] unit: &'static str,
    #[props(default)] note: String,
    #[props(default)] class: &'static str,
    #[props(default)] described_by: &'static str,
    /// The on-screen keyboard: one of decimals has no letters for "45m" or "1 year".
    #[props(default = "decimal")]
    keys: &'static str,
    onedit: EventHandler<String>,
) -> Element {
    let typed = use_signal(|| None::<String>);
    let typing = use_memo(move || typed.read().is_some());
    let said = use_said(ask, typing.into())();
    rsx! {
        Field {
            id: ask.id,
            label: ask.label(),
            hint: ask.hint(),
            optional: ask.optional,
            group: ask.group.clone(),
            note,
            said: said.clone(),
            div { class: if unit.is_empty() { "number" } else { "number number-unit" },
                NumberInput { ask, text, class, described_by, keys, typed, wrong: said.is_problem(), onedit }
                if !unit.is_empty() {
                    span { class: "unit", "aria-hidden": "true", "{unit}" }
                }
            }
        }
    }
}

/// A small whole number, which two large buttons change by one.
#[component]
pub fn Stepper(ask: &'static Ask, text: String, onedit: EventHandler<String>, onstep: EventHandler<i32>) -> Element {
    let typed = use_signal(|| None::<String>);
    let typing = use_memo(move || typed.read().is_some());
    let mut stepped = use_signal(|| false);
    let said = use_said(ask, typing.into())();
    let mut step = move |by| {
        stepped.set(true);
        onstep.call(by);
    };
    rsx! {
        Field {
            id: ask.id,
            label: ask.label(),
            hint: ask.hint(),
            optional: ask.optional,
            group: ask.group.clone(),
            said: said.clone(),
            div { class: "stepper",
                button {
                    class: "step-button",
                    r#type: "button",
                    "aria-label": words::one_less(ask.label()),
                    "data-testid": "{ask.id}-less",
                    onclick: move |_| step(-1),
                    Icon { glyph: Glyph::Minus }
                }
                NumberInput { ask, text: text.clone(), class: "input-count", keys: "numeric", typed, wrong: said.is_problem(), onedit }
                button {
                    class: "step-button",
                    r#type: "button",
                    "aria-label": words::one_more(ask.label()),
                    "data-testid": "{ask.id}-more",
                    onclick: move |_| step(1),
                    Icon { glyph: Glyph::Plus }
                }
                // The buttons keep the focus: what they did has to be heard.
                span { class: "unseen", "aria-live": "polite",
                    if stepped() && !typing() {
                        "{text}"
                    }
                }
            }
        }
    }
}

#[component]
fn NumberInput(
    ask: &'static Ask,
    text: String,
    class: &'static str,
    #[props(default)] described_by: &'static str,
    keys: &'static str,
    typed: Signal<Option<String>>,
    wrong: bool,
    onedit: EventHandler<String>,
) -> Element {
    let app = use_app();
    let mut typed = typed;
    let shown = typed.read().clone().unwrap_or(text);
    rsx! {
        input {
            id: ask.id,
            class: "input {class}",
            r#type: "text",
            inputmode: keys,
            autocomplete: "off",
            spellcheck: "false",
            enterkeyhint: "next",
            "aria-describedby": "{ask.described_by()} {described_by}",
            "aria-invalid": wrong.then_some("true"),
            "data-testid": ask.id,
            value: "{shown}",
            onfocus: move |_| app.enter_text(ask.caret()),
            onblur: move |_| {
                typed.set(None);
                app.leave_field();
            },
            oninput: move |event| {
                let text = event.value();
                onedit.call(text.clone());
                typed.set(Some(text));
            },
        }
    }
}
