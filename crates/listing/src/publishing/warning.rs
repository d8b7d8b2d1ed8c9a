//! What is unusual about a listing, and worth saying before it is published.
//!
//! The one rule: nothing here keeps a listing from being published.

mod rooms;
mod words;

use lagoon_words::{tr, trn};

use crate::{Asked, Entry, Property, Step};

pub use words::COPY_MARK;

/// One thing that is unusual enough to say, and that never keeps a listing from being published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Stable, for programs: `highAgencyFee`, `longAdvance`, `oddRooms`, `severalBands`, `copyTitle`, `otherPlace`,
    /// `phoneNumber`, `webAddress`.
    pub code: &'static str,
    /// Where it is looked at.
    pub step: Step,
    /// The field, as of a [`Problem`](super::Problem).
    pub field: &'static str,
    /// For people: what is unusual about it.
    pub message: String,
}

/// The highest agency fee that nobody wonders about, in hundredths of a percent.
const USUAL_AGENCY_FEE: u32 = 1_000;
/// The longest advance that nobody wonders about.
const USUAL_ADVANCE_MONTHS: u32 = 12;

/// Everything unusual about a listing, in the order of the steps.
pub fn check_warnings(property: &Property) -> Vec<Warning> {
    check_terms(property).into_iter().chain(rooms::check(property)).chain(words::check(property)).collect()
}

fn check_terms(property: &Property) -> Vec<Warning> {
    let Some(terms) = &property.terms else { return Vec::new() };
    let warning = |code, field, message| Warning { code, step: Step::Price, field, message };
    let agency = terms.agency_percent.as_ref().and_then(Entry::value).filter(|fee| fee.0 > USUAL_AGENCY_FEE);
    let agency = agency.map(|fee| {
        let message = tr!("The agency fee is {percent}%. Many clients expect at most 10%.", percent = fee.decimal());
        warning("highAgencyFee", "terms.agencyPercent", message)
    });
    // What was entered for a rent says nothing of a sale.
    let is_let = Asked::of(property).rent;
    let advance = terms.advance_months.as_ref().and_then(Entry::value).filter(|months| months.0 > USUAL_ADVANCE_MONTHS);
    let advance = advance.filter(|_| is_let).map(|months| {
        let message = trn!(
            months.0,
            "{count} month of rent is asked in advance. Many tenants expect at most a year's.",
            "{count} months of rent are asked in advance. Many tenants expect at most a year's."
        );
        warning("longAdvance", "terms.advanceMonths", message)
    });
    agency.into_iter().chain(advance).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{DraftId, Months, Percent, Purpose, Terms};

    fn warnings(purpose: Purpose, percent: u32, months: u32) -> Vec<&'static str> {
        let mut property = Property::new(DraftId(Uuid::nil()));
        property.purpose = Some(purpose);
        property.terms = Some(Terms {
            agency_percent: Some(Percent(percent).into()),
            advance_months: Some(Months(months).into()),
            ..Terms::default()
        });
        check_warnings(&property).iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn what_is_usual_is_not_remarked_on_and_what_is_not_is() {
        assert_eq!(warnings(Purpose::Rent, 1_000, 12), [""; 0]);
        assert_eq!(warnings(Purpose::Rent, 1_001, 13), ["highAgencyFee", "longAdvance"]);
        assert_eq!(warnings(Purpose::Sale, 1_001, 24), ["highAgencyFee"]);
        assert_eq!(check_warnings(&Property::new(DraftId(Uuid::nil()))), []);
    }

    #[test]
    fn a_warning_says_what_stands_there() {
        let mut property = Property::new(DraftId(Uuid::nil()));
        property.terms = Some(Terms { agency_percent: Some(Percent(1_250).into()), ..Terms::default() });
        assert!(check_warnings(&property)[0].message.contains("12.5%"));
    }
}
