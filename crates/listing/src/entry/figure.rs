//! The figures of a listing that are no money: exact whole numbers, each in its own unit.
//!
//! The one rule: never a float.

use serde::{Deserialize, Serialize};

use super::parse::{self, EntryError};
use crate::money::grouped;

/// A figure that people type.
pub trait Figure: Sized {
    /// Reads it as agents type it.
    fn parse(text: &str) -> Result<Self, EntryError>;

    /// The figure as its field shows it; [`parse`](Self::parse) reads it back.
    fn format(&self) -> String;

    /// Whether it is a figure that can be meant. Others cannot be stored.
    fn is_sensible(&self) -> bool;
}

macro_rules! figure {
    ($(#[$doc:meta])* $name:ident($of:ty), $range:expr, $parse:path, $format:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $of);

        impl $name {
            /// The least that can be meant.
            pub const LEAST: $of = $range.0;
            /// The most that can be meant.
            pub const MOST: $of = $range.1;
        }

        impl Figure for $name {
            fn parse(text: &str) -> Result<Self, EntryError> {
                $parse(text).map(Self)
            }

            fn format(&self) -> String {
                let format: fn(i64) -> String = $format;
                format(i64::from(self.0))
            }

            fn is_sensible(&self) -> bool {
                (Self::LEAST..=Self::MOST).contains(&self.0)
            }
        }
    };
}

figure! {
    /// How many there are: "4".
    Count(u32), (0, 999), parse::count, |count| count.to_string()
}
figure! {
    /// An area in whole square metres: "650", "1,200 sqm".
    SquareMetres(u32), (1, 100_000_000), parse::square_metres, |area| grouped(area.unsigned_abs())
}
figure! {
    /// Hundredths of a percent: 7.5 % is 750.
    Percent(u32), (0, 10_000), parse::percent, format_percent
}
figure! {
    /// A year of the common era: "2019".
    Year(u32), (1800, 2100), parse::year, |year| year.to_string()
}
figure! {
    /// A number of months: "12", "1 year".
    Months(u32), (0, 120), parse::months, |months| months.to_string()
}
figure! {
    /// Millionths of a degree, north and east of zero positive: 6.4474° N is 6,447,400. A millionth is eleven centimetres.
    MicroDegrees(i32), (-180_000_000, 180_000_000), parse::degrees, format_degrees
}

fn format_percent(hundredths: i64) -> String {
    format!("{}%", decimal(hundredths, 2))
}

fn format_degrees(millionths: i64) -> String {
    decimal(millionths, 6)
}

/// A whole number of decimal fractions as a decimal number, without zeros that say nothing.
fn decimal(number: i64, places: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

impl MicroDegrees {
    /// The degrees as decimal text, exactly: "6.4474".
    pub fn decimal(self) -> String {
        format_degrees(self.0.into())
    }
}

impl Percent {
    /// The figure as decimal text without its sign, exactly: "7.5".
    pub fn decimal(self) -> String {
        decimal(self.0.into(), 2)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_figure_is_shown_as_people_write_it() {
        assert_eq!(Count(4).format(), "4");
        assert_eq!(SquareMetres(1_200).format(), "1,200");
        assert_eq!(Percent(1_000).format(), "10%");
        assert_eq!(Percent(750).format(), "7.5%");
        assert_eq!(Percent(5).format(), "0.05%");
        assert_eq!(Year(2019).format(), "2019");
        assert_eq!(MicroDegrees(6_447_400).format(), "6.4474");
        assert_eq!(MicroDegrees(-5).format(), "-0.000005");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_the_same_figure(
            count in Count::LEAST..=Count::MOST,
            area in SquareMetres::LEAST..=SquareMetres::MOST,
            percent in Percent::LEAST..=Percent::MOST,
            year in Year::LEAST..=Year::MOST,
            months in Months::LEAST..=Months::MOST,
            degrees in MicroDegrees::LEAST..=MicroDegrees::MOST,
        ) {
            prop_assert_eq!(Count::parse(&Count(count).format()), Ok(Count(count)));
            prop_assert_eq!(SquareMetres::parse(&SquareMetres(area).format()), Ok(SquareMetres(area)));
            prop_assert_eq!(Percent::parse(&Percent(percent).format()), Ok(Percent(percent)));
            prop_assert_eq!(Year::parse(&Year(year).format()), Ok(Year(year)));
            prop_assert_eq!(Months::parse(&Months(months).format()), Ok(Months(months)));
            prop_assert_eq!(MicroDegrees::parse(&MicroDegrees(degrees).format()), Ok(MicroDegrees(degrees)));
        }

        #[test]
        fn no_text_makes_a_reader_panic_or_gives_a_figure_that_cannot_be_stored(
            text in "[0-9., %+-]{0,12}(sqm|m2|months?|years?|%|°? ?[NESW])?|\\PC{0,30}"
        ) {
            prop_assert!(Count::parse(&text).is_ok_and(|figure| figure.is_sensible()) || Count::parse(&text).is_err());
            prop_assert!(SquareMetres::parse(&text).map_or(true, |figure| figure.is_sensible()));
            prop_assert!(Percent::parse(&text).map_or(true, |figure| figure.is_sensible()));
            prop_assert!(Year::parse(&text).map_or(true, |figure| figure.is_sensible()));
            prop_assert!(Months::parse(&text).map_or(true, |figure| figure.is_sensible()));
            prop_assert!(MicroDegrees::parse(&text).map_or(true, |figure| figure.is_sensible()));
        }
    }
}
