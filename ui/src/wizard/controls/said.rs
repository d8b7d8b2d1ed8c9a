//! What is said below a field: what is wrong with it, or what is worth a second look.
//!
//! The one rule: nothing new is said while somebody types. What was said before goes as soon as it is put right.

use std::{cell::Cell, rc::Rc};

use dioxus::prelude::*;

use super::Ask;
use crate::{
    state::{App, use_app},
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
    let before = use_hook(|| Rc::new(Cell::new(false)));
    use_memo(move || {
        let said = progress.read().as_ref().map(|progress| said(app, progress, ask)).unwrap_or_default();
        if typing() && !before.get() {
            return Said::Nothing;
        }
        before.set(said != Said::Nothing);
        said
    })
}

fn said(app: App, progress: &Progress, ask: &Ask) -> Said {
    let refused = app.refusal(&ask.group).filter(|_| stands_for_its_group(ask));
    if let Some(message) = refused {
        return Said::Problem(message);
    }
    let problem = progress.problem(ask.field).filter(|problem| problem.code == "unreadable" || app.shows_problems());
    match (problem, progress.warning(ask.field)) {
        (Some(problem), _) => Said::Problem(problem.message.clone()),
        (None, Some(message)) => Said::Warning(message.to_owned()),
        (None, None) => Said::Nothing,
    }
}

/// The cloud refuses whole groups: it is said once, at the first field.
fn stands_for_its_group(ask: &Ask) -> bool {
    crate::past::values::field(&ask.group) == ask.id
}
