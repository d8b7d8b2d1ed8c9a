//! The end of today's log, to look at and to copy for whoever helps.

use dioxus::prelude::*;

use super::words;
use crate::{ipc, platform};

/// The text with a button that copies it.
#[component]
pub fn Log() -> Element {
    let log = use_resource(|| async { ipc::read_log().await.unwrap_or_else(|error| error.message) });
    let mut told = use_signal(words::copy_log);
    let text = log.read().clone().unwrap_or_default();
    rsx! {
        div { class: "log",
            textarea {
                id: "log-text",
                class: "log-text",
                readonly: true,
                "aria-label": words::log(),
                "data-testid": "log-text",
                value: if text.is_empty() { words::log_empty().to_owned() } else { text },
            }
            button {
                class: "button-plain",
                r#type: "button",
                "data-testid": "copy-log",
                onclick: move |_| told.set(if platform::copy_from("log-text") { words::copied() } else { words::not_copied() }),
                "{told}"
            }
        }
    }
}
