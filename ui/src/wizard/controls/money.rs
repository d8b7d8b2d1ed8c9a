//! Sums of money, with their words below: a missing zero is heard.

use dioxus::prelude::*;
use lagoon_listing::Money;

use super::{Ask, NumberField};

/// A sum. `text` is what is stored as people write it, `money` the same if it can be read.
#[component]
pub fn MoneyField(ask: &'static Ask, text: String, money: Option<Money>, onedit: EventHandler<String>) -> Element {
    let note = money.map(|money| spoken(&money)).unwrap_or_default();
    rsx! {
        NumberField { ask, text, note, class: "input-money", keys: "text", onedit }
    }
}

/// A sum in words, as a sentence begins.
pub fn spoken(money: &Money) -> String {
    let words = money.in_words();
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
