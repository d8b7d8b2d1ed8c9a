//! The step for title and description.

use dioxus::prelude::*;
use lagoon_listing::GroupName;
use serde_json::Value;

use super::{field::Field, use_progress};
use crate::state::{App, use_app};

/// How many characters publishing asks for, for the counters. The check itself is the listing's own.
const TITLE: (usize, usize) = (10, 100);
const DESCRIPTION: (usize, usize) = (50, 2000);

/// The step.
#[component]
pub fn TextStep() -> Element {
    let app = use_app();
    let title = text_of(app, &GroupName::TITLE);
    let description = text_of(app, &GroupName::DESCRIPTION);
    rsx! {
        div { class: "sheet",
            Field {
                id: "field-title",
                label: "Title",
                group: GroupName::TITLE,
                hint: "What it is and where: 4-bedroom detached duplex with BQ, Lekki Phase 1",
                note: counter(&title, TITLE),
                problem: use_problem(&GroupName::TITLE, "title"),
                input {
                    id: "field-title",
                    class: "input input-title",
                    r#type: "text",
                    autocomplete: "off",
                    enterkeyhint: "next",
                    "aria-describedby": "field-title-note",
                    "data-testid": "field-title",
                    value: "{title}",
                    onfocus: move |_| app.enter_field(GroupName::TITLE),
                    onblur: move |_| app.leave_field(),
                    oninput: move |event| write(app, GroupName::TITLE, event.value()),
                }
            }
            Field {
                id: "field-description",
                label: "Description",
                group: GroupName::DESCRIPTION,
                hint: "Light, space, finish, what is nearby. No phone numbers: buyers reach you through the listing.",
                note: counter(&description, DESCRIPTION),
                problem: use_problem(&GroupName::DESCRIPTION, "description"),
                textarea {
                    id: "field-description",
                    class: "input textarea",
                    rows: "10",
                    "aria-describedby": "field-description-note",
                    "data-testid": "field-description",
                    value: "{description}",
                    onfocus: move |_| app.enter_field(GroupName::DESCRIPTION),
                    onblur: move |_| app.leave_field(),
                    oninput: move |event| write(app, GroupName::DESCRIPTION, event.value()),
                }
            }
        }
    }
}

fn text_of(app: App, group: &GroupName) -> String {
    app.open.read().as_ref().map(|open| open.text(group)).unwrap_or_default()
}

/// An emptied text is a cleared group.
fn write(app: App, group: GroupName, text: String) {
    app.edit(group, if text.is_empty() { Value::Null } else { Value::String(text) });
}

fn use_problem(group: &GroupName, field: &str) -> Option<String> {
    let app = use_app();
    let progress = use_progress();
    let shows = app.shows_problems();
    app.refusal(group)
        .or_else(|| progress.read().as_ref().filter(|_| shows).and_then(|progress| progress.message(field)))
}

fn counter(text: &str, (least, most): (usize, usize)) -> String {
    match text.trim().chars().count() {
        count if count < least => format!("{count} of at least {least} characters"),
        count => format!("{count} of {most} characters"),
    }
}
