//! Choices as a control shows and writes them.
//!
//! The one rule: a choice of a newer version is shown by its id and kept.

use std::str::FromStr;

use lagoon_listing::Choice;

/// A choice by its id; none for an empty one.
pub fn read<T: FromStr>(id: &str) -> Option<Choice<T>> {
    (!id.is_empty()).then(|| id.parse().map_or_else(|_| Choice::Unknown(id.to_owned()), Choice::Known))
}

/// A choice's id or label.
pub fn said<T: Copy>(choice: &Choice<T>, as_what: fn(T) -> &'static str) -> String {
    match choice {
        Choice::Known(known) => as_what(*known).to_owned(),
        Choice::Unknown(id) => id.clone(),
    }
}

#[cfg(test)]
mod tests {
    use lagoon_listing::Period;

    use super::*;

    #[test]
    fn a_choice_of_a_newer_version_is_kept_and_an_empty_one_is_none() {
        let week = read::<Period>("week").expect("something");
        assert_eq!((said(&week, Period::id), said(&week, Period::label)), ("week".into(), "week".into()));
        assert_eq!(read::<Period>("night"), Some(Choice::Known(Period::Night)));
        assert_eq!(read::<Period>(""), None);
    }
}
