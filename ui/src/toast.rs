//! The frame of what is said at the foot of the page, over it, while somebody goes on.
//!
//! The one rule: its region is there before its words are, so that screen readers hear them come.

use dioxus::prelude::*;

use crate::{
    icon::{Glyph, Icon},
    words,
};

/// What is said (`children`), while `shown`, with what can be done about it.
#[component]
pub fn Toast(
    /// Its test id.
    id: &'static str,
    /// Whether there is something to say.
    shown: bool,
    /// All of it is shown, however long; else one line.
    #[props(default)]
    whole: bool,
    /// Another one lies where this one would.
    #[props(default)]
    second: bool,
    /// The test id of the button that does something about it.
    #[props(default)]
    act_id: Option<&'static str>,
    /// What that button says.
    #[props(default)]
    act: &'static str,
    /// What it does.
    #[props(default)]
    onact: EventHandler<()>,
    /// The test id of the cross that closes it; without one it goes by itself.
    #[props(default)]
    close_id: Option<&'static str>,
    /// Closes it.
    #[props(default)]
    onclose: EventHandler<()>,
    /// What it says.
    children: Element,
) -> Element {
    let look = match (whole, second) {
        (false, false) => "toast",
        (true, false) => "toast toast-whole",
        (false, true) => "toast toast-second",
        (true, true) => "toast toast-whole toast-second",
    };
    rsx! {
        div { class: "toast-place", role: "status",
            if shown {
                div { class: look, "data-testid": id,
                    p { class: "toast-text", {children} }
                    if let Some(act_id) = act_id {
                        button {
                            class: "toast-button",
                            r#type: "button",
                            "data-testid": act_id,
                            onclick: move |_| onact.call(()),
                            "{act}"
                        }
                    }
                    if let Some(close_id) = close_id {
                        button {
                            class: "toast-button toast-close",
                            r#type: "button",
                            "aria-label": words::close_message(),
                            "data-testid": close_id,
                            onclick: move |_| onclose.call(()),
                            Icon { glyph: Glyph::Close }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(shown: bool) -> String {
        #[component]
        fn Page(shown: bool) -> Element {
            rsx! {
                Toast { id: "told", shown, act_id: "undo", act: "Undo", close_id: "close", if shown { "Copied" } }
            }
        }
        let mut page = VirtualDom::new_with_props(Page, PageProps { shown });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn what_is_said_comes_into_a_region_that_was_there_before() {
        let (before, after) = (html(false), html(true));
        assert!(before.contains("role=\"status\"") && !before.contains("data-testid"), "{before}");
        for part in
            ["role=\"status\"", "Copied", "data-testid=\"told\"", "data-testid=\"undo\"", "data-testid=\"close\""]
        {
            assert!(after.contains(part), "no {part} in {after}");
        }
        assert_eq!(after.matches("role=\"status\"").count(), 1, "it is said once: {after}");
    }
}
