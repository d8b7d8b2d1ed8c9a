//! What is to be put right, as a list that leads to each field.
//!
//! The one rule: it says the same words as the field itself, and on a step it never grows or shrinks while somebody writes
//! there: what is put right keeps its line.

use dioxus::prelude::*;
use lagoon_listing::{DraftId, Problem, Step};

use super::{
    Derived,
    place::{Place, element_of},
    progress::Progress,
    use_progress, words,
};
use crate::{
    icon::{Glyph, Icon},
    state::{prelude::*, use_app},
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

/// Where a check was asked for: on the hub, or on a step.
pub type CheckedAt = Option<Step>;

/// What the checks of the open listing found, kept for as long as the wizard is open: whoever follows a line and comes back
/// finds the others still there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    id: Option<DraftId>,
    at: Vec<(CheckedAt, Vec<Problem>)>,
}

impl Found {
    /// What a check found there.
    fn of(&self, id: Option<DraftId>, at: CheckedAt) -> Option<Vec<Problem>> {
        let (_, problems) = self.at.iter().find(|(of, _)| self.id == id && *of == at)?;
        Some(problems.clone())
    }

    /// Keeps what a check found there. Of another listing nothing is kept.
    pub fn put(&mut self, id: Option<DraftId>, at: CheckedAt, problems: Vec<Problem>) {
        if self.id != id {
            *self = Self { id, at: Vec::new() };
        }
        self.at.retain(|(of, _)| *of != at);
        self.at.push((at, problems));
    }
}

/// What a check of the open listing found there. Whoever comes back finds what is left of it.
pub fn use_found(at: CheckedAt) -> Option<Vec<Problem>> {
    let app = use_app();
    let progress = use_progress();
    let mut found = use_context::<Signal<Found>>();
    let id = move || app.writing.peek_id();
    use_hook(move || {
        let before = found.peek().of(id(), at);
        if before.is_some() {
            let left = problems_at(progress, at);
            found.write().put(id(), at, left);
        }
    });
    let open = app.writing.id();
    found.read().of(open, at)
}

/// What is to be put right there now.
fn problems_at(progress: Derived, at: CheckedAt) -> Vec<Problem> {
    let progress = progress.peek();
    let of = |progress: &Progress| at.map_or_else(|| progress.problems.clone(), |step| progress.problems_of(step));
    progress.as_ref().map(of).unwrap_or_default()
}

/// Asks for a check of the open listing: from now on problems stand beside their fields.
#[component]
pub fn CheckForErrors(
    /// Whose problems are listed; none: all steps'.
    step: Option<Step>,
) -> Element {
    let app = use_app();
    let progress = use_progress();
    let mut found = use_context::<Signal<Found>>();
    rsx! {
        button {
            class: "button-plain check-button",
            r#type: "button",
            "data-testid": "check-for-errors",
            onclick: move |_| {
                let id = app.writing.peek_id();
                found.write().put(id, step, problems_at(progress, step));
                app.mark_checked();
            },
            {words::check_for_errors()}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_keeps_what_its_check_found_until_another_listing_is_checked() {
        let id = |n: u128| -> Option<DraftId> { format!("{n:032x}").parse().ok() };
        let mut found = Found::default();
        found.put(id(1), None, Vec::new());
        found.put(id(1), Some(Step::Price), Vec::new());
        assert_eq!((found.of(id(1), None), found.of(id(1), Some(Step::Price))), (Some(vec![]), Some(vec![])));
        assert_eq!((found.of(id(1), Some(Step::Rooms)), found.of(id(2), None)), (None, None));
        found.put(id(2), None, Vec::new());
        assert_eq!((found.of(id(1), None), found.of(id(2), None)), (None, Some(vec![])));
    }
}
