//! Above the list: its name, search, filters, what came from the team meanwhile, and the way to a new listing.

use dioxus::prelude::*;

use super::{book::Arrivals, filter::Filter, nothing::NewListing, sort::Sort, words};
use crate::{
    icon::{Glyph, Icon},
    state::{Overlay, prelude::*, use_app},
    words as common,
};

/// The head of the list.
#[component]
pub fn Toolbar(
    /// How many listings are shown.
    shown: usize,
) -> Element {
    let app = use_app();
    let search = app.list.search();
    let team = app.session.account().read().team.clone();
    rsx! {
        div { class: "list-head",
            div { class: "list-names",
                p { class: "eyebrow", {team.unwrap_or_else(|| words::no_team().into())} }
                h1 { id: "list-title", class: "title", tabindex: "-1", {words::heading()} }
            }
            NewListing { app_id: "new-listing" }
        }
        div { class: "list-tools",
            label { class: "search",
                Icon { glyph: Glyph::Search }
                span { class: "unseen", {words::search()} }
                input {
                    id: "search",
                    class: "search-input",
                    r#type: "search",
                    autocomplete: "off",
                    placeholder: words::search_hint(),
                    "data-testid": "search",
                    value: "{search}",
                    oninput: move |event| app.search_for(event.value()),
                }
            }
            Filters {}
        }
        ListLine { shown }
    }
}

#[component]
fn Filters() -> Element {
    let app = use_app();
    let counts = use_memo(move || {
        let (drafts, wanted) = (app.list.drafts(), app.wanted());
        let drafts = drafts.read();
        let admitted = |filter: Filter| {
            drafts.iter().flat_map(super::book::Book::iter).filter(|draft| filter.admits(draft, &wanted)).count()
        };
        Filter::ALL.map(admitted)
    });
    rsx! {
        div { class: "filters", role: "group", "aria-label": words::show(),
            for (filter , count) in Filter::ALL.into_iter().zip(counts()) {
                FilterChip { key: "{filter.id()}", filter, count }
            }
        }
    }
}

#[component]
fn FilterChip(filter: Filter, count: usize) -> Element {
    let app = use_app();
    let chosen = *app.list.filter().read() == filter;
    let label = words::filter(filter);
    rsx! {
        button {
            class: "filter",
            r#type: "button",
            "aria-pressed": if chosen { "true" } else { "false" },
            "aria-label": "{label}, {common::listings(count)}",
            "data-testid": "filter-{filter.id()}",
            onclick: move |_| app.filter_by(filter),
            "{label}"
            span { class: "filter-count", if app.list.is_whole() { "{count}" } }
        }
    }
}

/// One line that is always there, so that what comes into it moves nothing.
#[component]
fn ListLine(shown: usize) -> Element {
    let app = use_app();
    let arrivals = use_memo(move || {
        let (drafts, arranged) = (app.list.drafts(), app.list.arranged());
        let drafts = drafts.read();
        let arranged = arranged.read();
        drafts.as_ref().map(|book| book.arrivals(&app.wanted(), &arranged)).unwrap_or_default()
    });
    let current = *app.list.sort().read();
    let selecting = app.list.is_choosing();
    rsx! {
        div { class: "list-line",
            p { class: "list-count", "data-testid": "list-count",
                // What is still being read is not counted.
                if app.list.is_whole() { {common::listings(shown)} }
            }
            div { class: "arrivals", role: "status",
                if arrivals() != Arrivals::default() {
                    button {
                        class: "button-quiet arrivals-button",
                        r#type: "button",
                        "data-testid": "show-arrivals",
                        onclick: move |_| app.show_arrivals(),
                        Icon { glyph: Glyph::Up }
                        {words::arrivals(arrivals())}
                    }
                }
            }
            label { class: "sort-choice",
                span { class: "unseen", {words::sort_by()} }
                select {
                    class: "select sort-select",
                    "data-testid": "sort",
                    onchange: move |event| {
                        if let Some(sort) = Sort::named(&event.value()) {
                            app.sort_by(sort);
                        }
                    },
                    for sort in Sort::ALL {
                        option { key: "{sort.id()}", value: sort.id(), selected: sort == current, {words::sort(sort)} }
                    }
                }
            }
            button {
                id: "select-listings",
                class: "button-quiet",
                r#type: "button",
                "aria-pressed": if selecting { "true" } else { "false" },
                disabled: !app.list.is_whole(),
                "data-testid": "select-listings",
                onclick: move |_| app.toggle_selecting(),
                {words::start_selecting()}
            }
            button {
                class: "button-quiet",
                r#type: "button",
                "aria-haspopup": "dialog",
                disabled: !app.list.is_whole(),
                "data-testid": "export-open",
                onclick: move |_| app.open_overlay(Overlay::Export, "export-dialog"),
                {words::export()}
            }
        }
    }
}
