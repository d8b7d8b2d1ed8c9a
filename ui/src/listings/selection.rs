//! Several listings at once: below the list, what can be done with those that are chosen.

use dioxus::prelude::*;
use lagoon_listing::Status;

use super::words;
use crate::{
    icon::{Glyph, Icon},
    state::{Overlay, use_app},
};

/// The bar, while listings are being chosen.
#[component]
pub fn SelectionBar() -> Element {
    let app = use_app();
    let Some(chosen) = app.selection.read().clone() else { return rsx! {} };
    let ready = {
        let book = app.drafts.read();
        let of = |id| book.as_ref().and_then(|book| book.get(id));
        let can_go = |draft: &&lagoon_sync::view::DraftSummary| {
            draft.problems == 0 && !draft.deleted && (draft.status == Status::Draft || draft.unpublished_changes)
        };
        chosen.iter().filter_map(|id| of(*id)).filter(can_go).map(|draft| draft.id).collect::<Vec<_>>()
    };
    let (count, ready_count) = (chosen.len(), ready.len());
    rsx! {
        section { class: "foot selection", "aria-label": words::selection(), "data-testid": "selection",
            div { class: "selection-inner",
                p { class: "selection-words", role: "status", "data-testid": "selection-words", {words::selected(count, ready_count)} }
                div { class: "selection-actions",
                    button {
                        class: "button-quiet",
                        r#type: "button",
                        "data-testid": "select-all",
                        onclick: move |_| app.select_all(),
                        {words::select_all()}
                    }
                    button {
                        class: "button-quiet",
                        r#type: "button",
                        "aria-disabled": if count == 0 { "true" } else { "false" },
                        "aria-haspopup": "dialog",
                        "data-testid": "export-selected",
                        onclick: move |_| if count > 0 { app.open_overlay(Overlay::Export, "export-dialog") },
                        {words::export()}
                    }
                    button {
                        class: "button-danger",
                        r#type: "button",
                        "aria-disabled": if count == 0 { "true" } else { "false" },
                        "data-testid": "delete-selected",
                        onclick: move |_| app.delete_selected(),
                        Icon { glyph: Glyph::Trash }
                        {words::delete_chosen()}
                    }
                    button {
                        class: "button-gold",
                        r#type: "button",
                        "aria-disabled": if ready_count == 0 { "true" } else { "false" },
                        "data-testid": "publish-selected",
                        onclick: move |_| app.publish_selected(ready.clone()),
                        {if ready_count == 0 { words::publish_chosen().to_owned() } else { words::publish(ready_count, count) }}
                    }
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "stop-selecting",
                        onclick: move |_| app.toggle_selecting(),
                        {words::done_selecting()}
                    }
                }
            }
        }
    }
}
