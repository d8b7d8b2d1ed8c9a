//! Asks before several listings go to the trash of which some are published.
//!
//! The one rule: one listing is deleted at once, because one tap brings it back; what buyers see is not taken from them by the
//! way.

use dioxus::prelude::*;

use super::words;
use crate::{
    dialog::Dialog,
    state::{Overlay, prelude::*, use_app},
};

/// The question, while it is open.
#[component]
pub fn DeleteQuestion() -> Element {
    let app = use_app();
    if !app.shown.is_over(Overlay::Delete) {
        return rsx! {};
    }
    let chosen = app.to_delete();
    let (count, published) = (chosen.len(), app.count_public(&chosen));
    rsx! {
        Dialog {
            id: "delete-question",
            title: words::delete_question(count),
            described_by: "delete-text",
            alert: true,
            p { id: "delete-text", {words::what_is_deleted(count, published)} }
            div { class: "question-actions",
                button {
                    id: "delete-keep",
                    class: "button-primary",
                    r#type: "button",
                    "data-testid": "delete-keep",
                    onclick: move |_| app.close_overlay(),
                    {words::keep_chosen()}
                }
                button {
                    class: "button-danger",
                    r#type: "button",
                    "data-testid": "delete-confirm",
                    onclick: move |_| {
                        app.close_overlay();
                        app.delete_these(chosen.clone());
                    },
                    {words::delete_and_unpublish()}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use lagoon_listing::Status;
    use lagoon_sync::view::DraftSummary;

    use super::{
        super::book::{
            Book,
            tests::{draft, id},
        },
        *,
    };
    use crate::state::App;

    fn page() -> Element {
        let app = use_context_provider(App::new);
        use_hook(|| {
            let (mut drafts, mut selection, mut overlay) =
                (app.list.drafts(), app.list.selection(), app.shown.overlay());
            let published = DraftSummary { status: Status::Published, ..draft(1, "Duplex", "Lekki", 1) };
            let gone = DraftSummary { deleted: true, ..draft(3, "Shop", "Yaba", 3) };
            drafts.set(Some(Book::new(vec![published, draft(2, "Terrace", "Ikoyi", 2), gone])));
            selection.set(Some([id(1), id(2), id(3)].into()));
            overlay.set(Some(Overlay::Delete));
        });
        rsx! { DeleteQuestion {} }
    }

    #[test]
    fn whoever_deletes_several_is_asked_and_told_how_many_are_unpublished_by_it() {
        let mut page = VirtualDom::new(page);
        page.rebuild_in_place();
        let html = dioxus_ssr::render(&page);
        for part in [
            "Delete 2 listings?",
            "1 of them is published",
            "data-testid=\"delete-keep\"",
            "data-testid=\"delete-confirm\"",
        ] {
            assert!(html.contains(part), "no {part} in {html}");
        }
    }
}
