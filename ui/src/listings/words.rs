//! What the list of listings says.

use super::{
    book::Arrivals,
    filter::Filter,
    sort::{Sort, SortBy},
};
use crate::{
    platform::System,
    words::{listings, sentences},
};
use lagoon_listing::{Period, Purpose};
use lagoon_words::{phrases, tr, trn};

phrases! {
    heading: "Listings";
    no_team: "On this device";
    search: "Search listings";
    search_hint: "Search by title or area";
    show: "Show";
    new: "New listing";
    start_selecting: "Select";
    export: "Export";
    sort_by: "Sort by";
    no_area: "No area yet";
    no_price: "–";
    table: "Listings";
    actions: "Actions";
}

/// A filter's label.
pub fn filter(filter: Filter) -> &'static str {
    match filter {
        Filter::All => tr!("All"),
        Filter::Mine => tr!("Mine"),
        Filter::Drafts => tr!("Drafts"),
        Filter::Published => tr!("Published"),
        Filter::Attention => tr!("Needs attention"),
        Filter::Trash => tr!("Trash"),
    }
}

/// The head of a column.
pub fn column(by: SortBy) -> &'static str {
    match by {
        SortBy::Title => tr!("Listing"),
        SortBy::Price => tr!("Price"),
        SortBy::Edited => tr!("Edited"),
    }
}
phrases! {
    to_publish: "To publish";
    saved: "Saved";
}

/// An order in a list of orders.
pub fn sort(sort: Sort) -> &'static str {
    match (sort.by, sort.rising) {
        (SortBy::Edited, false) => tr!("Last edited"),
        (SortBy::Edited, true) => tr!("Longest unedited"),
        (SortBy::Title, true) => tr!("Title, A to Z"),
        (SortBy::Title, false) => tr!("Title, Z to A"),
        (SortBy::Price, true) => tr!("Price, lowest first (₦, then $, £, €)"),
        (SortBy::Price, false) => tr!("Price, highest first (₦, then $, £, €)"),
    }
}

/// Listings that came while the list was shown.
pub fn arrivals(Arrivals { team, own }: Arrivals) -> String {
    match (team, own) {
        (count, 0) => tr!("{count} new from the team", count),
        (0, count) => tr!("{count} new of your own", count),
        (team, own) => tr!("{count} new, {team} from the team", count = team + own, team),
    }
}

/// How much of a listing is there.
pub fn complete(percent: u8) -> String {
    tr!("{percent} %", percent)
}

phrases! {
    /// Who made a change, if it is this person.
    you: "You";
}

/// What a listing is offered for, and where.
pub fn offered(purpose: Option<Purpose>, place: &str) -> String {
    match purpose.map(Purpose::label) {
        Some(purpose) => tr!("{purpose} · {place}", purpose, place),
        None => place.to_owned(),
    }
}

/// Behind a price: what time it is for.
pub fn each(period: Period) -> &'static str {
    match period {
        Period::Year => tr!("/ year"),
        Period::Month => tr!("/ month"),
        Period::Night => tr!("/ night"),
    }
}

/// When a listing was changed, and by whom, where that is known.
pub fn edited(ago: &str, who: Option<&str>) -> String {
    who.map_or_else(|| ago.to_owned(), |who| tr!("{ago} · {who}", ago, who))
}

/// What a tap on a listing's button does.
pub fn delete(title: &str) -> String {
    tr!("Delete {title}", title)
}

pub fn restore(title: &str) -> String {
    tr!("Restore {title}", title)
}

pub fn duplicate(title: &str) -> String {
    tr!("Duplicate {title}", title)
}

pub fn select(title: &str) -> String {
    tr!("Select {title}", title)
}

/// How long a listing can still be restored.
pub fn days_left(days: i64) -> String {
    match days {
        ..=1 => tr!("Deleted for good within a day").into(),
        days => trn!(days, "Deleted for good in {count} day", "Deleted for good in {count} days"),
    }
}

/// What stands where no listing is to be shown: a title and a sentence.
pub fn nothing(filter: Filter, none_at_all: bool, searching: bool) -> (&'static str, &'static str) {
    let none = || (tr!("No listings yet"), tr!("Start one: it works without a network."));
    match filter {
        _ if searching => (tr!("Nothing found"), tr!("No listing has these words in its title or area.")),
        Filter::Trash => {
            (tr!("The trash is empty"), tr!("Listings you delete stay here for 30 days, then they are gone for good."))
        }
        Filter::Attention => (tr!("All is well"), tr!("No listing needs attention.")),
        _ if none_at_all => none(),
        Filter::Mine => (tr!("None of these is yours"), tr!("Listings that you start show here.")),
        Filter::Published => {
            (tr!("Nothing published yet"), tr!("Finish a listing, then publish it from its last step."))
        }
        Filter::Drafts => (tr!("No drafts"), tr!("Everything you have written is published.")),
        Filter::All => none(),
    }
}

// Several at once

phrases! {
    done_selecting: "Done";
    select_all: "Select all";
    publish_chosen: "Publish";
    delete_chosen: "Delete";
    restore_chosen: "Restore";
    selection: "Selected listings";
}

/// How many are chosen, and how many of them can be published.
pub fn selected(chosen: usize, ready: usize) -> String {
    match (chosen, ready) {
        (0, _) => tr!("Choose listings").into(),
        (chosen, 0) => tr!("{chosen} selected · none ready to publish", chosen),
        (chosen, ready) if chosen == ready => tr!("{chosen} selected · all ready to publish", chosen),
        (chosen, ready) => tr!("{chosen} selected · {ready} ready to publish", chosen, ready),
    }
}

/// How many are chosen in the trash.
pub fn selected_of_trash(chosen: usize) -> String {
    if chosen == 0 { tr!("Choose listings").into() } else { tr!("{chosen} selected", chosen) }
}

/// The button that publishes those that are ready.
pub fn publish(ready: usize, chosen: usize) -> String {
    if ready == chosen { tr!("Publish {ready}", ready) } else { tr!("Publish {ready} of {chosen}", ready, chosen) }
}

/// What publishing several came to. `why`: what kept the first of those that failed.
pub fn published(done: usize, asked: usize, online: bool, why: Option<&str>) -> String {
    let said = match why {
        None => tr!("{listings} waiting to publish.", listings = listings(done)),
        Some(_) => tr!("{done} of {asked} waiting to publish.", done, asked),
    };
    let goes = if online {
        tr!("The list says “Published” once the cloud has confirmed it.")
    } else {
        tr!("They go out when you are back online.")
    };
    let why = why.map(|why| tr!("The first that was not: {why}", why)).unwrap_or_default();
    sentences(&[&said, goes, &why])
}

phrases! {
    keep_chosen: "Keep them";
    delete_and_unpublish: "Delete and unpublish";
}

/// Before several are deleted.
pub fn delete_question(count: usize) -> String {
    tr!("Delete {listings}?", listings = listings(count))
}

/// What deleting several does to those that are published.
pub fn what_is_deleted(count: usize, published: usize) -> String {
    let said = match count {
        1 => tr!("It is published. Deleting takes it from buyers too.").to_owned(),
        _ => trn!(
            published,
            "{count} of them is published. Deleting takes it from buyers too.",
            "{count} of them are published. Deleting takes them from buyers too."
        ),
    };
    sentences(&[&said, tr!("The trash keeps what you delete for 30 days.")])
}

/// What deleting several came to.
pub fn deleted(count: usize) -> String {
    listings(count)
}

// Files

phrases! {
    export_title: "Export listings";
    export_json: "JSON, with everything";
    export_csv: "CSV, for spreadsheets";
    private: "The file holds private notes too. Keep it inside your team.";
}

/// Where the file is going to be, as this system calls it.
pub fn where_it_goes(system: System) -> String {
    let place = match system {
        System::Windows => tr!("It goes to Downloads, which File Explorer shows on its left."),
        System::Mac => tr!("It goes to Downloads, which the Finder shows in its sidebar."),
        System::Linux => tr!("It goes to your Downloads folder."),
        // Android gives an app a folder of its own.
        System::Android => tr!("It goes to Lagoon's own folder on this device, under Download."),
    };
    tr!("{place} Nothing there is replaced, and its full name is said when it is written.", place)
}

/// What is exported.
pub fn export_what(count: usize) -> String {
    tr!("{listings} as shown now.", listings = listings(count))
}

/// Where the file is.
pub fn exported(count: usize, path: &str) -> String {
    tr!("{listings} written to {path}", listings = listings(count), path)
}

/// A copy was made.
pub fn duplicated(title: &str) -> String {
    tr!("Copied: {title}", title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishing_says_how_many_of_how_many() {
        assert_eq!(publish(2, 3), "Publish 2 of 3");
        assert_eq!(publish(3, 3), "Publish 3");
        assert_eq!(
            published(1, 1, true, None),
            "1 listing waiting to publish. The list says “Published” once the cloud has confirmed it."
        );
        assert_eq!(
            published(2, 3, false, Some("Enter a price.")),
            "2 of 3 waiting to publish. They go out when you are back online. The first that was not: Enter a price."
        );
    }

    #[test]
    fn the_trash_counts_down() {
        assert_eq!(days_left(12), "Deleted for good in 12 days");
        assert_eq!(days_left(1), "Deleted for good within a day");
    }
}
