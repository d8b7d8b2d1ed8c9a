//! A language that nobody speaks: English with accents, longer than English, and in brackets.
//!
//! The one rule: it stays readable, and what did not come from the catalogue is seen at once, for it has no brackets.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

thread_local! {
    // Per thread, so that a test that asks for it does not change what the test beside it reads.
    static ON: Cell<bool> = const { Cell::new(false) };
    static SAID: RefCell<BTreeMap<&'static str, &'static str>> = const { RefCell::new(BTreeMap::new()) };
}

/// Shows this thread's messages in the language that nobody speaks, or in English again.
pub fn show_pseudo(on: bool) {
    ON.set(on);
}

/// Whether messages are shown in it.
pub fn is_pseudo() -> bool {
    ON.get()
}

/// The message as it is said now. Each is made once and kept as long as the program runs.
pub(crate) fn said(text: &'static str) -> &'static str {
    if !is_pseudo() || !text.contains(char::is_alphabetic) {
        return text;
    }
    SAID.with_borrow_mut(|said| *said.entry(text).or_insert_with(|| changed(text).leak()))
}

fn changed(text: &str) -> String {
    let mut said = String::from("⟦");
    let mut in_name = false;
    for letter in text.chars() {
        match letter {
            '{' => in_name = true,
            '}' => in_name = false,
            _ => {}
        }
        if in_name {
            said.push(letter);
        } else {
            let other = accented(letter);
            said.push(other);
            // Vowels twice: about four letters of ten.
            if "aeiouyAEIOUY".contains(letter) {
                said.push(other);
            }
        }
    }
    said.push('⟧');
    said
}

fn accented(letter: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const OTHER: &str = "ȧƀçðéƒĝĥîĵķļɱñöþǫřšţüṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŘŠŢÜṼŴẊÝŽ";
    PLAIN.chars().zip(OTHER.chars()).find(|(plain, _)| *plain == letter).map_or(letter, |(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tr, trn};

    #[test]
    fn it_is_longer_readable_and_in_brackets_and_places_for_values_stay() {
        show_pseudo(true);
        assert_eq!(tr!("Saved to Cloud"), "⟦Šȧȧṽééð ţöö Çļööüüð⟧");
        assert_eq!(tr!("{count} to review", count = 3), "⟦3 ţöö řééṽîîééŵ⟧");
        assert_eq!(trn!(1, "{count} month", "{count} months"), "⟦1 ɱööñţĥ⟧");
        assert_eq!(crate::Message::NONE.said(), "");
        show_pseudo(false);
        assert_eq!(tr!("Saved to Cloud"), "Saved to Cloud");
    }

    #[test]
    fn every_letter_has_another() {
        assert!(('a'..='z').chain('A'..='Z').all(|letter| accented(letter) != letter));
    }
}
