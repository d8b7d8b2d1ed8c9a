//! The history of the open listing: who changed what, when and where, and going back to it.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use lagoon_sync::status::SignIn;

use super::{
    line::HistoryLine,
    lines::{Known, Line, merge},
    words,
};
use crate::{
    acts::CloudPart,
    icon::{Glyph, Icon},
    open_draft::OpenDraft,
    platform,
    state::{App, prelude::*, use_app},
    words as common,
};

/// So many lines are drawn before somebody asks for more.
const SHOWN: usize = 60;

/// The screen.
#[component]
pub fn History() -> Element {
    let app = use_app();
    let mut shown = use_signal(|| SHOWN);
    let lines = use_memo(move || lines_of(app));
    let title = use_memo(move || {
        let open = app.writing.open();
        let open = open.read();
        open.as_ref().map_or_else(|| common::untitled().into(), OpenDraft::name)
    });
    let missing = app.writing.past().read().cloud == CloudPart::Missing;
    let signed_out = app.session.account().read().sign_in == SignIn::Never;
    let whole = matches!(app.writing.past().read().cloud, CloudPart::Read(_));
    let now = platform::now();
    let more = lines.read().len() > shown();
    rsx! {
        main { id: "scroller", class: "scroller",
            div { class: "page wizard history",
                button {
                    class: "crumb",
                    r#type: "button",
                    "data-testid": "close-history",
                    onclick: move |_| app.close_history(),
                    Icon { glyph: Glyph::Left }
                    {words::back()}
                }
                p { class: "eyebrow", {words::history()} }
                h1 { id: "history-title", class: "title", tabindex: "-1", "data-testid": "history-title", "{title}" }
                // One line is always kept, so that what comes from the cloud moves nothing.
                p { class: "history-note", role: "status",
                    if missing {
                        span { "data-testid": "history-here-only",
                            if signed_out { {words::signed_out()} } else { {words::here_only()} }
                        }
                    }
                }
                if app.writing.past().read().here.is_some() {
                    ol { class: "lines", "data-testid": "history",
                        for (index , line) in lines.read().iter().take(shown()).cloned().enumerate() {
                            // The newest line is the listing as it is.
                            HistoryLine { key: "{line.key()}", line, whole: whole && index > 0, now }
                        }
                    }
                    if more {
                        button {
                            class: "button-plain",
                            r#type: "button",
                            "data-testid": "history-more",
                            onclick: move |_| shown += SHOWN,
                            {words::older()}
                        }
                    }
                }
            }
        }
    }
}

fn lines_of(app: App) -> Vec<Line> {
    let (open, past) = (app.writing.open(), app.writing.past());
    let open = open.read();
    let past = past.read();
    let Some(open) = open.as_ref() else { return Vec::new() };
    let cloud = match &past.cloud {
        CloudPart::Read(cloud) => cloud.as_slice(),
        CloudPart::Asked | CloudPart::Missing => &[],
    };
    let notices = app.team.notices();
    let notices = notices.read();
    let people: BTreeMap<_, _> = notices
        .iter()
        .filter(|notice| notice.draft == open.id())
        .flat_map(|notice| [&notice.mine, &notice.theirs])
        .map(|head| (head.stamp.device, head.author))
        .collect();
    let account = app.session.account();
    let account = account.read();
    let known = Known { me: account.user_id, device: account.device, people };
    merge(past.here.as_deref().unwrap_or_default(), cloud, &open.view, known)
}
