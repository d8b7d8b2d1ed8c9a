//! What the list of listings says.

use super::{
    filter::Filter,
    sort::{Sort, SortBy},
};
use crate::words::listings;

pub const HEADING: &str = "Listings";
pub const NO_TEAM: &str = "On this device";
pub const SEARCH: &str = "Search listings";
pub const SEARCH_HINT: &str = "Search by title or area";
pub const SHOW: &str = "Show";
pub const NEW: &str = "New listing";
pub const SELECT: &str = "Select";
pub const EXPORT: &str = "Export";
pub const SORT: &str = "Sort by";
pub const NO_AREA: &str = "No area yet";
pub const NO_PRICE: &str = "–";
pub const TABLE: &str = "Listings";
pub const PUBLISHED: &str = "Published";
pub const CHANGED: &str = "Published · changes not published yet";
pub const ACTIONS: &str = "Actions";

/// A filter's label.
pub fn filter(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "All",
        Filter::Mine => "Mine",
        Filter::Drafts => "Drafts",
        Filter::Published => "Published",
        Filter::Attention => "Needs attention",
        Filter::Trash => "Trash",
    }
}

/// The head of a column.
pub fn column(by: SortBy) -> &'static str {
    match by {
        SortBy::Title => "Listing",
        SortBy::Price => "Price",
        SortBy::Edited => "Edited",
    }
}
pub const TO_PUBLISH: &str = "To publish";
pub const SAVED: &str = "Saved";

/// An order in a list of orders.
pub fn sort(sort: Sort) -> &'static str {
    match (sort.by, sort.rising) {
        (SortBy::Edited, false) => "Last edited",
        (SortBy::Edited, true) => "Longest unedited",
        (SortBy::Title, true) => "Title, A to Z",
        (SortBy::Title, false) => "Title, Z to A",
        (SortBy::Price, true) => "Price, lowest first",
        (SortBy::Price, false) => "Price, highest first",
    }
}

/// Listings that came while the list was shown.
pub fn arrivals(count: usize) -> String {
    format!("{count} new from the team")
}

/// How much of a listing is there.
pub fn complete(percent: u8) -> String {
    format!("{percent} %")
}

/// Who made a change, if it is this person.
pub const YOU: &str = "You";

/// When a listing was changed, and by whom, where that is known.
pub fn edited(ago: &str, who: Option<&str>) -> String {
    who.map_or_else(|| ago.to_owned(), |who| format!("{ago} · {who}"))
}

/// What a tap on a listing's button does.
pub fn delete(title: &str) -> String {
    format!("Delete {title}")
}

pub fn restore(title: &str) -> String {
    format!("Restore {title}")
}

pub fn duplicate(title: &str) -> String {
    format!("Duplicate {title}")
}

pub fn select(title: &str) -> String {
    format!("Select {title}")
}

/// How long a listing can still be restored.
pub fn days_left(days: i64) -> String {
    match days {
        ..=1 => "Deleted for good within a day".into(),
        days => format!("Deleted for good in {days} days"),
    }
}

/// What stands where no listing is to be shown: a title and a sentence.
pub fn nothing(filter: Filter, none_at_all: bool, searching: bool) -> (&'static str, &'static str) {
    const NONE: (&str, &str) = ("No listings yet", "Start one: it works without a network.");
    match filter {
        _ if searching => ("Nothing found", "No listing has these words in its title or area."),
        Filter::Trash => {
            ("The trash is empty", "Listings you delete stay here for 30 days, then they are gone for good.")
        }
        Filter::Attention => ("All is well", "No listing needs attention."),
        _ if none_at_all => NONE,
        Filter::Mine => ("None of these is yours", "Listings that you start show here."),
        Filter::Published => ("Nothing published yet", "Finish a listing, then publish it from its last step."),
        Filter::Drafts => ("No drafts", "Everything you have written is published."),
        Filter::All => NONE,
    }
}

// Several at once

pub const DONE_SELECTING: &str = "Done";
pub const SELECT_ALL: &str = "Select all";
pub const PUBLISH: &str = "Publish";
pub const DELETE: &str = "Delete";
pub const SELECTION: &str = "Selected listings";

/// How many are chosen, and how many of them can be published.
pub fn selected(chosen: usize, ready: usize) -> String {
    match (chosen, ready) {
        (0, _) => "Choose listings".into(),
        (chosen, 0) => format!("{chosen} selected · none ready to publish"),
        (chosen, ready) if chosen == ready => format!("{chosen} selected · all ready to publish"),
        (chosen, ready) => format!("{chosen} selected · {ready} ready to publish"),
    }
}

/// The button that publishes those that are ready.
pub fn publish(ready: usize, chosen: usize) -> String {
    if ready == chosen { format!("Publish {ready}") } else { format!("Publish {ready} of {chosen}") }
}

/// What publishing several came to. `why`: what kept the first of those that failed.
pub fn published(done: usize, asked: usize, online: bool, why: Option<&str>) -> String {
    let goes = if online { "" } else { " They go out when you are back online." };
    match why {
        None => format!("{} published.{goes}", capital(&listings(done))),
        Some(why) => format!("{done} of {asked} published.{goes} The first that was not: {why}"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What deleting several came to.
pub fn deleted(count: usize) -> String {
    listings(count)
}

// Files

pub const EXPORT_TITLE: &str = "Export listings";
pub const EXPORT_JSON: &str = "JSON, with everything";
pub const EXPORT_CSV: &str = "CSV, for spreadsheets";
pub const CLOSE: &str = "Close";
pub const PRIVATE: &str = "The file holds private notes too. Keep it inside your team. It goes to your Downloads folder; \
                           nothing there is replaced.";

/// What is exported.
pub fn export_what(count: usize) -> String {
    format!("{} as shown now.", capital(&listings(count)))
}

/// Where the file is.
pub fn exported(count: usize, path: &str) -> String {
    format!("{} written to {path}", listings(count))
}

/// A copy was made.
pub fn duplicated(title: &str) -> String {
    format!("Copied: {title}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishing_says_how_many_of_how_many() {
        assert_eq!(publish(2, 3), "Publish 2 of 3");
        assert_eq!(publish(3, 3), "Publish 3");
        assert_eq!(published(1, 1, true, None), "1 listing published.");
        assert_eq!(
            published(2, 3, false, Some("Enter a price.")),
            "2 of 3 published. They go out when you are back online. The first that was not: Enter a price."
        );
    }

    #[test]
    fn the_trash_counts_down() {
        assert_eq!(days_left(12), "Deleted for good in 12 days");
        assert_eq!(days_left(1), "Deleted for good within a day");
    }
}
