//! A sheet of paper on which a group of fields stands, with a heading and where the group is saved.

use dioxus::prelude::*;

use super::{Whereabouts, WhereaboutsOf};

/// The sheet. `id` names its heading; `class` lays out its fields, `look` the sheet itself.
#[component]
pub fn Sheet(
    id: &'static str,
    title: &'static str,
    #[props(default)] of: Option<WhereaboutsOf>,
    #[props(default)] class: &'static str,
    #[props(default)] look: &'static str,
    children: Element,
) -> Element {
    rsx! {
        section { class: "sheet step-sheet {look}", "aria-labelledby": id,
            div { class: "sheet-head",
                h3 { id, class: "sheet-title", "{title}" }
                if let Some(of) = of {
                    Whereabouts { of }
                }
            }
            div { class, {children} }
        }
    }
}
