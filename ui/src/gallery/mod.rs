//! Every component in every state on one page, for those who work on how Lagoon looks. It is no part of the page that people
//! get: only the feature `gallery` brings it, and Ctrl+Alt+G opens it.
//!
//! The one rule: what is shown is drawn with the page's own components and classes; only its data is made up.

pub mod chips;
mod colours;
mod controls;
mod overlays;
mod palette;
#[cfg(test)]
mod rules;
mod scales;
mod things;
mod words;

use dioxus::prelude::*;

/// The page.
#[component]
pub fn Gallery() -> Element {
    rsx! {
        main { id: "scroller", class: "scroller", "data-testid": "gallery",
            div { class: "page gallery",
                p { class: "eyebrow", {words::EYEBROW} }
                h1 { class: "title", {words::TITLE} }
                p { class: "muted", {words::LEAD} }
                chips::Chips {}
                controls::Buttons {}
                controls::Fields {}
                controls::Toggles {}
                things::Badges {}
                things::Rows {}
                things::Steps {}
                things::Nothing {}
                overlays::Overlays {}
                scales::Icons {}
                scales::Type {}
                scales::Space {}
                colours::Pairs {}
                colours::Colours {}
            }
        }
    }
}

/// A part of the gallery.
#[component]
fn Part(id: &'static str, title: &'static str, children: Element) -> Element {
    rsx! {
        section { class: "gallery-part", "aria-labelledby": "gallery-{id}",
            h2 { id: "gallery-{id}", class: "step-title", "{title}" }
            {children}
        }
    }
}

/// One thing, and what it shows.
#[component]
fn Shown(#[props(into)] what: String, children: Element) -> Element {
    rsx! {
        div { class: "gallery-shown",
            {children}
            p { class: "muted", "{what}" }
        }
    }
}

#[cfg(test)]
mod tests {
    use dioxus::prelude::*;

    use super::*;
    use crate::state::App;

    #[component]
    fn Page() -> Element {
        use_context_provider(App::new);
        rsx! { Gallery {} }
    }

    fn html() -> String {
        let mut page = VirtualDom::new(Page);
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn the_gallery_shows_each_row_of_the_chips_table() {
        let html = html();
        for (status, ..) in chips::rows() {
            assert!(html.contains(&format!(">{}</span>", status.words)), "no chip says {}", status.words);
        }
    }

    #[test]
    fn no_two_elements_share_an_id() {
        let html = html();
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let twice: Vec<_> = ids.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
