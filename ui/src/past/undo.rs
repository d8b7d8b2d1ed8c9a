//! Says what was given back, with one tap to take it back again. It stays until somebody closes it.

use dioxus::prelude::*;

use crate::{
    icon::{Glyph, Icon},
    state::{Screen, use_app},
    words,
};

/// The message, on the listing that it is about.
#[component]
pub fn RestoredToast() -> Element {
    let app = use_app();
    let mut restored = app.restored;
    let open = app.open.read().as_ref().map(crate::open_draft::OpenDraft::id);
    let within = matches!(*app.screen.read(), Screen::Wizard | Screen::History);
    let Some(shown) = restored.read().clone().filter(|shown| within && Some(shown.id) == open) else { return rsx! {} };
    rsx! {
        div { class: "toast toast-whole", role: "status", "data-testid": "restored",
            p { class: "toast-text", "{shown.text}" }
            button {
                class: "toast-button",
                r#type: "button",
                "data-testid": "undo-restore",
                onclick: move |_| app.undo_restoring(),
                {words::undo()}
            }
            button {
                class: "toast-button toast-close",
                r#type: "button",
                "aria-label": words::close_message(),
                "data-testid": "close-restored",
                onclick: move |_| restored.set(None),
                Icon { glyph: Glyph::Close }
            }
        }
    }
}
