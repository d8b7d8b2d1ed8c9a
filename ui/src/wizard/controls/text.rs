//! Texts: one line or many, kept exactly as they were typed or pasted.

use dioxus::prelude::*;

use super::{Ask, Field, use_said};
use crate::state::use_app;

/// One line. `suggestions` are offered while typing; anything else may be typed all the same.
#[component]
pub fn TextField(
    ask: &'static Ask,
    value: String,
    #[props(default)] note: String,
    #[props(default)] class: &'static str,
    #[props(default)] suggestions: Vec<String>,
    #[props(default)] marked: bool,
    onedit: EventHandler<String>,
) -> Element {
    let app = use_app();
    let mut typing = use_signal(|| false);
    let said = use_said(ask, typing.into())();
    let list = (!suggestions.is_empty()).then(|| format!("{}-list", ask.id));
    rsx! {
        Field {
            id: ask.id,
            label: ask.label(),
            hint: ask.hint(),
            optional: ask.optional,
            group: ask.group.clone(),
            note,
            marked,
            said: said.clone(),
            input {
                id: ask.id,
                class: "input {class}",
                r#type: "text",
                dir: "auto",
                autocomplete: "off",
                autocapitalize: "sentences",
                enterkeyhint: "next",
                list: list.clone(),
                "aria-describedby": ask.described_by(),
                "aria-invalid": said.is_problem().then_some("true"),
                "data-testid": ask.id,
                value: "{value}",
                onfocus: move |_| app.enter_text(ask.caret()),
                onblur: move |_| {
                    typing.set(false);
                    app.leave_field();
                },
                oninput: move |event| {
                    typing.set(true);
                    onedit.call(event.value());
                },
            }
            if let Some(list) = &list {
                datalist { id: "{list}",
                    for suggestion in suggestions {
                        option { key: "{suggestion}", value: "{suggestion}" }
                    }
                }
            }
        }
    }
}

/// Many lines.
#[component]
pub fn LongTextField(
    ask: &'static Ask,
    value: String,
    #[props(default)] note: String,
    #[props(default = 10)] rows: i64,
    #[props(default)] marked: bool,
    onedit: EventHandler<String>,
) -> Element {
    let app = use_app();
    let mut typing = use_signal(|| false);
    let said = use_said(ask, typing.into())();
    rsx! {
        Field {
            id: ask.id,
            label: ask.label(),
            hint: ask.hint(),
            optional: ask.optional,
            group: ask.group.clone(),
            note,
            marked,
            said: said.clone(),
            textarea {
                id: ask.id,
                class: if rows < 8 { "input textarea textarea-short" } else { "input textarea" },
                rows,
                dir: "auto",
                autocapitalize: "sentences",
                "aria-describedby": ask.described_by(),
                "aria-invalid": said.is_problem().then_some("true"),
                "data-testid": ask.id,
                value: "{value}",
                onfocus: move |_| app.enter_text(ask.caret()),
                onblur: move |_| {
                    typing.set(false);
                    app.leave_field();
                },
                oninput: move |event| {
                    typing.set(true);
                    onedit.call(event.value());
                },
            }
        }
    }
}
