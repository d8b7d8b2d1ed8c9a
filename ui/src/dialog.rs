//! The frame of everything that has to be dealt with before the page goes on.
//!
//! The one rule: it is opened by `open_overlay`, which gives it the focus, and closed by `close_overlay`, which gives the focus
//! back; nothing below it can be reached meanwhile.

use dioxus::prelude::*;

use crate::{
    icon::{Glyph, Icon},
    state::use_app,
    words,
};

/// What lies over the page below whatever is open: a tap on it closes that.
#[component]
pub fn Veil(
    /// The page is to be seen less.
    #[props(default)]
    dark: bool,
) -> Element {
    let app = use_app();
    rsx! {
        button {
            class: if dark { "veil veil-dark" } else { "veil" },
            r#type: "button",
            tabindex: "-1",
            "aria-label": words::close(),
            "data-testid": "veil",
            onclick: move |_| app.close_overlay(),
        }
    }
}

/// The dialog. A tap beside it closes it, save where something would be lost (`alert`): that has to be answered.
#[component]
pub fn Dialog(
    /// Its id and test id.
    id: &'static str,
    /// Its heading, which names it.
    #[props(into)]
    title: String,
    /// The id of what it says first.
    #[props(default)]
    described_by: Option<&'static str>,
    /// Something would be lost.
    #[props(default)]
    alert: bool,
    /// The test id of the cross that closes it; without one its own buttons do.
    #[props(default)]
    close_id: Option<&'static str>,
    /// What it says, and its buttons.
    children: Element,
) -> Element {
    let app = use_app();
    rsx! {
        if alert {
            div { class: "veil veil-dark" }
        } else {
            Veil { dark: true }
        }
        section {
            id,
            class: "question",
            role: if alert { "alertdialog" } else { "dialog" },
            "aria-modal": "true",
            "aria-labelledby": "{id}-title",
            "aria-describedby": described_by,
            "data-testid": id,
            tabindex: "-1",
            if alert {
                span { class: "question-icon", Icon { glyph: Glyph::Alert } }
            }
            div { class: if close_id.is_some() { "panel-head" },
                h2 { id: "{id}-title", class: "question-title", "{title}" }
                if let Some(close_id) = close_id {
                    button {
                        class: "button-quiet button-icon",
                        r#type: "button",
                        "aria-label": words::close(),
                        "data-testid": close_id,
                        onclick: move |_| app.close_overlay(),
                        Icon { glyph: Glyph::Close }
                    }
                }
            }
            {children}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::Whole,
        state::{App, Overlay, prelude::*},
    };

    fn html(which: Overlay) -> String {
        #[component]
        fn Page(which: Overlay) -> Element {
            let app = use_context_provider(App::new);
            use_hook(|| {
                app.shown.overlay().set(Some(which));
            });
            rsx! { Whole {} }
        }
        let mut page = VirtualDom::new_with_props(Page, PageProps { which });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn every_dialog_is_named_takes_the_focus_and_leaves_nothing_to_reach_below_it() {
        for which in [Overlay::SignOut, Overlay::Export, Overlay::Shortcuts, Overlay::Pasted, Overlay::Delete] {
            let html = html(which);
            let dialog = html.split("<section ").find(|tag| tag.contains("aria-modal=\"true\"")).expect("a dialog");
            let tag = dialog.split('>').next().unwrap_or_default();
            let name = tag.split("aria-labelledby=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("none");
            assert!(html.contains(&format!("<h2 id=\"{name}\"")), "{which:?} is not named: {tag}");
            assert!(tag.contains("tabindex=\"-1\""), "{which:?} cannot take the focus: {tag}");
            assert!(html.contains("inert"), "{which:?} leaves what is below it within reach");
            let asked = tag.contains("role=\"alertdialog\"");
            assert_eq!(asked, matches!(which, Overlay::SignOut | Overlay::Delete), "{which:?}: {tag}");
            assert_eq!(
                asked,
                !html.contains("<button class=\"veil veil-dark\""),
                "a tap beside it closes what asks nothing"
            );
        }
    }
}
