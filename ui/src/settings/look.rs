//! How large the text is.

use dioxus::prelude::*;

use super::words;
use crate::{
    ipc::TextSize,
    state::{prelude::*, use_app},
};

/// The sizes, each shown as the number it stands for.
#[component]
pub fn TextSizes() -> Element {
    let app = use_app();
    let current = app.device.preferences().read().text_size.percent();
    rsx! {
        fieldset {
            legend { class: "segments-legend", {words::text_size()} }
            div { class: "segments segments-five",
                for size in TextSize::ALL {
                    button {
                        key: "{size.percent()}",
                        class: "segment",
                        r#type: "button",
                        "aria-pressed": if size.percent() == current { "true" } else { "false" },
                        "data-testid": "text-size-{size.percent()}",
                        onclick: move |_| app.choose_text_size(size),
                        {words::percent(size.percent())}
                    }
                }
            }
        }
    }
}
