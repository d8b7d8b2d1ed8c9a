//! What is asked beside the price: charges, fees, deposits and rent in advance.

use dioxus::prelude::*;
use lagoon_listing::{Currency, Entry, Frequency, GroupName, Money, Percent, Sum, Terms};

use super::{
    asks, choices,
    controls::{Answer, ChoiceField, MoneyField, NumberField, Sheet, WhereaboutsOf},
    price::LARGEST,
    stored::{change, use_stored},
    words,
};
use crate::state::{App, prelude::*, use_app};

/// The terms. `rent`: those of tenants and guests as well.
#[component]
pub fn TermsSheet(rent: bool) -> Element {
    let app = use_app();
    let terms = use_stored::<Terms>(GroupName::TERMS);
    let terms = terms.read();
    rsx! {
        Sheet { id: "terms-title", title: words::terms(), of: WhereaboutsOf::Group(GroupName::TERMS), class: "grid-two",
            MoneyField {
                ask: &asks::SERVICE_CHARGE,
                text: sum_text(terms.service_charge.as_ref()),
                money: sum_money(terms.service_charge.as_ref()),
                onedit: move |text: String| {
                    let sum = read_sum(app, &text, |terms| terms.service_charge.as_ref());
                    change(app, GroupName::TERMS, |terms: &mut Terms| terms.service_charge = sum);
                },
            }
            ChoiceField {
                ask: &asks::FREQUENCY,
                value: terms.service_charge_frequency.as_ref().map(|it| choices::said(it, Frequency::id)).unwrap_or_default(),
                none: words::not_said(),
                choices: Frequency::ALL.iter().map(|it| Answer::new(it.id(), it.label())).collect::<Vec<_>>(),
                onedit: move |id: String| {
                    change(app, GroupName::TERMS, |terms: &mut Terms| terms.service_charge_frequency = choices::read(&id));
                },
            }
            NumberField {
                ask: &asks::AGENCY,
                text: percent_text(terms.agency_percent.as_ref()),
                onedit: move |text: String| {
                    change(app, GroupName::TERMS, |terms: &mut Terms| terms.agency_percent = Entry::read(&text));
                },
            }
            NumberField {
                ask: &asks::LEGAL,
                text: percent_text(terms.legal_percent.as_ref()),
                onedit: move |text: String| {
                    change(app, GroupName::TERMS, |terms: &mut Terms| terms.legal_percent = Entry::read(&text));
                },
            }
            if rent {
                MoneyField {
                    ask: &asks::CAUTION,
                    text: sum_text(terms.caution_deposit.as_ref()),
                    money: sum_money(terms.caution_deposit.as_ref()),
                    onedit: move |text: String| {
                        let sum = read_sum(app, &text, |terms| terms.caution_deposit.as_ref());
                        change(app, GroupName::TERMS, |terms: &mut Terms| terms.caution_deposit = sum);
                    },
                }
                NumberField {
                    ask: &asks::ADVANCE,
                    keys: "text",
                    text: terms.advance_months.as_ref().map(Entry::text).unwrap_or_default(),
                    onedit: move |text: String| {
                        change(app, GroupName::TERMS, |terms: &mut Terms| terms.advance_months = Entry::read(&text));
                    },
                }
            }
        }
    }
}

fn percent_text(percent: Option<&Entry<Percent>>) -> String {
    percent.map(Entry::text).unwrap_or_default()
}

fn sum_text(sum: Option<&Entry<Sum>>) -> String {
    sum.map(Entry::sum_text).unwrap_or_default()
}

fn sum_money(sum: Option<&Entry<Sum>>) -> Option<Money> {
    sum.and_then(Entry::value).map(Sum::money)
}

/// Takes what was typed into the field of a sum.
fn read_sum(app: App, text: &str, old: impl FnOnce(&Terms) -> Option<&Entry<Sum>>) -> Option<Entry<Sum>> {
    let terms: Terms = app.writing.group(&GroupName::TERMS).unwrap_or_default();
    let price = app.writing.group::<lagoon_listing::Price>(&GroupName::PRICE).map(|price| price.currency);
    with_text(old(&terms), text, &price.unwrap_or_default())
}

/// A sum after its field was changed: in the currency that it has, a new one in that of the price. Fields of newer versions
/// stay.
fn with_text(old: Option<&Entry<Sum>>, text: &str, price: &Currency) -> Option<Entry<Sum>> {
    let before = old.and_then(Entry::value);
    let currency = before.map_or(price, |sum| &sum.currency);
    match Entry::read_sum(text, currency)? {
        Entry::Value(sum) if sum.amount_minor >= LARGEST => Some(Entry::Typed(text.to_owned())),
        Entry::Value(mut sum) => {
            if let Some(before) = before {
                sum.other.clone_from(&before.other);
            }
            Some(Entry::Value(sum))
        }
        typed @ Entry::Typed(_) => Some(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_sum_is_in_the_currency_of_the_price_and_an_old_one_keeps_its_own() {
        let new = with_text(None, "2,500", &Currency::USD);
        assert_eq!(sum_text(new.as_ref()), "$2,500");
        let changed = with_text(new.as_ref(), "3,000", &Currency::NGN);
        assert_eq!(sum_text(changed.as_ref()), "$3,000");
        assert_eq!(with_text(changed.as_ref(), " ", &Currency::NGN), None);
    }

    #[test]
    fn a_sum_that_cannot_be_read_or_carried_is_kept_as_it_was_typed() {
        assert_eq!(with_text(None, "one month", &Currency::NGN), Some(Entry::Typed("one month".into())));
        let boundless = "99,000,000,000,000,000";
        assert_eq!(with_text(None, boundless, &Currency::NGN), Some(Entry::Typed(boundless.into())));
    }
}
