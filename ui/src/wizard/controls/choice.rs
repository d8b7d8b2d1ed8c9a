//! One answer of a list.

use dioxus::prelude::*;

use super::{Answer, Ask, Field, use_said};
use crate::state::use_app;

/// A list that opens. `none` stands for no answer; without it there is always one. An answer of a newer version is kept and
/// shown as it is.
#[component]
pub fn ChoiceField(
    ask: &'static Ask,
    value: String,
    choices: Vec<Answer>,
    #[props(default)] none: &'static str,
    onedit: EventHandler<String>,
) -> Element {
    let app = use_app();
    let typing = use_signal(|| false);
    let said = use_said(ask, typing.into())();
    let unknown = !value.is_empty() && choices.iter().all(|choice| choice.value != value);
    rsx! {
        Field {
            id: ask.id,
            label: ask.label(),
            hint: ask.hint(),
            optional: ask.optional,
            group: ask.group.clone(),
            said: said.clone(),
            select {
                id: ask.id,
                class: "input select",
                "aria-describedby": ask.described_by(),
                "aria-invalid": said.is_problem().then_some("true"),
                "data-testid": ask.id,
                onfocus: move |_| app.enter_field(ask.id),
                onchange: move |event| onedit.call(event.value()),
                if !none.is_empty() {
                    option { value: "", selected: value.is_empty(), "{none}" }
                }
                if unknown {
                    option { value: "{value}", selected: true, "{value}" }
                }
                for choice in choices {
                    option {
                        key: "{choice.value}",
                        value: "{choice.value}",
                        selected: choice.value == value,
                        "{choice.label}"
                    }
                }
            }
        }
    }
}
