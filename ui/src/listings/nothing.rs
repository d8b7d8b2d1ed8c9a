//! What stands where no listing is to be shown, and the button that starts one.

use dioxus::prelude::*;

use super::{filter::Filter, words};
use crate::{
    icon::{Glyph, Icon},
    state::{App, prelude::*, use_app},
};

/// Why there is nothing, and what to do.
#[component]
pub fn Nothing() -> Element {
    let app = use_app();
    let filter = *app.list.filter().read();
    let none_at_all = !app.list.has_listings();
    let searching = app.list.is_searched();
    let (title, text) = words::nothing(filter, none_at_all, searching);
    let offers_new = none_at_all && !searching && !matches!(filter, Filter::Trash | Filter::Attention);
    rsx! {
        div { class: "nothing", "data-testid": "empty",
            Lagoon {}
            h2 { class: "nothing-title", "{title}" }
            p { class: "nothing-text", "{text}" }
            if offers_new {
                NewListing { app_id: "empty-new-listing" }
            }
        }
    }
}

/// The button that starts a listing.
#[component]
pub fn NewListing(app_id: &'static str) -> Element {
    let app: App = use_app();
    rsx! {
        button {
            class: if app_id == "new-listing" { "button-primary button-new" } else { "button-plain button-new" },
            r#type: "button",
            "data-testid": app_id,
            onclick: move |_| app.new_listing(),
            Icon { glyph: Glyph::Plus }
            {words::new()}
        }
    }
}

/// A quiet picture: the sun over still water.
#[component]
pub fn Lagoon() -> Element {
    rsx! {
        svg { class: "picture", view_box: "0 0 240 120", fill: "none", "aria-hidden": "true", "focusable": "false",
            path { class: "picture-sun", d: "M88 72a32 32 0 0 1 64 0" }
            path { class: "picture-line", d: "M20 72h200" }
            path { class: "picture-line", d: "M46 84h52M112 84h82M64 96h36M116 96h48M92 108h56" }
        }
    }
}
