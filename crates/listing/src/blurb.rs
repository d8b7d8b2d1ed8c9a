//! Reading a pasted advertisement: what a text such as "4 bed duplex, Lekki Phase 1, 85m, C of O, BQ" says of a listing.
//!
//! The one rule: what can be meant in two ways, or is said twice and differently, is left out. Nothing is ever guessed, for
//! nobody looks twice at what is filled in already.

mod amounts;
mod cut;
mod figures;
mod phrases;
mod places;
mod said;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, ops::Range};

use cut::Words;
pub use said::Said;

/// How many characters of a text are looked at.
pub const MOST_CHARACTERS: usize = 10_000;

/// How many fields a text must say for it to be worth offering to fill them in.
const WORTH_OFFERING: usize = 2;

/// One thing that a text says of a listing.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// What it says.
    pub said: Said,
    /// Where it says so, in bytes of the text.
    pub span: Range<usize>,
    /// The words it was read from.
    pub quoted: String,
}

/// What a text says of a listing, in the order in which it says it; each field at most once, each amenity too. The work grows
/// with the length of the text, of which the first [`MOST_CHARACTERS`] are looked at.
///
/// Measured once on 20 advertisements that were made up after the reader was written and before it was run on them
/// (`tests/ads.rs`, `LATER`): of 100 things read 98 were right, and of 102 that they say 98 were read. What real texts bring nobody has measured.
pub fn read_blurb(text: &str) -> Vec<Recognised> {
    let end = text.char_indices().nth(MOST_CHARACTERS).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let words = Words::of(text);
    if phrases::is_wanted(&words) {
        return vec![];
    }
    let mut found = Findings::default();
    phrases::read(&words, &mut found);
    figures::read(&words, &mut found);
    amounts::read(&words, &mut found);
    places::read(&words, &mut found);
    let mut recognised: Vec<_> = found
        .settle()
        .map(|(said, at)| {
            let span = words.span(&at);
            Recognised { said, quoted: text[span.clone()].to_owned(), span }
        })
        .collect();
    recognised.sort_by_key(|one| (one.span.start, one.span.end));
    recognised
}

/// Whether a pasted text says enough of a listing to offer filling it in.
pub fn is_worth_offering(text: &str) -> bool {
    read_blurb(text).len() >= WORTH_OFFERING
}

/// What was found so far, by field.
#[derive(Default)]
struct Findings {
    fields: BTreeMap<String, Finding>,
}

enum Finding {
    Once(Said, Range<usize>),
    Unclear,
}

impl Findings {
    /// Takes what a few words say. The same again says nothing new; something else of the same field makes it unclear.
    fn add(&mut self, said: Said, at: Range<usize>) {
        match self.fields.get_mut(&said.key()) {
            Some(Finding::Once(before, _)) if *before == said => {}
            Some(finding) => *finding = Finding::Unclear,
            None => {
                self.fields.insert(said.key(), Finding::Once(said, at));
            }
        }
    }

    /// The text says something of a field that cannot be told.
    fn unclear(&mut self, field: &str) {
        self.fields.insert(field.to_owned(), Finding::Unclear);
    }

    fn get(&self, field: &str) -> Option<&Said> {
        match self.fields.get(field)? {
            Finding::Once(said, _) => Some(said),
            Finding::Unclear => None,
        }
    }

    fn settle(self) -> impl Iterator<Item = (Said, Range<usize>)> {
        self.fields.into_values().filter_map(|finding| match finding {
            Finding::Once(said, at) => Some((said, at)),
            Finding::Unclear => None,
        })
    }
}
