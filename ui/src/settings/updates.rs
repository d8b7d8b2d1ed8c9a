//! How new versions come, and the one that is there.
//!
//! The one rule: nothing is installed and nothing restarts unless somebody taps for it.

use dioxus::prelude::*;

use super::words;
use crate::{ipc, state::use_app};

/// The last line of the settings: it comes when the answer is there, and nothing stands below it that could move.
#[component]
pub fn NewVersions() -> Element {
    let found = use_resource(|| async { ipc::look_for_update().await.unwrap_or_default() });
    let found = found.read().clone();
    rsx! {
        if let Some((says, can_install)) = found {
            Found { says, can_install }
        }
    }
}

#[component]
fn Found(says: String, can_install: bool) -> Element {
    let app = use_app();
    rsx! {
        p { class: "muted", "data-testid": "settings-updates", {says} }
        if can_install {
            div { class: "setting-actions",
                button {
                    class: "button-plain",
                    r#type: "button",
                    "data-testid": "install-update",
                    onclick: move |_| app.install_update(),
                    {words::install()}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::App;

    fn html(can_install: bool) -> String {
        #[component]
        fn Page(can_install: bool) -> Element {
            use_context_provider(App::new);
            rsx! { Found { says: "Version 0.2.0 is there.", can_install } }
        }
        let mut page = VirtualDom::new_with_props(Page, PageProps { can_install });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn a_new_version_can_be_installed_and_everything_else_is_one_quiet_line() {
        let ready = html(true);
        assert!(ready.contains("Version 0.2.0") && ready.contains("data-testid=\"install-update\""), "{ready}");
        let line = html(false);
        assert!(line.contains("Version 0.2.0") && !line.contains("<button"), "{line}");
    }
}
