//! The last step: what is still missing, all answers, the listing as buyers will see it, and publishing.

use dioxus::prelude::*;
use lagoon_listing::{GroupName, Status, Warning};

use super::{
    answers::Answers,
    place::{Place, element_of},
    preview::Preview,
    summary::Summary,
    use_progress, words,
};
use crate::{platform, state::use_app};

/// The step.
#[component]
pub fn CheckStep() -> Element {
    let app = use_app();
    let progress = use_progress();
    use_hook(move || app.mark_checked());
    let Some(progress) = progress.read().clone() else { return rsx! {} };
    let ready = progress.problems.is_empty();
    rsx! {
        Summary { problems: progress.problems, nothing: words::nothing_missing(), names_steps: true }
        Warnings { warnings: progress.warnings }
        Answers { property: progress.property.clone() }
        h3 { class: "check-title", {words::as_buyers_see_it()} }
        Preview { property: progress.property.clone() }
        Publishing {
            status: progress.property.status,
            changed: progress.changed,
            ready,
        }
    }
}

/// What is unusual. It never stands in the way.
#[component]
fn Warnings(warnings: Vec<Warning>) -> Element {
    let app = use_app();
    if warnings.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "problems warnings", "aria-labelledby": "warnings-title", "data-testid": "warnings",
            h3 { id: "warnings-title", class: "problems-title", {words::to_think_about()} }
            ul {
                for (index , warning) in warnings.into_iter().enumerate() {
                    li { key: "{warning.field}-{warning.code}",
                        button {
                            class: "problem",
                            r#type: "button",
                            "data-testid": "warning-{index}",
                            onclick: move |_| app.go_to_field(Place::Step(warning.step), element_of(warning.field)),
                            span { class: "problem-message", "{warning.message}" }
                            span { class: "problem-step", "{warning.step.title()}" }
                        }
                    }
                }
            }
        }
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
                h3 { class: "publishing-title", {words::publishing_heading(published, changed, ready)} }
                p { class: "muted", "data-testid": "publish-note",
                    {words::publishing_note(published, unsent, app.status.read().sync_status, app.account.read().sign_in)}
                }
            }
            div { class: "publishing-actions",
                if published {
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "unpublish",
                        onclick: move |_| if unsent { app.cancel_publishing() } else { app.unpublish() },
                        if unsent { {words::cancel_publishing()} } else { {words::unpublish()} }
                    }
                }
                if !published || changed {
                    button {
                        class: "button-gold",
                        r#type: "button",
                        "data-testid": "publish",
                        onclick: publish,
                        if published { {words::publish_changes()} } else { {words::publish()} }
                    }
                }
            }
        }
    }
}
