//! The heads of the table's columns. Those that the list can be sorted by are buttons.

use dioxus::prelude::*;

use super::{sort::SortBy, words};
use crate::{
    icon::{Glyph, Icon},
    state::{prelude::*, use_app},
};

/// The first row of the table.
#[component]
pub fn ColumnHeads() -> Element {
    rsx! {
        div { class: "row-heads", role: "rowgroup",
            div { class: "row-head", role: "row", "aria-rowindex": "1",
                SortHead { by: SortBy::Title }
                SortHead { by: SortBy::Price }
                span { class: "column-head", role: "columnheader", {words::to_publish()} }
                span { class: "column-head", role: "columnheader", {words::saved()} }
                SortHead { by: SortBy::Edited }
                span { class: "column-head", role: "columnheader",
                    span { class: "unseen", {words::actions()} }
                }
            }
        }
    }
}

#[component]
fn SortHead(by: SortBy) -> Element {
    let app = use_app();
    let sort = *app.list.sort().read();
    let standing = match (sort.by == by, sort.rising) {
        (false, _) => "none",
        (true, true) => "ascending",
        (true, false) => "descending",
    };
    rsx! {
        span { class: "column-head", role: "columnheader", "aria-sort": standing,
            button {
                class: "sort-head",
                r#type: "button",
                "data-testid": "sort-{by.id()}",
                onclick: move |_| app.sort_by(sort.after_tap(by)),
                {words::column(by)}
                span { class: "sort-mark sort-{standing}",
                    Icon { glyph: if sort.by == by && sort.rising { Glyph::Up } else { Glyph::Down } }
                }
            }
        }
    }
}
