//! What the keys do, for whoever presses F1.

use dioxus::prelude::*;
use lagoon_words::{Message, msg, phrases};

use crate::{
    icon::{Glyph, Icon},
    state::{Overlay, use_app},
    words::close,
};

phrases! {
    title: "Keyboard shortcuts";
    on_a_mac: "On a Mac, ⌘ stands for Ctrl.";
}

/// Every shortcut that a person may want to know: keys and what they do.
const ROWS: [(Message, Message); 12] = [
    (msg!("Ctrl + Enter"), msg!("Next step")),
    (msg!("Ctrl + Shift + Enter"), msg!("Step before")),
    (msg!("Ctrl + 1 … 6"), msg!("That step")),
    (msg!("Ctrl + S"), msg!("Send now. Everything is saved as you type")),
    (msg!("Ctrl + D"), msg!("Start a copy: of the open listing, or of the one in focus in the list")),
    (msg!("Ctrl + F or /"), msg!("Search the listings")),
    (msg!("Ctrl + Shift + N"), msg!("Another window")),
    (msg!("↑ ↓ ← →"), msg!("Move through the list")),
    (msg!("Home, End"), msg!("First and last listing")),
    (msg!("Enter"), msg!("Open the listing in focus")),
    (msg!("Esc"), msg!("Close what is open, or go back")),
    (msg!("F1"), msg!("Show or hide this")),
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
            "aria-label": close(),
            "data-testid": "veil",
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
                h2 { id: "shortcuts-title", class: "panel-title", {title()} }
                button {
                    class: "button-quiet button-icon",
                    r#type: "button",
                    "aria-label": close(),
                    "data-testid": "close-shortcuts",
                    onclick: move |_| app.close_overlay(),
                    Icon { glyph: Glyph::Close }
                }
            }
            dl { class: "facts keys",
                for (keys , what) in ROWS {
                    div { key: "{keys.said()}",
                        dt { kbd { {keys.said()} } }
                        dd { {what.said()} }
                    }
                }
            }
            p { class: "muted", {on_a_mac()} }
        }
    }
}
