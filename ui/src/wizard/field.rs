//! A labelled field: label, hint, control, and what is wrong with it, in places that never move.

use dioxus::prelude::*;

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
    /// May stay empty.
    #[props(default)]
    optional: bool,
    /// The control.
    children: Element,
) -> Element {
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
                if let Some(problem) = &problem {
                    span { class: "note-problem", "data-testid": "{id}-problem", "{problem}" }
                } else {
                    "{note}"
                }
            }
        }
    }
}
