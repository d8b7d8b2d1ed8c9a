//! How far each step is, as the hub and the side list tell it.
//!
//! The one rule: an unfinished step is no problem until somebody asked for a check; a value that cannot be used always is.

use lagoon_listing::{Price, Problem, Property, Step, Warning, check_for_publishing, check_warnings};
use lagoon_sync::view::DraftView;
use lagoon_words::tr;

use super::{asks, words};
use crate::publicity::Publicity;

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Nothing is missing.
    Completed,
    /// Something is there, something is missing.
    InProgress,
    /// Nothing is there.
    NotStarted,
    /// Something there cannot stay as it is, or is missing after a check.
    Problem,
}

impl StepState {
    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Completed => tr!("Completed"),
            Self::InProgress => tr!("In progress"),
            Self::NotStarted => tr!("Not started"),
            Self::Problem => tr!("There is a problem"),
        }
    }

    /// Its name in class names.
    pub fn class(self) -> &'static str {
        match self {
            Self::Completed => "done",
            Self::InProgress => "begun",
            Self::NotStarted => "open",
            Self::Problem => "problem",
        }
    }
}

/// Everything the wizard derives from a listing.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The listing.
    pub property: Property,
    /// What keeps it from being published.
    pub problems: Vec<Problem>,
    /// What is unusual about it.
    pub warnings: Vec<Warning>,
    /// How public it is.
    pub publicity: Publicity,
    /// Whether the copy that was published last has moved on since.
    pub changed: bool,
    /// The state of each step, in order.
    pub steps: [(Step, StepState); 6],
}

impl Progress {
    /// Derives it. `checked`: somebody asked for a check of this listing before.
    pub fn of(view: &DraftView, checked: bool) -> Self {
        let property = Property::from_groups(view.id, &view.groups);
        let problems = check_for_publishing(&property).into_iter().map(named).collect::<Vec<_>>();
        let warnings = check_warnings(&property);
        let publicity = Publicity::of_open(view, &property);
        let changed = property.has_unpublished_changes();
        let state = |step| match step {
            Step::Check => state_of_publishing(publicity),
            step => state(step, view, &property, &problems, checked),
        };
        let steps = Step::ALL.map(|step| (step, state(step)));
        Self { property, problems, warnings, publicity, changed, steps }
    }

    /// What is wrong with a field.
    pub fn problem(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == field)
    }

    /// What is unusual about a field.
    pub fn warning(&self, field: &str) -> Option<&Warning> {
        self.warnings.iter().find(|warning| warning.field == field)
    }

    /// What is wrong in a step.
    pub fn problems_of(&self, step: Step) -> Vec<Problem> {
        self.problems.iter().filter(|problem| problem.step == step).cloned().collect()
    }
}

/// A figure that cannot be read is told by its field: far from it, "from 0 to 100" says nothing.
fn named(problem: Problem) -> Problem {
    let label = asks::label_of(problem.field).filter(|_| problem.code == "unreadable");
    let message = label.map(|label| words::of_field(label, &problem.message));
    Problem { message: message.unwrap_or(problem.message), ..problem }
}

fn state_of_publishing(publicity: Publicity) -> StepState {
    match publicity {
        Publicity::Draft => StepState::NotStarted,
        Publicity::Published => StepState::Completed,
        Publicity::WaitingToPublish | Publicity::Changed | Publicity::WaitingToUnpublish => StepState::InProgress,
    }
}

fn state(step: Step, view: &DraftView, property: &Property, problems: &[Problem], checked: bool) -> StepState {
    let missing = problems.iter().any(|problem| problem.step == step);
    let refused = view.held.keys().any(|group| Step::of_group(group) == step);
    // What is merely missing or short is unfinished; the rest cannot stay as it is.
    let unfinished = |problem: &Problem| matches!(problem.code, "required" | "tooShort");
    let wrong = problems.iter().any(|problem| problem.step == step && !unfinished(problem));
    match (missing, is_begun(step, property)) {
        _ if refused || wrong => StepState::Problem,
        (true, _) if checked => StepState::Problem,
        (true, true) => StepState::InProgress,
        (false, true) => StepState::Completed,
        (_, false) => StepState::NotStarted,
    }
}

fn is_begun(step: Step, property: &Property) -> bool {
    match step {
        Step::Kind => property.purpose.is_some() || property.property_type.is_some(),
        Step::Price => {
            let price = property.price.as_ref();
            // A currency alone is no beginning.
            price.is_some_and(|price| *price != Price { currency: price.currency.clone(), ..Price::default() })
                || property.terms.is_some()
                || property.title_document.is_some()
        }
        Step::Location => property.location.is_some(),
        Step::Rooms => {
            let rooms = property.rooms.is_some() || property.size.is_some() || property.building.is_some();
            rooms || property.asked_amenities().next().is_some()
        }
        Step::Words => [&property.title, &property.description, &property.private_notes]
            .into_iter()
            .any(|text| text.as_deref().is_some_and(|text| !text.trim().is_empty())),
        Step::Check => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn view(groups: &Value, held: &Value, waits: bool) -> DraftView {
        serde_json::from_value(json!({
            "id": "00000000-0000-0000-0000-000000000001",
            "groups": groups, "stamps": {}, "unsent": [], "publicationWaits": waits, "held": held, "deleted": false,
            "userId": null, "teamId": null, "updatedAt": null,
        }))
        .expect("a valid view")
    }

    fn states(groups: &Value, held: &Value, checked: bool) -> [StepState; 6] {
        Progress::of(&view(groups, held, false), checked).steps.map(|(_, state)| state)
    }

    #[test]
    fn publishing_is_completed_once_the_cloud_has_it() {
        let groups = json!({"publication": {"fields": {}, "publishedAt": 1}});
        let last = |waits| Progress::of(&view(&groups, &json!({}), waits), false).steps[5].1;
        assert_eq!(last(true), StepState::InProgress);
        assert_eq!(last(false), StepState::Completed);
    }

    #[test]
    fn a_figure_that_cannot_be_read_is_told_by_its_field_and_what_is_missing_in_its_own_words() {
        let groups = json!({"purpose": "sale", "terms": {"agencyPercent": "101"}});
        let progress = Progress::of(&view(&groups, &json!({}), false), true);
        let message = |field| progress.problem(field).map(|problem| problem.message.as_str()).unwrap_or_default();
        assert!(message("terms.agencyPercent").starts_with("Agency fee: This must be from 0 to 100"), "{progress:?}");
        assert_eq!(message("price"), "Enter a price.");
    }

    #[test]
    fn an_empty_listing_is_not_started_and_has_no_problem_before_a_check() {
        assert_eq!(states(&json!({}), &json!({}), false), [StepState::NotStarted; 6]);
        assert_eq!(states(&json!({}), &json!({}), true)[0], StepState::Problem);
    }

    #[test]
    fn a_step_is_in_progress_then_completed() {
        let begun = states(&json!({"location": {"state": "Lagos"}, "amenity:pool": true}), &json!({}), false);
        assert_eq!(begun[2..4], [StepState::InProgress, StepState::Completed]);
        let price = json!({"price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN"}});
        assert_eq!(states(&price, &json!({}), false)[1], StepState::Completed);
    }

    #[test]
    fn a_value_that_cannot_be_used_is_a_problem_at_once() {
        let typed = json!({"price": {"typed": "about 45", "currency": "NGN"}});
        assert_eq!(states(&typed, &json!({}), false)[1], StepState::Problem);
        let held = json!({"description": {"code": "tooLarge", "field": "description", "message": "Shorten it."}});
        assert_eq!(states(&json!({"description": "x"}), &held, false)[4], StepState::Problem);
    }
}
