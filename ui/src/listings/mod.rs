//! The list of listings: search, filters, and only as many rows as the eye can see.

pub mod filter;
pub mod row;
pub mod summary;
mod toolbar;
mod window;

use dioxus::prelude::*;

use crate::{
    platform,
    state::{App, use_app},
};
use filter::{Filter, shown};
use row::Row;
use toolbar::Toolbar;
use window::Window;

/// The screen.
#[component]
pub fn Listings() -> Element {
    let app = use_app();
    let mut scrolled = use_signal(|| (0.0, 900.0));
    let list = use_memo(move || {
        let drafts = app.drafts.read();
        shown(drafts.as_deref().unwrap_or_default(), *app.filter.read(), &app.search.read())
    });
    let window = use_memo(move || {
        let (top, height) = *scrolled.read();
        Window::over(list.read().len(), *app.width.read(), top, height)
    });
    rsx! {
        main {
            id: "scroller",
            class: "scroller",
            onscroll: move |event| {
                let (top, height) = (event.scroll_top(), f64::from(event.client_height()));
                // Rows are coarse: a few pixels more or less bring no other row.
                let (old_top, old_height) = *scrolled.peek();
                if (old_top - top).abs() > 40.0 || (old_height - height).abs() > 1.0 {
                    scrolled.set((top, height));
                }
            },
            div { class: "page",
                Toolbar {}
                if app.drafts.read().is_some() {
                    if list.read().is_empty() {
                        Nothing {}
                    } else {
                        Rows { list, window }
                    }
                }
            }
        }
    }
}

#[component]
fn Rows(list: Memo<Vec<lagoon_sync::view::DraftSummary>>, window: Memo<Window>) -> Element {
    let window = window();
    let now = platform::now();
    rsx! {
        if window.table {
            div { class: "row-head", "aria-hidden": "true",
                span { "Listing" }
                span { "Price" }
                span { "To publish" }
                span { "Saved" }
                span { "Edited" }
                span {}
            }
        }
        div { class: "rows-space", height: "{window.total_height}px",
            ul { class: "rows", "data-testid": "rows", transform: "translateY({window.offset}px)",
                for summary in list.read().iter().skip(window.first).take(window.count).cloned() {
                    Row { key: "{summary.id}", summary, now }
                }
            }
        }
    }
}

/// What stands where no listing is to be shown.
#[component]
fn Nothing() -> Element {
    let app = use_app();
    let none_at_all = app.drafts.read().iter().flatten().all(|draft| draft.deleted);
    let searching = !app.search.read().trim().is_empty();
    let (title, text) = match *app.filter.read() {
        _ if searching => ("Nothing found", "No listing has these words in its title or area."),
        Filter::Trash => ("The trash is empty", "Listings you delete stay here until you restore them."),
        _ if none_at_all => ("No listings yet", "Start one: it works without a network."),
        Filter::Published => ("Nothing published yet", "Finish a listing, then publish it from its last step."),
        Filter::Drafts => ("No drafts", "Everything you have written is published."),
        Filter::All => ("No listings yet", "Start one: it works without a network."),
    };
    let offers_new = none_at_all && !searching && *app.filter.read() != Filter::Trash;
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
fn NewListing(app_id: &'static str) -> Element {
    let app: App = use_app();
    rsx! {
        button {
            class: if app_id == "new-listing" { "button-primary button-new" } else { "button-plain button-new" },
            r#type: "button",
            "data-testid": app_id,
            onclick: move |_| app.new_listing(),
            crate::icon::Icon { glyph: crate::icon::Glyph::Plus }
            "New listing"
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
