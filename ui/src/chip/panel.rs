//! The chip's panel: what is the matter, what waits, and what can be done about it.

use dioxus::prelude::*;
use lagoon_sync::{
    status::SignIn,
    view::{SyncPanel, WaitingDraft},
};

use crate::{
    icon::{Glyph, Icon},
    past::ToReview,
    platform,
    state::{Overlay, use_app},
    words,
};

/// The panel, while it is open: a popover beside the chip, a sheet from below on a narrow page.
#[component]
pub fn Panel() -> Element {
    let app = use_app();
    if *app.overlay.read() != Some(Overlay::Panel) {
        return rsx! {};
    }
    rsx! { OpenPanel {} }
}

#[component]
fn OpenPanel() -> Element {
    let app = use_app();
    use_future(move || app.keep_panel_fresh());
    let status = app.status.read().clone();
    let panel = app.panel.read().clone();
    rsx! {
        button {
            class: "veil",
            r#type: "button",
            tabindex: "-1",
            "aria-label": "Close",
            onclick: move |_| app.close_overlay(),
        }
        section {
            id: "chip-panel",
            class: "popover panel",
            role: "dialog",
            "aria-label": "Saving and sending",
            "data-testid": "chip-panel",
            tabindex: "-1",
            div { class: "panel-head",
                h2 { class: "panel-title", "{status.words}" }
                button {
                    class: "button-quiet button-icon",
                    r#type: "button",
                    "aria-label": "Close",
                    "data-testid": "close-panel",
                    onclick: move |_| app.close_overlay(),
                    Icon { glyph: Glyph::Close }
                }
            }
            p { class: "panel-sentence", "data-testid": "panel-sentence", "{status.detail}" }
            if let Some(panel) = panel {
                PanelFacts { panel: panel.clone() }
                PanelActions { paused: panel.paused }
            }
        }
    }
}

#[component]
fn PanelFacts(panel: SyncPanel) -> Element {
    let app = use_app();
    let account = app.account.read();
    let now = platform::now();
    let saved_at = panel.status.last_synced_at.map(|at| words::moment(at.get(), now));
    let more = panel.waiting.len().saturating_sub(SHOWN);
    rsx! {
        dl { class: "facts",
            div {
                dt { "Last saved to the cloud" }
                dd { "data-testid": "last-saved", {saved_at.unwrap_or_else(|| "Not yet".into())} }
            }
            if let Some(millis) = panel.next_try_in.filter(|_| !panel.paused) {
                div {
                    dt { "Next try" }
                    dd { {words::waiting_time(millis)} }
                }
            }
            if account.sign_in != SignIn::Never {
                div {
                    dt { "Team" }
                    dd { {account.team.clone().unwrap_or_else(|| "–".into())} }
                }
            }
            div {
                dt { "Server" }
                dd { class: "breakable", {shown_address(&account.server_url)} }
            }
        }
        ToReview {}
        if !panel.waiting.is_empty() {
            h3 { class: "panel-subtitle", "Waiting to be sent" }
            ul { class: "waiting", "data-testid": "waiting",
                for draft in panel.waiting.iter().take(SHOWN).cloned() {
                    Waiting { key: "{draft.id}", draft, now }
                }
                if more > 0 {
                    li { class: "muted", "and {more} more" }
                }
            }
        }
        if let Some(problem) = &panel.last_problem {
            div { class: "panel-problem", "data-testid": "last-problem",
                h3 { class: "panel-subtitle", "Last problem · {words::moment(problem.at, now)}" }
                p { "{problem.message}" }
            }
        }
    }
}

/// How many waiting listings are named.
const SHOWN: usize = 6;

/// A server's address without what every address has.
fn shown_address(url: &str) -> String {
    let address = url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    if address.is_empty() { "Not chosen yet".into() } else { address.to_owned() }
}

#[component]
fn Waiting(draft: WaitingDraft, now: i64) -> Element {
    let changes = match draft.groups.len() {
        1 => "1 change".to_owned(),
        n => format!("{n} changes"),
    };
    rsx! {
        li {
            span { class: "waiting-title", {words::title_or_untitled(draft.title.as_deref())} }
            span { class: "muted", "{changes} · {words::size(draft.bytes)} · {words::ago(draft.since, now)}" }
            if let Some(reason) = &draft.reason {
                span { class: "waiting-reason", "{reason}" }
            }
        }
    }
}

#[component]
fn PanelActions(paused: bool) -> Element {
    let app = use_app();
    let sign_in = app.account.read().sign_in;
    rsx! {
        div { class: "panel-actions",
            if sign_in == SignIn::Active {
                if paused {
                    button {
                        class: "button-primary",
                        r#type: "button",
                        "data-testid": "resume-sync",
                        onclick: move |_| app.resume_sync(),
                        "Resume"
                    }
                } else {
                    button {
                        class: "button-primary",
                        r#type: "button",
                        "data-testid": "retry-sync",
                        onclick: move |_| app.retry_sync(),
                        "Retry now"
                    }
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "pause-sync",
                        onclick: move |_| app.pause_sync(),
                        "Pause"
                    }
                }
            } else {
                button {
                    class: "button-primary",
                    r#type: "button",
                    "data-testid": "panel-sign-in",
                    onclick: move |_| app.show_sign_in(),
                    "Sign in"
                }
            }
        }
    }
}
