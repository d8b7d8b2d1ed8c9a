//! What people do, as methods of [`App`](crate::state::App): each changes the page at once and tells the shell.
//!
//! The one rule: nothing waits for the network, and a failure always becomes a message.

mod browsing;
mod listings;
mod past;
mod people;
#[cfg(test)]
mod played;
mod preferences;
mod reading;
mod session;
mod start;
mod updates;
mod wizard;

use dioxus::core::spawn_forever;

pub use past::{CloudPart, Past, Restored};
pub use preferences::Change;

use crate::platform;

/// Runs to its end even if the component that started it goes away.
fn run(work: impl Future<Output = ()> + 'static) {
    spawn_forever(work);
}

/// Gives focus to an element that the next drawing brings, unless the person has moved it elsewhere by then.
pub fn focus_soon(id: String) {
    let before = platform::focused();
    run(async move {
        platform::sleep(40).await;
        if !platform::focus_moved_since(before.as_ref()) {
            platform::focus(&id);
        }
    });
}

/// Gives focus back to what had it, unless the person has moved it elsewhere by then.
fn give_back_soon(element: Option<platform::Element>) {
    let (Some(element), before) = (element, platform::focused()) else { return };
    run(async move {
        platform::sleep(40).await;
        if !platform::focus_moved_since(before.as_ref()) {
            platform::focus_again(&element);
        }
    });
}
