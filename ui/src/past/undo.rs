//! Says what was given back, with one tap to take it back again. It stays until somebody closes it.

use dioxus::prelude::*;

use crate::{
    state::{Screen, prelude::*, use_app},
    toast::Toast,
    words,
};

/// The message, on the listing that it is about.
#[component]
pub fn RestoredToast() -> Element {
    let app = use_app();
    let mut restored = app.writing.restored();
    let open = app.writing.id();
    let within = matches!(*app.shown.screen().read(), Screen::Wizard | Screen::History);
    let shown = restored.read().clone().filter(|shown| within && Some(shown.id) == open);
    rsx! {
        Toast {
            id: "restored",
            shown: shown.is_some(),
            whole: true,
            act_id: "undo-restore",
            act: words::undo(),
            onact: move |()| app.undo_restoring(),
            close_id: "close-restored",
            onclose: move |()| restored.set(None),
            {shown.map(|shown| shown.text).unwrap_or_default()}
        }
    }
}
