//! The step for the price, what is asked beside it and the title document.

use lagoon_words::tr;

use super::{Problem, figure, unreadable};
use crate::{Asked, Choice, Currency, Entry, GroupName, Money, Price, Property, Step, Sum, Terms, quote::quote};

pub(super) fn check(property: &Property) -> impl Iterator<Item = Problem> {
    check_price(property)
        .into_iter()
        .chain(check_period(property))
        .chain(check_terms(property))
        .chain(check_title_document(property))
}

fn check_price(property: &Property) -> Option<Problem> {
    let problem = |code, message: String| Some(Problem::new(code, Step::Price, "price", message));
    let Some(price) = &property.price else {
        return unreadable(property, &GroupName::PRICE, "price")
            .or_else(|| problem("required", tr!("Enter a price.").into()));
    };
    if price.on_request {
        // Buyers see no amount, whatever stands here.
        return None;
    }
    if let Some(message) = unread_price(price) {
        return problem("unreadable", message);
    }
    match price.amount_minor {
        None => problem("required", tr!("Enter a price.").into()),
        Some(..=0) => problem("zero", tr!("Enter a price above zero.").into()),
        Some(_) if !Currency::ALL.contains(&price.currency) => problem("unknownCurrency", unknown(&price.currency)),
        Some(_) => None,
    }
}

fn unknown(currency: &Currency) -> String {
    tr!("This version of Lagoon does not know the currency {currency}. Choose another, or update the app.", currency)
}

/// What to do about a typed price that is not the stored amount. Publishing the other of the two would mislead.
fn unread_price(price: &Price) -> Option<String> {
    let typed = price.typed.as_deref().map(str::trim).filter(|typed| !typed.is_empty())?;
    match Money::parse(typed, &price.currency) {
        Err(error) => Some(error.to_string()),
        Ok(money) if Some(&money) == price.money().as_ref() => None,
        Ok(_) => Some(tr!("Enter the price again: {text} was typed but not stored as an amount.", text = quote(typed))),
    }
}

/// A rent is for some time; a sale is not, and a price on request says nothing yet.
fn check_period(property: &Property) -> Option<Problem> {
    let price = property.price.as_ref()?;
    if !Asked::of(property).rent || price.on_request {
        return None;
    }
    let problem = |code, message| Some(Problem::new(code, Step::Price, "price.period", message));
    match &price.period {
        Some(Choice::Known(_)) => None,
        Some(Choice::Unknown(_)) => {
            problem("unreadable", tr!("Choose again what time the price is for, or update the app."))
        }
        None => problem("required", tr!("Choose what time the price is for: a year, a month or a night.")),
    }
}

fn check_terms(property: &Property) -> Vec<Problem> {
    if let Some(problem) = unreadable(property, &GroupName::TERMS, "terms.serviceCharge") {
        return vec![problem];
    }
    let rent = Asked::of(property).rent;
    let none = Terms::default();
    let terms = property.terms.as_ref().unwrap_or(&none);
    [
        check_sum("terms.serviceCharge", terms.service_charge.as_ref()),
        check_frequency(terms),
        figure(Step::Price, "terms.agencyPercent", terms.agency_percent.as_ref(), None),
        figure(Step::Price, "terms.legalPercent", terms.legal_percent.as_ref(), None),
        check_sum("terms.cautionDeposit", terms.caution_deposit.as_ref()).filter(|_| rent),
        figure(Step::Price, "terms.advanceMonths", terms.advance_months.as_ref(), None).filter(|_| rent),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn check_sum(field: &'static str, entry: Option<&Entry<Sum>>) -> Option<Problem> {
    let entry = entry?;
    let problem = |code, message| Some(Problem::new(code, Step::Price, field, message));
    match (entry, entry.sum_problem()) {
        (_, Some(message)) => problem("unreadable", message),
        (Entry::Value(sum), None) if !Currency::ALL.contains(&sum.currency) => {
            problem("unknownCurrency", unknown(&sum.currency))
        }
        _ => None,
    }
}

/// A service charge without its frequency can be read as twelve times what it is.
fn check_frequency(terms: &Terms) -> Option<Problem> {
    let problem = |code, message| Some(Problem::new(code, Step::Price, "terms.serviceChargeFrequency", message));
    match &terms.service_charge_frequency {
        Some(Choice::Unknown(_)) => {
            problem("unreadable", tr!("Choose again how often the service charge is due, or update the app."))
        }
        None if terms.service_charge.is_some() => {
            problem("required", tr!("Choose how often the service charge is due: every month, quarter or year."))
        }
        Some(Choice::Known(_)) | None => None,
    }
}

fn check_title_document(property: &Property) -> Option<Problem> {
    if property.title_document.is_some() || !Asked::of(property).sale {
        return None;
    }
    let message = tr!("Choose the title document. If nobody has looked yet, choose “Not confirmed yet”.");
    let required = Problem::new("required", Step::Price, "titleDocument", message);
    Some(unreadable(property, &GroupName::TITLE_DOCUMENT, "titleDocument").unwrap_or(required))
}
