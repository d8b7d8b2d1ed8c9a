//! What the wizard says, save what its questions say for themselves (`asks`).
//!
//! The one rule: words an agent would use, and nothing that sounds like a reproach.

use lagoon_listing::Step;
use lagoon_sync::status::{SignIn, SyncState};
use lagoon_words::{phrases, tr, trn};

use crate::publicity::Publicity;

phrases! {
    /// Above what the cloud refuses.
    refused: "The cloud does not take this yet. It stays saved on this device.";
    /// Behind the label of a field that may stay empty.
    optional: "optional";
    /// Below a question that may stay unanswered.
    may_stay_empty: "You may leave this out.";
    /// In lists: no answer.
    not_said: "Not said";

    // Where a group is saved.
    is_here: "On this device";
    is_in_cloud: "In the cloud";
    is_held: "Not in the cloud";

    // Around the steps.
    all_listings: "All listings";
    overview: "Overview";
    back: "Back";
    go_on: "Continue";
    steps: "Steps";
}

/// "Step 3 of 6".
pub fn step_of(number: usize, count: usize) -> String {
    tr!("Step {number} of {count}", number, count)
}

// The hub.
phrases! {
    in_any_order: "In any order. Every keystroke is saved on this device.";
    so_far: "So far";
    how_it_looks: "How it looks so far";
    history: "History of this listing";
    begin: "Let us begin";
    ready: "Ready to publish";
    changes_to_publish: "Changes to publish";
}

/// The hub's heading.
pub fn hub_heading(publicity: Publicity, begun: bool, to_finish: usize) -> String {
    match (begun, to_finish) {
        (_, 0) if publicity == Publicity::Changed => changes_to_publish().into(),
        (_, 0) if publicity == Publicity::Draft => ready().into(),
        (_, 0) => publicity.words().into(),
        (false, _) => begin().into(),
        (_, n) => trn!(n, "One thing to finish", "{count} things to finish"),
    }
}

/// What stands below a step's name while nothing is written in it.
pub fn step_is_about(step: Step) -> &'static str {
    match step {
        Step::Kind => tr!("What it is, and what it is offered for"),
        Step::Price => tr!("What is asked, in which currency, on which terms"),
        Step::Location => tr!("State, local government area, area"),
        Step::Rooms => tr!("Rooms, sizes, power, water, security and more"),
        Step::Words => tr!("What buyers read first"),
        Step::Check => tr!("See it as buyers will"),
    }
}

// Looking for what is missing.
phrases! {
    check_for_errors: "Check for errors";
    nothing_wrong_here: "Nothing to put right on this page.";
    nothing_wrong: "Nothing to put right. It is ready to publish.";
    put_right: "Done";
    nothing_missing: "Nothing is missing.";
}

/// What is wrong with a field, where it does not stand beside it.
pub fn of_field(label: &str, message: &str) -> String {
    tr!("{label}: {message}", label, message)
}

/// Above a list of what is to be put right.
pub fn to_put_right(count: usize) -> String {
    trn!(
        count,
        "One thing to put right before this can be published",
        "{count} things to put right before this can be published"
    )
}

// Numbers.
phrases! {
    sqm: "sqm";
}

/// The name of a button that takes one away.
pub fn one_less(label: &str) -> String {
    tr!("One less: {label}", label)
}

/// The name of a button that adds one.
pub fn one_more(label: &str) -> String {
    tr!("One more: {label}", label)
}

// The first step.
phrases! {
    homes: "Homes";
    land_and_business: "Land and business";
    sale_hint: "Somebody buys it";
    rent_hint: "By the month or the year";
    short_let_hint: "By the night or the month";

    // Price and terms.
    price: "Price";
    terms: "Terms";
    papers: "Papers";
    choose_period: "Choose";
    choose_document: "Choose a document";
}

/// What a square metre costs.
pub fn per_sqm(price: &str) -> String {
    tr!("{price} for each square metre", price)
}

// Location.
phrases! {
    where_it_is: "Where it is";
    exactly: "Where exactly";
    on_the_map: "On the map";
    find_place: "Find the place";
    find_place_hint: "Type an area, such as lek, and choose. Works without a network.";
    places: "Places";
    choose_state: "Choose a state";
    a_state: "State";
    no_place_found: "No such place is known here. Fill in the fields below.";
}

/// An area, and where it lies.
pub fn an_area(around: &str) -> String {
    tr!("Area in {around}", around)
}

/// A local government area, and where it lies.
pub fn an_lga(state: &str) -> String {
    tr!("Local government area in {state}", state)
}

/// How many places were found, for those who cannot see them.
pub fn places_found(count: usize) -> String {
    trn!(count, "{count} place found", "{count} places found")
}

/// A place was chosen.
pub fn place_taken(name: &str) -> String {
    tr!("Filled in: {name}", name)
}

// Rooms and amenities.
phrases! {
    rooms: "Rooms";
    size: "Size";
    building: "Building";
    amenities_heading: "Amenities";
    from_newer: "From a newer version of Lagoon";
}

/// How many amenities were chosen.
pub fn chosen(count: usize) -> String {
    match count {
        0 => tr!("Choose what it offers").into(),
        n => trn!(n, "{count} chosen", "{count} chosen"),
    }
}

/// "3 amenities".
pub fn amenities(count: usize) -> String {
    trn!(count, "{count} amenity", "{count} amenities")
}

// Title and description.
phrases! {
    only_team: "Only your team sees this";
}

/// The button that takes a suggested title.
pub fn use_title(title: &str) -> String {
    tr!("Use “{title}”", title)
}

/// How long a text is, and how long it may be.
pub fn counter(text: &str, (least, most): (usize, usize)) -> String {
    match text.trim().chars().count() {
        count if count < least => tr!("{count} of at least {least} characters", count, least),
        count => tr!("{count} of {most} characters", count, most),
    }
}

// Check and publish.
phrases! {
    to_think_about: "Worth a second look";
    answers: "Your answers";
    as_buyers_see_it: "As buyers see it";
    change: "Change";
    publish: "Publish";
    publish_changes: "Publish changes";
    unpublish: "Unpublish";
    cancel_publishing: "Cancel publishing";
    cancel_unpublishing: "Keep it published";
    publishing: "Publishing";
    at_the_end: "Publishing, once more";
    not_ready: "Not ready yet";
    no_price: "No price yet";
    no_location: "No location yet";
    on_request: "Price on request";
    yes: "Yes";
    not_filled_in: "Not filled in";
}

/// A step's button that leads back to it.
pub fn change_step(step: &str) -> String {
    tr!("Change: {step}", step)
}

/// How far publishing is.
pub fn publishing_heading(publicity: Publicity, is_ready: bool) -> &'static str {
    match publicity {
        Publicity::Draft if is_ready => ready(),
        Publicity::Draft => not_ready(),
        publicity => publicity.words(),
    }
}

/// Where publishing stands, and what it waits for.
pub fn publishing_note(publicity: Publicity, sync: SyncState, sign_in: SignIn) -> &'static str {
    let (here, offline) = (sign_in != SignIn::Active, sync == SyncState::Offline);
    match publicity {
        Publicity::WaitingToPublish if here => tr!("Will publish once you sign in."),
        Publicity::WaitingToPublish if offline => tr!("Will publish when you are back online."),
        Publicity::WaitingToPublish => tr!("On its way. Buyers see it once the cloud has it."),
        Publicity::Published | Publicity::Changed => {
            tr!("Buyers see the copy you published. Unpublish takes it back.")
        }
        Publicity::WaitingToUnpublish if here => tr!("Buyers still see it. It is withdrawn once you sign in."),
        Publicity::WaitingToUnpublish if offline => {
            tr!("Buyers still see it. It is withdrawn when you are back online.")
        }
        Publicity::WaitingToUnpublish => tr!("Buyers still see it until the cloud has heard of it."),
        Publicity::Draft => tr!("Buyers will see exactly what is shown here."),
    }
}

/// What the seller's right to it rests on, as buyers read it.
pub fn title_document(document: &str) -> String {
    tr!("Title document: {document}", document)
}

/// Degrees north and east.
pub fn map_position(latitude: &str, longitude: &str) -> String {
    tr!("On the map: {latitude}, {longitude}", latitude, longitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishing_without_a_network_says_when_it_will_happen() {
        let offline = "Will publish when you are back online.";
        let note = |publicity| publishing_note(publicity, SyncState::Offline, SignIn::Active);
        assert_eq!(note(Publicity::WaitingToPublish), offline);
        assert_ne!(note(Publicity::Draft), offline, "nobody asked for it");
        assert!(note(Publicity::WaitingToUnpublish).contains("still see it"), "it is being withdrawn");
        assert_ne!(note(Publicity::Published), offline, "it is published already");
        let here = publishing_note(Publicity::WaitingToPublish, SyncState::Idle, SignIn::Never);
        assert_eq!(here, "Will publish once you sign in.");
    }

    #[test]
    fn the_hub_calls_nothing_published_that_waits() {
        assert_eq!(hub_heading(Publicity::WaitingToPublish, true, 0), "Waiting to publish");
        assert_eq!(hub_heading(Publicity::Published, true, 0), "Published");
        assert_eq!(hub_heading(Publicity::Draft, true, 0), "Ready to publish");
    }

    #[test]
    fn a_counter_says_what_is_missing_and_then_what_is_left() {
        assert_eq!(counter(" Flat ", (10, 100)), "4 of at least 10 characters");
        assert_eq!(counter("Flat in Ikoyi", (10, 100)), "13 of 100 characters");
    }
}
