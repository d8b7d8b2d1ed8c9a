//! Asks how the listings that are shown, or chosen, are to be written to a file, and says whom the file is for.

use dioxus::prelude::*;

use super::words;
use crate::{
    dialog::Dialog,
    ipc::FileFormat,
    platform,
    state::{Overlay, prelude::*, use_app},
};

/// The dialog, while it is open.
#[component]
pub fn ExportDialog() -> Element {
    let app = use_app();
    if !app.shown.is_over(Overlay::Export) {
        return rsx! {};
    }
    let count = app.list.to_export().len();
    rsx! {
        Dialog { id: "export-dialog", title: words::export_title(), described_by: "export-what", close_id: "close-export",
            p { id: "export-what", "data-testid": "export-what", {words::export_what(count)} }
            p { class: "muted", {words::private()} }
            p { class: "muted", "data-testid": "export-where", {words::where_it_goes(platform::system())} }
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
