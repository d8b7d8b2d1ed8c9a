//! The cloud chip: where the newest values are, always in the same place.
//!
//! The one rule: it draws what the status reducer said, calmly, and never invents a state of its own.

mod announcer;
mod calm;
mod check;
mod log;
mod panel;
mod problem;
mod waiting;
pub mod words;

use dioxus::prelude::*;
use lagoon_sync::status::{SyncStatus, Tone};

pub use announcer::Announcer;
pub use check::CheckData;
pub use log::Log;
pub use panel::{Panel, shown_address};
pub use waiting::WaitingList;

use crate::{
    icon::{Glyph, Icon},
    past::words::to_review,
    platform,
    state::{Overlay, prelude::*, use_app},
};

/// The chip of this app.
#[component]
pub fn Chip() -> Element {
    let app = use_app();
    let drawn = calm::use_calm(app.sending.status());
    let open = use_memo(move || app.shown.is_over(Overlay::Panel));
    let unseen = use_memo(move || app.team.notices().read().len());
    rsx! {
        ChipButton {
            status: app.sending.status().read().clone(),
            drawn: drawn.read().clone(),
            unseen: unseen(),
            open: open(),
            onclick: move |()| app.toggle_panel(),
        }
        Announcer { drawn }
    }
}

/// The chip as it is drawn. `status` is the state itself, `drawn` what is shown of it, `unseen` how many notices nobody has
/// dealt with.
#[component]
pub fn ChipButton(
    #[props(default = "cloud-chip")] id: &'static str,
    status: SyncStatus,
    drawn: SyncStatus,
    #[props(default)] unseen: usize,
    open: bool,
    onclick: EventHandler<()>,
) -> Element {
    let review = drawn.to_review(unseen);
    let tone = match drawn.tone {
        Tone::Quiet => "quiet",
        Tone::Good => "good",
        Tone::Amber => "amber",
        Tone::Red => "red",
    };
    rsx! {
        button {
            id,
            class: "chip chip-{tone}",
            r#type: "button",
            "data-testid": id,
            "data-sync-status": status.sync_status.as_str(),
            "data-drawn-status": drawn.sync_status.as_str(),
            "data-icon": "{drawn.icon:?}",
            "aria-label": words::sentence(&drawn, review, platform::now()),
            "aria-expanded": "{open}",
            "aria-haspopup": "dialog",
            onclick: move |_| onclick.call(()),
            // A new key per look, so that the new one fades in; only opacity moves. Keys count in lists only.
            for look in [&drawn] {
                span { key: "{look.words}-{review}", class: "chip-face",
                    Icon { glyph: Glyph::from(look.icon) }
                    span { class: "chip-lines",
                        span { class: "chip-words", "{look.words}" }
                        if review > 0 {
                            span { class: "chip-review", "data-testid": "chip-to-review", {to_review(review)} }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use dioxus::prelude::*;
    use lagoon_sync::{
        Millis,
        status::{ServerTrouble, SignIn, SyncFacts, reduce_status},
    };

    use super::*;

    #[component]
    fn Shown(status: SyncStatus, drawn: SyncStatus, unseen: usize) -> Element {
        rsx! {
            ChipButton { status, drawn, unseen, open: false, onclick: |()| {} }
        }
    }

    fn html(status: SyncStatus, drawn: SyncStatus, unseen: usize) -> String {
        let mut page = VirtualDom::new_with_props(Shown, ShownProps { status, drawn, unseen });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    fn drawn(status: SyncStatus) -> String {
        html(status.clone(), status, 0)
    }

    fn signed_in() -> SyncFacts {
        SyncFacts { sign_in: SignIn::Active, last_synced_at: Some(Millis::clamped(1)), ..SyncFacts::default() }
    }

    /// Every row of the status table: the facts, then state, icon, tone and words.
    fn rows() -> Vec<(SyncFacts, &'static str, &'static str, &'static str, &'static str)> {
        let facts = signed_in();
        let trouble = ServerTrouble { for_millis: 30_000, tries: 3 };
        vec![
            (
                SyncFacts { local_write_failure: Some("disk full. Free space".into()), ..facts.clone() },
                "error",
                "CloudAlert",
                "red",
                "Not saved",
            ),
            (SyncFacts { sign_in: SignIn::Lost, ..facts.clone() }, "error", "CloudAlert", "amber", "Needs attention"),
            (
                SyncFacts { quarantine: Some("The title is too long.".into()), ..facts.clone() },
                "error",
                "CloudAlert",
                "amber",
                "Needs attention",
            ),
            (
                SyncFacts { server_trouble: Some(trouble), ..facts.clone() },
                "error",
                "CloudAlert",
                "amber",
                "Needs attention",
            ),
            (SyncFacts { offline: true, waiting: 3, ..facts.clone() }, "offline", "Cloud", "quiet", "Offline · 3"),
            (SyncFacts { offline: true, ..facts.clone() }, "offline", "Cloud", "quiet", "Offline"),
            (SyncFacts { sending: true, waiting: 1, ..facts.clone() }, "syncing", "CloudSync", "quiet", "Syncing"),
            (SyncFacts { paused: true, ..facts.clone() }, "idle", "Cloud", "quiet", "Paused"),
            (SyncFacts::default(), "idle", "Cloud", "quiet", "Saved here"),
            (SyncFacts { waiting: 1, ..facts.clone() }, "idle", "Cloud", "quiet", "Saved here"),
            (facts, "synced", "CloudCheck", "good", "Saved to Cloud"),
        ]
    }

    #[test]
    fn every_row_of_the_table_is_drawn_with_its_words_icon_and_state() {
        for (facts, state, icon, tone, words) in rows() {
            let html = drawn(reduce_status(&facts));
            for expected in [
                format!("data-sync-status=\"{state}\""),
                format!("data-drawn-status=\"{state}\""),
                format!("data-icon=\"{icon}\""),
                format!("chip-{tone}\""),
                format!(">{words}</span>"),
            ] {
                assert!(html.contains(&expected), "{words}: no {expected} in {html}");
            }
        }
    }

    #[test]
    fn the_name_of_the_chip_is_the_full_sentence() {
        for (facts, state, ..) in rows() {
            let status = reduce_status(&facts);
            let html = drawn(status.clone());
            let name = match state {
                "synced" => "Saved to Cloud. All changes sent · 00:00".to_owned(),
                _ => format!("{}. {}", status.words, status.detail),
            };
            assert!(html.contains(&format!("aria-label=\"{name}\"")), "no {name} in {html}");
        }
    }

    #[test]
    fn what_is_to_review_is_said_beside_the_words_unless_something_is_more_urgent() {
        for (facts, state, _, _, words) in rows() {
            let status = reduce_status(&facts);
            let html = html(status.clone(), status, 2);
            let shown = html.contains("data-testid=\"chip-to-review\">2 to review</span>");
            let named = html.contains(". 2 to review.\"");
            let expected = matches!(state, "idle" | "synced");
            assert_eq!((shown, named), (expected, expected), "{words}: {html}");
            assert!(html.contains(&format!(">{words}</span>")), "the words stay: {html}");
        }
        assert!(!drawn(reduce_status(&signed_in())).contains("to review"), "there is nothing to review");
    }

    #[test]
    fn the_state_is_told_at_once_even_while_the_old_one_is_drawn() {
        let saved = reduce_status(&signed_in());
        let sending = reduce_status(&SyncFacts { sending: true, waiting: 1, ..signed_in() });
        let html = html(sending, saved, 0);
        assert!(
            html.contains("data-sync-status=\"syncing\"") && html.contains("data-drawn-status=\"synced\""),
            "{html}"
        );
        assert!(html.contains("Saved to Cloud"), "{html}");
    }
}
