//! The list of listings: search, filters, order, and only as many rows as the eye can see.
//!
//! The one rule: nothing moves under the finger. What others add waits behind a button, what they change shows in its place.

pub mod book;
mod column_heads;
mod deleting;
mod export;
pub mod filter;
mod nothing;
pub mod row;
mod selection;
pub mod sort;
pub mod stale;
pub mod summary;
mod toolbar;
pub mod window;
pub mod words;

use dioxus::prelude::*;
use lagoon_listing::DraftId;

pub use deleting::DeleteQuestion;
pub use export::ExportDialog;
#[cfg(any(test, feature = "gallery"))]
pub use nothing::Lagoon;
pub use row::element_of;

use crate::{
    platform,
    state::{prelude::*, use_app},
};
use column_heads::ColumnHeads;
use nothing::Nothing;
use row::Row;
use selection::SelectionBar;
use toolbar::Toolbar;
use window::{Ground, Window};

/// The screen.
#[component]
pub fn Listings() -> Element {
    let app = use_app();
    let mut scrolled = use_signal(|| (0.0, 900.0));
    let list = use_memo(move || {
        let book = app.list.drafts();
        let book = book.read();
        let here = |id: &DraftId| book.as_ref().is_some_and(|book| book.get(*id).is_some());
        app.list.arranged().read().iter().copied().filter(here).collect::<Vec<_>>()
    });
    let window = use_memo(move || {
        let (top, height) = *scrolled.read();
        Window::over(
            list.read().len(),
            Ground { width: *app.shown.width().read(), rem: *app.shown.rem().read(), top, height },
        )
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
                Toolbar { shown: list.read().len() }
                if app.list.drafts().read().is_some() {
                    if list.read().is_empty() {
                        if app.list.is_whole() {
                            Nothing {}
                        }
                    } else {
                        Rows { list, window }
                    }
                }
            }
        }
        SelectionBar {}
    }
}

/// The rows near the eye. A table with its heads on wide pages, a list of cards on narrow ones: for those who hear the page as
/// well, as `role` says.
#[component]
fn Rows(list: Memo<Vec<DraftId>>, window: Memo<Window>) -> Element {
    let app = use_app();
    let shown = window();
    let now = platform::now();
    let length = list.read().len();
    let last = shown.first + shown.count;
    let active = use_memo(move || {
        let (list, window) = (list.read(), window());
        let drawn = || list.iter().skip(window.first).take(window.count);
        let cursor = (*app.list.cursor().read()).filter(|id| drawn().any(|drawn| drawn == id));
        cursor.or_else(|| drawn().next().copied())
    });
    // A row that has the focus and scrolls out of what is drawn takes it along; the list keeps it.
    use_effect(move || {
        window.read();
        app.keep_focus_in_list();
    });
    let drawn: Vec<_> = {
        let (list, book) = (list.read(), app.list.drafts());
        let book = book.read();
        let of = |id: &DraftId| Some((book.as_ref()?.get(*id)?.clone(), book.as_ref()?.publicity(*id)));
        let drawn = list.iter().enumerate().take(last).skip(shown.first);
        drawn.filter_map(|(index, id)| of(id).map(|(line, publicity)| (index, line, publicity))).collect()
    };
    rsx! {
        div {
            class: if shown.table { "list-table" } else { "list-cards" },
            role: if shown.table { "table" } else { "presentation" },
            "aria-label": shown.table.then_some(words::table()),
            "aria-rowcount": shown.table.then(|| (length + 1).to_string()),
            if shown.table {
                ColumnHeads {}
            }
            div { id: "rows-space", class: "rows-space", role: "presentation", height: "{shown.total_height}px",
                div {
                    id: "rows",
                    class: "rows",
                    role: if shown.table { "rowgroup" } else { "list" },
                    "data-testid": "rows",
                    tabindex: "-1",
                    transform: "translateY({shown.offset}px)",
                    onfocusin: move |_| app.enter_list(),
                    onfocusout: move |_| app.leave_list(),
                    onkeydown: move |event| {
                        let cursor = *active.peek();
                        let from = cursor.and_then(|id| list.peek().iter().position(|shown| *shown == id)).unwrap_or(0);
                        let window = window();
                        if let Some(to) = window.after_key(&event.key(), from, length) {
                            event.prevent_default();
                            app.go_to_row(list.peek()[to], window.top_of(to), window.line);
                        }
                    },
                    for (index , summary , publicity) in drawn {
                        Row {
                            key: "{summary.id}",
                            active: active() == Some(summary.id),
                            summary,
                            publicity,
                            place: if shown.table { index + 2 } else { index + 1 },
                            length,
                            table: shown.table,
                            now,
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use lagoon_sync::view::{DraftSummary, Saved};

    use super::{
        book::{Book, tests::draft},
        *,
    };
    use crate::state::App;

    /// The list of a team with three listings, one in the trash, one of which came while it was shown.
    fn shown() -> App {
        let app = use_context_provider(App::new);
        use_hook(|| {
            let (mut drafts, mut width) = (app.list.drafts(), app.shown.width());
            width.set(1280.0);
            let held =
                DraftSummary { saved: Saved::Held, problems: 2, complete: 66, ..draft(2, "Terrace", "Ikoyi", 2) };
            let gone = DraftSummary { deleted: true, deleted_at: Some(0), ..draft(3, "Shop", "Yaba", 3) };
            let mut book = Book::new(vec![draft(1, "Duplex", "Lekki", 1), held, gone]);
            drafts.set(Some(book.clone()));
            app.arrange();
            let owner = "00000000-0000-0000-0000-000000000007".parse().ok();
            book.put(DraftSummary { user_id: owner, ..draft(4, "Warehouse", "Apapa", 9) });
            drafts.set(Some(book));
        });
        app
    }

    fn table() -> Element {
        shown();
        rsx! { Listings {} }
    }

    fn cards() -> Element {
        let app = shown();
        use_hook(|| {
            let (mut width, mut selection) = (app.shown.width(), app.list.selection());
            width.set(390.0);
            selection.set(Some([book::tests::id(1)].into()));
        });
        rsx! { Listings {} }
    }

    fn trash() -> Element {
        let app = shown();
        use_hook(|| {
            let (mut filter, mut selection) = (app.list.filter(), app.list.selection());
            filter.set(filter::Filter::Trash);
            app.arrange();
            selection.set(Some([book::tests::id(3)].into()));
        });
        rsx! { Listings {} }
    }

    fn html(page: fn() -> Element) -> String {
        let mut page = VirtualDom::new(page);
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn a_wide_page_has_a_table_whose_heads_sort_and_what_came_meanwhile_waits() {
        let html = html(table);
        for part in [
            "role=\"table\"",
            "aria-rowcount=\"3\"",
            "aria-sort=\"descending\"",
            "data-testid=\"sort-price\"",
            "aria-rowindex=\"2\"",
            "role=\"cell\"",
            "1 new from the team",
            ">66 %<",
            "2 to finish",
            "2 listings",
            "Duplicate Terrace",
            "data-testid=\"filter-attention\"",
        ] {
            assert!(html.contains(part), "no {part} in {html}");
        }
        assert!(!html.contains("Warehouse"), "it would move what is under the finger: {html}");
        let places = ["Terrace", "Duplex"].map(|title| html.find(&format!(">{title}<")));
        assert!(places[0] < places[1] && places[0].is_some(), "the newest edit first");
        assert_eq!(
            html.matches("tabindex=\"0\"").count(),
            3,
            "one row is reached by Tab, with what can be done with it"
        );
    }

    #[test]
    fn in_the_trash_what_is_chosen_can_be_restored_and_not_deleted_again() {
        let html = html(trash);
        assert!(html.contains("data-testid=\"restore-selected\"") && html.contains("1 selected<"), "{html}");
        for absent in ["delete-selected", "publish-selected"] {
            assert!(!html.contains(absent), "{absent} in {html}");
        }
        let restore = html.find("restore-selected").map_or("", |at| &html[at.saturating_sub(120)..at]);
        assert!(restore.contains("aria-disabled=\"false\""), "{restore}");
    }

    #[test]
    fn a_narrow_page_has_a_list_of_cards_and_several_can_be_chosen() {
        let html = html(cards);
        for part in [
            "role=\"list\"",
            "role=\"listitem\"",
            "aria-setsize=\"2\"",
            "data-testid=\"sort\"",
            "aria-checked=\"true\"",
            "1 selected · all ready to publish",
            ">Publish 1<",
        ] {
            assert!(html.contains(part), "no {part} in {html}");
        }
        assert!(!html.contains("role=\"table\"") && !html.contains("data-testid=\"delete-listing\""), "{html}");
    }
}
