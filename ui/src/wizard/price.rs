//! The step for price and currency.
//!
//! The one rule: what was typed is never lost, readable or not, and digits are grouped only once the field is left, so that
//! the caret never jumps.

use dioxus::prelude::*;
use lagoon_listing::{Currency, GroupName, Money, Price};
use serde_json::Value;

use super::{field::Field, use_progress};
use crate::state::{App, use_app};

/// The largest amount that survives the way through the window's numbers: 2^53.
const LARGEST: i64 = 1 << 53;

/// The step.
#[component]
pub fn PriceStep() -> Element {
    let app = use_app();
    let progress = use_progress();
    // What is in the field while somebody types; otherwise the stored price is shown.
    let mut typing = use_signal(|| None::<String>);
    let price = stored_price(app);
    let shown = typing.read().clone().unwrap_or_else(|| text_of(&price));
    let in_words = price.money().map(|money| sentence(&money.in_words())).unwrap_or_default();
    let unreadable = typing.read().is_none() && price.amount_minor.is_none() && price.typed.is_some();
    let problem = app.refusal(&GroupName::PRICE).or_else(|| {
        let shows = unreadable || (app.shows_problems() && typing.read().is_none());
        progress.read().as_ref().filter(|_| shows).and_then(|progress| progress.message("price"))
    });
    rsx! {
        div { class: "sheet",
            div { class: "price-line",
                Field {
                    id: "field-price",
                    group: GroupName::PRICE,
                    label: "Asking price",
                    hint: "Such as 45m or 1.5bn",
                    problem,
                    input {
                        id: "field-price",
                        class: "input input-price",
                        r#type: "text",
                        inputmode: "decimal",
                        autocomplete: "off",
                        spellcheck: "false",
                        enterkeyhint: "next",
                        "aria-describedby": "field-price-note price-words",
                        "data-testid": "field-price",
                        value: "{shown}",
                        onfocus: move |_| app.enter_field(GroupName::PRICE),
                        oninput: move |event| {
                            let text = event.value();
                            write(app, with_text(stored_price(app), &text));
                            typing.set(Some(text));
                        },
                        onblur: move |_| {
                            typing.set(None);
                            app.leave_field();
                        },
                    }
                }
                CurrencyField { price: price.clone() }
            }
            p { id: "price-words", class: "price-words", "data-testid": "price-words", "aria-live": "polite", "{in_words}" }
        }
    }
}

#[component]
fn CurrencyField(price: Price) -> Element {
    let app = use_app();
    let mut choices: Vec<Currency> = Currency::ALL.to_vec();
    if !choices.contains(&price.currency) {
        choices.push(price.currency.clone());
    }
    rsx! {
        Field { id: "field-currency", label: "Currency", hint: "\u{a0}", group: GroupName::PRICE,
            select {
                id: "field-currency",
                class: "input select",
                "aria-describedby": "field-currency-note",
                "data-testid": "field-currency",
                onfocus: move |_| app.enter_field(GroupName::PRICE),
                onblur: move |_| app.leave_field(),
                onchange: move |event| {
                    if let Ok(currency) = event.value().parse() {
                        write(app, with_currency(stored_price(app), currency));
                    }
                },
                for choice in choices {
                    option {
                        key: "{choice.code()}",
                        value: "{choice.code()}",
                        selected: choice == price.currency,
                        "{choice.symbol()} {choice.code()}"
                    }
                }
            }
        }
    }
}

fn stored_price(app: App) -> Price {
    let open = app.open.read();
    let value = open.as_ref().and_then(|open| open.view.groups.get(&GroupName::PRICE)).cloned();
    value.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
}

fn write(app: App, price: Price) {
    let value = if price == Price::default() {
        Value::Null
    } else {
        serde_json::to_value(price).expect("a price has string keys only")
    };
    app.edit(GroupName::PRICE, value);
}

/// The price after its field was changed. What cannot be read is kept as it was typed.
fn with_text(mut price: Price, text: &str) -> Price {
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
    price
}

/// The price in another currency: the same figure.
fn with_currency(mut price: Price, currency: Currency) -> Price {
    price.currency = currency;
    match price.typed.take() {
        Some(typed) => with_text(price, &typed),
        None => price,
    }
}

/// What the field shows while nobody types in it.
fn text_of(price: &Price) -> String {
    price.money().map(|money| money.format()).or_else(|| price.typed.clone()).unwrap_or_default()
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn another_currency_keeps_the_figure_and_fields_of_newer_versions() {
        let mut price = with_text(Price::default(), "45m");
        price.other.insert("later".into(), "kept".into());
        let price = with_currency(price, Currency::GBP);
        assert_eq!(text_of(&price), "£45,000,000");
        assert_eq!(with_text(price, "46m").other["later"], "kept");
    }

    #[test]
    fn an_amount_that_the_window_cannot_carry_is_kept_as_text() {
        let typed = "99,000,000,000,000,000";
        assert_eq!(with_text(Price::default(), typed).typed.as_deref(), Some(typed));
    }
}
