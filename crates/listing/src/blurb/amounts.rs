//! What is said by an amount of money: the price with its period, a service charge, a caution deposit.

use std::ops::Range;

use super::{Findings, Said, cut::Words};
use crate::{Currency, Frequency, Money, Period, storing::LARGEST_AMOUNT};

const CURRENCIES: &[&str] =
    &["₦", "n", "#", "ngn", "naira", "$", "usd", "dollars", "£", "gbp", "pounds", "€", "eur", "euros"];
const SCALES: &[&str] = &["k", "thousand", "m", "mn", "million", "b", "bn", "billion"];
/// Words before an amount that is the price.
const PRICE: &[&str] = &["price", "asking", "rent", "selling", "going", "goes", "sale", "prize", "amount"];
/// Words before or after an amount that is something else, or not all of it.
const OTHER: &[&str] = &[
    "agency",
    "agent",
    "agents",
    "legal",
    "lawyer",
    "agreement",
    "commission",
    "form",
    "survey",
    "documentation",
    "development",
    "infrastructure",
    "inspection",
    "total",
    "package",
    "initial",
    "down",
    "instalment",
    "installment",
    "instalments",
    "diesel",
    "dues",
    "levy",
    "fee",
    "fees",
    "tax",
    "balance",
    "was",
    "worth",
    "deposit",
    "discount",
    "viewing",
    "reservation",
    "save",
    "documents",
    "extra",
    "plus",
    "additional",
    "estate",
    "security",
    "light",
    "refundable",
    "cheaper",
    "less",
    "more",
    "higher",
    "off",
    "income",
    "roi",
    "cost",
    "generates",
    "generating",
    "yield",
    "yields",
    "return",
    "returns",
    "profit",
    "value",
    "valued",
    "earns",
];
/// Words that make an amount one of several.
const VAGUE: &[&str] = &[
    "from",
    "starting",
    "starts",
    "above",
    "below",
    "over",
    "under",
    "upwards",
    "between",
    "about",
    "around",
    "approx",
    "approximately",
    "minimum",
    "maximum",
    "max",
    "min",
    "up",
    "least",
    "upto",
    "circa",
];
const UNITS: &[&str] = &[
    "per sqm",
    "/ sqm",
    "per sq m",
    "per plot",
    "/ plot",
    "a plot",
    "per unit",
    "/ unit",
    "each",
    "per room",
    "per bed",
    "per acre",
    "/ acre",
    "per hectare",
    "per sq",
    "a unit",
    "per square",
    "per day",
    "/ day",
    "daily",
    "per week",
    "/ week",
    "weekly",
    "per hour",
    "per person",
    "per head",
];
const PERIODS: &[(&[&str], Period)] = &[
    (
        &[
            "per annum",
            "p a",
            "pa",
            "per year",
            "yearly",
            "annually",
            "/ year",
            "/ yr",
            "per yr",
            "a year",
            "/ annum",
            "/ p a",
            "/ pa",
            "p annum",
            "yr",
            "/ per annum",
        ],
        Period::Year,
    ),
    (&["per month", "monthly", "/ month", "a month", "per mth", "/ mth", "p m", "pm"], Period::Month),
    (&["per night", "/ night", "nightly", "a night", "p n"], Period::Night),
];
const QUARTERLY: &[&str] = &["per quarter", "quarterly", "a quarter", "/ quarter"];
/// The least in major units that a price without a label can be: naira, others.
const LEAST: [i64; 2] = [50_000, 50];

struct Amount {
    money: Money,
    at: Range<usize>,
    role: Role,
    period: Option<(Period, Range<usize>)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// Called the price.
    Price,
    /// Nothing says what it is.
    Bare,
    ServiceCharge,
    Caution,
    /// Something that a listing does not say.
    Other,
    /// Part of a range, or per something else.
    Unclear,
}

pub(super) fn read(words: &Words, found: &mut Findings) {
    let mut amounts = vec![];
    let mut index = 0;
    while index < words.len() {
        let amount = amount(words, index);
        index = amount.as_ref().map_or(index + 1, |amount| amount.at.end);
        amounts.extend(amount);
    }
    for amount in &amounts {
        match amount.role {
            Role::Caution => found.add(Said::CautionDeposit(amount.money.clone()), amount.at.clone()),
            Role::ServiceCharge => service_charge(words, amount, found),
            _ => {}
        }
    }
    price(&amounts, found);
}

fn service_charge(words: &Words, amount: &Amount, found: &mut Findings) {
    found.add(Said::ServiceCharge(amount.money.clone()), amount.at.clone());
    let quarterly = words.any(amount.at.end, QUARTERLY).map(|length| (Frequency::Quarter, length));
    let often = amount.period.as_ref().and_then(|(period, at)| match period {
        Period::Year => Some((Frequency::Year, at.len())),
        Period::Month => Some((Frequency::Month, at.len())),
        Period::Night => None,
    });
    if let Some((frequency, length)) = quarterly.or(often) {
        found.add(Said::ServiceChargeFrequency(frequency), amount.at.end..amount.at.end + length);
    }
}

/// The one amount that is the price: the one that is called so, else the only one of which nothing is said.
fn price(amounts: &[Amount], found: &mut Findings) {
    let of = |role: Role| amounts.iter().filter(move |amount| amount.role == role);
    if of(Role::Unclear).next().is_some() {
        return;
    }
    let named: Vec<&Amount> = of(Role::Price).collect();
    let bare = of(Role::Bare).filter(|amount| {
        let least = if amount.money.currency == Currency::NGN { LEAST[0] } else { LEAST[1] };
        amount.money.minor >= least.saturating_mul(10_i64.pow(amount.money.currency.minor_digits().into()))
    });
    let prices: Vec<&Amount> = if named.is_empty() { bare.collect() } else { named };
    for price in &prices {
        found.add(Said::Price(price.money.clone()), price.at.clone());
    }
    let same = prices.iter().all(|price| price.money == prices[0].money);
    for (period, at) in prices.iter().filter(|_| same).filter_map(|price| price.period.as_ref()) {
        found.add(Said::Period(*period), at.clone());
    }
}

/// The amount that begins at a word, if one does.
fn amount(words: &Words, index: usize) -> Option<Amount> {
    let signed = CURRENCIES.contains(&words.at(index)) && !words.is_parted(index + 1);
    let number = if signed { index + 1 } else { index };
    if !words.is_number(number) {
        return None;
    }
    let mut end = number + 1;
    // "45 000 000"
    while words.at(end).len() == 3 && words.is_number(end) && !words.is_parted(end) && !words.is_dashed(end) {
        end += 1;
    }
    let scale = SCALES.contains(&words.at(end)) && !words.is_parted(end);
    let metres = words.at(end) == "m" && is_length(words, number, end + 1);
    let scaled = scale && (signed || !metres);
    if scaled {
        end += 1;
    }
    let named = !words.is_parted(end)
        && !["n", "#", "₦", "$", "£", "€"].contains(&words.at(end))
        && CURRENCIES.contains(&words.at(end));
    if named {
        end += 1;
    }
    let called = words.back(index, 2).any(|word| PRICE.contains(&word)) || words.before(index, 1) == "@";
    let is_amount =
        signed || scaled || named || called && words.at(number).contains(',') && words.at(number).len() >= 7;
    if !is_amount || (metres && !signed) {
        return None;
    }
    let at = index..end;
    let money = Money::parse(words.written(&at).trim(), &Currency::NGN)
        .ok()
        .filter(|money| (1..=LARGEST_AMOUNT).contains(&money.minor))?;
    let period = PERIODS.iter().find_map(|(phrases, period)| {
        let length = words.any(end, phrases).filter(|_| !words.is_parted(end))?;
        Some((*period, end..end + length))
    });
    let period = period.or_else(|| yearly_before(words, index));
    Some(Amount { role: role(words, &at), money, at, period })
}

/// Whether an "m" after a number is one of metres.
fn is_length(words: &Words, number: usize, after: usize) -> bool {
    const BESIDE: &[&str] =
        &["2", "²", "by", "x", "from", "away", "off", "long", "wide", "drive", "walk", "high", "deep", "tarred"];
    let next = words.at(after);
    !words.is_parted(after) && BESIDE.contains(&next) || ["by", "x"].contains(&words.before(number, 1))
}

/// "annual rent 1.8m"
fn yearly_before(words: &Words, index: usize) -> Option<(Period, Range<usize>)> {
    let at = index.checked_sub(2).filter(|_| words.before(index, 1) == "rent" && !words.is_parted(index - 1))?;
    match words.at(at) {
        "annual" | "yearly" => Some((Period::Year, at..at + 1)),
        "monthly" => Some((Period::Month, at..at + 1)),
        _ => None,
    }
}

/// What an amount is for, by the words around it.
fn role(words: &Words, at: &Range<usize>) -> Role {
    let (before, after) = (at.start, at.end);
    let next = if words.is_parted(after) { "" } else { words.at(after) };
    let second = if words.is_parted(after) || words.is_parted(after + 1) { "" } else { words.at(after + 1) };
    let goes_on = |index: usize| words.is_number(index) || CURRENCIES.contains(&words.at(index));
    let range = words.is_dashed(after) && goes_on(after)
        || ["to", "or", "and", "&", "/"].contains(&next) && goes_on(after + 1)
        || words.is_dashed(before)
            && before.checked_sub(1).is_some_and(|it| words.is_number(it) || SCALES.contains(&words.at(it)))
        || ["to", "or", "and", "&"].contains(&words.before(before, 1))
            && (words.is_number(before.wrapping_sub(2)) || SCALES.contains(&words.before(before, 2)));
    if range {
        return Role::Unclear;
    }
    let back: Vec<&str> =
        words.back(before, 4).take_while(|word| !word.starts_with(|c: char| c.is_ascii_digit())).collect();
    let says = |names: &[&str]| back.iter().any(|word| names.contains(word));
    if says(&["caution"]) || next == "caution" {
        return Role::Caution;
    }
    if back.windows(2).any(|two| two == ["charge", "service"]) || next == "service" && second == "charge" {
        return Role::ServiceCharge;
    }
    if words.any(after, UNITS).is_some() && !words.is_parted(after)
        || says(VAGUE)
        || ["upwards", "above", "+"].contains(&next)
    {
        return Role::Unclear;
    }
    if OTHER.contains(&next) || says(OTHER) {
        return Role::Other;
    }
    if says(PRICE) || words.before(before, 1) == "@" || next == "asking" {
        return Role::Price;
    }
    Role::Bare
}
