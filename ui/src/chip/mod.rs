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
    platform,
    state::{Overlay, use_app},
    words::sentences,
};

/// The chip of this app.
#[component]
pub fn Chip() -> Element {
    let app = use_app();
    let drawn = calm::use_calm(app.status);
    let open = use_memo(move || *app.overlay.read() == Some(Overlay::Panel));
    rsx! {
        ChipButton {
            status: app.status.read().clone(),
            drawn: drawn.read().clone(),
            open: open(),
            onclick: move |()| app.toggle_panel(),
        }
        Announcer { drawn }
    }
}

/// The chip as it is drawn. `status` is the state itself, `drawn` what is shown of it.
#[component]
pub fn ChipButton(
    #[props(default = "cloud-chip")] id: &'static str,
    status: SyncStatus,
    drawn: SyncStatus,
    open: bool,
    onclick: EventHandler<()>,
) -> Element {
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
            "aria-label": sentence(&drawn),
            "aria-expanded": "{open}",
            "aria-haspopup": "dialog",
            onclick: move |_| onclick.call(()),
            // A new key per look, so that the new one fades in; only opacity moves. Keys count in lists only.
            for look in [&drawn] {
                span { key: "{look.words}", class: "chip-face",
                    Icon { glyph: Glyph::from(look.icon) }
                    span { class: "chip-words", "{look.words}" }
                }
            }
        }
    }
}

/// The whole state as one sentence: the chip's name for those who cannot see it.
pub fn sentence(status: &SyncStatus) -> String {
    let at = status.last_synced_at.filter(|_| status.sync_status == lagoon_sync::status::SyncState::Synced);
    let at = at.map(|at| words::saved_at(&platform::local_time(at.get())));
    sentences(&[&words::spoken(status), &at.unwrap_or_default()])
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
    fn Shown(status: SyncStatus, drawn: SyncStatus) -> Element {
        rsx! {
            ChipButton { status, drawn, open: false, onclick: |()| {} }
        }
    }

    fn html(status: SyncStatus, drawn: SyncStatus) -> String {
        let mut page = VirtualDom::new_with_props(Shown, ShownProps { status, drawn });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    fn drawn(status: SyncStatus) -> String {
        html(status.clone(), status)
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
        for (facts, ..) in rows() {
            let status = reduce_status(&facts);
            let html = drawn(status.clone());
            let name = format!("aria-label=\"{}. {}", status.words, status.detail);
            assert!(html.contains(&name), "no {name} in {html}");
        }
    }

    #[test]
    fn the_state_is_told_at_once_even_while_the_old_one_is_drawn() {
        let saved = reduce_status(&signed_in());
        let sending = reduce_status(&SyncFacts { sending: true, waiting: 1, ..signed_in() });
        let html = html(sending, saved);
        assert!(
            html.contains("data-sync-status=\"syncing\"") && html.contains("data-drawn-status=\"synced\""),
            "{html}"
        );
        assert!(html.contains("Saved to Cloud"), "{html}");
    }
}
