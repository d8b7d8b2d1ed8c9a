//! The step for what is asked: the price, what the seller's right rests on, and the terms.
//!
//! The one rule: what was typed is never lost, readable or not, and digits are grouped only once the field is left, so that
//! the caret never jumps.

use dioxus::prelude::*;
use lagoon_listing::{Currency, GroupName, Money, Period, Price, TitleDocument, price_per_sqm};

use super::{
    asks, choices,
    controls::{Answer, ChoiceField, NumberField, Sheet, SwitchField, WhereaboutsOf, spoken},
    stored::{change, use_stored, write_choice},
    terms::TermsSheet,
    use_asked, use_progress, words,
};
use crate::state::use_app;

/// The largest amount that survives the way through the window's numbers: 2^53.
pub const LARGEST: i64 = 1 << 53;

/// The step.
#[component]
pub fn PriceStep() -> Element {
    let asked = use_asked()();
    rsx! {
        PriceSheet { rent: asked.rent }
        if asked.sale {
            Papers {}
        }
        TermsSheet { rent: asked.rent }
    }
}

#[component]
fn PriceSheet(rent: bool) -> Element {
    let app = use_app();
    let progress = use_progress();
    let price = use_stored::<Price>(GroupName::PRICE);
    let per_sqm = use_memo(move || progress.read().as_ref().and_then(|progress| price_per_sqm(&progress.property)));
    let price = price.read();
    let in_words = price.money().map(|money| spoken(&money)).unwrap_or_default();
    let per_sqm = per_sqm().map(|money| words::per_sqm(&money.format())).unwrap_or_default();
    rsx! {
        Sheet { id: "price-title", title: words::price(), of: WhereaboutsOf::Group(GroupName::PRICE),
            div { class: if rent { "price-line price-line-rent" } else { "price-line" },
                NumberField {
                    ask: &asks::PRICE,
                    class: "input-price",
                    described_by: "price-words",
                    keys: "text",
                    text: text_of(&price),
                    onedit: move |text: String| change(app, GroupName::PRICE, |price| set_text(price, &text)),
                }
                CurrencyField { currency: price.currency.clone() }
                if rent {
                    ChoiceField {
                        ask: &asks::PERIOD,
                        value: price.period.as_ref().map(|it| choices::said(it, Period::id)).unwrap_or_default(),
                        none: words::choose_period(),
                        choices: Period::ALL.iter().map(|period| Answer::new(period.id(), period.label())).collect::<Vec<_>>(),
                        onedit: move |id: String| change(app, GroupName::PRICE, |price: &mut Price| price.period = choices::read(&id)),
                    }
                }
            }
            div { class: "price-words",
                p { id: "price-words", "data-testid": "price-words", "aria-live": "polite", "{in_words}" }
                p { class: "price-sqm", "data-testid": "price-per-sqm", "{per_sqm}" }
            }
            SwitchField {
                ask: &asks::ON_REQUEST,
                on: price.on_request,
                onedit: move |on| change(app, GroupName::PRICE, |price: &mut Price| price.on_request = on),
            }
        }
    }
}

#[component]
fn CurrencyField(currency: Currency) -> Element {
    let app = use_app();
    let mut choices: Vec<Currency> = Currency::ALL.to_vec();
    if !choices.contains(&currency) {
        choices.push(currency.clone());
    }
    let choices: Vec<Answer> = choices
        .iter()
        .map(|choice| Answer::new(choice.code(), format!("{} {}", choice.symbol(), choice.code())))
        .collect();
    rsx! {
        ChoiceField {
            ask: &asks::CURRENCY,
            value: currency.code(),
            choices,
            onedit: move |code: String| {
                if let Ok(currency) = code.parse() {
                    change(app, GroupName::PRICE, |price| set_currency(price, currency));
                }
            },
        }
    }
}

/// What a seller's right to it rests on. It belongs to the deal as the price does, and there buyers ask for it.
#[component]
fn Papers() -> Element {
    let app = use_app();
    let document = use_stored::<String>(GroupName::TITLE_DOCUMENT);
    rsx! {
        Sheet { id: "papers-title", title: words::papers(), of: WhereaboutsOf::Group(GroupName::TITLE_DOCUMENT),
            ChoiceField {
                ask: &asks::TITLE_DOCUMENT,
                value: document(),
                none: words::choose_document(),
                choices: TitleDocument::ALL.iter().map(|it| Answer::new(it.id(), it.label())).collect::<Vec<_>>(),
                onedit: move |id: String| write_choice(app, GroupName::TITLE_DOCUMENT, &id),
            }
        }
    }
}

/// Takes what was typed. What cannot be read is kept as it was typed.
fn set_text(price: &mut Price, text: &str) {
    match Money::parse(text, &price.currency) {
        Ok(money) if money.minor < LARGEST => {
            price.amount_minor = Some(money.minor);
            price.currency = money.currency;
            price.typed = None;
        }
        _ => {
            price.amount_minor = None;
            price.typed = (!text.trim().is_empty()).then(|| text.to_owned());
        }
    }
}

/// Takes another currency: the same figure.
fn set_currency(price: &mut Price, currency: Currency) {
    price.currency = currency;
    if let Some(typed) = price.typed.take() {
        set_text(price, &typed);
    }
}

/// What the field shows while nobody types in it.
fn text_of(price: &Price) -> String {
    price.money().map(|money| money.format()).or_else(|| price.typed.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_text(mut price: Price, text: &str) -> Price {
        set_text(&mut price, text);
        price
    }

    #[test]
    fn what_was_typed_is_kept_while_it_cannot_be_read() {
        let price = with_text(Price::default(), "about 45");
        assert_eq!((price.amount_minor, price.typed.as_deref()), (None, Some("about 45")));
        assert_eq!(text_of(&price), "about 45");
        let price = with_text(price, "45m");
        assert_eq!((price.amount_minor, price.typed.as_deref()), (Some(4_500_000_000), None));
        assert_eq!(text_of(&price), "₦45,000,000");
        assert_eq!(with_text(price, " "), Price::default());
    }

    #[test]
    fn a_currency_that_was_typed_is_chosen() {
        assert_eq!(with_text(Price::default(), "$2,500").currency, Currency::USD);
    }

    #[test]
    fn another_currency_keeps_the_figure_the_period_and_fields_of_newer_versions() {
        let mut price = with_text(Price::default(), "45m");
        price.period = choices::read("year");
        price.other.insert("negotiable".into(), true.into());
        set_currency(&mut price, Currency::GBP);
        assert_eq!(text_of(&price), "£45,000,000");
        let price = with_text(price, "46m");
        assert_eq!((price.period(), &price.other["negotiable"]), (Some(Period::Year), &true.into()));
    }

    #[test]
    fn an_amount_that_the_window_cannot_carry_is_kept_as_text() {
        let typed = "99,000,000,000,000,000";
        assert_eq!(with_text(Price::default(), typed).typed.as_deref(), Some(typed));
    }
}
