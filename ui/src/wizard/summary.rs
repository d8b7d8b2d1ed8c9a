//! What is to be put right, as a list that leads to each field.
//!
//! The one rule: it says the same words as the field itself, and on a step it never grows or shrinks while somebody writes
//! there: what is put right keeps its line.

use dioxus::prelude::*;
use lagoon_listing::{Problem, Step};

use super::{
    place::{Place, element_of},
    use_progress, words,
};
use crate::{
    icon::{Glyph, Icon},
    state::use_app,
};

/// The list, which takes the focus when it comes. `names_steps`: each line says to which step it leads.
#[component]
pub fn Summary(problems: Vec<Problem>, nothing: &'static str, #[props(default)] names_steps: bool) -> Element {
    if problems.is_empty() {
        return rsx! {
            p { id: "problems", class: "all-well", tabindex: "-1", "data-testid": "no-problems",
                Icon { glyph: Glyph::Check }
                "{nothing}"
            }
        };
    }
    rsx! {
        section { id: "problems", class: "problems", role: "group", "aria-labelledby": "problems-title", tabindex: "-1",
            "data-testid": "problems",
            h3 { id: "problems-title", class: "problems-title", {words::to_put_right(problems.len())} }
            ol {
                for (index , problem) in problems.into_iter().enumerate() {
                    Line { key: "{problem.field}-{problem.code}", index, problem, names_steps }
                }
            }
        }
    }
}

#[component]
fn Line(index: usize, problem: Problem, names_steps: bool) -> Element {
    let app = use_app();
    let progress = use_progress();
    let (field, step) = (problem.field, problem.step);
    let solved = use_memo(move || progress.read().as_ref().is_some_and(|progress| progress.problem(field).is_none()));
    rsx! {
        li { class: if solved() { "problem-solved" },
            button {
                class: "problem",
                r#type: "button",
                "data-testid": "problem-{index}",
                onclick: move |_| app.go_to_field(Place::Step(step), element_of(field)),
                span { class: "problem-message", "{problem.message}" }
                span { class: "problem-step",
                    if solved() {
                        {words::put_right()}
                    } else if names_steps {
                        "{step.title()}"
                    }
                }
            }
        }
    }
}

/// What a check found, kept as it was then.
pub type Found = Signal<Option<Vec<Problem>>>;

/// Asks for a check of the open listing: from now on problems stand beside their fields.
#[component]
pub fn CheckForErrors(
    /// Whose problems are listed; none: all steps'.
    step: Option<Step>,
    found: Found,
) -> Element {
    let app = use_app();
    let progress = use_progress();
    let mut found = found;
    rsx! {
        button {
            class: "button-plain check-button",
            r#type: "button",
            "data-testid": "check-for-errors",
            onclick: move |_| {
                let problems = progress.peek().as_ref().map(|progress| match step {
                    Some(step) => progress.problems_of(step),
                    None => progress.problems.clone(),
                });
                found.set(problems);
                app.mark_checked();
            },
            {words::check_for_errors()}
        }
    }
}
