//! In what order listings stand. The order is remembered.

use serde::{Deserialize, Serialize};

/// What listings are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SortBy {
    /// When they were last edited.
    #[default]
    Edited,
    /// Their titles.
    Title,
    /// Their prices, currency by currency.
    Price,
}

impl SortBy {
    /// Its name in test ids.
    pub fn id(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Title => "title",
            Self::Price => "price",
        }
    }
}

/// An order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// The least first.
    pub rising: bool,
}

impl Sort {
    /// Every order that a list of them offers, the usual one first.
    pub const ALL: [Self; 6] = [
        Self { by: SortBy::Edited, rising: false },
        Self { by: SortBy::Edited, rising: true },
        Self { by: SortBy::Title, rising: true },
        Self { by: SortBy::Title, rising: false },
        Self { by: SortBy::Price, rising: true },
        Self { by: SortBy::Price, rising: false },
    ];

    /// The order after a tap on a column's head: the other way round, or the usual way of another column.
    pub fn after_tap(self, by: SortBy) -> Self {
        if self.by == by { Self { by, rising: !self.rising } } else { Self { by, rising: by != SortBy::Edited } }
    }

    /// Its name in lists.
    pub fn id(self) -> String {
        format!("{}-{}", self.by.id(), if self.rising { "rising" } else { "falling" })
    }

    /// The order of this name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_on_the_same_column_turns_the_order_round() {
        let usual = Sort::default();
        assert_eq!(usual, Sort::ALL[0]);
        let by_title = usual.after_tap(SortBy::Title);
        assert_eq!(by_title, Sort { by: SortBy::Title, rising: true });
        assert!(!by_title.after_tap(SortBy::Title).rising);
        assert_eq!(by_title.after_tap(SortBy::Edited), usual, "the newest edit first");
    }

    #[test]
    fn every_order_is_found_by_its_name() {
        for sort in Sort::ALL {
            assert_eq!(Sort::named(&sort.id()), Some(sort));
        }
        assert_eq!(Sort::named("newer"), None);
    }
}
