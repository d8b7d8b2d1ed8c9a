//! Money: an exact number of minor units and its currency, as agents type it and as buyers read it.
//!
//! The one rule: never a float, and never a rounded figure.

mod currency;
mod parse;
mod words;

use std::fmt::Write as _;

pub use currency::{Currency, InvalidCurrency};
use lagoon_words::tr;
pub use parse::MoneyError;
pub(crate) use parse::{digits_value, plain, ungrouped};

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: kobo, cents, pence.
    pub minor: i64,
    /// The currency of the amount.
    pub currency: Currency,
}

impl Money {
    /// Reads an amount as agents type it: "45m", "1.5bn", "₦45,000,000", "45 000 000", "$2,500.75".
    /// An amount that names no currency is in `default`.
    pub fn parse(text: &str, default: &Currency) -> Result<Self, MoneyError> {
        parse::parse(text, default)
    }

    /// The amount in full: "₦45,000,000", or "₦45,000,000.50" when there are minor units.
    pub fn format(&self) -> String {
        let (major, rest) = self.parts();
        let digits = usize::from(self.currency.minor_digits());
        let mut text = format!("{}{}{}", self.sign(), self.currency.symbol(), grouped(major));
        if rest > 0 {
            write!(text, ".{rest:0digits$}").expect("writing to a string cannot fail");
        }
        text
    }

    /// The amount for cards: "₦45M", "₦1.5B", "₦750K". In full where shortening would round it or make it longer.
    pub fn format_short(&self) -> String {
        let (major, rest) = self.parts();
        let unit = UNITS.iter().find(|unit| major >= unit.value);
        let Some(unit) = unit.filter(|_| rest == 0) else { return self.format() };
        let fraction = format!("{:0width$}", major % unit.value, width = unit.zeros);
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > unit.decimals {
            return self.format();
        }
        let point = if fraction.is_empty() { "" } else { "." };
        let whole = grouped(major / unit.value);
        let amount = format!("{}{}{whole}{point}{fraction}", self.sign(), self.currency.symbol());
        match unit.zeros {
            9 => tr!("{amount}B", amount),
            6 => tr!("{amount}M", amount),
            _ => tr!("{amount}K", amount),
        }
    }

    /// The amount in English words, so that a missing zero is noticed: "forty-five million naira".
    pub fn in_words(&self) -> String {
        words::in_words(self)
    }

    /// Major units and the minor units left over, without the sign.
    fn parts(&self) -> (u64, u64) {
        let factor = 10_u64.pow(self.currency.minor_digits().into());
        (self.minor.unsigned_abs() / factor, self.minor.unsigned_abs() % factor)
    }

    fn sign(&self) -> &'static str {
        if self.minor < 0 { "-" } else { "" }
    }
}

/// A short form: 45.25M is readable, 1.234K is not shorter than 1,234.
struct Unit {
    value: u64,
    zeros: usize,
    decimals: usize,
}

const UNITS: [Unit; 3] = [
    Unit { value: 1_000_000_000, zeros: 9, decimals: 3 },
    Unit { value: 1_000_000, zeros: 6, decimals: 3 },
    Unit { value: 1_000, zeros: 3, decimals: 1 },
];

/// Digits with a comma between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    #[test]
    fn an_amount_is_shown_in_full_with_minor_units_only_when_there_are_any() {
        assert_eq!(money(4_500_000_000, Currency::NGN).format(), "₦45,000,000");
        assert_eq!(money(4_500_000_050, Currency::NGN).format(), "₦45,000,000.50");
        assert_eq!(money(5, Currency::USD).format(), "$0.05");
        assert_eq!(money(0, Currency::GBP).format(), "£0");
        assert_eq!(money(99_900, Currency::EUR).format(), "€999");
        assert_eq!(money(1_234_567, "CHF".parse().expect("valid")).format(), "CHF 12,345.67");
        assert_eq!(money(1_234_567, "JPY".parse().expect("valid")).format(), "JPY 1,234,567");
        assert_eq!(money(-150, Currency::NGN).format(), "-₦1.50");
        assert_eq!(money(i64::MIN, Currency::NGN).format(), "-₦92,233,720,368,547,758.08");
    }

    #[test]
    fn a_card_shows_a_short_amount_and_never_a_rounded_one() {
        for (minor, short) in [
            (4_500_000_000, "₦45M"),
            (150_000_000_000, "₦1.5B"),
            (75_000_000, "₦750K"),
            (4_525_000_000, "₦45.25M"),
            (250_000, "₦2.5K"),
            (123_400, "₦1,234"),
            (99_999_999_900, "₦999,999,999"),
            (100_000_000_000, "₦1B"),
            (4_512_345_600, "₦45,123,456"),
            (4_500_000_050, "₦45,000,000.50"),
            (200_000_000_000_000, "₦2,000B"),
            (95_000, "₦950"),
            (0, "₦0"),
            (-4_500_000_000, "-₦45M"),
        ] {
            assert_eq!(money(minor, Currency::NGN).format_short(), short);
        }
    }
}
