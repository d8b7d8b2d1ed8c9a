//! The bar at the top of every screen: wordmark, cloud chip, account. Each keeps its place and size everywhere.

use dioxus::prelude::*;
use lagoon_sync::status::SignIn;

use crate::{
    account::initials,
    chip::Chip,
    icon::{Glyph, Icon},
    state::{Overlay, Screen, prelude::*, use_app},
    words,
};

/// The bar.
#[component]
pub fn BrandBar() -> Element {
    let app = use_app();
    let account = app.session.account();
    let account = account.read();
    let signed_in = account.sign_in == SignIn::Active;
    let menu_open = app.shown.is_over(Overlay::AccountMenu);
    let offers_sign_in = !signed_in && !app.shown.is_on(Screen::SignIn);
    rsx! {
        header { class: "bar",
            button {
                class: "brand",
                r#type: "button",
                "aria-label": words::all_listings(),
                "data-testid": "brand",
                onclick: move |_| app.show_listings(),
                Mark {}
                span { class: "wordmark", {words::LAGOON} }
            }
            div { class: "bar-tools",
                if offers_sign_in {
                    button {
                        class: "bar-link",
                        r#type: "button",
                        "data-testid": "sign-in-open",
                        onclick: move |_| app.show_sign_in(),
                        {words::sign_in()}
                    }
                }
                Chip {}
                button {
                    id: "account-menu",
                    class: "account-button",
                    r#type: "button",
                    "data-testid": "account-menu",
                    "aria-label": words::account_and_settings(),
                    "aria-expanded": "{menu_open}",
                    onclick: move |_| app.toggle_account_menu(),
                    if signed_in {
                        span { class: "initials", "aria-hidden": "true", {initials(&account)} }
                    } else {
                        Icon { glyph: Glyph::Person }
                    }
                }
            }
        }
    }
}

/// The mark: a sail over two lines of water.
#[component]
fn Mark() -> Element {
    rsx! {
        svg { class: "mark", view_box: "0 0 32 32", fill: "none", "aria-hidden": "true", "focusable": "false",
            path { class: "mark-sail", d: "M16.2 4.5c4.4 3.6 7.3 8.2 8.3 13.6H16.2z" }
            path { class: "mark-mast", d: "M13.6 9.4v8.7H8.1c.8-3.4 2.7-6.3 5.5-8.7z" }
            path { class: "mark-water", d: "M3.5 22.6c3.1-2.1 6.3-2.1 9.4 0s6.3 2.1 9.4 0 4.200-1.900 6.200-1" }
            path { class: "mark-water mark-deep", d: "M6.500 27c2.600-1.700 5.200-1.700 7.800 0s5.200 1.700 7.800 0 2.600-1.200 3.900-1" }
        }
    }
}
