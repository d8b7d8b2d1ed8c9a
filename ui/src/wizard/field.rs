//! A labelled field: label, hint, control, and what is wrong with it, in places that never move.

use dioxus::prelude::*;
use lagoon_listing::GroupName;

use crate::{state::use_app, words};

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
    /// What is wrong and what to do.
    #[props(default)]
    problem: Option<String>,
    /// What it edits: while it has the focus it says when somebody else changed the same.
    #[props(default)]
    group: Option<GroupName>,
    /// May stay empty.
    #[props(default)]
    optional: bool,
    /// The control.
    children: Element,
) -> Element {
    let app = use_app();
    let open = app.open.read();
    let elsewhere = open.as_ref().zip(group.as_ref()).is_some_and(|(open, group)| open.changed_elsewhere(group));
    rsx! {
        div { class: if problem.is_some() { "field field-wrong" } else { "field" },
            label { class: "label", r#for: id,
                "{label}"
                if optional {
                    span { class: "optional", " optional" }
                }
            }
            if !hint.is_empty() {
                p { class: "hint", "{hint}" }
            }
            {children}
            p { id: "{id}-note", class: "note",
                if elsewhere {
                    span { class: "note-elsewhere", role: "status", "data-testid": "{id}-elsewhere",
                        {words::CHANGED_ELSEWHERE}
                    }
                }
                if let Some(problem) = &problem {
                    span { class: "note-problem", "data-testid": "{id}-problem", "{problem}" }
                } else {
                    span { class: "note-usual", "{note}" }
                }
            }
        }
    }
}
