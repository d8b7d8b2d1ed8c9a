//! Choices: closed lists that a person picks from, such as what a listing is for.
//!
//! The one rule: an id, once released, keeps its meaning for ever; drafts on other devices hold it. An id of a newer version
//! is kept as it is.

use serde::{Deserialize, Serialize};

/// What was picked from a list that newer versions may have made longer. For choices inside a group: an id that this
/// version does not know must not make the whole group unreadable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Choice<T> {
    /// One that this version knows.
    Known(T),
    /// An id of a newer version.
    Unknown(String),
}

impl<T: Copy> Choice<T> {
    /// What was picked, if this version knows it.
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(choice) => Some(*choice),
            Self::Unknown(_) => None,
        }
    }
}

impl<T> From<T> for Choice<T> {
    fn from(choice: T) -> Self {
        Self::Known(choice)
    }
}

/// An id that is none of its list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("choose one of {known}")]
pub struct UnknownChoice {
    /// The ids there are, with commas between them.
    pub known: String,
}

/// A list of choices: the stable id of each, and its name for people.
macro_rules! choices {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$choice_doc:meta])* $choice:ident = $id:tt, $label:expr;)+ }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$choice_doc])* #[serde(rename = $id)] $choice,)+
        }

        impl $name {
            /// Every choice, in the order people meet them.
            pub const ALL: &[Self] = &[$(Self::$choice),+];

            /// Its stable name, as it is stored and sent.
            pub fn id(self) -> &'static str {
                match self { $(Self::$choice => $id,)+ }
            }

            /// Its name for people.
            pub fn label(self) -> &'static str {
                match self { $(Self::$choice => $label,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::choice::UnknownChoice;

            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|choice| choice.id() == id).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|choice| choice.id()).collect();
                    $crate::choice::UnknownChoice { known: known.join(", ") }
                })
            }
        }
    };
}

pub(crate) use choices;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::{Frequency, Furnished, Period, PropertyType, Purpose, TitleDocument};

    macro_rules! every_id_is_one {
        ($($list:ty),+) => {$({
            let mut ids = BTreeSet::new();
            let mut labels = BTreeSet::new();
            for choice in <$list>::ALL.iter().copied() {
                assert_eq!(choice.id().parse(), Ok(choice));
                assert_eq!(serde_json::to_value(choice).expect("serialises"), json!(choice.id()));
                assert_eq!(serde_json::from_value::<$list>(json!(choice.id())).expect("reads"), choice);
                assert!(ids.insert(choice.id()) && labels.insert(choice.label()), "{choice} is there twice");
            }
            assert!("later".parse::<$list>().is_err());
        })+};
    }

    #[test]
    fn every_choice_has_an_id_of_its_own_and_is_read_and_written_by_it() {
        every_id_is_one!(Purpose, PropertyType, Period, Frequency, Furnished, TitleDocument);
    }

    #[test]
    fn an_id_of_a_newer_version_is_kept() {
        let week: Choice<Period> = serde_json::from_value(json!("week")).expect("a text");
        assert_eq!(week.known(), None);
        assert_eq!(serde_json::to_value(&week).expect("serialises"), json!("week"));
        let year: Choice<Period> = serde_json::from_value(json!("year")).expect("a text");
        assert_eq!(year.known(), Some(Period::Year));
    }
}
