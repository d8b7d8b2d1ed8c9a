//! The page in Lagoon's window: listings, the wizard, the cloud chip and sign-in, in Rust compiled to WebAssembly.
//!
//! The one rule: only `ipc` and `platform` touch the browser; everything else is plain Rust and draws on the host too.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "the page's memory is a handful of handles, copied into callbacks"
)]
#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "on the host there is neither shell nor webview to send signals")
)]

mod account;
mod acts;
mod app;
mod banners;
mod brand_bar;
mod chip;
mod dialog;
#[cfg(any(test, feature = "gallery"))]
mod gallery;
mod icon;
mod ipc;
mod listings;
mod open_draft;
mod outbox;
mod past;
mod pasted;
mod platform;
#[cfg(test)]
mod pseudo;
mod publicity;
mod settings;
mod shortcut;
mod sign_in;
mod state;
mod toast;
mod wizard;
mod words;

fn main() {
    start();
}

#[cfg(target_arch = "wasm32")]
fn start() {
    #[cfg(feature = "gallery")]
    lagoon_words::show_pseudo(platform::asked_for("pseudo"));
    dioxus::launch(app::Page);
}

/// On the host the page is only built and tested; it runs in the window.
#[cfg(not(target_arch = "wasm32"))]
fn start() {
    let mut page = dioxus::prelude::VirtualDom::new(app::Page);
    page.rebuild_in_place();
}
