//! Reading figures as people type them.
//!
//! The one rule: what can be meant in two ways is refused with a word about what to type, never guessed.

use lagoon_words::{Message, msg, tr, trn};

use super::{Count, MicroDegrees, Months, Percent, SquareMetres, Year};
use crate::{
    money::{digits_value, grouped, plain},
    quote::quote,
};

/// Why a text is not the figure that its field is for. Each message tells the agent what to type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// No digits at all.
    #[error("{}", tr!("Type a number, such as {like}.", like = like.said()))]
    Empty {
        /// What to type.
        like: Message,
    },
    /// Something that is no part of the figure.
    #[error("{}", not_part(text, *what, *like))]
    NotPartOfIt {
        /// What is not part of it.
        text: String,
        /// What the field is for.
        what: Message,
        /// What to type.
        like: Message,
    },
    /// Below zero.
    #[error("{}", tr!("This cannot be negative. Take out the minus sign."))]
    Negative,
    /// A fraction where only whole numbers make sense.
    #[error("{}", tr!("Type a whole number without a point, such as {like}.", like = like.said()))]
    NotWhole {
        /// What to type.
        like: Message,
    },
    /// Separators that do not stand between thousands.
    #[error("{}", tr!("Put commas only between thousands, such as 1,200, and a point before the decimals."))]
    Grouping,
    /// More than one point, or one without digits after it.
    #[error("{}", tr!("Use one point, with digits after it, such as {like}.", like = like.said()))]
    Point {
        /// What to type.
        like: Message,
    },
    /// More decimals than are kept.
    #[error("{}", trn!(*most, "Type at most {count} decimal, such as {like}.", "Type at most {count} decimals, such as {like}.", like = like.said()))]
    TooManyDecimals {
        /// How many are kept.
        most: usize,
        /// What to type.
        like: Message,
    },
    /// A size in another unit than square metres.
    #[error(
        "{}",
        tr!("Type the size in square metres, such as 650. A full plot in Lagos is often about 650.")
    )]
    OtherUnit,
    /// A size in plots, which differ from estate to estate.
    #[error(
        "{}",
        trn!(
            *plots,
            "Type the size in square metres. If the plot has {each}, type {area}.",
            "Type the size in square metres. If each of the {count} plots has {each}, type {area}.",
            each = PLOT,
            area = grouped(u64::from(*plots) * u64::from(PLOT))
        )
    )]
    Plots {
        /// How many.
        plots: u32,
    },
    /// Less or more than can be meant.
    #[error("{}", tr!("This must be from {least} to {most}. Check the digits.", least, most))]
    OutOfRange {
        /// The least that can be meant.
        least: String,
        /// The most that can be meant.
        most: String,
    },
}

/// What a full plot in Lagos often has, in square metres.
const PLOT: u32 = 650;

/// A field's figure: what it is for, an example, and how many decimals it has.
struct Kind {
    what: Message,
    like: Message,
    decimals: usize,
}

const COUNT: Kind = Kind { what: msg!("a number of these"), like: Message::of("4"), decimals: 0 };
const AREA: Kind = Kind { what: msg!("a size"), like: msg!("650 or 1,200"), decimals: 0 };
const PERCENT: Kind = Kind { what: msg!("a percentage"), like: msg!("10 or 7.5"), decimals: 2 };
const YEAR: Kind = Kind { what: msg!("a year"), like: Message::of("2019"), decimals: 0 };
const MONTHS: Kind = Kind { what: msg!("a number of months"), like: Message::of("12"), decimals: 0 };
const DEGREES: Kind = Kind { what: msg!("a position"), like: Message::of("6.4474"), decimals: 6 };

fn not_part(text: &str, what: Message, like: Message) -> String {
    tr!(
        "{text} is not part of {what}. Type only the number, such as {like}.",
        text = quote(text),
        what = what.said(),
        like = like.said()
    )
}

pub(super) fn count(text: &str) -> Result<u32, EntryError> {
    let (number, after) = split(text, &COUNT)?;
    nothing(&after, &COUNT)?;
    within(fixed(&number, &COUNT)?, Count::LEAST, Count::MOST)
}

pub(super) fn square_metres(text: &str) -> Result<u32, EntryError> {
    let (number, after) = split(text, &AREA)?;
    match letters(&after).as_str() {
        "" | "sqm" | "sqms" | "sqmt" | "sqmtr" | "sqmtrs" | "m2" | "m²" | "sm" | "m" | "metres" | "meters"
        | "sqmetres" | "sqmeters" | "squaremetre" | "squaremetres" | "squaremeter" | "squaremeters" => {}
        "ha" | "hectare" | "hectares" | "acre" | "acres" | "sqft" | "ft2" | "squarefeet" | "halfplot" => {
            return Err(EntryError::OtherUnit);
        }
        "plot" | "plots" => return Err(plots(&number)),
        _ => nothing(&after, &AREA)?,
    }
    within(fixed(&number, &AREA)?, SquareMetres::LEAST, SquareMetres::MOST)
}

/// Nobody but the agent knows how large these plots are: the usual size is offered, never taken.
fn plots(number: &str) -> EntryError {
    const MOST: u32 = 1_000;
    let plots = fixed(number, &AREA).and_then(|plots| within(plots, 1, MOST));
    plots.map_or(EntryError::OtherUnit, |plots| EntryError::Plots { plots })
}

pub(super) fn percent(text: &str) -> Result<u32, EntryError> {
    let (number, after) = split(text, &PERCENT)?;
    if !matches!(letters(&after).as_str(), "" | "%" | "percent" | "pct" | "pc") {
        nothing(&after, &PERCENT)?;
    }
    let hundredths = fixed(&number, &PERCENT)?;
    let all = i64::from(Percent::MOST);
    if hundredths > all {
        return Err(EntryError::OutOfRange { least: "0".into(), most: "100".into() });
    }
    within(hundredths, Percent::LEAST, Percent::MOST)
}

pub(super) fn year(text: &str) -> Result<u32, EntryError> {
    let (number, after) = split(text, &YEAR)?;
    nothing(&after, &YEAR)?;
    within(fixed(&number, &YEAR)?, Year::LEAST, Year::MOST)
}

pub(super) fn months(text: &str) -> Result<u32, EntryError> {
    let (number, after) = split(text, &MONTHS)?;
    let factor = match letters(&after).as_str() {
        "" | "m" | "month" | "months" | "mth" | "mths" => 1,
        "y" | "yr" | "yrs" | "year" | "years" => 12,
        _ => {
            nothing(&after, &MONTHS)?;
            1
        }
    };
    within(fixed(&number, &MONTHS)?.saturating_mul(factor), Months::LEAST, Months::MOST)
}

/// Decimals beyond a millionth of a degree, which positioning cannot measure, are left out.
pub(super) fn degrees(text: &str) -> Result<i32, EntryError> {
    let text = plain(text);
    let (minus, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.as_str()),
    };
    let (number, after) = split(text, &DEGREES)?;
    let south_or_west = match letters(&after).as_str() {
        "" | "°" | "n" | "e" | "°n" | "°e" => false,
        "s" | "w" | "°s" | "°w" => true,
        _ => return nothing(&after, &DEGREES).map(|()| 0),
    };
    if minus && south_or_west {
        // Twice turned round: which of the two was meant, nobody can say.
        return nothing("-", &DEGREES).map(|()| 0);
    }
    let kept = number.split_once('.').map(|(whole, fraction)| {
        let most = fraction.char_indices().nth(DEGREES.decimals).map_or(fraction.len(), |(at, _)| at);
        let only_digits = fraction.bytes().all(|b| b.is_ascii_digit());
        if only_digits { format!("{whole}.{}", &fraction[..most]) } else { number.clone() }
    });
    let millionths = fixed(kept.as_ref().unwrap_or(&number), &DEGREES)?;
    let signed = if minus || south_or_west { -millionths } else { millionths };
    i32::try_from(signed)
        .ok()
        .filter(|degrees| (MicroDegrees::LEAST..=MicroDegrees::MOST).contains(degrees))
        .ok_or_else(|| EntryError::OutOfRange { least: "-180".into(), most: "180".into() })
}

/// The number that a text begins with, and what follows it.
fn split(text: &str, kind: &Kind) -> Result<(String, String), EntryError> {
    let text = plain(text);
    let Some(start) = text.find(|c: char| c.is_ascii_digit() || c == '.') else {
        nothing(&text, kind)?;
        return Err(EntryError::Empty { like: kind.like });
    };
    let (before, rest) = text.split_at(start);
    if before.trim() == "-" {
        return Err(EntryError::Negative);
    }
    nothing(before, kind)?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || ". ,".contains(c))).unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    Ok((number.trim_end().to_owned(), after.to_owned()))
}

/// Refuses anything that is left.
fn nothing(text: &str, kind: &Kind) -> Result<(), EntryError> {
    match text.trim() {
        "" => Ok(()),
        text => Err(EntryError::NotPartOfIt { text: text.to_owned(), what: kind.what, like: kind.like }),
    }
}

/// A unit in small letters, without what may stand between its parts.
fn letters(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| !(c.is_whitespace() || ".-".contains(*c))).collect()
}

/// The number in units of its last decimal, exactly. What is too large for one is as large as can be.
fn fixed(number: &str, kind: &Kind) -> Result<i64, EntryError> {
    let (whole, fraction) = match number.split_once('.') {
        Some(_) if kind.decimals == 0 => return Err(EntryError::NotWhole { like: kind.like }),
        Some((_, fraction)) if fraction.is_empty() || fraction.contains('.') => {
            return Err(EntryError::Point { like: kind.like });
        }
        Some(parts) => parts,
        None => (number, ""),
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(EntryError::Grouping);
    }
    if fraction.len() > kind.decimals {
        return Err(EntryError::TooManyDecimals { most: kind.decimals, like: kind.like });
    }
    let whole = crate::money::ungrouped(whole).map_err(|_| EntryError::Grouping)?;
    Ok(digits_value(&format!("{whole}{fraction:0<width$}", width = kind.decimals)).unwrap_or(i64::MAX))
}

fn within(number: i64, least: u32, most: u32) -> Result<u32, EntryError> {
    let out_of_range = || EntryError::OutOfRange { least: least.to_string(), most: most.to_string() };
    u32::try_from(number).ok().filter(|number| (least..=most).contains(number)).ok_or_else(out_of_range)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<T>(result: Result<T, EntryError>) -> String {
        result.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn figures_are_read_however_an_agent_types_them() {
        for (text, number) in [("4", 4), (" 4 ", 4), ("0", 0), ("12", 12), ("４", 4), ("٤", 4)] {
            assert_eq!(count(text), Ok(number), "{text:?}");
        }
        for (text, area) in [
            ("650", 650),
            ("650 sqm", 650),
            ("650sqm", 650),
            ("1,200", 1_200),
            ("1 200 m²", 1_200),
            ("1,200 m2", 1_200),
            ("650 sq. m", 650),
            ("650 Square Metres", 650),
        ] {
            assert_eq!(square_metres(text), Ok(area), "{text:?}");
        }
        for (text, hundredths) in
            [("10%", 1_000), ("10", 1_000), ("7.5", 750), ("7.25 %", 725), (".5", 50), ("5 per cent", 500), ("0", 0)]
        {
            assert_eq!(percent(text), Ok(hundredths), "{text:?}");
        }
        assert_eq!(year("2019"), Ok(2019));
        for (text, number) in [("12", 12), ("12 months", 12), ("1 year", 12), ("2yrs", 24), ("0", 0)] {
            assert_eq!(months(text), Ok(number), "{text:?}");
        }
        for (text, millionths) in [
            ("6.4474", 6_447_400),
            ("6.4474° N", 6_447_400),
            ("3.5 W", -3_500_000),
            ("-3.5", -3_500_000),
            ("6", 6_000_000),
            ("6.44741239999", 6_447_412),
        ] {
            assert_eq!(degrees(text), Ok(millionths), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_clearly_a_figure_is_refused() {
        for text in ["", "four", "4 or 5", "4-5", "4+1", "1.5", "-1", "1000", "99999999999999999999"] {
            assert!(count(text).is_err(), "{text:?}");
        }
        for text in ["0", "1.200", "1,20", "650 x 300", "half plot", "2 plots", "1 acre", "3 hectares", "m2"] {
            assert!(square_metres(text).is_err(), "{text:?}");
        }
        for text in ["101", "7,5", "7.555", "10-15%", "10 naira", "5.", "1.2.3"] {
            assert!(percent(text).is_err(), "{text:?}");
        }
        for text in ["19", "1799", "2101", "20l9", "about 2019", "2,0190"] {
            assert!(year(text).is_err(), "{text:?}");
        }
        for text in ["11 years", "121", "two", "1.5 years"] {
            assert!(months(text).is_err(), "{text:?}");
        }
        for text in ["181", "-181", "6° 26' 50\"", "6.4474, 3.4706", "north", "6.4.4"] {
            assert!(degrees(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_refusal_tells_what_to_type() {
        assert_eq!(message(count("")), "Type a number, such as 4.");
        assert_eq!(message(count("1.5")), "Type a whole number without a point, such as 4.");
        assert_eq!(message(count("-1")), "This cannot be negative. Take out the minus sign.");
        assert_eq!(message(count("1000")), "This must be from 0 to 999. Check the digits.");
        assert_eq!(
            message(percent("about 10")),
            "“about” is not part of a percentage. Type only the number, such as 10 or 7.5."
        );
        assert_eq!(message(percent("101")), "This must be from 0 to 100. Check the digits.");
        assert!(message(square_metres("2 acres")).starts_with("Type the size in square metres"));
        assert_eq!(
            message(square_metres("2 plots")),
            "Type the size in square metres. If each of the 2 plots has 650, type 1,300."
        );
        assert!(message(square_metres("1 plot")).ends_with("If the plot has 650, type 650."));
        assert!(message(square_metres("2.5 plots")).contains("such as 650"));
        assert!(message(square_metres("4000000000 plots")).contains("such as 650"));
        assert!(message(count(&"x".repeat(60_000))).len() < 250);
    }
}
