//! Says below the wizard whose value lost, one notice at a time.
//!
//! The one rule: it takes room from the end of the page only, so that nothing under the finger or the caret moves.

use dioxus::prelude::*;
use lagoon_sync::wire::Notice;

use super::words;
use crate::{
    platform,
    state::{App, prelude::*, use_app},
    words as common,
};

/// The banner of the open listing, while there is something to say.
#[component]
pub fn ReviewBanner() -> Element {
    let app = use_app();
    let (id, purged) = match app.writing.open().read().as_ref() {
        Some(open) => (open.id(), open.view.purged),
        None => return rsx! {},
    };
    let notices: Vec<Notice> = app.team.notices().read().iter().filter(|notice| notice.draft == id).cloned().collect();
    let more = notices.len().saturating_sub(1);
    // A region that is there before its words are, so that screen readers hear them come.
    rsx! {
        div { class: "review-place", role: "status",
            if purged {
                Purged {}
            } else if let Some(notice) = notices.into_iter().next() {
                OneNotice { key: "{notice.group}-{notice.mine.stamp}", notice, more }
            }
        }
    }
}

#[component]
fn OneNotice(notice: Notice, more: usize) -> Element {
    let app: App = use_app();
    let at = common::moment(notice.theirs.stamp.millis.get(), platform::now());
    let name = app.team.name_of(notice.theirs.author);
    let told = words::told(&notice, app.session.account().read().user_id, name.as_deref(), &at);
    let mine = notice.clone();
    rsx! {
        section { class: "review", "aria-label": words::title(), "data-testid": "review",
            div { class: "review-inner",
                p { class: "review-words",
                    span { "data-testid": "review-words", "{told.sentence}" }
                    " "
                    if more > 0 {
                        span { class: "muted", "data-testid": "review-more", {words::more_to_review(more)} }
                    }
                }
                div { class: "review-actions",
                    if let Some(words) = told.mine {
                        button {
                            class: "button-plain",
                            r#type: "button",
                            "data-testid": "use-mine",
                            onclick: move |_| app.settle(mine.clone(), true),
                            "{words}"
                        }
                    }
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "keep-theirs",
                        onclick: move |_| app.settle(notice.clone(), false),
                        "{told.theirs}"
                    }
                    button {
                        id: "review-history",
                        class: "button-quiet",
                        r#type: "button",
                        "data-testid": "review-history",
                        onclick: move |_| app.show_history("review-history"),
                        {words::history()}
                    }
                }
            }
        }
    }
}

#[component]
fn Purged() -> Element {
    let app = use_app();
    rsx! {
        section { class: "review", "aria-label": words::title(), "data-testid": "review",
            div { class: "review-inner",
                p { class: "review-words", "data-testid": "review-words", {words::purged()} }
                div { class: "review-actions",
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "keep-as-new",
                        onclick: move |_| app.keep_as_new(),
                        {words::keep_as_new()}
                    }
                    button {
                        class: "button-danger",
                        r#type: "button",
                        "data-testid": "discard-purged",
                        onclick: move |_| app.discard_purged(),
                        {words::discard()}
                    }
                }
            }
        }
    }
}
