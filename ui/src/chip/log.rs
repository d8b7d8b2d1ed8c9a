//! The end of today's log, to look at and to copy for whoever helps.

use dioxus::prelude::*;

use super::words;
use crate::{ipc, platform};

/// The text with a button that copies it.
#[component]
pub fn Log() -> Element {
    let log = use_resource(|| async { ipc::read_log().await.unwrap_or_else(|error| error.message) });
    let mut told = use_signal(|| words::COPY_LOG);
    let text = log.read().clone().unwrap_or_default();
    rsx! {
        div { class: "log",
            textarea {
                id: "log-text",
                class: "log-text",
                readonly: true,
                "aria-label": words::LOG,
                "data-testid": "log-text",
                value: if text.is_empty() { words::LOG_EMPTY.to_owned() } else { text },
            }
            button {
                class: "button-plain",
                r#type: "button",
                "data-testid": "copy-log",
                onclick: move |_| told.set(if platform::copy_from("log-text") { words::COPIED } else { words::NOT_COPIED }),
                "{told}"
            }
        }
    }
}
