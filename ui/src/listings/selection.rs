//! Several listings at once: below the list, what can be done with those that are chosen.

use dioxus::prelude::*;
use lagoon_listing::Status;
use lagoon_sync::view::DraftSummary;

use super::{filter::Filter, words};
use crate::{
    icon::{Glyph, Icon},
    state::{Overlay, prelude::*, use_app},
};

/// The bar, while listings are being chosen.
#[component]
pub fn SelectionBar() -> Element {
    let app = use_app();
    let Some(chosen) = app.list.selection().read().clone() else { return rsx! {} };
    let in_trash = *app.list.filter().read() == Filter::Trash;
    let book = app.list.drafts();
    let book = book.read();
    let those = |fits: fn(&DraftSummary) -> bool| {
        let of = |id| book.as_ref().and_then(|book| book.get(id));
        let fitting = chosen.iter().filter_map(|id| of(*id)).filter(|draft| fits(draft));
        fitting.map(|draft| draft.id).collect::<Vec<_>>()
    };
    let ready = those(|draft| {
        draft.problems == 0 && !draft.deleted && (draft.status == Status::Draft || draft.unpublished_changes)
    });
    let (to_delete, to_restore) = (those(|draft| !draft.deleted), those(|draft| draft.deleted));
    let (count, ready_count) = (chosen.len(), ready.len());
    let disabled = |enabled: bool| if enabled { "false" } else { "true" };
    let said = if in_trash { words::selected_of_trash(count) } else { words::selected(count, ready_count) };
    rsx! {
        section { class: "foot selection", "aria-label": words::selection(), "data-testid": "selection",
            div { class: "selection-inner",
                p { class: "selection-words", role: "status", "data-testid": "selection-words", {said} }
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
                        "aria-disabled": disabled(count > 0),
                        "aria-haspopup": "dialog",
                        "data-testid": "export-selected",
                        onclick: move |_| if count > 0 { app.open_overlay(Overlay::Export, "export-dialog") },
                        {words::export()}
                    }
                    if in_trash {
                        button {
                            class: "button-gold",
                            r#type: "button",
                            "aria-disabled": disabled(!to_restore.is_empty()),
                            "data-testid": "restore-selected",
                            onclick: move |_| app.restore_selected(to_restore.clone()),
                            Icon { glyph: Glyph::Restore }
                            {words::restore_chosen()}
                        }
                    } else {
                        button {
                            class: "button-danger",
                            r#type: "button",
                            "aria-disabled": disabled(!to_delete.is_empty()),
                            "data-testid": "delete-selected",
                            onclick: move |_| app.delete_selected(),
                            Icon { glyph: Glyph::Trash }
                            {words::delete_chosen()}
                        }
                        button {
                            class: "button-gold",
                            r#type: "button",
                            "aria-disabled": disabled(ready_count > 0),
                            "data-testid": "publish-selected",
                            onclick: move |_| app.publish_selected(ready.clone()),
                            {if ready_count == 0 { words::publish_chosen().to_owned() } else { words::publish(ready_count, count) }}
                        }
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
