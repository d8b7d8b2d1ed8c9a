//! The last step: what is still missing, publishing, all answers, and the listing as buyers will see it.

use dioxus::prelude::*;
use lagoon_listing::Warning;

use super::{
    answers::Answers,
    place::{Place, element_of},
    preview::Preview,
    summary::Summary,
    use_progress, words,
};
use crate::{
    platform,
    publicity::Publicity,
    state::{prelude::*, use_app},
};

/// The step.
#[component]
pub fn CheckStep() -> Element {
    let app = use_app();
    let progress = use_progress();
    use_hook(move || app.mark_checked());
    let Some(progress) = progress.read().clone() else { return rsx! {} };
    let (publicity, changed, ready) = (progress.publicity, progress.changed, progress.problems.is_empty());
    rsx! {
        Summary { problems: progress.problems, nothing: words::nothing_missing(), names_steps: true }
        Publishing { publicity, changed, ready }
        Warnings { warnings: progress.warnings }
        Answers { property: progress.property.clone() }
        h3 { class: "check-title", {words::as_buyers_see_it()} }
        Preview { property: progress.property.clone() }
        Publishing { publicity, changed, ready, below: true }
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

/// Where publishing stands and what can be done about it: above what is published, and once more below it, so that nobody has
/// to look for it. `below`: the second one, whose controls have ids of their own.
#[component]
fn Publishing(publicity: Publicity, changed: bool, ready: bool, #[props(default)] below: bool) -> Element {
    let app = use_app();
    let named = |id: &str| if below { format!("{id}-below") } else { id.to_owned() };
    let note = words::publishing_note(
        publicity,
        app.sending.status().read().sync_status,
        app.session.account().read().sign_in,
    );
    rsx! {
        section {
            class: if below { "publishing publishing-below" } else { "publishing" },
            "aria-label": if below { words::at_the_end() } else { words::publishing() },
            "data-testid": named("publishing"),
            div { class: "publishing-words",
                h3 { class: "publishing-title", "data-testid": named("publish-heading"),
                    {words::publishing_heading(publicity, ready)}
                }
                p { class: "muted", "data-testid": named("publish-note"), "{note}" }
            }
            div { class: "publishing-actions",
                // Each is a button of its own: whoever taps the one finds no other under the finger.
                match publicity {
                    Publicity::Draft => rsx! {},
                    Publicity::WaitingToPublish => rsx! {
                        TakeBack { id: named("unpublish"), words: words::cancel_publishing(), ontake: move |()| app.cancel_publishing() }
                    },
                    Publicity::Published | Publicity::Changed => rsx! {
                        TakeBack { id: named("unpublish"), words: words::unpublish(), ontake: move |()| app.unpublish() }
                    },
                    Publicity::WaitingToUnpublish => rsx! {
                        TakeBack {
                            id: named("cancel-unpublish"),
                            words: words::cancel_unpublishing(),
                            ontake: move |()| app.cancel_publishing(),
                        }
                    },
                }
                if !publicity.is_wanted() || changed {
                    button {
                        class: "button-gold",
                        r#type: "button",
                        "data-testid": named("publish"),
                        onclick: move |_| if ready { app.publish() } else { platform::focus("problems") },
                        if publicity.is_wanted() { {words::publish_changes()} } else { {words::publish()} }
                    }
                }
            }
        }
    }
}

/// A button that takes back what the one did that stood here a moment ago.
#[component]
fn TakeBack(id: String, words: &'static str, ontake: EventHandler<()>) -> Element {
    rsx! {
        button {
            class: "button-plain button-guarded",
            r#type: "button",
            "data-testid": id,
            onclick: move |_| ontake.call(()),
            "{words}"
        }
    }
}
