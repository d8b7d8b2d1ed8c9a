//! The account menu, its theme switch, and the question before signing out with unsent work.

use dioxus::prelude::*;
use lagoon_sync::{status::SignIn, view::Account};

use crate::{
    icon::{Glyph, Icon},
    ipc::Theme,
    state::{Overlay, use_app},
    words,
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
    if *app.overlay.read() != Some(Overlay::AccountMenu) {
        return rsx! {};
    }
    let account = app.account.read();
    // Also somebody whose sign-in was lost: their team's listings are here, and can be removed.
    let known = account.sign_in != SignIn::Never;
    let lost = account.sign_in != SignIn::Active;
    let name = account.name.clone().or_else(|| account.email.clone());
    rsx! {
        button {
            class: "veil",
            r#type: "button",
            tabindex: "-1",
            "aria-label": "Close",
            onclick: move |_| app.close_overlay(),
        }
        section {
            id: "account-panel",
            class: "popover menu",
            role: "dialog",
            "aria-label": "Account and settings",
            "data-testid": "account-panel",
            tabindex: "-1",
            if known {
                div { class: "menu-person",
                    span { class: "menu-name", {name.unwrap_or_default()} }
                    span { class: "muted", {account.team.clone().unwrap_or_default()} }
                }
            } else {
                div { class: "menu-person",
                    span { class: "menu-name", "On this device" }
                    span { class: "muted", "Sign in to save to the cloud." }
                }
            }
            if let Some(notice) = &account.notice {
                p { class: "menu-notice", "{notice}" }
            }
            ThemeSwitch {}
            if lost {
                button {
                    class: "button-primary button-wide",
                    r#type: "button",
                    "data-testid": "menu-sign-in",
                    onclick: move |_| app.show_sign_in(),
                    "Sign in"
                }
            }
            if known {
                button {
                    class: "button-plain button-wide",
                    r#type: "button",
                    "data-testid": "sign-out",
                    onclick: move |_| app.sign_out(false),
                    "Sign out"
                }
            }
        }
    }
}

#[component]
fn ThemeSwitch() -> Element {
    let app = use_app();
    let current = *app.theme.read();
    let choices =
        [(Theme::System, "System", "system"), (Theme::Light, "Light", "light"), (Theme::Dark, "Dark", "dark")];
    rsx! {
        fieldset {
            legend { class: "segments-legend", "Appearance" }
            div { class: "segments",
                for (theme , label , id) in choices {
                    button {
                        key: "{id}",
                        class: "segment",
                        r#type: "button",
                        "aria-pressed": if theme == current { "true" } else { "false" },
                        "data-testid": "theme-{id}",
                        onclick: move |_| app.choose_theme(theme),
                        "{label}"
                    }
                }
            }
        }
    }
}

/// Asks before work that only this device has would be discarded.
#[component]
pub fn SignOutQuestion() -> Element {
    let app = use_app();
    if *app.overlay.read() != Some(Overlay::SignOut) {
        return rsx! {};
    }
    let waiting = app.panel.read().as_ref().map(|panel| panel.waiting.clone()).unwrap_or_default();
    let count = waiting.len().max(app.status.read().waiting as usize).max(app.outbox.read().drafts());
    rsx! {
        div { class: "veil veil-dark" }
        section {
            class: "question",
            role: "alertdialog",
            "aria-modal": "true",
            "aria-labelledby": "question-title",
            "aria-describedby": "question-text",
            "data-testid": "sign-out-question",
            span { class: "question-icon", Icon { glyph: Glyph::Alert } }
            h2 { id: "question-title", class: "question-title", "Some work is only on this device" }
            p { id: "question-text",
                "{words::listings(count)} with changes that the cloud does not have yet. Signing out discards them for good."
            }
            ul { class: "waiting",
                for draft in waiting.iter().take(5) {
                    li { key: "{draft.id}",
                        span { class: "waiting-title", {words::title_or_untitled(draft.title.as_deref())} }
                    }
                }
            }
            div { class: "question-actions",
                button {
                    id: "sign-out-stay",
                    class: "button-primary",
                    r#type: "button",
                    "data-testid": "sign-out-stay",
                    onclick: move |_| app.close_overlay(),
                    "Stay signed in"
                }
                button {
                    class: "button-danger",
                    r#type: "button",
                    "data-testid": "sign-out-discard",
                    onclick: move |_| app.sign_out(true),
                    "Sign out and discard"
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
