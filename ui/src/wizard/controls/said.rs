//! What is said below a field: what is wrong with it, or what is worth a second look.
//!
//! The one rule: nothing new is said while somebody types. What was said before goes as soon as it is put right.

use std::{cell::Cell, rc::Rc};

use dioxus::prelude::*;

use super::Ask;
use crate::{
    state::{App, prelude::*, use_app},
    wizard::{progress::Progress, use_progress},
};

/// What is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    #[default]
    Nothing,
    /// It cannot stay like this.
    Problem(String),
    /// It may stay like this.
    Warning(String),
}

impl Said {
    /// Whether something has to be put right.
    pub fn is_problem(&self) -> bool {
        matches!(self, Self::Problem(_))
    }
}

/// What is said of an answer: what the cloud refuses, what cannot be read, and, once somebody asked for a check, what is
/// missing.
pub fn use_said(ask: &'static Ask, typing: ReadSignal<bool>) -> Memo<Said> {
    let app = use_app();
    let progress = use_progress();
    let before = use_hook(|| Rc::new(Cell::new(NOTHING)));
    use_memo(move || {
        let (code, said) =
            progress.read().as_ref().map_or((NOTHING, Said::Nothing), |progress| said(app, progress, ask));
        if typing() && before.get() != code {
            return Said::Nothing;
        }
        before.set(code);
        said
    })
}

/// The code of what is right.
const NOTHING: &str = "";

/// What is said, with a code that tells one thing that is wrong from another.
fn said(app: App, progress: &Progress, ask: &Ask) -> (&'static str, Said) {
    let refused = app.writing.refusal(&ask.group).filter(|_| stands_for_its_group(ask));
    if let Some(message) = refused {
        return ("refused", Said::Problem(message));
    }
    let problem =
        progress.problem(ask.field).filter(|problem| problem.code == "unreadable" || app.writing.shows_problems());
    match (problem, progress.warning(ask.field)) {
        (Some(problem), _) => (problem.code, Said::Problem(problem.message.clone())),
        (None, Some(warning)) => (warning.code, Said::Warning(warning.message.clone())),
        (None, None) => (NOTHING, Said::Nothing),
    }
}

/// The cloud refuses whole groups: it is said once, at the first field.
fn stands_for_its_group(ask: &Ask) -> bool {
    match ask.id {
        // Cards: each has an id of its own.
        "purpose" | "type" => true,
        id => crate::past::values::field(&ask.group) == id,
    }
}
