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
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    DraftId, Entry, Figure, GroupName, Property, Publication, Step,
    storing::{fields_of, own_name},
};

pub use warning::{COPY_MARK, Warning, check_warnings};
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
    let unread = unread_fields(property);
    let mut problems: Vec<_> = kind::check(property)
        .chain(price::check(property))
        .chain(location::check(property))
        .chain(rooms::check(property))
        .chain(words::check(property))
        .filter(|problem| unread.iter().all(|unread| unread.field != problem.field))
        .collect();
    problems.extend(unread);
    problems.sort_by_key(|problem| problem.step);
    problems
}

/// Everything that keeps a public copy from being shown. Empty: it can be. What it is a copy of plays no part.
pub fn check_publication_for_publishing(copy: &Publication) -> Vec<Problem> {
    check_for_publishing(&Property::from_groups(DraftId(Uuid::nil()), &copy.fields))
}

/// What buyers would be told in fields that this version cannot read.
fn unread_fields(property: &Property) -> Vec<Problem> {
    let unread: Vec<_> = kept(property)
        .flat_map(|(group, kept)| {
            let unread = fields_of(&group).filter(|field| kept.contains_key(own_name(field)));
            unread.map(|field| (group.clone(), field)).collect::<Vec<_>>()
        })
        .collect();
    if unread.is_empty() {
        return vec![];
    }
    let told = Property::public_groups(&property.to_groups());
    let mut problems: Vec<Problem> = vec![];
    for (group, field) in unread {
        // The page asks for an amount, its currency and what was typed for it in one field.
        let asked = match field {
            "price.amountMinor" | "price.currency" | "price.typed" => "price",
            field => field,
        };
        let is_told = told.get(&group).is_some_and(|value| value.get(own_name(field)).is_some());
        if is_told && problems.iter().all(|problem| problem.field != asked) {
            let message =
                tr!("This version of Lagoon cannot read what stands here. Enter it again, or update the app.");
            problems.push(Problem::new("unreadable", Step::of_group(&group), asked, message));
        }
    }
    problems
}

/// What each group of several fields keeps besides what was read.
fn kept(property: &Property) -> impl Iterator<Item = (GroupName, &Map<String, Value>)> {
    [
        (GroupName::PRICE, property.price.as_ref().map(|part| &part.other)),
        (GroupName::TERMS, property.terms.as_ref().map(|part| &part.other)),
        (GroupName::LOCATION, property.location.as_ref().map(|part| &part.other)),
        (GroupName::ROOMS, property.rooms.as_ref().map(|part| &part.other)),
        (GroupName::SIZE, property.size.as_ref().map(|part| &part.other)),
        (GroupName::BUILDING, property.building.as_ref().map(|part| &part.other)),
    ]
    .into_iter()
    .filter_map(|(group, kept)| Some((group, kept?)))
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
