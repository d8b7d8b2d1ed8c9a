//! How new versions come, and the one that is there.
//!
//! The one rule: nothing is installed and nothing restarts unless somebody taps for it.

use dioxus::prelude::*;

use super::words;
use crate::{
    ipc::{self, Updates},
    state::use_app,
};

/// The last line of the settings: it comes when the answer is there, and nothing stands below it that could move.
#[component]
pub fn NewVersions() -> Element {
    let found = use_resource(|| async { ipc::look_for_update().await.unwrap_or_default() });
    let found = found.read().clone();
    rsx! {
        if let Some(found) = found {
            Found { found }
        }
    }
}

#[component]
fn Found(found: Updates) -> Element {
    let app = use_app();
    rsx! {
        p { class: "muted", "data-testid": "settings-updates", {words::updates(&found)} }
        if matches!(found, Updates::Ready { .. }) {
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

    fn html(found: Updates) -> String {
        #[component]
        fn Page(found: Updates) -> Element {
            use_context_provider(App::new);
            rsx! { Found { found } }
        }
        let mut page = VirtualDom::new_with_props(Page, PageProps { found });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn a_new_version_can_be_installed_and_everything_else_is_one_quiet_line() {
        let ready = html(Updates::Ready { version: "0.2.0".into() });
        assert!(ready.contains("Version 0.2.0") && ready.contains("data-testid=\"install-update\""), "{ready}");
        for (found, says) in [
            (Updates::System, "Updates come with your system"),
            (Updates::NoPlace, "does not look for new versions"),
            (Updates::ByHand, "by hand"),
            (Updates::Newest, "newest version"),
            (Updates::Unknown, "could not be asked"),
        ] {
            let line = html(found);
            assert!(line.contains(says) && !line.contains("<button"), "{line}");
        }
    }

    #[test]
    fn what_a_newer_shell_says_of_updates_is_not_understood_and_harms_nothing() {
        let read = |text: &str| serde_json::from_str::<Updates>(text).expect("readable");
        assert_eq!(read(r#"{"state":"ready","version":"0.2.0"}"#), Updates::Ready { version: "0.2.0".into() });
        assert_eq!(read(r#"{"state":"noPlace"}"#), Updates::NoPlace);
        assert_eq!(read(r#"{"state":"staged"}"#), Updates::Unknown);
    }
}
