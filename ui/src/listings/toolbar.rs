//! Above the list: its name, search, filters and the way to a new listing.

use dioxus::prelude::*;

use super::{NewListing, filter::Filter};
use crate::{
    icon::{Glyph, Icon},
    state::use_app,
    words,
};

/// The head of the list.
#[component]
pub fn Toolbar() -> Element {
    let app = use_app();
    let mut search = app.search;
    let counts = use_memo(move || {
        let drafts = app.drafts.read();
        Filter::ALL.map(|filter| drafts.iter().flatten().filter(|draft| filter.admits(draft)).count())
    });
    let team = app.account.read().team.clone();
    rsx! {
        div { class: "list-head",
            div { class: "list-names",
                p { class: "eyebrow", {team.unwrap_or_else(|| "On this device".into())} }
                h1 { class: "title", "Listings" }
            }
            NewListing { app_id: "new-listing" }
        }
        div { class: "list-tools",
            label { class: "search",
                Icon { glyph: Glyph::Search }
                span { class: "unseen", "Search listings" }
                input {
                    id: "search",
                    class: "search-input",
                    r#type: "search",
                    autocomplete: "off",
                    placeholder: "Search by title or area",
                    "data-testid": "search",
                    value: "{search}",
                    oninput: move |event| search.set(event.value()),
                }
            }
            div { class: "filters", role: "group", "aria-label": "Show",
                for (filter , count) in Filter::ALL.into_iter().zip(counts()) {
                    FilterChip { key: "{filter.id()}", filter, count }
                }
            }
        }
    }
}

#[component]
fn FilterChip(filter: Filter, count: usize) -> Element {
    let app = use_app();
    let mut current = app.filter;
    let chosen = *current.read() == filter;
    rsx! {
        button {
            class: "filter",
            r#type: "button",
            "aria-pressed": if chosen { "true" } else { "false" },
            "aria-label": "{filter.label()}, {words::listings(count)}",
            "data-testid": "filter-{filter.id()}",
            onclick: move |_| current.set(filter),
            "{filter.label()}"
            span { class: "filter-count", "{count}" }
        }
    }
}
