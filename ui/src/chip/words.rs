//! What the chip's panel says.

use lagoon_listing::GroupName;
use lagoon_sync::{
    status::{SyncState, describe_clock},
    view::{DataUsed, WaitingDraft},
};

use crate::{past::values, words};

pub const PANEL: &str = "Saving and sending";
pub const CLOSE: &str = "Close";
pub const LAST_SAVED: &str = "Last saved to the cloud";
pub const NOT_YET: &str = "Not yet";
pub const NEXT_TRY: &str = "Next try";
pub const TEAM: &str = "Team";
pub const SERVER: &str = "Server";
pub const NO_SERVER: &str = "Not chosen yet";
pub const CLOCK: &str = "This device's clock";
pub const DATA: &str = "Data used this month";
pub const WAITING: &str = "Waiting to be sent";
pub const RETRY: &str = "Retry now";
pub const PAUSE: &str = "Pause";
pub const RESUME: &str = "Resume";
pub const SIGN_IN: &str = "Sign in";
pub const CHECK: &str = "Check my data";
pub const LOG: &str = "Log of today";
pub const LOG_EMPTY: &str = "Nothing was noted today.";
pub const COPY_LOG: &str = "Copy";
pub const COPIED: &str = "Copied";
pub const NOT_COPIED: &str = "Selected: press Ctrl+C to copy";

/// A heading over the last problem.
pub fn last_problem(when: &str) -> String {
    format!("Last problem · {when}")
}

/// When it is tried again, for whoever reads of a problem.
pub fn next_try(millis: Option<i64>) -> Option<String> {
    millis.map(|millis| format!("Lagoon tries again {}.", words::waiting_time(millis)))
}

/// How the clock stands to the server's.
pub fn clock(ahead: Option<i64>) -> String {
    let Some(ahead) = ahead else { return "Not compared yet".into() };
    // Its first sentence; the rest stands in the notice.
    let told = describe_clock(ahead).and_then(|text| text.split_once(". ").map(|(first, _)| first.to_owned()));
    told.map_or_else(|| "Right".into(), |first| first.trim_start_matches("This device's clock is ").to_owned())
}

/// What was sent and received.
pub fn data(used: &DataUsed) -> String {
    format!("{} sent, {} received", words::size(used.sent), words::size(used.received))
}

/// So many of a listing's changes are named.
const NAMED: usize = 3;

/// What of a listing changed.
pub fn changes(groups: &[GroupName]) -> String {
    let names: Vec<_> = groups.iter().take(NAMED).map(values::name).collect();
    let more = groups.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", names.join(", "))
}

/// Where a listing's changes stand; a reason of its own is told beside it.
pub fn state(draft: &WaitingDraft, sync: SyncState, paused: bool) -> &'static str {
    match (draft.sending, sync) {
        _ if draft.reason.is_some() => "Waits",
        (true, _) => "Being sent",
        _ if paused => "Paused",
        (false, SyncState::Offline) => "Waits for the network",
        (false, _) => "Goes out in a moment",
    }
}

/// "and 3 more".
pub fn more(count: usize) -> String {
    format!("and {count} more")
}

/// What checking came to.
pub fn checked(compared: u32, repaired: usize) -> String {
    let compared = words::listings(compared as usize);
    match repaired {
        0 => format!("{compared} compared: this device and the cloud hold the same."),
        1 => format!("{compared} compared. 1 was not the same and is being repaired now."),
        n => format!("{compared} compared. {n} were not the same and are being repaired now."),
    }
}
pub const CHECKING: &str = "Comparing with the cloud …";

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
