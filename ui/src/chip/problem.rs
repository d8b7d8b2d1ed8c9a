//! What went wrong last, and whether it is over.
//!
//! The one rule: what is over is never shown as if it were still so.

use dioxus::prelude::*;
use lagoon_sync::{
    status::{SyncState, SyncStatus},
    view::SyncProblem,
};

use super::words;
use crate::{platform, words as common};

/// What went wrong last. Once it is over it says so: nobody has to wonder whether it still is.
#[component]
pub fn LastProblem(problem: SyncProblem, past: Option<Past>, next_try: Option<i64>, now: i64) -> Element {
    let heading = match past {
        None => words::last_problem(&common::moment(problem.at, now)),
        Some(Past::Since(at)) => words::solved_problem(&common::moment(at, now)),
        Some(Past::SometimeSince) => words::past_problem(&common::moment(problem.at, now)),
    };
    rsx! {
        div {
            class: if past.is_some() { "panel-problem panel-problem-past" } else { "panel-problem" },
            "data-testid": "last-problem",
            h3 { class: "panel-subtitle", "{heading}" }
            p { "{problem.message}" }
            if let Some(next) = words::next_try(next_try).filter(|_| past.is_none()) {
                p { "{next}" }
            }
        }
    }
}

/// Since when a problem is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Past {
    /// Since this time on this device's clock.
    Since(i64),
    /// It is, and nobody saw it end.
    SometimeSince,
}

/// Whether a problem that came `at` this time is over: when trouble ended for the first time after it, or because everything is
/// in the cloud.
pub fn past_since(at: i64, recoveries: &[i64], state: SyncState) -> Option<Past> {
    if is_trouble(state) {
        return None;
    }
    let ended = recoveries.iter().copied().find(|ended| *ended >= at).map(Past::Since);
    ended.or_else(|| (state == SyncState::Synced).then_some(Past::SometimeSince))
}

fn is_trouble(state: SyncState) -> bool {
    matches!(state, SyncState::Offline | SyncState::Error)
}

/// So many ends of trouble are remembered.
const REMEMBERED: usize = 32;

/// When trouble ended since the app was started, on this device's clock, the oldest first.
pub fn use_recoveries(status: impl Readable<Target = SyncStatus> + Copy + 'static) -> Signal<Vec<i64>> {
    let mut ended = use_signal(Vec::<i64>::new);
    let mut was_trouble = use_signal(|| false);
    let trouble = use_memo(move || is_trouble(status.read().sync_status));
    use_effect(move || {
        let is_trouble = trouble();
        if was_trouble.replace(is_trouble) && !is_trouble {
            let mut ended = ended.write();
            ended.push(platform::now());
            let superfluous = ended.len().saturating_sub(REMEMBERED);
            ended.drain(..superfluous);
        }
    });
    ended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(past: Option<Past>) -> String {
        #[component]
        fn Page(past: Option<Past>) -> Element {
            let problem = SyncProblem { at: platform::now() - 60_000, message: "The server was busy.".into() };
            rsx! { LastProblem { problem, past, next_try: Some(5_000), now: platform::now() } }
        }
        let mut page = VirtualDom::new_with_props(Page, PageProps { past });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn a_problem_is_over_when_trouble_first_ended_after_it_and_not_before() {
        let over = |state| past_since(100, &[50, 120, 300], state);
        assert_eq!(over(SyncState::Idle), Some(Past::Since(120)));
        assert_eq!(over(SyncState::Offline), None, "it may be the same one still");
        assert_eq!(past_since(100, &[50], SyncState::Idle), None, "nothing says that it ended");
        assert_eq!(past_since(100, &[50], SyncState::Synced), Some(Past::SometimeSince));
    }

    #[test]
    fn a_problem_that_is_over_says_so_and_announces_no_further_try() {
        let solved = html(Some(Past::Since(platform::now())));
        assert!(solved.contains("Last problem, solved at ") && solved.contains("panel-problem-past"), "{solved}");
        assert!(!solved.contains("tries again"), "{solved}");
        let present = html(None);
        assert!(present.contains("Last problem · ") && present.contains("tries again"), "{present}");
    }
}
