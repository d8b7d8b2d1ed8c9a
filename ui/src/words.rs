//! Messages and small phrases that more than one screen says.
//!
//! The one rule: a message says what happened and what to do, in words an agent would use.

use std::fmt;

use lagoon_listing::{Property, grouped, suggest_title};
use lagoon_sync::view::{DraftSummary, Saved};
use lagoon_words::{Count, Message, msg, phrases, tr, trn};

use crate::platform;

/// A name, the same in every language.
pub const LAGOON: &str = "Lagoon";

phrases! {
    close: "Close";
    close_message: "Close this message";
    close_notice: "Close this notice";
    try_again: "Try again";
    undo: "Undo";
    sign_in: "Sign in";
    sign_in_to_sync: "Sign in to sync";
    signed_out: "You were signed out. Everything stays saved on this device; sign in to sync.";
    all_listings: "Lagoon, all listings";
    account_and_settings: "Account and settings";
    /// What stands where a title is missing.
    untitled: "Untitled listing";
    /// Publishing copies what is stored, so what is on screen has to be stored first.
    store_first: "Your last change is not saved on this device yet. Tap Try again, then publish.";

    /// Somebody asks to save what is saved already.
    already_saved: "Already saved on this device.";
    /// Somebody else changed what this person is at. Nothing changes under the caret, so it has to be said.
    changed_elsewhere: "Changed on another device. Leave this field to see it; what you type replaces it.";
}

/// A keystroke could not be stored; it is still on screen.
pub fn not_stored(cause: &str) -> String {
    tr!("Still on screen, not saved yet: {cause}, then tap Try again.", cause = cause.trim_end_matches('.'))
}

/// A keystroke could not be stored, because the listing was removed from this device: trying again cannot help.
pub fn not_stored_as_gone() -> &'static str {
    tr!(
        "This listing is not on this device any more, so what you write here is not saved. Copy what you need, go back to your listings and start a new one."
    )
}

/// A title, or the words for none.
pub fn title_or_untitled(title: Option<&str>) -> String {
    title.map(str::trim).filter(|title| !title.is_empty()).unwrap_or(untitled()).to_owned()
}

/// What a line of the list is called: by its title, or by its facts as long as it has none. `None`: there is nothing to call it
/// by.
pub fn called(line: &DraftSummary) -> Option<&str> {
    let mut names = [&line.title, &line.suggested].into_iter().flatten();
    names.find_map(|name| Some(name.trim()).filter(|name| !name.is_empty()))
}

/// What a listing is called: by its title, or by its facts as long as it has none.
pub fn name_of(property: &Property) -> String {
    let suggested = || suggest_title(property).unwrap_or_else(|| untitled().into());
    if is_titled(property) { title_or_untitled(property.title.as_deref()) } else { suggested() }
}

/// Whether somebody wrote a title.
pub fn is_titled(property: &Property) -> bool {
    property.title.as_deref().is_some_and(|title| !title.trim().is_empty())
}

/// Where a listing's newest values are.
pub fn saved(saved: Saved) -> &'static str {
    match saved {
        Saved::Here => tr!("Saved here"),
        Saved::Cloud => tr!("Saved to Cloud"),
        Saved::Held => tr!("Needs attention"),
    }
}

/// What publishing still asks for.
pub fn readiness(problems: u32) -> String {
    if problems == 0 { tr!("Ready").into() } else { tr!("{count} to finish", count = problems) }
}

/// Sentences one behind the other; those that say nothing are left out.
pub fn sentences(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// "1 listing", "3 listings", "10,000 listings".
pub fn listings(count: usize) -> String {
    trn!(Thousands(count), "{count} listing", "{count} listings")
}

/// A count that is shown with a comma between thousands.
#[derive(Clone, Copy)]
struct Thousands(usize);

impl Count for Thousands {
    fn is_one(self) -> bool {
        self.0 == 1
    }
}

impl fmt::Display for Thousands {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&grouped(self.0 as u64))
    }
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTHS: [Message; 12] = [
    msg!("Jan"),
    msg!("Feb"),
    msg!("Mar"),
    msg!("Apr"),
    msg!("May"),
    msg!("Jun"),
    msg!("Jul"),
    msg!("Aug"),
    msg!("Sep"),
    msg!("Oct"),
    msg!("Nov"),
    msg!("Dec"),
];

/// How long ago something was, as people say it. A moment that seems to lie ahead was just now: clocks differ.
pub fn ago(then: i64, now: i64) -> String {
    match now - then {
        age if age < MINUTE => tr!("Just now").into(),
        age if age < HOUR => tr!("{count} min ago", count = age / MINUTE),
        age if age < DAY => tr!("{count} h ago", count = age / HOUR),
        age if age < 2 * DAY => tr!("Yesterday").into(),
        age if age < 7 * DAY => trn!(age / DAY, "{count} day ago", "{count} days ago"),
        _ => {
            let ((day, month, year), (_, _, this_year)) = (platform::local_day(then), platform::local_day(now));
            let month = MONTHS.get(month.saturating_sub(1) as usize).map_or("", |month| month.said());
            if year == this_year {
                tr!("{day} {month}", day, month)
            } else {
                tr!("{day} {month} {year}", day, month, year)
            }
        }
    }
}

/// A moment of today as a time, any other as its day.
pub fn moment(then: i64, now: i64) -> String {
    let time = platform::local_time(then);
    if platform::local_day(then) == platform::local_day(now) {
        time
    } else {
        tr!("{day}, {time}", day = ago(then, now), time)
    }
}

/// Behind it stands what was moved.
pub fn moved_to_trash() -> &'static str {
    tr!("Moved to trash:")
}

/// Of listings that were deleted, `published` were public. `None`: none of them.
pub fn unpublished_too(published: usize, of: usize, online: bool) -> Option<String> {
    let said = match (published, of) {
        (0, _) => return None,
        (_, 1) => tr!("It is unpublished too.").to_owned(),
        (published, _) => {
            trn!(published, "{count} of them is unpublished too.", "{count} of them are unpublished too.")
        }
    };
    Some(sentences(&[&said, if online { "" } else { tr!("Buyers see that once you are back online.") }]))
}

/// A time to wait, as people say it.
pub fn waiting_time(millis: i64) -> String {
    match millis {
        ..1_500 => tr!("in a moment").into(),
        1_500..90_000 => tr!("in {count} s", count = millis / 1_000),
        90_000.. => tr!("in {count} min", count = millis / MINUTE),
    }
}

/// A size, as people say it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => trn!(bytes, "{count} byte", "{count} bytes"),
        1_024..1_048_576 => tr!("{count} KB", count = bytes.div_ceil(1_024)),
        _ => tr!("{count}.{tenths} MB", count = bytes / 1_048_576, tenths = bytes % 1_048_576 * 10 / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_of_listings_are_counted_with_commas() {
        assert_eq!([1, 999, 10_000].map(listings), ["1 listing", "999 listings", "10,000 listings"]);
    }

    #[test]
    fn ages_are_said_as_people_say_them() {
        let now = 1_700_000_000_000;
        assert_eq!(ago(now + 5_000, now), "Just now");
        assert_eq!(ago(now - 5 * MINUTE, now), "5 min ago");
        assert_eq!(ago(now - 3 * HOUR, now), "3 h ago");
        assert_eq!(ago(now - 30 * HOUR, now), "Yesterday");
        assert_eq!(ago(now - 4 * DAY, now), "4 days ago");
    }

    #[test]
    fn sizes_are_said_as_people_say_them() {
        assert_eq!([5, 1_024, 1_025, 1_048_576, 3_670_016].map(size), ["5 bytes", "1 KB", "2 KB", "1.0 MB", "3.5 MB"]);
    }

    #[test]
    fn a_blank_title_reads_as_untitled() {
        assert_eq!(title_or_untitled(Some("  ")), untitled());
        assert_eq!(title_or_untitled(None), untitled());
        assert_eq!(title_or_untitled(Some("Duplex")), "Duplex");
    }
}
