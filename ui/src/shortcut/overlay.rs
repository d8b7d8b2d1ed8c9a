//! What the keys do, for whoever presses F1.

use dioxus::prelude::*;
use lagoon_words::{Message, msg, phrases};

use crate::{
    dialog::Dialog,
    state::{Overlay, prelude::*, use_app},
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
    (msg!("Esc"), msg!("Leave the field, close what is open, or go back")),
    (msg!("F1"), msg!("Show or hide this")),
];

/// The overlay, while it is open.
#[component]
pub fn ShortcutsDialog() -> Element {
    let app = use_app();
    if !app.shown.is_over(Overlay::Shortcuts) {
        return rsx! {};
    }
    rsx! {
        Dialog { id: "shortcuts", title: title(), close_id: "close-shortcuts",
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
