//! Asks how the listings that are shown, or chosen, are to be written to a file, and says whom the file is for.

use dioxus::prelude::*;

use super::words;
use crate::{
    icon::{Glyph, Icon},
    ipc::FileFormat,
    state::{Overlay, use_app},
};

/// The dialog, while it is open.
#[component]
pub fn ExportDialog() -> Element {
    let app = use_app();
    if *app.overlay.read() != Some(Overlay::Export) {
        return rsx! {};
    }
    let count = app.to_export().len();
    rsx! {
        button {
            class: "veil",
            r#type: "button",
            tabindex: "-1",
            "aria-label": words::close(),
            "data-testid": "veil",
            onclick: move |_| app.close_overlay(),
        }
        section {
            id: "export-dialog",
            class: "popover menu",
            role: "dialog",
            "aria-label": words::export_title(),
            "data-testid": "export-dialog",
            tabindex: "-1",
            div { class: "panel-head",
                h2 { class: "panel-title", {words::export_title()} }
                button {
                    class: "button-quiet button-icon",
                    r#type: "button",
                    "aria-label": words::close(),
                    "data-testid": "close-export",
                    onclick: move |_| app.close_overlay(),
                    Icon { glyph: Glyph::Close }
                }
            }
            p { "data-testid": "export-what", {words::export_what(count)} }
            p { class: "muted", {words::private()} }
            button {
                class: "button-plain button-wide",
                r#type: "button",
                "data-testid": "export-csv",
                onclick: move |_| app.export(FileFormat::Csv),
                {words::export_csv()}
            }
            button {
                class: "button-plain button-wide",
                r#type: "button",
                "data-testid": "export-json",
                onclick: move |_| app.export(FileFormat::Json),
                {words::export_json()}
            }
        }
    }
}
