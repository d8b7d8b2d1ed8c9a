//! What the wizard says, save what its questions say for themselves (`asks`).
//!
//! The one rule: words an agent would use, and nothing that sounds like a reproach.

use lagoon_listing::{Status, Step};
use lagoon_sync::status::{SignIn, SyncState};

/// Behind the label of a field that may stay empty.
/// Above what the cloud refuses.
pub const REFUSED: &str = "The cloud does not take this yet. It stays saved on this device.";
pub const OPTIONAL: &str = " optional";
/// Below a question that may stay unanswered.
pub const MAY_STAY_EMPTY: &str = "You may leave this out.";
/// In lists: no answer.
pub const NOT_SAID: &str = "Not said";

// Where a group is saved.
pub const IS_HERE: &str = "On this device";
pub const IS_IN_CLOUD: &str = "In the cloud";
pub const IS_HELD: &str = "Not in the cloud";

// Around the steps.
pub const ALL_LISTINGS: &str = "All listings";
pub const OVERVIEW: &str = "Overview";
pub const BACK: &str = "Back";
pub const CONTINUE: &str = "Continue";
pub const STEPS: &str = "Steps";
pub const DRAFT: &str = "Draft";
pub const PUBLISHED: &str = "Published";
pub const PUBLISHED_AND_CHANGED: &str = "Published · changes not published yet";

/// "Step 3 of 6".
pub fn step_of(number: usize, count: usize) -> String {
    format!("Step {number} of {count}")
}

// The hub.
pub const IN_ANY_ORDER: &str = "In any order. Every keystroke is saved on this device.";
pub const SO_FAR: &str = "So far";
pub const HOW_IT_LOOKS: &str = "How it looks so far";
pub const HISTORY: &str = "History of this listing";
pub const BEGIN: &str = "Let us begin";
pub const READY: &str = "Ready to publish";
pub const CHANGES_TO_PUBLISH: &str = "Changes to publish";

/// The hub's heading.
pub fn hub_heading(status: Status, changed: bool, begun: bool, to_finish: usize) -> String {
    match (begun, to_finish) {
        (_, 0) if changed => CHANGES_TO_PUBLISH.into(),
        (_, 0) if status == Status::Published => PUBLISHED.into(),
        (_, 0) => READY.into(),
        (false, _) => BEGIN.into(),
        (_, 1) => "One thing to finish".into(),
        (_, n) => format!("{n} things to finish"),
    }
}

/// What stands below a step's name while nothing is written in it.
pub fn step_is_about(step: Step) -> &'static str {
    match step {
        Step::Kind => "What it is, and what it is offered for",
        Step::Price => "What is asked, in which currency, on which terms",
        Step::Location => "State, local government area, area",
        Step::Rooms => "Rooms, sizes, power, water, security and more",
        Step::Words => "What buyers read first",
        Step::Check => "See it as buyers will",
    }
}

// Looking for what is missing.
pub const CHECK_FOR_ERRORS: &str = "Check for errors";
pub const NOTHING_WRONG_HERE: &str = "Nothing to put right on this page.";
pub const NOTHING_WRONG: &str = "Nothing to put right. It is ready to publish.";
pub const PUT_RIGHT: &str = "Done";
pub const NOTHING_MISSING: &str = "Nothing is missing. This is how buyers will see it.";

/// Above a list of what is to be put right.
pub fn to_put_right(count: usize) -> String {
    match count {
        1 => "One thing to put right before this can be published".into(),
        n => format!("{n} things to put right before this can be published"),
    }
}

// Numbers.
pub const SQM: &str = "sqm";

/// The name of a button that takes one away.
pub fn one_less(label: &str) -> String {
    format!("One less: {label}")
}

/// The name of a button that adds one.
pub fn one_more(label: &str) -> String {
    format!("One more: {label}")
}

// The first step.
pub const HOMES: &str = "Homes";
pub const LAND_AND_BUSINESS: &str = "Land and business";
pub const SALE_HINT: &str = "Somebody buys it";
pub const RENT_HINT: &str = "By the month or the year";
pub const SHORT_LET_HINT: &str = "By the night or the month";

// Price and terms.
pub const PRICE: &str = "Price";
pub const TERMS: &str = "Terms";
pub const PAPERS: &str = "Papers";
pub const CHOOSE_PERIOD: &str = "Choose";
pub const CHOOSE_DOCUMENT: &str = "Choose a document";

/// What a square metre costs.
pub fn per_sqm(price: &str) -> String {
    format!("{price} for each square metre")
}

// Location.
pub const WHERE: &str = "Where it is";
pub const EXACTLY: &str = "Where exactly";
pub const ON_THE_MAP: &str = "On the map";
pub const FIND_PLACE: &str = "Find the place";
pub const FIND_PLACE_HINT: &str = "Type an area, such as lek, and choose. Works without a network.";
pub const PLACES_FOUND: &str = "Places";
pub const CHOOSE_STATE: &str = "Choose a state";
pub const NO_PLACE_FOUND: &str = "No such place is known here. Fill in the fields below.";

/// How many places were found, for those who cannot see them.
pub fn places_found(count: usize) -> String {
    match count {
        1 => "1 place found".into(),
        n => format!("{n} places found"),
    }
}

/// A place was chosen.
pub fn place_taken(name: &str) -> String {
    format!("Filled in: {name}")
}

// Rooms and amenities.
pub const ROOMS: &str = "Rooms";
pub const SIZE: &str = "Size";
pub const BUILDING: &str = "Building";
pub const AMENITIES: &str = "Amenities";
pub const FROM_NEWER: &str = "From a newer version of Lagoon";

/// How many amenities were chosen.
pub fn chosen(count: usize) -> String {
    match count {
        0 => "Choose what it offers".into(),
        1 => "1 chosen".into(),
        n => format!("{n} chosen"),
    }
}

/// "3 amenities".
pub fn amenities(count: usize) -> String {
    if count == 1 { "1 amenity".into() } else { format!("{count} amenities") }
}

// Title and description.
pub const ONLY_TEAM: &str = "Only your team sees this";

/// The button that takes a suggested title.
pub fn use_title(title: &str) -> String {
    format!("Use “{title}”")
}

/// How long a text is, and how long it may be.
pub fn counter(text: &str, (least, most): (usize, usize)) -> String {
    match text.trim().chars().count() {
        count if count < least => format!("{count} of at least {least} characters"),
        count => format!("{count} of {most} characters"),
    }
}

// Check and publish.
pub const TO_THINK_ABOUT: &str = "Worth a second look";
pub const ANSWERS: &str = "Your answers";
pub const AS_BUYERS_SEE_IT: &str = "As buyers see it";
pub const CHANGE: &str = "Change";
pub const PUBLISH: &str = "Publish";
pub const PUBLISH_CHANGES: &str = "Publish changes";
pub const UNPUBLISH: &str = "Unpublish";
pub const CANCEL_PUBLISHING: &str = "Cancel publishing";
pub const NOT_READY: &str = "Not ready yet";
pub const NO_PRICE: &str = "No price yet";
pub const NO_LOCATION: &str = "No location yet";
pub const ON_REQUEST: &str = "Price on request";
pub const YES: &str = "Yes";
pub const NOT_FILLED_IN: &str = "Not filled in";

/// How far publishing is.
pub fn publishing_heading(published: bool, changed: bool, ready: bool) -> &'static str {
    match (published, changed, ready) {
        (true, false, _) => PUBLISHED,
        (true, true, _) => PUBLISHED_AND_CHANGED,
        (false, _, true) => READY,
        (false, _, false) => NOT_READY,
    }
}

/// Where publishing stands, and what it waits for.
pub fn publishing_note(published: bool, unsent: bool, sync: SyncState, sign_in: SignIn) -> &'static str {
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

/// What the seller's right to it rests on, as buyers read it.
pub fn title_document(document: &str) -> String {
    format!("Title document: {document}")
}

/// Degrees north and east.
pub fn map_position(latitude: &str, longitude: &str) -> String {
    format!("On the map: {latitude}, {longitude}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn publishing_without_a_network_says_when_it_will_happen() {
        let offline = "Will publish when you are back online.";
        let note = |published, unsent| publishing_note(published, unsent, SyncState::Offline, SignIn::Active);
        assert_eq!(note(true, true), offline);
        assert_ne!(note(false, false), offline, "nobody asked for it");
        assert_ne!(note(false, true), offline, "it is being withdrawn");
        assert_ne!(note(true, false), offline, "it is published already");
    }

    #[test]
    fn a_counter_says_what_is_missing_and_then_what_is_left() {
        assert_eq!(counter(" Flat ", (10, 100)), "4 of at least 10 characters");
        assert_eq!(counter("Flat in Ikoyi", (10, 100)), "13 of 100 characters");
    }
}
