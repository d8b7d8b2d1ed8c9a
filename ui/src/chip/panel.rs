//! The chip's panel: what is the matter, what waits, and what can be done about it.

use dioxus::prelude::*;
use lagoon_sync::{status::SignIn, view::SyncPanel};

use super::{
    CheckData, Log, WaitingList,
    problem::{LastProblem, past_since, use_recoveries},
    words,
};
use crate::{
    dialog::Veil,
    icon::{Glyph, Icon},
    past::ToReview,
    platform,
    state::{Overlay, prelude::*, use_app},
    words as common,
};

/// The panel, while it is open: a popover beside the chip, a sheet from below on touch and on a narrow page.
#[component]
pub fn Panel() -> Element {
    let app = use_app();
    let recoveries = use_recoveries(app.sending.status());
    if !app.shown.is_over(Overlay::Panel) {
        return rsx! {};
    }
    rsx! { OpenPanel { recoveries } }
}

#[component]
fn OpenPanel(recoveries: Signal<Vec<i64>>) -> Element {
    let app = use_app();
    use_future(move || app.keep_panel_fresh());
    let status = app.sending.status().read().clone();
    let panel = app.sending.panel().read().clone();
    rsx! {
        Veil {}
        section {
            id: "chip-panel",
            class: "popover panel",
            role: "dialog",
            "aria-label": words::panel(),
            "data-testid": "chip-panel",
            tabindex: "-1",
            div { class: "panel-head",
                h2 { class: "panel-title", "{status.words}" }
                button {
                    class: "button-quiet button-icon",
                    r#type: "button",
                    "aria-label": words::close(),
                    "data-testid": "close-panel",
                    onclick: move |_| app.close_overlay(),
                    Icon { glyph: Glyph::Close }
                }
            }
            p { class: "panel-sentence", "data-testid": "panel-sentence", {words::detail(&status, platform::now())} }
            if let Some(panel) = panel {
                PanelFacts { panel: panel.clone(), recoveries }
                PanelActions { paused: panel.paused }
                PanelTools {}
            }
        }
    }
}

#[component]
fn PanelFacts(panel: SyncPanel, recoveries: Signal<Vec<i64>>) -> Element {
    let app = use_app();
    let account = app.session.account();
    let account = account.read();
    let now = platform::now();
    let saved_at = panel.status.last_synced_at.map(|at| common::moment(at.get(), now));
    let next_try = panel.next_try_in.filter(|_| !panel.paused);
    rsx! {
        dl { class: "facts",
            div {
                dt { {words::last_saved()} }
                dd { "data-testid": "last-saved", {saved_at.unwrap_or_else(|| words::not_yet().into())} }
            }
            if let Some(millis) = next_try {
                div {
                    dt { {words::next_try_label()} }
                    dd { {common::waiting_time(millis)} }
                }
            }
            if account.sign_in != SignIn::Never {
                div {
                    dt { {words::team()} }
                    dd { {account.team.clone().unwrap_or_else(|| "–".into())} }
                }
            }
            div {
                dt { {words::server()} }
                dd { class: "breakable", {shown_address(&account.server_url)} }
            }
            div {
                dt { {words::clock_label()} }
                dd { "data-testid": "clock", {words::clock(panel.clock_ahead)} }
            }
            div {
                dt { {words::data_label()} }
                dd { "data-testid": "data-used", {words::data(&panel.data_used)} }
            }
        }
        ToReview {}
        if !panel.waiting.is_empty() {
            h3 { class: "panel-subtitle", {words::waiting()} }
            WaitingList { waiting: panel.waiting.clone() }
        }
        if let Some(problem) = &panel.last_problem {
            LastProblem {
                problem: problem.clone(),
                past: past_since(problem.at, &recoveries.read(), panel.status.sync_status),
                next_try,
                now,
            }
        }
    }
}

/// A server's address without what every address has.
pub fn shown_address(url: &str) -> String {
    let address = url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    if address.is_empty() { words::no_server().into() } else { address.to_owned() }
}

#[component]
fn PanelActions(paused: bool) -> Element {
    let app = use_app();
    let sign_in = app.session.account().read().sign_in;
    rsx! {
        div { class: "panel-actions",
            if sign_in == SignIn::Active {
                if paused {
                    button {
                        class: "button-primary",
                        r#type: "button",
                        "data-testid": "resume-sync",
                        onclick: move |_| app.resume_sync(),
                        {words::resume()}
                    }
                } else {
                    button {
                        class: "button-primary",
                        r#type: "button",
                        "data-testid": "retry-sync",
                        onclick: move |_| app.retry_sync(),
                        {words::retry()}
                    }
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "pause-sync",
                        onclick: move |_| app.pause_sync(),
                        {words::pause()}
                    }
                }
            } else {
                button {
                    class: "button-primary",
                    r#type: "button",
                    "data-testid": "panel-sign-in",
                    onclick: move |_| app.show_sign_in(),
                    {words::sign_in()}
                }
            }
        }
    }
}

/// For whoever looks for the cause of something.
#[component]
fn PanelTools() -> Element {
    let app = use_app();
    let mut shows_log = use_signal(|| false);
    let signed_in = app.session.is_signed_in();
    let shown = *shows_log.read();
    rsx! {
        div { class: "panel-tools",
            if signed_in {
                CheckData {}
            }
            button {
                class: "button-quiet",
                r#type: "button",
                "aria-expanded": if shown { "true" } else { "false" },
                "data-testid": "show-log",
                onclick: move |_| shows_log.set(!shown),
                {words::log()}
            }
            if shown {
                Log {}
            }
        }
    }
}
