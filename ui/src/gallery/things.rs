//! Badges, listings, the states of a step, and what stands where nothing is.

use dioxus::prelude::*;
use lagoon_listing::{Choice, Currency, Money, Period, Price, Purpose, Status};
use lagoon_sync::view::{DraftSummary, Saved};

use super::{Part, Shown, words};
use crate::{
    listings::{Lagoon, row::Row},
    platform,
    publicity::Publicity,
    wizard::{frame::StepMark, progress::StepState},
};

#[component]
pub fn Badges() -> Element {
    rsx! {
        Part { id: "badges", title: words::BADGES,
            div { class: "gallery-line",
                span { class: "badge", "Published" }
                span { class: "badge badge-changed", "Published · changes not published yet" }
                span { class: "badge badge-changed", "Waiting to publish" }
                span { class: "badge badge-draft", "Draft" }
                span { class: "badge badge-review", "1 to review" }
                span { class: "ready", "3 to finish" }
                span { class: "ready ready-yes", "Ready" }
            }
        }
    }
}

/// Made-up listings, one for each way a row can look.
fn listings() -> Vec<DraftSummary> {
    let now = platform::now();
    let naira = |millions: i64| Some(Price::new(Money { minor: millions * 100_000_000, currency: Currency::NGN }));
    let usual = |number: u128| DraftSummary {
        id: format!("{number:032x}").parse().expect("32 hex digits are a UUID"),
        title: Some("4-bedroom terrace with BQ".into()),
        suggested: None,
        purpose: Some(Purpose::Sale),
        price: naira(185),
        area: Some("Lekki Phase 1".into()),
        status: Status::Draft,
        unpublished_changes: false,
        publication_waits: false,
        problems: 0,
        complete: 100,
        deleted: false,
        deleted_at: None,
        user_id: None,
        saved: Saved::Cloud,
        edited_at: now - 3_600_000,
        edited_by: None,
    };
    vec![
        usual(1),
        DraftSummary { status: Status::Published, ..usual(2) },
        DraftSummary {
            purpose: Some(Purpose::Rent),
            price: naira(5).map(|price| Price { period: Some(Choice::Known(Period::Year)), ..price }),
            ..usual(8)
        },
        DraftSummary { status: Status::Published, unpublished_changes: true, saved: Saved::Here, ..usual(3) },
        DraftSummary {
            title: None,
            suggested: Some("4-bedroom detached duplex, Lekki Phase 1".into()),
            price: None,
            area: None,
            problems: 6,
            complete: 0,
            saved: Saved::Here,
            ..usual(4)
        },
        DraftSummary { saved: Saved::Held, problems: 1, complete: 83, ..usual(5) },
        DraftSummary { deleted: true, deleted_at: Some(now), ..usual(6) },
        DraftSummary {
            title: Some(
                "Newly built 5-bedroom fully detached smart duplex with cinema, pool and two-room boys' quarters"
                    .into(),
            ),
            ..usual(7)
        },
    ]
}

#[component]
pub fn Rows() -> Element {
    let now = platform::now();
    let length = listings().len();
    rsx! {
        Part { id: "rows", title: words::ROWS,
            div { class: "rows gallery-rows", role: "list", "aria-label": words::ROWS,
                for (index , summary) in listings().into_iter().enumerate() {
                    Row { key: "{summary.id}", publicity: Publicity::of_line(&summary), summary, place: index + 1, length, table: false, active: true, now }
                }
            }
        }
    }
}

#[component]
pub fn Steps() -> Element {
    const STATES: [StepState; 4] =
        [StepState::NotStarted, StepState::InProgress, StepState::Completed, StepState::Problem];
    rsx! {
        Part { id: "steps", title: words::STEPS,
            div { class: "gallery-line",
                for (index , state) in STATES.into_iter().enumerate() {
                    Shown { key: "{index}", what: "",
                        StepMark { number: index + 1, state }
                        span { class: "state state-{state.class()}", "{state.words()}" }
                    }
                }
            }
        }
    }
}

#[component]
pub fn Nothing() -> Element {
    rsx! {
        Part { id: "nothing", title: words::NOTHING,
            div { class: "nothing sheet",
                Lagoon {}
                h3 { class: "nothing-title", "No listings yet" }
                p { class: "nothing-text", "Start one: it works without a network." }
            }
        }
    }
}
