//! Reading an amount as people type it.
//!
//! The one rule: what can be meant in two ways is refused with a word about what to type, never guessed.

use lagoon_words::{tr, trn};

use super::{Currency, Money};
use crate::quote::quote;

/// Why a text is not an amount. Each message tells the agent what to type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing, or a currency alone.
    #[error("{}", tr!("Type an amount, such as 45m or 45,000,000."))]
    Empty,
    /// Below zero.
    #[error("{}", tr!("A price cannot be negative. Take out the minus sign."))]
    Negative,
    /// Something that is no part of an amount.
    #[error("{}", tr!("{text} is not part of a price. Type only the amount, such as 45m or 45,000,000.", text = quote(_0)))]
    NotAnAmount(String),
    /// Separators that do not stand between thousands.
    #[error("{}", tr!("Put commas only between thousands, such as 45,000,000, and a point before the decimals."))]
    Grouping,
    /// More than one point, or one without digits after it.
    #[error("{}", tr!("Use one point, with digits after it, such as 1.5m. Between thousands use commas: 45,000,000."))]
    Point,
    /// More decimals than the currency has.
    #[error("{}", too_many_decimals(currency, *digits))]
    TooManyDecimals {
        /// The currency of the amount.
        currency: Currency,
        /// How many decimals it has.
        digits: u8,
    },
    /// Two currencies that contradict each other.
    #[error("{}", tr!("This names two currencies, {one} and {other}. Keep one.", one = _0, other = _1))]
    TwoCurrencies(Currency, Currency),
    /// More than can be stored.
    #[error("{}", tr!("This amount is too large to be a price. Check the zeros."))]
    TooLarge,
}

fn too_many_decimals(currency: &Currency, digits: u8) -> String {
    if digits == 0 {
        return tr!("{currency} amounts have no decimals. Type 45,000 for forty-five thousand.", currency);
    }
    trn!(
        digits,
        "{currency} amounts have at most {count} decimal. Type 45,000 for forty-five thousand.",
        "{currency} amounts have at most {count} decimals. Type 45,000 for forty-five thousand.",
        currency
    )
}

pub(super) fn parse(text: &str, default: &Currency) -> Result<Money, MoneyError> {
    let text = plain(text);
    let Some(start) = text.find(|c: char| c.is_ascii_digit() || c == '.') else {
        named(&text)?;
        return Err(MoneyError::Empty);
    };
    let (before, rest) = text.split_at(start);
    let end = rest.find(|c: char| !(c.is_ascii_digit() || ". ,".contains(c))).unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);

    if before.contains('-') {
        return Err(MoneyError::Negative);
    }
    let before = named(before)?;
    let (zeros, after) = scaled(after)?;
    let currency = match (before, after) {
        (Some(one), Some(other)) if one != other => return Err(MoneyError::TwoCurrencies(one, other)),
        (Some(currency), _) | (None, Some(currency)) => currency,
        (None, None) => default.clone(),
    };
    let minor = minor_units(number.trim_end(), zeros, &currency)?;
    Ok(Money { minor, currency })
}

/// The text with one kind of space, digit, comma, point and minus, and without invisible marks.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            c if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            '\u{2212}' | '\u{2012}'..='\u{2014}' | '\u{2010}' | '\u{2011}' | '\u{ff0d}' => plain.push('-'),
            '\u{ff0c}' | '\u{66c}' => plain.push(','),
            '\u{ff0e}' | '\u{66b}' => plain.push('.'),
            c => plain.push(latin_digit(c)),
        }
    }
    plain.trim().replace(", ", ",")
}

/// Full-width, Arabic-Indic and extended Arabic-Indic digits as ASCII ones.
fn latin_digit(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        _ => return c,
    };
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

/// The currency that a text names, `None` for an empty one.
fn named(text: &str) -> Result<Option<Currency>, MoneyError> {
    let name = text.trim();
    Ok(Some(match name.to_lowercase().as_str() {
        "" => return Ok(None),
        "₦" | "n" | "#" | "ngn" | "naira" => Currency::NGN,
        "$" | "us$" | "usd" | "dollar" | "dollars" => Currency::USD,
        "£" | "gbp" | "pound" | "pounds" => Currency::GBP,
        "€" | "eur" | "euro" | "euros" => Currency::EUR,
        // Others only as they are written: in capitals, so that a word of three letters is not taken for one.
        _ => return name.parse().map(Some).map_err(|_| MoneyError::NotAnAmount(name.to_owned())),
    }))
}

/// What follows the digits: the zeros that a word or letter stands for, and a currency.
fn scaled(text: &str) -> Result<(u32, Option<Currency>), MoneyError> {
    let text = text.trim();
    let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(letters);
    let zeros = match word.to_ascii_lowercase().as_str() {
        "k" | "thousand" => 3,
        "m" | "mn" | "million" => 6,
        "b" | "bn" | "billion" => 9,
        "tn" | "trillion" => 12,
        _ => return Ok((0, named(text)?)),
    };
    Ok((zeros, named(rest)?))
}

/// The digits as minor units, exactly.
fn minor_units(number: &str, zeros: u32, currency: &Currency) -> Result<i64, MoneyError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if fraction.is_empty() || fraction.contains('.') {
        return Err(MoneyError::Point);
    }
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MoneyError::Grouping);
    }
    let whole = ungrouped(whole)?;
    let places = zeros + u32::from(currency.minor_digits());
    let fraction = if number.contains('.') { fraction } else { "" };
    let missing = u32::try_from(fraction.len())
        .ok()
        .and_then(|length| places.checked_sub(length))
        .ok_or_else(|| MoneyError::TooManyDecimals { currency: currency.clone(), digits: currency.minor_digits() })?;
    digits_value(&format!("{whole}{fraction}"))
        .and_then(|value| value.checked_mul(10_i64.pow(missing)))
        .ok_or(MoneyError::TooLarge)
}

/// Digits without their separators, which must all be the same and stand between thousands.
pub(crate) fn ungrouped(whole: &str) -> Result<String, MoneyError> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else { return Ok(whole.to_owned()) };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    if !(1..=3).contains(&first.len()) || first.starts_with('0') || !groups.all(|g| g.len() == 3 && digits(g)) {
        return Err(MoneyError::Grouping);
    }
    Ok(whole.replace(separator, ""))
}

/// The number that ASCII digits write, if it is none too large.
pub(crate) fn digits_value(digits: &str) -> Option<i64> {
    digits.bytes().try_fold(0_i64, |value, digit| value.checked_mul(10)?.checked_add(i64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naira(text: &str) -> Result<i64, MoneyError> {
        parse(text, &Currency::NGN).map(|money| {
            assert_eq!(money.currency, Currency::NGN, "{text:?}");
            money.minor
        })
    }

    #[test]
    fn an_amount_is_read_however_an_agent_types_it() {
        for text in [
            "45m",
            "45M",
            " 45 m ",
            "45mn",
            "45 million",
            "45 Million naira",
            "45.0m",
            "0.045bn",
            "45000k",
            "₦45,000,000",
            "₦ 45 000 000",
            "45 000 000",
            "45\u{a0}000\u{a0}000",
            "45\u{2009}000\u{202f}000",
            "45, 000, 000",
            "45000000.00",
            "NGN 45m",
            "ngn45m",
            "N45m",
            "n 45m",
            "#45m",
            "naira 45m",
            "45m NGN",
            "45,000,000 naira",
            "N45,000,000 naira",
            "４５，０００，０００",
            "٤٥٠٠٠٠٠٠",
            "\u{200e}45m\u{200b}",
            "045m",
        ] {
            assert_eq!(naira(text), Ok(4_500_000_000), "{text:?}");
        }
        assert_eq!(naira("1.5bn"), Ok(150_000_000_000));
        assert_eq!(naira("1.5b"), Ok(150_000_000_000));
        assert_eq!(naira("1.5 billion"), Ok(150_000_000_000));
        assert_eq!(naira("750k"), Ok(75_000_000));
        assert_eq!(naira(".5m"), Ok(50_000_000));
        assert_eq!(naira("45,000,000.50"), Ok(4_500_000_050));
        assert_eq!(naira("1.23456789m"), Ok(123_456_789));
        assert_eq!(naira("0"), Ok(0));
    }

    #[test]
    fn an_amount_may_name_another_currency() {
        let read = |text| parse(text, &Currency::NGN).map(|money| (money.minor, money.currency));
        assert_eq!(read("$2,500.75"), Ok((250_075, Currency::USD)));
        assert_eq!(read("US$ 200k"), Ok((20_000_000, Currency::USD)));
        assert_eq!(read("200k usd"), Ok((20_000_000, Currency::USD)));
        assert_eq!(read("£1.2m"), Ok((120_000_000, Currency::GBP)));
        assert_eq!(read("350,000 euros"), Ok((35_000_000, Currency::EUR)));
        let yen: Currency = "JPY".parse().expect("valid");
        assert_eq!(read("JPY 500"), Ok((500, yen.clone())));
        assert_eq!(parse("500", &yen).map(|money| money.minor), Ok(500));
        assert_eq!(read("$45m NGN"), Err(MoneyError::TwoCurrencies(Currency::USD, Currency::NGN)));
    }

    #[test]
    fn what_is_not_clearly_an_amount_is_refused() {
        let not_an_amount = |text: &str| Err(MoneyError::NotAnAmount(text.into()));
        for (text, why) in [
            ("", Err(MoneyError::Empty)),
            ("  ", Err(MoneyError::Empty)),
            ("₦ ", Err(MoneyError::Empty)),
            ("NGN", Err(MoneyError::Empty)),
            ("-1", Err(MoneyError::Negative)),
            ("₦-1", Err(MoneyError::Negative)),
            ("−45m", Err(MoneyError::Negative)),
            ("1e9", not_an_amount("e9")),
            ("45m million", not_an_amount("million")),
            ("45m-50m", not_an_amount("-50m")),
            ("40 to 45m", not_an_amount("to 45m")),
            ("about 45m", not_an_amount("about")),
            ("45 per year", not_an_amount("per year")),
            ("NaN", Err(MoneyError::NotAnAmount("NaN".into()))),
            ("inf", not_an_amount("inf")),
            ("0x10", not_an_amount("x10")),
            ("4,5,00", Err(MoneyError::Grouping)),
            ("45,00", Err(MoneyError::Grouping)),
            ("1,5m", Err(MoneyError::Grouping)),
            ("4 5", Err(MoneyError::Grouping)),
            ("0,045", Err(MoneyError::Grouping)),
            ("4500,000", Err(MoneyError::Grouping)),
            ("45,000 000", Err(MoneyError::Grouping)),
            ("45,000,", Err(MoneyError::Grouping)),
            ("1.500,00", Err(MoneyError::Grouping)),
            ("1.2.3", Err(MoneyError::Point)),
            ("45.000.000", Err(MoneyError::Point)),
            ("45.", Err(MoneyError::Point)),
            (".", Err(MoneyError::Point)),
            ("45.000", Err(MoneyError::TooManyDecimals { currency: Currency::NGN, digits: 2 })),
            ("1.123456789m", Err(MoneyError::TooManyDecimals { currency: Currency::NGN, digits: 2 })),
            ("92233720368547758.08", Err(MoneyError::TooLarge)),
            ("99999999999bn", Err(MoneyError::TooLarge)),
            (&"9".repeat(400), Err(MoneyError::TooLarge)),
        ] {
            assert_eq!(naira(text), why, "{text:?}");
        }
        assert_eq!(naira("92233720368547758.07"), Ok(i64::MAX));
    }

    #[test]
    fn a_refusal_tells_what_to_type() {
        let message = |text| parse(text, &Currency::NGN).expect_err("refused").to_string();
        assert_eq!(message(""), "Type an amount, such as 45m or 45,000,000.");
        assert!(message("about 45m").starts_with("“about” is not part of a price."));
        assert!(message("45.000").starts_with("NGN amounts have at most 2 decimals."));
        assert!(message(&"x".repeat(60_000)).len() < 200);
    }

    fn currencies() -> impl Strategy<Value = Currency> {
        prop_oneof![
            proptest::sample::select(Currency::ALL.to_vec()),
            "[A-Z]{3}".prop_map(|code| code.parse().expect("three capitals")),
        ]
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_the_same_amount(
            minor in prop_oneof![0..=i64::MAX, (0..=9_300_i64).prop_map(|n| n * 100_000_000), (0_i64..100_000)],
            currency in currencies(),
            default in currencies(),
        ) {
            let money = Money { minor, currency };
            prop_assert_eq!(Money::parse(&money.format(), &default), Ok(money.clone()));
            prop_assert_eq!(Money::parse(&money.format_short(), &default), Ok(money));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[0-9., kmbn₦$-]{0,30}|\\PC{0,30}") {
            if let Ok(money) = Money::parse(&text, &Currency::NGN) {
                prop_assert!(money.minor >= 0);
                prop_assert!(!money.in_words().is_empty());
            }
        }
    }
}
