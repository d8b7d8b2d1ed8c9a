//! Every word that a person reads, by way of one catalogue: [`tr!`], [`trn!`], [`msg!`] and [`phrases!`] mark it in the
//! source, and `cargo xtask words` gathers what they mark in `messages.pot`.
//!
//! The one rule: the English text is the message's key. Shown in English it costs nothing: no table, no look-up.

mod check;
mod fill;
#[cfg(feature = "pseudo")]
mod pseudo;

use std::fmt::Display;

use fill::fill;

pub use check::{fits, holds};
#[cfg(feature = "pseudo")]
pub use pseudo::{is_pseudo, show_pseudo};

/// A message in the language in force: `tr!("Saved to Cloud")` is a `&'static str`; with values,
/// `tr!("{count} to review", count)` or `tr!("{who} changed {what}", who = name, what)`, it is a `String`.
///
/// A placeholder without a value, or a value without a placeholder, does not compile. Braces are written twice.
#[macro_export]
macro_rules! tr {
    ($text:literal $(,)?) => {
        $crate::said(const {
            assert!($crate::fits($text, &[]), "a placeholder has no value");
            $text
        })
    };
    ($text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        $crate::filled(
            const {
                assert!($crate::fits($text, &[$(stringify!($name)),+]), "placeholders and values differ");
                $text
            },
            &[$((stringify!($name), &$crate::value!($name $(= $value)?) as &dyn ::core::fmt::Display)),+],
        )
    };
}

/// A message that counts: `trn!(months, "{count} month", "{count} months")`. Further values follow, as in [`tr!`]. Which of
/// the forms is shown depends on the language; English has these two.
#[macro_export]
macro_rules! trn {
    ($count:expr, $one:literal, $many:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::counted(
            $count,
            const {
                assert!($crate::fits($many, &["count" $(, stringify!($name))*]), "placeholders and values differ");
                assert!($crate::holds($one, &["count" $(, stringify!($name))*]), "a placeholder has no value");
                [$one, $many]
            },
            &[$((stringify!($name), &$crate::value!($name $(= $value)?) as &dyn ::core::fmt::Display)),*],
        )
    };
}

/// A message for a table that is made when the program is compiled; [`Message::said`] says it.
#[macro_export]
macro_rules! msg {
    ($text:literal) => {{
        const { assert!($crate::fits($text, &[]), "a message of a table has no values") };
        $crate::Message::of($text)
    }};
}

/// Functions that say one message each, for the `words.rs` of an area.
///
/// ```
/// lagoon_words::phrases! {
///     /// Above the list.
///     heading: "Listings";
/// }
/// assert_eq!(heading(), "Listings");
/// ```
#[macro_export]
macro_rules! phrases {
    ($($(#[$about:meta])* $name:ident: $text:literal;)+) => {$(
        $(#[$about])*
        pub fn $name() -> &'static str {
            $crate::tr!($text)
        }
    )+};
}

/// The value of a placeholder: the variable of its name, or what stands behind the `=`.
#[doc(hidden)]
#[macro_export]
macro_rules! value {
    ($name:ident) => {
        $name
    };
    ($name:ident = $value:expr) => {
        $value
    };
}

/// A message of a table; the language is chosen when it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message(&'static str);

impl Message {
    /// Nothing is said.
    pub const NONE: Self = Self("");

    /// What is the same in every language and stands in no catalogue; everything else is made by [`msg!`].
    pub const fn of(text: &'static str) -> Self {
        Self(text)
    }

    /// Whether nothing is said.
    pub const fn is_none(self) -> bool {
        self.0.is_empty()
    }

    /// The message in English, for files that others read too.
    pub const fn english(self) -> &'static str {
        self.0
    }

    /// The message in the language in force.
    #[inline]
    pub fn said(self) -> &'static str {
        said(self.0)
    }
}

/// What can be counted.
pub trait Count: Copy + Display {
    /// Whether it is one: English then says "listing" instead of "listings".
    fn is_one(self) -> bool;
}

macro_rules! counts {
    ($($number:ty),+) => {
        $(impl Count for $number {
            fn is_one(self) -> bool {
                self == 1
            }
        })+
    };
}

counts!(u8, u16, u32, u64, usize, i32, i64);

/// A message of the catalogue in the language in force.
#[doc(hidden)]
#[inline]
pub fn said(text: &'static str) -> &'static str {
    #[cfg(feature = "pseudo")]
    let text = pseudo::said(text);
    text
}

/// A message of the catalogue with its values.
#[doc(hidden)]
pub fn filled(text: &'static str, values: &[(&str, &dyn Display)]) -> String {
    fill(said(text), None, values)
}

/// A message that counts, with its values beside the count: one of its forms, for one and for many.
#[doc(hidden)]
pub fn counted(count: impl Count, [one, many]: [&'static str; 2], values: &[(&str, &dyn Display)]) -> String {
    fill(said(if count.is_one() { one } else { many }), Some(&count), values)
}

#[cfg(test)]
mod tests {
    #[test]
    fn english_is_said_as_it_stands_and_values_go_where_their_names_are() {
        let count = 3;
        assert_eq!(tr!("Saved to Cloud"), "Saved to Cloud");
        assert_eq!(tr!("{count} to review", count), "3 to review");
        assert_eq!(tr!("{what} by {who}", who = "Ada", what = "Title"), "Title by Ada");
        assert_eq!(tr!("{{{count}}}", count), "{3}");
        assert_eq!(tr!("{who}", who = "{who}"), "{who}", "a value is not read again");
    }

    #[test]
    fn one_is_counted_otherwise_than_many() {
        let months = |months: u32| trn!(months, "{count} month", "{count} months");
        assert_eq!([0, 1, 2].map(months), ["0 months", "1 month", "2 months"]);
        assert_eq!(trn!(1_i64, "the one of {place}", "{count} of {place}", place = "Lagos"), "the one of Lagos");
    }

    #[test]
    fn a_table_says_its_messages_later() {
        const POOL: crate::Message = msg!("Swimming pool");
        assert_eq!(POOL.said(), "Swimming pool");
        assert!(!POOL.is_none() && crate::Message::NONE.is_none());
    }
}
