//! What publishing asks for. Nothing here ever stands in the way of saving.
//!
//! The one rule: every problem says, in the agent's words, what to do.

mod contact;

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::{AmenityId, Currency, DraftId, GroupName, Money, Price, Property, Publication, STATES, Step, quote::quote};

/// The fewest and the most characters of a title.
const TITLE_CHARACTERS: (usize, usize) = (10, 100);
/// The fewest and the most characters of a description. RESO allows 4,000 in `PublicRemarks`.
const DESCRIPTION_CHARACTERS: (usize, usize) = (50, 2000);

/// One thing that keeps a listing from being published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable, for programs: `required`, `tooShort`, `tooLong`, `unreadable`, `zero`, `unknownCurrency`,
    /// `unknownState`, `unknownAmenity`, `phoneNumber`, `price`, `webAddress`.
    pub code: &'static str,
    /// Where it is put right.
    pub step: Step,
    /// The field: `title`, `price`, `location.state`, `location.lga`, `location.area`, `amenities` or `description`.
    pub field: &'static str,
    /// For people: what to do.
    pub message: String,
}

impl Problem {
    fn new(code: &'static str, step: Step, field: &'static str, message: impl Into<String>) -> Self {
        Self { code, step, field, message: message.into() }
    }
}

/// One thing that is unusual enough to say, and that never keeps a listing from being published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Stable, for programs: `highAgencyFee`, `longAdvance`.
    pub code: &'static str,
    /// Where it is looked at.
    pub step: Step,
    /// The field: `terms.agencyPercent` or `terms.advanceMonths`.
    pub field: &'static str,
    /// For people: what is unusual about it.
    pub message: String,
}

/// Everything unusual about a listing, in the order of the steps.
pub fn check_warnings(property: &Property) -> Vec<Warning> {
    let _ = property;
    Vec::new()
}

/// Everything that keeps a listing from being published, in the order of the steps. Empty: it is ready.
pub fn check_for_publishing(property: &Property) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(check_price(property));
    problems.extend(check_location(property));
    problems.extend(check_amenities(&property.amenities));
    problems.extend(check_title(property));
    problems.extend(check_description(property));
    problems
}

/// Everything that keeps a public copy from being shown. Empty: it can be. What it is a copy of plays no part.
pub fn check_publication_for_publishing(copy: &Publication) -> Vec<Problem> {
    check_for_publishing(&Property::from_groups(DraftId(Uuid::nil()), &copy.fields))
}

/// A value that only a newer version can read is there, but cannot be vouched for.
fn unreadable(property: &Property, group: &GroupName, step: Step, field: &'static str) -> Option<Problem> {
    property.other.contains_key(group).then(|| {
        let message = format!("This version of Lagoon cannot read the {group}. Update the app, or enter it again.");
        Problem::new("unreadable", step, field, message)
    })
}

fn check_price(property: &Property) -> Option<Problem> {
    let problem = |code, message: String| Some(Problem::new(code, Step::Price, "price", message));
    let Some(price) = &property.price else {
        return unreadable(property, &GroupName::PRICE, Step::Price, "price")
            .or_else(|| problem("required", "Enter a price.".into()));
    };
    if let Some(message) = unread_price(price) {
        return problem("unreadable", message);
    }
    match price.amount_minor {
        None => problem("required", "Enter a price.".into()),
        Some(..=0) => problem("zero", "Enter a price above zero.".into()),
        Some(_) if !Currency::ALL.contains(&price.currency) => {
            let currency = &price.currency;
            problem(
                "unknownCurrency",
                format!(
                    "This version of Lagoon does not know the currency {currency}. Choose another, or update the app."
                ),
            )
        }
        Some(_) => None,
    }
}

/// What to do about a typed price that is not the stored amount. Publishing the other of the two would mislead.
fn unread_price(price: &Price) -> Option<String> {
    let typed = price.typed.as_deref().map(str::trim).filter(|typed| !typed.is_empty())?;
    match Money::parse(typed, &price.currency) {
        Err(error) => Some(error.to_string()),
        Ok(money) if Some(&money) == price.money().as_ref() => None,
        Ok(_) => Some(format!("Enter the price again: {} was typed but not stored as an amount.", quote(typed))),
    }
}

fn check_location(property: &Property) -> Vec<Problem> {
    let Some(location) = &property.location else {
        return match unreadable(property, &GroupName::LOCATION, Step::Location, "location.state") {
            Some(problem) => vec![problem],
            None => check_parts(None, None, None),
        };
    };
    check_parts(location.state.as_deref(), location.lga.as_deref(), location.area.as_deref())
}

fn check_parts(state: Option<&str>, lga: Option<&str>, area: Option<&str>) -> Vec<Problem> {
    let blank = |part: Option<&str>| part.is_none_or(|text| text.trim().is_empty());
    let problem = |code, field, message: String| Problem::new(code, Step::Location, field, message);
    let required = |field, part, message: &str| blank(part).then(|| problem("required", field, message.into()));
    let unknown_state =
        state.map(str::trim).filter(|state| !state.is_empty() && !STATES.contains(state)).map(|state| {
            let message = format!("{} is not a state of Nigeria. Choose one from the list.", quote(state));
            problem("unknownState", "location.state", message)
        });
    [
        required("location.state", state, "Choose the state."),
        unknown_state,
        required("location.lga", lga, "Enter the local government area."),
        required("location.area", area, "Enter the area, such as Lekki Phase 1."),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn check_amenities(amenities: &BTreeSet<AmenityId>) -> Option<Problem> {
    const MOST_NAMED: usize = 3;
    let unknown: Vec<_> = amenities.iter().filter(|id| id.amenity().is_none()).map(AmenityId::as_str).collect();
    let (named, rest) = unknown.split_at(unknown.len().min(MOST_NAMED));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    (!named.is_empty()).then(|| {
        let message = format!(
            "This version of Lagoon does not know {}{more}. Take them off, or update the app and publish there.",
            named.join(", ")
        );
        Problem::new("unknownAmenity", Step::Rooms, "amenities", message)
    })
}

fn check_title(property: &Property) -> Option<Problem> {
    let Some(title) = &property.title else {
        return unreadable(property, &GroupName::TITLE, Step::Words, "title")
            .or_else(|| check_length("title", "", TITLE_CHARACTERS));
    };
    check_length("title", title, TITLE_CHARACTERS).or_else(|| {
        let (code, message) = if contact::holds_web_address(title) {
            ("webAddress", "Take the web or e-mail address out of the title. Buyers reach you through the listing.")
        } else if contact::holds_phone_number(title) {
            ("phoneNumber", "Take the phone number out of the title. Buyers reach you through the listing.")
        } else if contact::holds_price(title) {
            ("price", "Take the price out of the title: it has a field of its own. A length? Then write “metres”.")
        } else {
            return None;
        };
        Some(Problem::new(code, Step::Words, "title", message))
    })
}

fn check_description(property: &Property) -> Option<Problem> {
    match &property.description {
        Some(text) => check_length("description", text, DESCRIPTION_CHARACTERS),
        None => unreadable(property, &GroupName::DESCRIPTION, Step::Words, "description")
            .or_else(|| check_length("description", "", DESCRIPTION_CHARACTERS)),
    }
}

/// Characters are counted as Unicode scalar values, the ends' white space left out.
fn check_length(field: &'static str, text: &str, (least, most): (usize, usize)) -> Option<Problem> {
    let count = text.trim().chars().count();
    let problem = |code, message| Some(Problem::new(code, Step::Words, field, message));
    if count == 0 {
        problem("required", format!("Write a {field} of at least {least} characters."))
    } else if count < least {
        problem("tooShort", format!("Make the {field} longer: it has {count} of at least {least} characters."))
    } else if count > most {
        problem(
            "tooLong",
            format!("Shorten the {field} by {}: it has {count} characters, at most {most} fit.", count - most),
        )
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::{DraftId, Location};

    fn ready() -> Property {
        let mut property = Property::new(DraftId(Uuid::nil()));
        property.title = Some("4-bedroom detached duplex, Lekki Phase 1".into());
        property.price = Some(Price::new(Money { minor: 4_500_000_000, currency: Currency::NGN }));
        property.location = Some(Location {
            state: Some("Lagos".into()),
            lga: Some("Eti-Osa".into()),
            area: Some("Lekki Phase 1".into()),
            ..Location::default()
        });
        property.amenities.insert("pool".parse().expect("valid"));
        property.description = Some("x".repeat(50));
        property
    }

    /// Field and code of every problem after a change to a listing that is ready.
    fn problems(change: impl FnOnce(&mut Property)) -> Vec<(&'static str, &'static str)> {
        let mut property = ready();
        change(&mut property);
        check_for_publishing(&property).iter().map(|problem| (problem.field, problem.code)).collect()
    }

    #[test]
    fn a_complete_listing_is_ready() {
        assert_eq!(problems(|_| {}), []);
    }

    #[test]
    fn an_empty_listing_misses_every_required_field_in_the_order_of_the_steps() {
        let problems = check_for_publishing(&Property::new(DraftId(Uuid::nil())));
        let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["price", "location.state", "location.lga", "location.area", "title", "description"]);
        assert!(problems.iter().all(|problem| problem.code == "required"));
        assert!(problems.is_sorted_by_key(|problem| problem.step));
        assert_eq!(problems[4].message, "Write a title of at least 10 characters.");
    }

    #[test]
    fn a_price_must_be_readable_above_zero_and_in_a_known_currency() {
        let with = |price: Price| problems(|property| property.price = Some(price));
        let price = |minor, currency: Currency| Price::new(Money { minor, currency });
        assert_eq!(with(Price::default()), [("price", "required")]);
        assert_eq!(with(price(0, Currency::NGN)), [("price", "zero")]);
        assert_eq!(with(price(-1, Currency::NGN)), [("price", "zero")]);
        assert_eq!(with(price(1, "CHF".parse().expect("valid"))), [("price", "unknownCurrency")]);
        assert_eq!(with(Price { typed: Some("about 45".into()), ..Price::default() }), [("price", "unreadable")]);
        assert_eq!(with(Price { typed: Some("45m".into()), ..Price::default() }), [("price", "unreadable")]);
        let other = Price { typed: Some("48m".into()), ..price(4_500_000_000, Currency::NGN) };
        assert_eq!(with(other), [("price", "unreadable")]);
        let same = Price { typed: Some("45m".into()), ..price(4_500_000_000, Currency::NGN) };
        assert_eq!(with(same), []);
        assert_eq!(with(Price { typed: Some("  ".into()), ..Price::default() }), [("price", "required")]);
    }

    #[test]
    fn a_price_that_cannot_be_read_says_what_to_type() {
        let mut property = ready();
        property.price = Some(Price { typed: Some("about 45".into()), ..Price::default() });
        let message = &check_for_publishing(&property)[0].message;
        assert_eq!(message, "“about” is not part of a price. Type only the amount, such as 45m or 45,000,000.");
    }

    #[test]
    fn a_location_needs_a_state_of_nigeria_an_lga_and_an_area() {
        let with = |state: &str, lga: &str, area: &str| {
            problems(|property| {
                property.location = Some(Location {
                    state: Some(state.into()),
                    lga: Some(lga.into()),
                    area: Some(area.into()),
                    ..Location::default()
                });
            })
        };
        assert_eq!(with("Lagoss", "Eti-Osa", "Lekki"), [("location.state", "unknownState")]);
        assert_eq!(with("Lagos", " ", "Lekki"), [("location.lga", "required")]);
        assert_eq!(with(" ", "Eti-Osa", ""), [("location.state", "required"), ("location.area", "required")]);
    }

    #[test]
    fn an_amenity_of_a_newer_version_only_blocks_publishing() {
        let add = |property: &mut Property| {
            property.amenities.extend(["a1", "a2", "a3", "a4"].map(|id| id.parse().expect("valid")));
        };
        assert_eq!(problems(add), [("amenities", "unknownAmenity")]);
        let mut property = ready();
        add(&mut property);
        assert!(check_for_publishing(&property)[0].message.contains("a1, a2, a3 and 1 more"));
    }

    #[test]
    fn a_title_has_10_to_100_characters_whatever_they_weigh() {
        let with = |title: String| problems(|property| property.title = Some(title));
        assert_eq!(with("é".repeat(9)), [("title", "tooShort")]);
        assert_eq!(with(format!("  {}  ", "é".repeat(9))), [("title", "tooShort")]);
        assert_eq!(with("é".repeat(10)), []);
        assert_eq!(with("é".repeat(100)), []);
        assert_eq!(with("é".repeat(101)), [("title", "tooLong")]);
        assert_eq!(with("   ".into()), [("title", "required")]);
    }

    #[test]
    fn a_title_holds_no_way_around_the_listing() {
        let with = |title: &str| problems(|property| property.title = Some(title.into()));
        assert_eq!(with("Duplex, call 0803 123 4567"), [("title", "phoneNumber")]);
        assert_eq!(with("Duplex in Lekki for ₦45m"), [("title", "price")]);
        assert_eq!(with("Duplex, see www.example.com"), [("title", "webAddress")]);
    }

    #[test]
    fn a_description_has_50_to_2000_characters() {
        let with = |count| problems(|property| property.description = Some("é".repeat(count)));
        assert_eq!(with(49), [("description", "tooShort")]);
        assert_eq!(with(50), []);
        assert_eq!(with(2000), []);
        assert_eq!(with(2001), [("description", "tooLong")]);
    }

    #[test]
    fn a_value_only_a_newer_version_can_read_is_not_called_missing() {
        let groups = serde_json::from_value(json!({
            "title": {"en": "Duplex"}, "price": "on request", "location": [1], "description": {"en": "Duplex"},
        }));
        let property = Property::from_groups(DraftId(Uuid::nil()), &groups.expect("valid groups"));
        let found: Vec<_> = check_for_publishing(&property).iter().map(|p| (p.field, p.code)).collect();
        let unreadable = |field| (field, "unreadable");
        assert_eq!(found, ["price", "location.state", "title", "description"].map(unreadable));
    }
}
