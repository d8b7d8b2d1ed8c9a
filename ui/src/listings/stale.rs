//! What of the list is not as the device has it any more.

use std::collections::BTreeSet;

use lagoon_listing::DraftId;

/// More lines than this are read as quickly as the whole.
const MANY: usize = 300;

/// What is to be read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stale {
    /// All of it: nothing was read yet, or nobody knows what changed.
    #[default]
    Everything,
    /// These lines.
    Lines(BTreeSet<DraftId>),
}

impl Stale {
    /// Nothing.
    pub fn nothing() -> Self {
        Self::Lines(BTreeSet::new())
    }

    /// Whether everything is as the device has it.
    pub fn is_nothing(&self) -> bool {
        *self == Self::nothing()
    }

    /// These changed as well.
    pub fn add(&mut self, ids: impl IntoIterator<Item = DraftId>) {
        if let Self::Lines(lines) = self {
            lines.extend(ids);
            if lines.len() > MANY {
                *self = Self::Everything;
            }
        }
    }

    /// What another reading has to read, beside what this one was about to.
    pub fn join(&mut self, other: Self) {
        match other {
            Self::Everything => *self = Self::Everything,
            Self::Lines(lines) => self.add(lines),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: impl IntoIterator<Item = u128>) -> impl Iterator<Item = DraftId> {
        numbers.into_iter().map(|number| format!("{number:032x}").parse().expect("a UUID"))
    }

    #[test]
    fn lines_are_gathered_until_there_are_so_many_that_the_whole_is_read() {
        let mut stale = Stale::default();
        stale.add(ids([1]));
        assert_eq!(stale, Stale::Everything, "it was never read");
        stale = Stale::nothing();
        assert!(stale.is_nothing());
        stale.add(ids([1, 2]));
        stale.join(Stale::Lines(ids([2, 3]).collect()));
        assert_eq!(stale, Stale::Lines(ids([1, 2, 3]).collect()));
        stale.add(ids(4..=300));
        assert!(matches!(&stale, Stale::Lines(lines) if lines.len() == 300));
        stale.add(ids([301]));
        assert_eq!(stale, Stale::Everything);
        stale = Stale::nothing();
        stale.join(Stale::Everything);
        assert_eq!(stale, Stale::Everything);
    }
}
