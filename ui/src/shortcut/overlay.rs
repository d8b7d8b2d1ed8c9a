//! What the keys do, for whoever presses F1.

use dioxus::prelude::*;

use crate::{
    icon::{Glyph, Icon},
    state::{Overlay, use_app},
};

const TITLE: &str = "Keyboard shortcuts";
const CLOSE: &str = "Close";
const ON_A_MAC: &str = "On a Mac, ⌘ stands for Ctrl.";

/// Every shortcut that a person may want to know: keys and what they do.
const ROWS: [(&str, &str); 12] = [
    ("Ctrl + Enter", "Next step"),
    ("Ctrl + Shift + Enter", "Step before"),
    ("Ctrl + 1 … 6", "That step"),
    ("Ctrl + S", "Send now. Everything is saved as you type"),
    ("Ctrl + D", "Start a copy: of the open listing, or of the one in focus in the list"),
    ("Ctrl + F or /", "Search the listings"),
    ("Ctrl + Shift + N", "Another window"),
    ("↑ ↓ ← →", "Move through the list"),
    ("Home, End", "First and last listing"),
    ("Enter", "Open the listing in focus"),
    ("Esc", "Close what is open, or go back"),
    ("F1", "Show or hide this"),
];

/// The overlay, while it is open.
#[component]
pub fn ShortcutsDialog() -> Element {
    let app = use_app();
    if *app.overlay.read() != Some(Overlay::Shortcuts) {
        return rsx! {};
    }
    rsx! {
        button {
            class: "veil veil-dark",
            r#type: "button",
            tabindex: "-1",
            "aria-label": CLOSE,
            onclick: move |_| app.close_overlay(),
        }
        section {
            id: "shortcuts",
            class: "question",
            role: "dialog",
            "aria-labelledby": "shortcuts-title",
            "data-testid": "shortcuts",
            tabindex: "-1",
            div { class: "panel-head",
                h2 { id: "shortcuts-title", class: "panel-title", {TITLE} }
                button {
                    class: "button-quiet button-icon",
                    r#type: "button",
                    "aria-label": CLOSE,
                    "data-testid": "close-shortcuts",
                    onclick: move |_| app.close_overlay(),
                    Icon { glyph: Glyph::Close }
                }
            }
            dl { class: "facts keys",
                for (keys , what) in ROWS {
                    div { key: "{keys}",
                        dt { kbd { "{keys}" } }
                        dd { "{what}" }
                    }
                }
            }
            p { class: "muted", {ON_A_MAC} }
        }
    }
}
