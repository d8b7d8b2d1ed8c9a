//! Settings: where the work goes, how the page looks, what syncing costs, and what helps when something is wrong.
//!
//! The one rule: every choice takes effect at once and is remembered; there is nothing to save.

mod look;
mod saving;
mod updates;
mod words;

use dioxus::prelude::*;
use lagoon_sync::status::SignIn;

use crate::{
    account::ThemeSwitch,
    acts::focus_soon,
    chip::{CheckData, Log, shown_address, words as panel_words},
    icon::{Glyph, Icon},
    ipc,
    listings::filter::Filter,
    state::{App, Screen, prelude::*, use_app},
};
use look::TextSizes;
use saving::SavingData;
use updates::NewVersions;

impl App {
    /// Shows the settings.
    pub fn show_settings(self) {
        let (mut screen, mut before) = (self.shown.screen(), self.shown.before_settings());
        let from = *screen.peek();
        if from != Screen::Settings {
            before.set(from);
        }
        self.informed_enough();
        self.send_now();
        self.close_overlay();
        self.read_account();
        self.read_panel();
        screen.set(Screen::Settings);
        focus_soon("settings-title".into());
    }

    /// Goes back to where the settings were opened.
    pub fn close_settings(self) {
        let mut screen = self.shown.screen();
        let before = *self.shown.before_settings().peek();
        match before {
            Screen::Wizard | Screen::History if self.writing.open().peek().is_some() => {
                screen.set(Screen::Wizard);
                focus_soon("wizard-title".into());
            }
            _ => {
                self.show_listings();
                focus_soon("account-menu".into());
            }
        }
    }
}

/// The screen.
#[component]
pub fn Settings() -> Element {
    let app = use_app();
    rsx! {
        main { id: "scroller", class: "scroller",
            div { class: "page settings", "data-testid": "settings",
                button {
                    class: "crumb",
                    r#type: "button",
                    "data-testid": "close-settings",
                    onclick: move |_| app.close_settings(),
                    Icon { glyph: Glyph::Left }
                    {words::back()}
                }
                h1 { id: "settings-title", class: "title", tabindex: "-1", {words::title()} }
                Work {}
                section { class: "sheet setting", "aria-labelledby": "setting-look",
                    h2 { id: "setting-look", class: "setting-title", {words::look()} }
                    ThemeSwitch {}
                    TextSizes {}
                }
                SavingData {}
                Care {}
                About {}
            }
        }
    }
}

/// Where the work goes.
#[component]
fn Work() -> Element {
    let app = use_app();
    let account = app.session.account();
    let account = account.read();
    let known = account.sign_in != SignIn::Never;
    rsx! {
        section { class: "sheet setting", "aria-labelledby": "setting-work",
            h2 { id: "setting-work", class: "setting-title", {words::work()} }
            dl { class: "facts",
                div {
                    dt { {panel_words::server()} }
                    dd { class: "breakable", "data-testid": "settings-server", {shown_address(&account.server_url)} }
                }
                div {
                    dt { {panel_words::team()} }
                    dd { "data-testid": "settings-team", {account.team.clone().unwrap_or_else(|| words::no_team().into())} }
                }
                if known {
                    div {
                        dt { {words::person()} }
                        dd { class: "breakable", {account.email.clone().unwrap_or_default()} }
                    }
                }
                div {
                    dt { {words::device()} }
                    dd { class: "breakable", "data-testid": "settings-device", {account.device_name.clone()} }
                }
            }
            p { class: "muted", {words::device_note()} }
            if account.sign_in != SignIn::Active {
                button {
                    class: "button-primary",
                    r#type: "button",
                    "data-testid": "settings-sign-in",
                    onclick: move |_| app.show_sign_in(),
                    {panel_words::sign_in()}
                }
            }
        }
    }
}

/// What helps when something is wrong.
#[component]
fn Care() -> Element {
    let app = use_app();
    let signed_in = app.session.is_signed_in();
    let mut shows_log = use_signal(|| false);
    let shown = *shows_log.read();
    rsx! {
        section { class: "sheet setting", "aria-labelledby": "setting-care",
            h2 { id: "setting-care", class: "setting-title", {words::care()} }
            if signed_in {
                p { class: "muted", {words::check_note()} }
                CheckData {}
            } else {
                p { class: "muted", {words::check_signed_out()} }
            }
            div { class: "setting-actions",
                button {
                    class: "button-plain",
                    r#type: "button",
                    "data-testid": "open-trash",
                    onclick: move |_| {
                        app.filter_by(Filter::Trash);
                        app.show_listings();
                    },
                    Icon { glyph: Glyph::Trash }
                    {words::trash()}
                }
                button {
                    class: "button-plain",
                    r#type: "button",
                    "aria-expanded": if shown { "true" } else { "false" },
                    "data-testid": "settings-log",
                    onclick: move |_| shows_log.set(!shown),
                    {panel_words::log()}
                }
            }
            if shown {
                Log {}
            }
        }
    }
}

/// What this app is and where it keeps its things.
#[component]
fn About() -> Element {
    let about = use_resource(|| async { ipc::read_about().await.unwrap_or_default() });
    let about = about.read().clone().unwrap_or_default();
    rsx! {
        section { class: "sheet setting", "aria-labelledby": "setting-about",
            h2 { id: "setting-about", class: "setting-title", {words::about()} }
            dl { class: "facts",
                div {
                    dt { {words::version()} }
                    dd { "data-testid": "settings-version", "{about.version}" }
                }
                div {
                    dt { {words::build()} }
                    dd { "{about.build}" }
                }
                div {
                    dt { {words::folder()} }
                    dd { class: "breakable", "data-testid": "settings-folder", "{about.directory}" }
                }
            }
            p { class: "muted", {words::licences()} }
            NewVersions {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Element {
        let app = use_context_provider(App::new);
        use_hook(|| {
            let mut account = app.session.account();
            account.write().server_url = "https://lagoon.example.ng".into();
        });
        rsx! { Settings {} }
    }

    #[test]
    fn the_settings_show_every_part_and_every_choice() {
        let mut page = VirtualDom::new(page);
        page.rebuild_in_place();
        let html = dioxus_ssr::render(&page);
        for id in [
            "settings-server",
            "settings-team",
            "settings-device",
            "theme-dark",
            "text-size-100",
            "text-size-200",
            "save-data-metered",
            "save-data-always",
            "data-used",
            "open-trash",
            "settings-log",
            "settings-version",
            "settings-sign-in",
        ] {
            assert!(html.contains(&format!("data-testid=\"{id}\"")), "no {id} in {html}");
        }
        assert!(html.contains(">lagoon.example.ng<"), "{html}");
        assert!(!html.contains("data-testid=\"check-data\""), "only the cloud can tell, and nobody is signed in");
        assert!(!html.contains("style="), "the page's policy forbids it");
    }
}
