//! What the chip's panel says.

use lagoon_listing::GroupName;
use lagoon_sync::{
    status::{SyncState, SyncStatus, clock_off},
    view::{DataUsed, WaitingDraft},
};
use lagoon_words::{phrases, tr, trn};

use crate::{
    past::{self, values},
    words,
};

phrases! {
    panel: "Saving and sending";
    all_saved: "All changes saved.";
    saved_here: "Saved here";
    close: "Close";
    last_saved: "Last saved to the cloud";
    not_yet: "Not yet";
    next_try_label: "Next try";
    team: "Team";
    server: "Server";
    no_server: "Not chosen yet";
    clock_label: "This device's clock";
    data_label: "Data used this month";
    waiting: "Waiting to be sent";
    retry: "Retry now";
    pause: "Pause";
    resume: "Resume";
    sign_in: "Sign in";
    check: "Check my data";
    log: "Log of today";
    log_empty: "Nothing was noted today.";
    copy_log: "Copy";
    copied: "Copied";
    not_copied: "Selected: press Ctrl+C to copy";
}

/// A heading over the last problem.
pub fn last_problem(when: &str) -> String {
    tr!("Last problem · {when}", when)
}

/// A heading over the last problem, which ended at a time.
pub fn solved_problem(when: &str) -> String {
    tr!("Last problem, solved at {when}", when)
}

/// A heading over the last problem, which came at a time and is over.
pub fn past_problem(when: &str) -> String {
    tr!("Last problem, solved since · {when}", when)
}

/// A status as it is spoken.
pub fn spoken(status: &SyncStatus) -> String {
    tr!("{words}. {detail}", words = status.words, detail = status.detail)
}

/// What a status means and what to do; once all is sent, since when.
pub fn detail(status: &SyncStatus, now: i64) -> String {
    match (status.sync_status, status.last_synced_at) {
        (SyncState::Synced, Some(at)) => tr!("All changes sent · {when}", when = words::moment(at.get(), now)),
        _ => status.detail.clone(),
    }
}

/// A status as the chip's name, with so many notices to review.
pub fn sentence(status: &SyncStatus, to_review: usize, now: i64) -> String {
    let said = tr!("{words}. {detail}", words = status.words, detail = detail(status, now));
    match to_review {
        0 => said,
        count => {
            tr!("{said}. {review}.", said = said.trim_end_matches('.'), review = past::words::to_review(count))
        }
    }
}

/// When it is tried again, for whoever reads of a problem.
pub fn next_try(millis: Option<i64>) -> Option<String> {
    millis.map(|millis| tr!("Lagoon tries again {when}.", when = words::waiting_time(millis)))
}

/// How the clock stands to the server's.
pub fn clock(ahead: Option<i64>) -> String {
    let Some(ahead) = ahead else { return tr!("Not compared yet").into() };
    clock_off(ahead).unwrap_or_else(|| tr!("Right").into())
}

/// What was sent and received.
pub fn data(used: &DataUsed) -> String {
    tr!("{sent} sent, {received} received", sent = words::size(used.sent), received = words::size(used.received))
}

/// So many of a listing's changes are named.
const NAMED: usize = 3;

/// What of a listing changed.
pub fn changes(groups: &[GroupName]) -> String {
    let names = groups.iter().take(NAMED).map(values::name).collect::<Vec<_>>().join(", ");
    match groups.len().saturating_sub(NAMED) {
        0 => names,
        more => tr!("{names} and {more} more", names, more),
    }
}

/// Where a listing's changes stand; a reason of its own is told beside it.
pub fn state(draft: &WaitingDraft, sync: SyncState, paused: bool) -> &'static str {
    match (draft.sending, sync) {
        _ if draft.reason.is_some() => tr!("Waits"),
        (true, _) => tr!("Being sent"),
        _ if paused => tr!("Paused"),
        (false, SyncState::Offline) => tr!("Waits for the network"),
        (false, _) => tr!("Goes out in a moment"),
    }
}

/// "and 3 more".
pub fn more(count: usize) -> String {
    tr!("and {count} more", count)
}

/// What checking came to.
pub fn checked(compared: u32, repaired: usize) -> String {
    let compared = words::listings(compared as usize);
    match repaired {
        0 => tr!("{compared} compared: this device and the cloud hold the same.", compared),
        n => trn!(
            n,
            "{compared} compared. {count} was not the same and is being repaired now.",
            "{compared} compared. {count} were not the same and are being repaired now.",
            compared
        ),
    }
}
phrases! {
    checking: "Comparing with the cloud …";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_right_or_off_by_something() {
        assert_eq!(clock(None), "Not compared yet");
        assert_eq!(clock(Some(5_000)), "Right");
        assert_eq!(clock(Some(12 * 60_000)), "12 minutes fast");
    }

    #[test]
    fn a_listing_that_waits_says_what_it_waits_for() {
        let state = |reason: Option<&str>, sending, sync, paused| {
            let draft = serde_json::json!({
                "id": "00000000-0000-0000-0000-000000000001", "title": null, "groups": [], "bytes": 0, "since": 0,
                "reason": reason, "sending": sending,
            });
            super::state(&serde_json::from_value(draft).expect("a draft that waits"), sync, paused)
        };
        assert_eq!(state(Some("too long"), true, SyncState::Offline, true), "Waits", "its reason stands beside it");
        assert_eq!(state(None, true, SyncState::Syncing, true), "Being sent");
        assert_eq!(state(None, false, SyncState::Offline, true), "Paused");
        assert_eq!(state(None, false, SyncState::Offline, false), "Waits for the network");
        assert_eq!(state(None, false, SyncState::Idle, false), "Goes out in a moment");
    }

    #[test]
    fn what_was_sent_says_since_when() {
        let status = SyncStatus {
            sync_status: SyncState::Synced,
            detail: "All changes sent.".into(),
            last_synced_at: Some(lagoon_sync::Millis::clamped(38_520_000)),
            ..SyncStatus::default()
        };
        assert_eq!(detail(&status, 38_600_000), "All changes sent · 10:42");
        let never = SyncStatus { last_synced_at: None, ..status.clone() };
        assert_eq!(detail(&never, 38_600_000), "All changes sent.");
        let sending = SyncStatus { sync_status: SyncState::Syncing, detail: "Sending your changes.".into(), ..status };
        assert_eq!(detail(&sending, 38_600_000), "Sending your changes.");
    }

    #[test]
    fn what_changed_is_named_and_long_lists_are_cut() {
        let groups = |names: &[&str]| names.iter().map(|name| name.parse().expect("a name")).collect::<Vec<_>>();
        assert_eq!(changes(&groups(&["title"])), "Title");
        assert_eq!(
            changes(&groups(&["title", "price", "location", "description", "x"])),
            "Title, Price, Location and 2 more"
        );
    }

    #[test]
    fn a_check_says_what_it_compared_and_repairs() {
        assert_eq!(checked(1, 0), "1 listing compared: this device and the cloud hold the same.");
        assert_eq!(checked(3, 1), "3 listings compared. 1 was not the same and is being repaired now.");
    }
}
