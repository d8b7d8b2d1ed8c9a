//! The root of the page: makes its memory, listens to the outside, and shows the screen that is due.

use dioxus::prelude::*;
use futures_util::StreamExt as _;

use crate::{
    account::{AccountMenu, SignOutQuestion},
    banners::{Banners, InformedToast, UndoToast},
    brand_bar::BrandBar,
    chip,
    ipc::{self, ShellEvent},
    listings::{DeleteQuestion, ExportDialog, Listings},
    past::{History, RestoredToast},
    pasted::{PastedDialog, PastedToast},
    platform::{self, Outside},
    settings::Settings,
    shortcut::ShortcutsDialog,
    sign_in::SignInForm,
    state::{App, Screen, prelude::*, use_app},
    wizard::Wizard,
};

/// What reaches the page without a tap on it.
enum News {
    Shell(ShellEvent),
    Outside(Outside),
}

/// The page.
#[component]
pub fn Page() -> Element {
    let app = use_context_provider(App::new);
    // Callbacks of the webview run outside Dioxus: they only put their news here.
    let inbox = use_coroutine(move |mut news: UnboundedReceiver<News>| async move {
        while let Some(news) = news.next().await {
            match news {
                News::Shell(event) => app.hear_shell(event),
                News::Outside(signal) => app.hear_outside(signal),
            }
        }
    });
    use_hook(move || {
        let sender = inbox.tx();
        let shell = sender.clone();
        platform::listen(move |signal| {
            sender.unbounded_send(News::Outside(signal)).ok();
        });
        spawn(async move {
            let heard = ipc::listen(move |event| {
                shell.unbounded_send(News::Shell(event)).ok();
            });
            if let Err(error) = heard.await {
                app.tell(error.message);
            }
            // Read after listening: what changes in between is heard.
            app.start();
        });
    });
    rsx! { Whole {} }
}

/// All that is seen: the screen, and what lies over it.
#[component]
pub fn Whole() -> Element {
    let app = use_app();
    let covered = app.shown.is_covered();
    rsx! {
        div { class: "app",
            div { class: "under", "inert": covered.then_some("true"),
                BrandBar {}
                Banners {}
                match *app.shown.screen().read() {
                    Screen::Listings => rsx! { Listings {} },
                    Screen::Wizard => rsx! { Wizard {} },
                    Screen::History => rsx! { History {} },
                    Screen::SignIn => rsx! { SignInForm {} },
                    #[cfg(any(test, feature = "gallery"))]
                    Screen::Gallery => rsx! { crate::gallery::Gallery {} },
                    Screen::Settings => rsx! { Settings {} },
                }
                UndoToast {}
                InformedToast {}
                PastedToast {}
                RestoredToast {}
            }
            chip::Panel {}
            AccountMenu {}
            ExportDialog {}
            ShortcutsDialog {}
            PastedDialog {}
            DeleteQuestion {}
            SignOutQuestion {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_drawing_has_chip_search_and_new_listing_and_no_waiting() {
        let mut page = VirtualDom::new(Page);
        page.rebuild_in_place();
        let html = dioxus_ssr::render(&page);
        for id in [
            "cloud-chip",
            "search",
            "new-listing",
            "filter-mine",
            "filter-attention",
            "filter-trash",
            "account-menu",
            "sign-in-open",
        ] {
            assert!(html.contains(&format!("data-testid=\"{id}\"")), "no {id} in {html}");
        }
        assert!(!html.contains("No listings yet"), "emptiness is only claimed once the list was read: {html}");
    }
}
