//! A labelled field: label, hint, control, and what is wrong with it, in places that never move.

use dioxus::prelude::*;
use lagoon_listing::GroupName;

use super::{Said, Whereabouts, WhereaboutsOf};
use crate::{
    state::{prelude::*, use_app},
    wizard::words,
    words as common,
};

/// What is shown around a control. The control names `{id}-note` in `aria-describedby`.
#[component]
pub fn Field(
    /// The control's id and test id.
    id: &'static str,
    /// The label.
    label: &'static str,
    /// Said below the label.
    #[props(default)]
    hint: &'static str,
    /// Said below the control when nothing is wrong, such as a counter.
    #[props(default)]
    note: String,
    /// What is wrong and what to do, or what is worth a second look.
    #[props(default)]
    said: Said,
    /// What it edits.
    #[props(default)]
    group: Option<GroupName>,
    /// May stay empty.
    #[props(default)]
    optional: bool,
    /// Says beside the label where its group is saved.
    #[props(default)]
    marked: bool,
    /// The control.
    children: Element,
) -> Element {
    let app = use_app();
    let elsewhere = use_memo(move || app.writing.open().read().as_ref().is_some_and(|open| open.changed_elsewhere(id)));
    rsx! {
        div { class: if said.is_problem() { "field field-wrong" } else { "field" },
            div { class: "label-line",
                label { class: "label", r#for: id,
                    "{label}"
                    if optional {
                        " "
                        span { class: "optional", {words::optional()} }
                    }
                }
                if let Some(group) = group.filter(|_| marked) {
                    Whereabouts { of: WhereaboutsOf::Group(group) }
                }
            }
            if !hint.is_empty() {
                p { id: "{id}-hint", class: "hint", "{hint}" }
            }
            {children}
            p { id: "{id}-note", class: "note",
                if elsewhere() {
                    span { class: "note-elsewhere", role: "status", "data-testid": "{id}-elsewhere",
                        {common::changed_elsewhere()}
                    }
                }
                match &said {
                    Said::Problem(words) => rsx! { span { class: "note-problem", "data-testid": "{id}-problem", "{words}" } },
                    Said::Warning(words) => rsx! { span { class: "note-warning", "data-testid": "{id}-warning", "{words}" } },
                    Said::Nothing => rsx! { span { class: "note-usual", "{note}" } },
                }
            }
        }
    }
}
