//! The account menu, its theme switch, and the question before signing out.

pub mod words;

use dioxus::prelude::*;
use lagoon_sync::{status::SignIn, view::Account};

use crate::{
    chip::WaitingList,
    dialog::{Dialog, Veil},
    ipc::{FileFormat, Theme},
    platform,
    state::{Overlay, prelude::*, use_app},
};

/// One or two letters for a person.
pub fn initials(account: &Account) -> String {
    let name = account.name.as_deref().filter(|name| !name.trim().is_empty()).or(account.email.as_deref());
    let words = name.unwrap_or("?").split_whitespace().take(2);
    words.filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// The menu, while it is open.
#[component]
pub fn AccountMenu() -> Element {
    let app = use_app();
    if !app.shown.is_over(Overlay::AccountMenu) {
        return rsx! {};
    }
    let account = app.session.account();
    let account = account.read();
    // Also somebody whose sign-in was lost: their team's listings are here, and can be removed.
    let known = account.sign_in != SignIn::Never;
    let lost = account.sign_in != SignIn::Active;
    let name = account.name.clone().or_else(|| account.email.clone());
    rsx! {
        Veil {}
        section {
            id: "account-panel",
            class: "popover menu",
            role: "dialog",
            "aria-label": words::account_and_settings(),
            "data-testid": "account-panel",
            tabindex: "-1",
            if known {
                div { class: "menu-person",
                    span { class: "menu-name", {name.unwrap_or_default()} }
                    span { class: "muted", {account.team.clone().unwrap_or_default()} }
                }
            } else {
                div { class: "menu-person",
                    span { class: "menu-name", {words::on_this_device()} }
                    span { class: "muted", {words::sign_in_to_save()} }
                }
            }
            if let Some(notice) = &account.notice {
                p { class: "menu-notice", "{notice}" }
            }
            ThemeSwitch {}
            button {
                class: "button-plain button-wide",
                r#type: "button",
                "data-testid": "open-settings",
                onclick: move |_| app.show_settings(),
                {words::settings()}
            }
            if platform::has_windows() {
                button {
                    class: "button-quiet button-wide",
                    r#type: "button",
                    "data-testid": "new-window",
                    onclick: move |_| app.open_window(),
                    {words::new_window()}
                }
            }
            button {
                class: "button-quiet button-wide",
                r#type: "button",
                "data-testid": "open-shortcuts",
                onclick: move |_| app.open_overlay(Overlay::Shortcuts, "shortcuts"),
                {words::shortcuts()}
            }
            if lost {
                button {
                    class: "button-primary button-wide",
                    r#type: "button",
                    "data-testid": "menu-sign-in",
                    onclick: move |_| app.show_sign_in(),
                    {words::sign_in()}
                }
            }
            if known {
                button {
                    class: "button-plain button-wide",
                    r#type: "button",
                    "data-testid": "sign-out",
                    onclick: move |_| app.ask_to_sign_out(),
                    {words::sign_out()}
                }
            }
        }
    }
}

/// Light, dark, or as the system says.
#[component]
pub fn ThemeSwitch() -> Element {
    let app = use_app();
    let current = *app.device.theme().read();
    let choices = [(Theme::System, "system"), (Theme::Light, "light"), (Theme::Dark, "dark")];
    rsx! {
        fieldset {
            legend { class: "segments-legend", {words::appearance()} }
            div { class: "segments",
                for (theme , id) in choices {
                    button {
                        key: "{id}",
                        class: "segment",
                        r#type: "button",
                        "aria-pressed": if theme == current { "true" } else { "false" },
                        "data-testid": "theme-{id}",
                        onclick: move |_| app.choose_theme(theme),
                        {words::theme(theme)}
                    }
                }
            }
        }
    }
}

/// Asks before this device forgets the listings, and says what becomes of them; of work that only it has above all.
#[component]
pub fn SignOutQuestion() -> Element {
    let app = use_app();
    if !app.shown.is_over(Overlay::SignOut) {
        return rsx! {};
    }
    rsx! { OpenQuestion {} }
}

#[component]
fn OpenQuestion() -> Element {
    let app = use_app();
    use_future(move || app.keep_panel_fresh());
    let waiting = app.sending.panel().read().as_ref().map(|panel| panel.waiting.clone()).unwrap_or_default();
    let known = app.sending.panel().read().is_some();
    let count = app.sending.unsent();
    // What is known, and waits for nothing, is in the cloud: then only this device's copy goes.
    let all_sent = known && count == 0;
    // Those that could not be stored among them: the export says so instead of leaving them out.
    let ids: Vec<_> = app.sending.outbox().read().ids().chain(waiting.iter().map(|draft| draft.id)).collect();
    let nothing_known = ids.is_empty();
    rsx! {
        Dialog {
            id: "sign-out-question",
            title: words::question(all_sent),
            described_by: "sign-out-text",
            alert: true,
            p { id: "sign-out-text", {words::what_is_lost(count)} }
            WaitingList { waiting }
            div { class: "question-actions",
                button {
                    id: "sign-out-stay",
                    class: "button-primary",
                    r#type: "button",
                    "data-testid": "sign-out-stay",
                    onclick: move |_| app.close_overlay(),
                    {words::stay()}
                }
                if all_sent {
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "sign-out-now",
                        onclick: move |_| app.sign_out(false),
                        {words::sign_out()}
                    }
                } else {
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "sign-out-sync",
                        onclick: move |_| app.retry_sync(),
                        {words::sync_now()}
                    }
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "sign-out-export",
                        disabled: nothing_known,
                        onclick: move |_| app.export_these(ids.clone(), FileFormat::Json),
                        {words::export()}
                    }
                    button {
                        class: "button-danger",
                        r#type: "button",
                        "data-testid": "sign-out-discard",
                        onclick: move |_| app.sign_out(true),
                        {words::discard()}
                    }
                }
            }
            p { class: "muted", role: "status", {app.told.informed().read().clone().unwrap_or_default()} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsent() -> serde_json::Value {
        serde_json::json!([{
            "id": "00000000-0000-0000-0000-000000000001", "title": "Land in Epe", "groups": ["title", "price"],
            "bytes": 2048, "since": 0, "reason": "Too long.",
        }])
    }

    fn question_about(waiting: fn() -> serde_json::Value) -> Element {
        let app = use_context_provider(crate::state::App::new);
        use_hook(|| {
            let (mut overlay, mut panel) = (app.shown.overlay(), app.sending.panel());
            overlay.set(Some(Overlay::SignOut));
            let waiting = waiting();
            let read = serde_json::json!({
                "status": lagoon_sync::status::SyncStatus::default(), "waiting": waiting, "lastProblem": null,
                "nextTryIn": null, "paused": false, "clockAhead": null,
            });
            panel.set(Some(serde_json::from_value(read).expect("a panel of an older version")));
        });
        rsx! { SignOutQuestion {} }
    }

    fn question() -> Element {
        question_about(unsent)
    }

    fn question_when_all_is_sent() -> Element {
        question_about(|| serde_json::json!([]))
    }

    fn html(page: fn() -> Element) -> String {
        let mut page = VirtualDom::new(page);
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn signing_out_asks_and_says_what_becomes_of_the_listings_here_when_all_is_sent_too() {
        let html = html(question_when_all_is_sent);
        for part in [
            "Sign out?",
            "Everything is in the cloud.",
            "removed from this device",
            "data-testid=\"sign-out-now\"",
            "data-testid=\"sign-out-stay\"",
        ] {
            assert!(html.contains(part), "no {part} in {html}");
        }
        assert!(!html.contains("discard"), "nothing would be lost: {html}");
    }

    #[test]
    fn signing_out_names_every_listing_that_would_be_lost_and_every_way_out() {
        let html = html(question);
        for part in [
            "Land in Epe",
            "Title, Price",
            "2 KB",
            "Too long.",
            "1 listing with changes",
            "data-testid=\"sign-out-sync\"",
            "data-testid=\"sign-out-export\"",
            "data-testid=\"sign-out-discard\"",
            "data-testid=\"sign-out-stay\"",
        ] {
            assert!(html.contains(part), "no {part} in {html}");
        }
    }

    #[test]
    fn initials_come_from_the_name_or_else_the_address() {
        let account = |name: Option<&str>| Account {
            name: name.map(str::to_owned),
            email: Some("ada@lagoon.example".into()),
            ..Account::default()
        };
        assert_eq!(initials(&account(Some("Ada Obi Okafor"))), "AO");
        assert_eq!(initials(&account(Some("  "))), "A");
        assert_eq!(initials(&Account::default()), "?");
    }
}
