//! Entries: what a person typed into a field for a figure.
//!
//! The one rule: what cannot be read is kept as it was typed, so that no keystroke is lost.

mod figure;
mod parse;

use lagoon_words::tr;
use serde::{Deserialize, Serialize};

pub use figure::{Count, Figure, MicroDegrees, Months, Percent, SquareMetres, Year};
pub use parse::EntryError;

/// What was typed into a field for a figure: the figure, or the text while that cannot be read as one. In JSON the figure
/// itself, or a string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry<T> {
    /// The figure.
    Value(T),
    /// The text as it was typed.
    Typed(String),
}

impl<T> Entry<T> {
    /// The figure, if it could be read.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Typed(_) => None,
        }
    }
}

impl<T: Figure> Entry<T> {
    /// Takes what was typed, as it stands in the field. `None`: the field is empty.
    pub fn read(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return None;
        }
        Some(T::parse(text).map_or_else(|_| Self::Typed(text.to_owned()), Self::Value))
    }

    /// What the field shows while nobody types in it.
    pub fn text(&self) -> String {
        match self {
            Self::Value(value) => value.format(),
            Self::Typed(text) => text.clone(),
        }
    }

    /// What to do about it, if it is no figure.
    pub fn problem(&self) -> Option<String> {
        match self {
            Self::Value(_) => None,
            Self::Typed(text) => Some(match T::parse(text) {
                Err(error) => error.to_string(),
                Ok(_) => tr!(
                    "Enter it again: {text} was typed but not stored as a figure.",
                    text = crate::quote::quote(text)
                ),
            }),
        }
    }
}

impl<T> From<T> for Entry<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_typed_is_kept_while_it_cannot_be_read() {
        assert_eq!(Entry::<Count>::read(" "), None);
        let some = Entry::<Count>::read("some").expect("not empty");
        assert_eq!(some, Entry::Typed("some".into()));
        assert_eq!(some.text(), "some");
        assert!(some.problem().is_some_and(|problem| problem.contains("“some”")));
        let four = Entry::<Count>::read(" 4 ").expect("not empty");
        assert_eq!(four, Entry::Value(Count(4)));
        assert_eq!((four.text(), four.problem()), ("4".into(), None));
    }

    #[test]
    fn a_figure_is_a_number_and_a_text_a_string() {
        let read = |value| serde_json::from_value::<Entry<Count>>(value).ok();
        assert_eq!(read(json!(4)), Some(Entry::Value(Count(4))));
        assert_eq!(read(json!("4")), Some(Entry::Typed("4".into())));
        assert_eq!(
            read(json!("4")).and_then(|entry| entry.problem()).map(|problem| problem.contains("again")),
            Some(true)
        );
        for bad in [json!(4.5), json!(-1), json!(null), json!(true), json!([4])] {
            assert_eq!(read(bad.clone()), None, "{bad}");
        }
        assert_eq!(serde_json::to_value(Entry::Value(Count(4))).expect("serialises"), json!(4));
    }
}
