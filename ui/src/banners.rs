//! What is said across the top or the bottom of any screen: messages, the lost sign-in, what went well, and the undo of a
//! deletion.

use dioxus::prelude::*;
use lagoon_sync::status::SignIn;

use crate::{
    icon::{Glyph, Icon},
    state::{Screen, use_app},
    words,
};

/// Messages that stay until they are dealt with. None of them stops the person from writing on.
#[component]
pub fn Banners() -> Element {
    let app = use_app();
    let mut message = app.message;
    // In the wizard the chip says it: nothing may move under somebody's hands.
    let mut notice_closed = app.notice_closed;
    let on_list = *app.screen.read() == Screen::Listings;
    let notice = app.account.read().notice.clone().filter(|_| on_list && !*notice_closed.read());
    let lost = app.account.read().sign_in == SignIn::Lost && on_list;
    rsx! {
        div { class: "banners",
            // Polite: the chip alone interrupts, and only for what is not saved; a message stays until somebody deals with it.
            // The region is there before its words are, so that screen readers hear them come.
            div { role: "status",
                if let Some(shown) = message.read().clone() {
                    div { class: "banner banner-warning", "data-testid": "message",
                        Icon { glyph: Glyph::Alert }
                        p { "{shown.text}" }
                        if shown.retry {
                            button {
                                class: "button-plain",
                                r#type: "button",
                                "data-testid": "try-again",
                                onclick: move |_| app.store_again(),
                                {words::try_again()}
                            }
                        } else {
                            button {
                                class: "button-quiet button-icon",
                                r#type: "button",
                                "aria-label": words::close_message(),
                                "data-testid": "close-message",
                                onclick: move |_| message.set(None),
                                Icon { glyph: Glyph::Close }
                            }
                        }
                    }
                }
            }
            if let Some(notice) = notice {
                div { class: "banner banner-quiet", role: "status", "data-testid": "notice",
                    p { "{notice}" }
                    button {
                        class: "button-quiet button-icon",
                        r#type: "button",
                        "aria-label": words::close_notice(),
                        "data-testid": "close-notice",
                        onclick: move |_| notice_closed.set(true),
                        Icon { glyph: Glyph::Close }
                    }
                }
            }
            if lost {
                div { class: "banner banner-quiet", role: "status", "data-testid": "sign-in-lost",
                    p { {words::signed_out()} }
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "sign-in-again",
                        onclick: move |_| app.show_sign_in(),
                        {words::sign_in_to_sync()}
                    }
                }
            }
        }
    }
}

/// "Deleted", with one tap to bring it back.
#[component]
pub fn UndoToast() -> Element {
    let app = use_app();
    let Some(deleted) = app.deleted.read().clone() else { return rsx! {} };
    rsx! {
        div { class: "toast", role: "status", "data-testid": "toast",
            p { class: "toast-text",
                {words::moved_to_trash()}
                " "
                strong { "{deleted.title}" }
            }
            button {
                class: "toast-button",
                r#type: "button",
                "data-testid": "undo-delete",
                onclick: move |_| app.restore_listings(deleted.ids.clone()),
                {words::undo()}
            }
        }
    }
}

/// What went well and is worth knowing, such as where a file was written. It stays until somebody closes it.
#[component]
pub fn InformedToast() -> Element {
    let app = use_app();
    let mut informed = app.informed;
    // A region that is there before its words are, so that screen readers hear them come.
    rsx! {
        div { class: "informed-place", role: "status",
            if let Some(text) = informed.read().clone() {
                div { class: if app.deleted.read().is_some() { "toast toast-whole toast-second" } else { "toast toast-whole" },
                    "data-testid": "informed",
                    p { class: "toast-text", "{text}" }
                    button {
                        class: "toast-button toast-close",
                        r#type: "button",
                        "aria-label": words::close_message(),
                        "data-testid": "close-informed",
                        onclick: move |_| informed.set(None),
                        Icon { glyph: Glyph::Close }
                    }
                }
            }
        }
    }
}
