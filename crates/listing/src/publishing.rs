//! What publishing asks for. Nothing here ever stands in the way of saving.
//!
//! The one rule: every problem says, in the agent's words, what to do.

mod contact;
mod kind;
mod location;
mod price;
mod rooms;
mod warning;
mod words;

#[cfg(test)]
mod tests;

use lagoon_words::tr;
use uuid::Uuid;

use crate::{DraftId, Entry, Figure, GroupName, Property, Publication, Step};

pub use warning::{Warning, check_warnings};
pub(crate) use words::check_title_text;

/// One thing that keeps a listing from being published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable, for programs: `required`, `tooShort`, `tooLong`, `unreadable`, `zero`, `outOfRange`, `unknownCurrency`,
    /// `unknownState`, `unknownLga`, `unknownAmenity`, `phoneNumber`, `price`, `webAddress`.
    pub code: &'static str,
    /// Where it is put right.
    pub step: Step,
    /// The field, as `group` or `group.field`: `title`, `price`, `price.period`, `location.lga`, `rooms.bedrooms` and so on.
    pub field: &'static str,
    /// For people: what to do.
    pub message: String,
}

impl Problem {
    fn new(code: &'static str, step: Step, field: &'static str, message: impl Into<String>) -> Self {
        Self { code, step, field, message: message.into() }
    }
}

/// Everything that keeps a listing from being published, in the order of the steps. Empty: it is ready.
pub fn check_for_publishing(property: &Property) -> Vec<Problem> {
    kind::check(property)
        .chain(price::check(property))
        .chain(location::check(property))
        .chain(rooms::check(property))
        .chain(words::check(property))
        .collect()
}

/// Everything that keeps a public copy from being shown. Empty: it can be. What it is a copy of plays no part.
pub fn check_publication_for_publishing(copy: &Publication) -> Vec<Problem> {
    check_for_publishing(&Property::from_groups(DraftId(Uuid::nil()), &copy.fields))
}

/// A value that only a newer version can read is there, but cannot be vouched for.
fn unreadable(property: &Property, group: &GroupName, field: &'static str) -> Option<Problem> {
    property.other.contains_key(group).then(|| {
        let name = match group {
            group if *group == GroupName::PURPOSE => tr!("purpose"),
            group if *group == GroupName::PROPERTY_TYPE => tr!("type"),
            group if *group == GroupName::PRICE => tr!("price"),
            group if *group == GroupName::TERMS => tr!("terms"),
            group if *group == GroupName::TITLE_DOCUMENT => tr!("title document"),
            group if *group == GroupName::LOCATION => tr!("location"),
            group if *group == GroupName::ROOMS => tr!("rooms"),
            group if *group == GroupName::SIZE => tr!("size"),
            group if *group == GroupName::BUILDING => tr!("building"),
            group if *group == GroupName::TITLE => tr!("title"),
            group if *group == GroupName::DESCRIPTION => tr!("description"),
            group => group.as_str(),
        };
        let message = tr!("This version of Lagoon cannot read the {name}. Update the app, or enter it again.", name);
        Problem::new("unreadable", Step::of_group(group), field, message)
    })
}

/// What is wrong with a figure: it is no figure, or it is asked for (`required` says so in words) and not there.
fn figure<T: Figure>(
    step: Step,
    field: &'static str,
    entry: Option<&Entry<T>>,
    required: Option<&str>,
) -> Option<Problem> {
    match entry {
        Some(entry) => entry.problem().map(|message| Problem::new("unreadable", step, field, message)),
        None => required.map(|message| Problem::new("required", step, field, message)),
    }
}
