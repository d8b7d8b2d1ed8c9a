//! "Check my data", with its result in plain words where it was asked for.

use dioxus::prelude::*;

use super::words;
use crate::ipc;

/// The button and what came of it.
#[component]
pub fn CheckData() -> Element {
    let mut told = use_signal(String::new);
    let mut asking = use_signal(|| false);
    rsx! {
        button {
            class: "button-plain",
            r#type: "button",
            "aria-disabled": if *asking.read() { "true" } else { "false" },
            "data-testid": "check-data",
            onclick: move |_| {
                if asking.replace(true) {
                    return;
                }
                told.set(words::checking().into());
                spawn(async move {
                    let answer = ipc::check_data().await;
                    let said = |check: lagoon_sync::view::DataCheck| words::checked(check.compared, check.repaired.len());
                    told.set(answer.map_or_else(|error| error.message, said));
                    asking.set(false);
                });
            },
            {words::check()}
        }
        p { class: "told", role: "status", "data-testid": "check-result", "{told}" }
    }
}
