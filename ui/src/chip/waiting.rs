//! What waits to be sent, listing by listing: what changed, how large it is, since when, and what it waits for.

use dioxus::prelude::*;
use lagoon_sync::view::WaitingDraft;

use super::words;
use crate::{
    platform,
    state::{prelude::*, use_app},
    words as common,
};

/// How many waiting listings are named.
const SHOWN: usize = 6;

/// The list; nothing while nothing waits.
#[component]
pub fn WaitingList(waiting: Vec<WaitingDraft>) -> Element {
    let now = platform::now();
    let more = waiting.len().saturating_sub(SHOWN);
    if waiting.is_empty() {
        return rsx! {};
    }
    rsx! {
        ul { class: "waiting", "data-testid": "waiting",
            for draft in waiting.into_iter().take(SHOWN) {
                Waiting { key: "{draft.id}", draft, now }
            }
            if more > 0 {
                li { class: "muted", {words::more(more)} }
            }
        }
    }
}

#[component]
fn Waiting(draft: WaitingDraft, now: i64) -> Element {
    let app = use_app();
    let paused = app.sending.is_paused();
    let state = words::state(&draft, app.sending.status().read().sync_status, paused);
    let book = app.list.drafts();
    let book = book.read();
    let called = book.as_ref().and_then(|book| book.get(draft.id)).and_then(common::called);
    let title = common::title_or_untitled(draft.title.as_deref().filter(|title| !title.trim().is_empty()).or(called));
    let (size, age) = (common::size(draft.bytes), common::ago(draft.since, now));
    rsx! {
        li { "data-testid": "waiting-draft", "data-draft-id": "{draft.id}",
            span { class: "waiting-title", "{title}" }
            span { class: "muted", {words::changes(&draft.groups)} }
            span { class: "muted", "{size} · {age} · {state}" }
            if let Some(reason) = &draft.reason {
                span { class: "waiting-reason", "{reason}" }
            }
        }
    }
}
