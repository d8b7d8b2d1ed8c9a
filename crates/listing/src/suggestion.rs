//! What the facts of a listing suggest: a title, and a price per square metre.

use crate::{Money, Property};

/// A title from the facts, such as "4-bedroom detached duplex with BQ, Lekki Phase 1". It always passes the check for
/// publishing. `None`: too little is known yet.
pub fn suggest_title(property: &Property) -> Option<String> {
    let _ = property;
    None
}

/// The price per square metre of what is offered: of the land for land, else of what is lived or worked in. `None`: it
/// cannot be told, or buyers are asked to ask.
pub fn price_per_sqm(property: &Property) -> Option<Money> {
    let _ = property;
    None
}
