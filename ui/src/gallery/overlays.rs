//! Banners, toasts, the popover and the question. Each lies on a stage of its own, which keeps what is fixed to the window
//! within it.

use dioxus::prelude::*;

use super::{Part, words};
use crate::{
    icon::{Glyph, Icon},
    toast::Toast,
};

#[component]
pub fn Overlays() -> Element {
    rsx! {
        Part { id: "overlays", title: words::OVERLAYS,
            div { class: "gallery-grid gallery-stages",
                Stage {
                    div { class: "banner banner-warning",
                        Icon { glyph: Glyph::Alert }
                        p { "Still on screen, not saved yet: the disk is full. Free space, then tap Try again." }
                        button { class: "button-plain", r#type: "button", "data-testid": "gallery-try-again", "Try again" }
                    }
                }
                Stage {
                    div { class: "banner banner-quiet",
                        p { "You were signed out. Everything stays saved on this device; sign in to sync." }
                        button { class: "button-plain", r#type: "button", "data-testid": "gallery-sign-in", "Sign in to sync" }
                    }
                }
                Stage {
                    Toast { id: "gallery-toast", shown: true, act_id: "gallery-undo", act: "Undo",
                        "Moved to trash: "
                        strong { "4-bedroom terrace with BQ" }
                    }
                }
                Stage {
                    Toast {
                        id: "gallery-restored",
                        shown: true,
                        whole: true,
                        act_id: "gallery-undo-restore",
                        act: "Undo",
                        close_id: "gallery-close-restored",
                        "Title is “Land in Epe” again."
                    }
                }
                Stage { tall: true, Popover {} }
                Stage { tall: true, Question {} }
            }
            Review {}
        }
    }
}

#[component]
fn Stage(#[props(default)] tall: bool, children: Element) -> Element {
    rsx! {
        div { class: if tall { "gallery-stage gallery-stage-tall" } else { "gallery-stage" }, {children} }
    }
}

#[component]
fn Popover() -> Element {
    rsx! {
        div { class: "popover panel",
            div { class: "panel-head",
                h3 { class: "panel-title", "Needs attention" }
                button {
                    class: "button-quiet button-icon",
                    r#type: "button",
                    "aria-label": "Close",
                    "data-testid": "gallery-close-panel",
                    Icon { glyph: Glyph::Close }
                }
            }
            p { class: "panel-sentence", "The server has a problem. Your changes are saved on this device." }
            dl { class: "facts",
                div {
                    dt { "Last saved to the cloud" }
                    dd { "10:42" }
                }
                div {
                    dt { "Server" }
                    dd { class: "breakable", "lagoon.example.ng" }
                }
            }
            ul { class: "waiting",
                li {
                    span { class: "waiting-title", "4-bedroom terrace with BQ" }
                    span { class: "muted", "2 changes · 140 bytes · Just now" }
                    span { class: "waiting-reason", "The title is too long." }
                }
            }
            div { class: "panel-problem",
                h4 { class: "panel-subtitle", "Last problem · 10:41" }
                p { "The server answered with an error." }
            }
        }
    }
}

#[component]
fn Question() -> Element {
    rsx! {
        div { class: "question",
            span { class: "question-icon", Icon { glyph: Glyph::Alert } }
            h3 { class: "question-title", "Some work is only on this device" }
            p { "1 listing with changes that the cloud does not have yet. Signing out discards them for good." }
            div { class: "question-actions",
                button { class: "button-primary", r#type: "button", "data-testid": "gallery-stay", "Stay signed in" }
                button { class: "button-danger", r#type: "button", "data-testid": "gallery-discard", "Sign out and discard" }
            }
        }
    }
}

#[component]
fn Review() -> Element {
    rsx! {
        div { class: "review",
            div { class: "review-inner",
                p { class: "review-words",
                    "Chidi changed the price to ₦48,000,000 at 10:41, after your ₦45,000,000. Theirs is in use."
                }
                div { class: "review-actions",
                    button { class: "button-plain", r#type: "button", "data-testid": "gallery-use-mine", "Use mine" }
                    button { class: "button-plain", r#type: "button", "data-testid": "gallery-keep-theirs", "Keep theirs" }
                    button { class: "button-quiet", r#type: "button", "data-testid": "gallery-history", "History" }
                }
            }
        }
    }
}
