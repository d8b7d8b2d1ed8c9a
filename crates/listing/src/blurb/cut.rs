//! Cutting a text into words, numbers and the signs that say something.
//!
//! The one rule: each word knows where it stands in the text, so that what was read can be shown.

use std::ops::Range;

use crate::place::folded;

/// A word, a number or a sign.
#[derive(Debug)]
struct Word {
    /// In small letters without accents; a number as it is written.
    text: String,
    span: Range<usize>,
    /// A comma, the end of a sentence or a line stands before it.
    parted: bool,
    /// A dash stands before it, without a number's sign being meant.
    dashed: bool,
}

/// The words of a text.
#[derive(Debug)]
pub(super) struct Words<'a> {
    text: &'a str,
    words: Vec<Word>,
}

/// Signs that are words of their own.
const SIGNS: &str = "₦$£€#%@&+/";

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Letter,
    Digit,
    Sign,
    Space,
    Dash,
    Part,
    /// Joins the letters around it, as in "governor's".
    Mark,
}

fn kind(c: char, before: Option<char>, after: Option<char>) -> Kind {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match c {
        c if c.is_ascii_digit() => Kind::Digit,
        '.' | ',' if is_digit(before) && is_digit(after) => Kind::Digit,
        '\'' | '’' | '‘' | '`' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe0f}' => Kind::Mark,
        '²' => Kind::Sign,
        c if c.is_alphabetic() => Kind::Letter,
        c if SIGNS.contains(c) => Kind::Sign,
        '-' | '‐' | '‑' | '–' | '—' | '−' => Kind::Dash,
        // "C.of.O", "p.a."
        '.' if after.is_some_and(char::is_alphanumeric) => Kind::Space,
        '.' | ',' | ';' | ':' | '!' | '?' | '|' | '\n' | '\r' | '•' | '·' => Kind::Part,
        _ => Kind::Space,
    }
}

impl<'a> Words<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut words: Vec<Word> = vec![];
        let (mut parted, mut dashed, mut going_on) = (true, false, Kind::Space);
        let mut before = None;
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let kind = kind(c, before, characters.peek().map(|(_, c)| *c));
            before = Some(c);
            let end = at + c.len_utf8();
            match kind {
                Kind::Mark => continue,
                Kind::Letter | Kind::Digit if kind == going_on => {
                    if let Some(word) = words.last_mut() {
                        word.span.end = end;
                    }
                }
                Kind::Letter | Kind::Digit | Kind::Sign => {
                    words.push(Word { text: String::new(), span: at..end, parted, dashed });
                    (parted, dashed) = (false, false);
                }
                Kind::Dash => dashed = true,
                // A colon stands between a label and what it labels.
                Kind::Part => parted |= c != ':',
                Kind::Space => {}
            }
            going_on = kind;
        }
        for word in &mut words {
            let written = &text[word.span.clone()];
            word.text = if SIGNS.contains(written) || written == "²" { written.to_owned() } else { folded(written) };
            if word.text.starts_with(|c: char| c.is_ascii_digit()) {
                written.clone_into(&mut word.text);
            }
        }
        Self { text, words }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The word at a place; nothing outside of the text.
    pub(super) fn at(&self, index: usize) -> &str {
        self.words.get(index).map_or("", |word| &word.text)
    }

    /// The word so many before a place.
    pub(super) fn before(&self, index: usize, by: usize) -> &str {
        index.checked_sub(by).map_or("", |index| self.at(index))
    }

    /// Whether a comma, the end of a sentence or a line stands before the word.
    pub(super) fn is_parted(&self, index: usize) -> bool {
        self.words.get(index).is_none_or(|word| word.parted)
    }

    pub(super) fn is_dashed(&self, index: usize) -> bool {
        self.words.get(index).is_some_and(|word| word.dashed)
    }

    pub(super) fn is_number(&self, index: usize) -> bool {
        self.at(index).starts_with(|c: char| c.is_ascii_digit())
    }

    /// How many words a phrase takes here, if it stands here without a comma inside.
    pub(super) fn phrase(&self, index: usize, phrase: &str) -> Option<usize> {
        let mut length = 0;
        for word in phrase.split(' ') {
            if self.at(index + length) != word || length > 0 && self.is_parted(index + length) {
                return None;
            }
            length += 1;
        }
        Some(length)
    }

    /// The first of some phrases that stands here, and how many words it takes.
    pub(super) fn any(&self, index: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().find_map(|phrase| self.phrase(index, phrase))
    }

    /// The words before a place within its part of the sentence, the nearest first.
    pub(super) fn back(&self, index: usize, most: usize) -> impl Iterator<Item = &str> {
        (0..most.min(index)).map_while(move |by| (!self.is_parted(index - by)).then(|| self.at(index - by - 1)))
    }

    /// Whether a phrase stands anywhere in the text.
    pub(super) fn say(&self, phrases: &[&str]) -> bool {
        (0..self.len()).any(|index| self.any(index, phrases).is_some())
    }

    /// The text as it is written from one word to another.
    pub(super) fn written(&self, at: &Range<usize>) -> &'a str {
        &self.text[self.span(at)]
    }

    /// Where words stand in the text, in bytes.
    pub(super) fn span(&self, at: &Range<usize>) -> Range<usize> {
        let start = self.words.get(at.start).map_or(0, |word| word.span.start);
        let end = at.end.checked_sub(1).and_then(|last| self.words.get(last)).map_or(start, |word| word.span.end);
        start..end.max(start)
    }
}
