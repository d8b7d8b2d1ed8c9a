//! The chip in every state of its table.

use dioxus::prelude::*;
use lagoon_sync::{
    Millis,
    status::{ServerTrouble, SignIn, SyncFacts, SyncStatus, reduce_status},
};

use super::{Part, Shown, words};
use crate::{chip::ChipButton, past::words::to_review};

/// Each row of the table, by the facts that lead to it, with an id of its own.
pub fn rows() -> Vec<(SyncStatus, &'static str)> {
    let facts = SyncFacts { sign_in: SignIn::Active, last_synced_at: Some(Millis::clamped(1)), ..SyncFacts::default() };
    let rows = [
        (
            SyncFacts { local_write_failure: Some("disk full. Free space".into()), ..facts.clone() },
            "gallery-chip-not-saved",
        ),
        (SyncFacts { sign_in: SignIn::Lost, ..facts.clone() }, "gallery-chip-lost"),
        (
            SyncFacts { server_trouble: Some(ServerTrouble { for_millis: 30_000, tries: 3 }), ..facts.clone() },
            "gallery-chip-trouble",
        ),
        (SyncFacts { offline: true, waiting: 3, ..facts.clone() }, "gallery-chip-offline"),
        (SyncFacts { offline: true, ..facts.clone() }, "gallery-chip-offline-empty"),
        (SyncFacts { sending: true, waiting: 1, ..facts.clone() }, "gallery-chip-syncing"),
        (SyncFacts { paused: true, ..facts.clone() }, "gallery-chip-paused"),
        (SyncFacts::default(), "gallery-chip-never"),
        (SyncFacts { waiting: 1, ..facts.clone() }, "gallery-chip-dirty"),
        (facts, "gallery-chip-synced"),
    ];
    rows.into_iter().map(|(facts, id)| (reduce_status(&facts), id)).collect()
}

/// The part.
#[component]
pub fn Chips() -> Element {
    let synced = rows().pop().map(|(status, _)| status).unwrap_or_default();
    rsx! {
        Part { id: "chips", title: words::CHIPS,
            div { class: "gallery-grid",
                for (status , id) in rows() {
                    Shown { key: "{id}", what: status.detail.clone(),
                        div { class: "gallery-bar",
                            ChipButton { id, status: status.clone(), drawn: status, open: false, onclick: |()| {} }
                        }
                    }
                }
                Shown { what: to_review(2),
                    div { class: "gallery-bar",
                        ChipButton {
                            id: "gallery-chip-to-review",
                            status: synced.clone(),
                            drawn: synced,
                            unseen: 2,
                            open: false,
                            onclick: |()| {},
                        }
                    }
                }
            }
        }
    }
}
