//! One answer of a few, all in sight: large cards, each a real radio button.

use dioxus::prelude::*;

use super::{Ask, Said, Whereabouts, WhereaboutsOf, use_said};
use crate::{state::use_app, wizard::words};

/// One card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// As it is stored; with the question's id before it, its own id and test id.
    pub value: String,
    /// What it says.
    pub label: String,
    /// What it says below that.
    pub hint: &'static str,
}

/// The cards, under headings where `sets` has more than one. Nothing is chosen until somebody chooses.
#[component]
pub fn RadioCards(
    ask: &'static Ask,
    value: String,
    sets: Vec<(&'static str, Vec<Card>)>,
    #[props(default)] class: &'static str,
    onedit: EventHandler<String>,
) -> Element {
    let typing = use_signal(|| false);
    let said = use_said(ask, typing.into())();
    rsx! {
        fieldset {
            class: if said.is_problem() { "sheet radios field-wrong {class}" } else { "sheet radios {class}" },
            "aria-describedby": ask.described_by(),
            legend { class: "sheet-title", {ask.label()} }
            div { class: "radios-mark",
                Whereabouts { of: WhereaboutsOf::Group(ask.group.clone()) }
            }
            if !ask.hint.is_none() {
                p { id: "{ask.id}-hint", class: "hint", {ask.hint()} }
            }
            // Above the cards: below them it would be out of sight of whoever is led to the first one.
            p { id: "{ask.id}-note", class: "note",
                if let Said::Problem(problem) = &said {
                    span { class: "note-problem", "data-testid": "{ask.id}-problem", "{problem}" }
                } else if ask.optional {
                    span { class: "note-usual", {words::may_stay_empty()} }
                }
            }
            for (heading , cards) in sets {
                if !heading.is_empty() {
                    p { class: "radios-heading", "{heading}" }
                }
                div { class: "cards",
                    for card in cards {
                        OneCard { key: "{card.value}", ask, on: card.value == value, card, onedit }
                    }
                }
            }
        }
    }
}

#[component]
fn OneCard(ask: &'static Ask, card: Card, on: bool, onedit: EventHandler<String>) -> Element {
    let app = use_app();
    let id = format!("{}-{}", ask.id, card.value);
    let (entered, value) = (id.clone(), card.value.clone());
    rsx! {
        label { class: "card",
            input {
                id: "{id}",
                class: "card-input",
                r#type: "radio",
                name: ask.id,
                value: "{card.value}",
                checked: on,
                "data-testid": "{id}",
                onfocus: move |_| app.enter_field(entered.as_str()),
                onchange: move |_| onedit.call(value.clone()),
            }
            span { class: "card-dot", "aria-hidden": "true" }
            span { class: "card-words",
                span { class: "card-label", "{card.label}" }
                if !card.hint.is_empty() {
                    span { class: "card-hint", "{card.hint}" }
                }
            }
        }
    }
}
