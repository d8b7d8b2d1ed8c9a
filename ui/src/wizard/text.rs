//! The step for title, description and what only the team sees.

use dioxus::prelude::*;
use lagoon_listing::{GroupName, suggest_title};

use super::{
    asks,
    controls::{LongTextField, Sheet, TextField, WhereaboutsOf},
    stored::{use_stored, write_text},
    use_progress, words,
};
use crate::{platform, state::use_app};

/// How many characters publishing asks for, for the counters. The check itself is the listing's own.
const TITLE: (usize, usize) = (10, 100);
const DESCRIPTION: (usize, usize) = (50, 2000);

/// The step.
#[component]
pub fn TextStep() -> Element {
    let app = use_app();
    let description = use_stored::<String>(GroupName::DESCRIPTION);
    let notes = use_stored::<String>(GroupName::PRIVATE_NOTES);
    rsx! {
        div { class: "sheet step-sheet",
            TitleField {}
            LongTextField {
                ask: &asks::DESCRIPTION,
                value: description(),
                note: words::counter(&description.read(), DESCRIPTION),
                marked: true,
                onedit: move |text| write_text(app, GroupName::DESCRIPTION, text),
            }
        }
        Sheet {
            id: "notes-title",
            title: words::only_team(),
            of: WhereaboutsOf::Group(GroupName::PRIVATE_NOTES),
            look: "sheet-private",
            LongTextField {
                ask: &asks::NOTES,
                value: notes(),
                rows: 4,
                onedit: move |text| write_text(app, GroupName::PRIVATE_NOTES, text),
            }
        }
    }
}

#[component]
fn TitleField() -> Element {
    let app = use_app();
    let progress = use_progress();
    let title = use_stored::<String>(GroupName::TITLE);
    let suggestion = use_memo(move || {
        let progress = progress.read();
        let suggested = suggest_title(&progress.as_ref()?.property)?;
        (suggested != title.read().trim()).then_some(suggested)
    });
    rsx! {
        TextField {
            ask: &asks::TITLE,
            class: "input-title",
            value: title(),
            note: words::counter(&title.read(), TITLE),
            marked: true,
            onedit: move |text| write_text(app, GroupName::TITLE, text),
        }
        // Its room is kept, so that taking it moves nothing.
        div { class: "suggestion",
            if let Some(suggested) = suggestion() {
                button {
                    class: "button-plain suggestion-button",
                    r#type: "button",
                    "data-testid": "use-suggested-title",
                    onclick: move |_| {
                        let suggested = suggested.clone();
                        app.write_over(move || write_text(app, GroupName::TITLE, suggested));
                        platform::focus(asks::TITLE.id);
                    },
                    {words::use_title(&suggested)}
                }
            }
        }
    }
}
