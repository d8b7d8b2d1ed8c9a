//! The last step: what is still missing, the listing as buyers will see it, and publishing.

use dioxus::prelude::*;
use lagoon_listing::{GroupName, Problem, Status};
use lagoon_sync::status::{SignIn, SyncState};

use super::{place::Place, preview::Preview, use_progress};
use crate::{
    icon::{Glyph, Icon},
    platform,
    state::use_app,
};

/// The step.
#[component]
pub fn CheckStep() -> Element {
    let app = use_app();
    let progress = use_progress();
    use_hook(move || app.mark_checked());
    let Some(progress) = progress.read().clone() else { return rsx! {} };
    rsx! {
        Problems { problems: progress.problems.clone() }
        Preview { property: progress.property.clone() }
        Publishing {
            status: progress.property.status,
            changed: progress.property.has_unpublished_changes(),
            ready: progress.problems.is_empty(),
        }
    }
}

#[component]
fn Problems(problems: Vec<Problem>) -> Element {
    let app = use_app();
    let heading = match problems.len() {
        1 => "One thing to put right before this can be published".to_owned(),
        n => format!("{n} things to put right before this can be published"),
    };
    if problems.is_empty() {
        return rsx! {
            p { id: "problems", class: "all-well", tabindex: "-1", "data-testid": "no-problems",
                Icon { glyph: Glyph::Check }
                "Nothing is missing. This is how buyers will see it."
            }
        };
    }
    rsx! {
        section { id: "problems", class: "problems", role: "group", "aria-labelledby": "problems-title", tabindex: "-1",
            "data-testid": "problems",
            h3 { id: "problems-title", class: "problems-title", "{heading}" }
            ol {
                for (index , problem) in problems.into_iter().enumerate() {
                    li { key: "{problem.field}-{problem.code}",
                        button {
                            class: "problem",
                            r#type: "button",
                            "data-testid": "problem-{index}",
                            onclick: move |_| app.go_to_field(Place::Step(problem.step), element_of(problem.field)),
                            span { class: "problem-message", "{problem.message}" }
                            span { class: "problem-step", "{problem.step.title()}" }
                        }
                    }
                }
            }
        }
    }
}

/// The control in which a field is put right.
fn element_of(field: &str) -> String {
    match field {
        "amenities" => "step-title".into(),
        other => format!("field-{}", other.rsplit('.').next().unwrap_or(other)),
    }
}

#[component]
fn Publishing(status: Status, changed: bool, ready: bool) -> Element {
    let app = use_app();
    let published = status == Status::Published;
    let open = app.open.read();
    let unsent = open.as_ref().is_some_and(|open| open.view.unsent.contains(&GroupName::PUBLICATION));
    let publish = move |_| {
        if ready { app.publish() } else { platform::focus("problems") }
    };
    rsx! {
        section { class: "publishing",
            div { class: "publishing-words",
                h3 { class: "publishing-title", {headline(published, changed, ready)} }
                p { class: "muted", "data-testid": "publish-note",
                    {note(published, unsent, app.status.read().sync_status, app.account.read().sign_in)}
                }
            }
            div { class: "publishing-actions",
                if published {
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "unpublish",
                        onclick: move |_| if unsent { app.cancel_publishing() } else { app.unpublish() },
                        if unsent { "Cancel publishing" } else { "Unpublish" }
                    }
                }
                if !published || changed {
                    button {
                        class: "button-gold",
                        r#type: "button",
                        "data-testid": "publish",
                        onclick: publish,
                        if published { "Publish changes" } else { "Publish" }
                    }
                }
            }
        }
    }
}

fn headline(published: bool, changed: bool, ready: bool) -> &'static str {
    match (published, changed, ready) {
        (true, false, _) => "Published",
        (true, true, _) => "Published · changes not published yet",
        (false, _, true) => "Ready to publish",
        (false, _, false) => "Not ready yet",
    }
}

/// Where publishing stands, and what it waits for.
fn note(published: bool, unsent: bool, sync: SyncState, sign_in: SignIn) -> &'static str {
    match (published, unsent, sync, sign_in) {
        (true, true, _, SignIn::Never | SignIn::Lost) => "Will publish once you sign in.",
        (true, true, SyncState::Offline, _) => "Will publish when you are back online.",
        (true, true, ..) => "On its way to buyers.",
        (true, false, ..) => "Buyers see the copy you published. Unpublish takes it back.",
        (false, true, _, SignIn::Never | SignIn::Lost) => "Not public. The server hears of it once you sign in.",
        (false, true, SyncState::Offline, _) => "Will be withdrawn when you are back online.",
        (false, ..) => "Buyers will see exactly what is shown above.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishing_without_a_network_says_when_it_will_happen() {
        let offline = "Will publish when you are back online.";
        assert_eq!(note(true, true, SyncState::Offline, SignIn::Active), offline);
        assert_ne!(note(false, false, SyncState::Offline, SignIn::Active), offline, "nobody asked for it");
        assert_ne!(note(false, true, SyncState::Offline, SignIn::Active), offline, "it is being withdrawn");
        assert_ne!(note(true, false, SyncState::Offline, SignIn::Active), offline, "it is published already");
    }

    #[test]
    fn every_problem_leads_to_a_control() {
        assert_eq!(element_of("location.lga"), "field-lga");
        assert_eq!(element_of("title"), "field-title");
        assert_eq!(element_of("amenities"), "step-title");
    }
}
