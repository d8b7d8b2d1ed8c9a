//! What syncing costs: how much was used, and when to do without the connection that brings news at once.

use dioxus::prelude::*;
use lagoon_sync::view::SaveData;

use super::words;
use crate::{
    chip::words as panel_words,
    platform,
    state::{prelude::*, use_app},
};

/// The section.
#[component]
pub fn SavingData() -> Element {
    let app = use_app();
    let current = app.session.account().read().save_data;
    let used = app.sending.panel().read().as_ref().map(|panel| panel_words::data(&panel.data_used)).unwrap_or_default();
    let choices = [(SaveData::Never, "never"), (SaveData::Metered, "metered"), (SaveData::Always, "always")];
    rsx! {
        section { class: "sheet setting", "aria-labelledby": "setting-data",
            h2 { id: "setting-data", class: "setting-title", {words::data()} }
            dl { class: "facts",
                div {
                    dt { {panel_words::data_label()} }
                    dd { "data-testid": "data-used", "{used}" }
                }
            }
            p { class: "muted", {words::data_counted()} }
            fieldset {
                legend { class: "segments-legend", {words::saving_data()} }
                div { class: "segments",
                    for (choice , id) in choices {
                        button {
                            key: "{id}",
                            class: "segment",
                            r#type: "button",
                            "aria-pressed": if choice == current { "true" } else { "false" },
                            "data-testid": "save-data-{id}",
                            onclick: move |_| app.choose_save_data(choice),
                            {words::save_data(choice)}
                        }
                    }
                }
            }
            p { class: "muted", "data-testid": "save-data-note", {words::save_data_note(platform::metered())} }
        }
    }
}
