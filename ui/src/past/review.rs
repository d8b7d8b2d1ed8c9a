//! What is to review across all listings, for the chip's panel.

use dioxus::prelude::*;

use super::words;
use crate::{
    state::{prelude::*, use_app},
    words as common,
};

/// The list, each a link to the listing and the field.
#[component]
pub fn ToReview() -> Element {
    let app = use_app();
    let notices = app.team.notices().read().clone();
    if notices.is_empty() {
        return rsx! {};
    }
    let drafts = app.list.drafts();
    let drafts = drafts.read();
    let title = |id| {
        let draft = drafts.as_ref().and_then(|book| book.get(id));
        common::title_or_untitled(draft.and_then(common::called))
    };
    rsx! {
        h3 { class: "panel-subtitle", {words::conflicts()} }
        ul { class: "to-review", "data-testid": "to-review",
            for notice in notices {
                li { key: "{notice.draft}-{notice.group}-{notice.mine.stamp}",
                    button {
                        class: "to-review-link",
                        r#type: "button",
                        "data-testid": "to-review-link",
                        "data-draft-id": "{notice.draft}",
                        onclick: {
                            let notice = notice.clone();
                            move |_| app.review(&notice)
                        },
                        span { class: "waiting-title", {title(notice.draft)} }
                        span { class: "muted", {words::about(&notice)} }
                    }
                }
            }
        }
    }
}
