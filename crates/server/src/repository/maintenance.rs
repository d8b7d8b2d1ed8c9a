//! What whoever runs a server asks of its database. The one rule: looking changes nothing.

use std::fmt;

use lagoon_listing::{DraftId, TeamId};

use super::RepositoryError;

/// A kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// The database says itself that it is damaged.
    Storage,
    /// Something belongs to something that is not there.
    Orphan,
    /// Something cannot be read.
    Unreadable,
    /// A value is not as it was stored, so that devices and the server would disagree about its hash.
    Receipt,
    /// A draft and its groups disagree about how often it was changed.
    Revision,
    /// A number of the team's counter stands twice, or before its time.
    Counter,
    /// What a draft once held contradicts what it holds.
    History,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Storage => "storage",
            Self::Orphan => "orphan",
            Self::Unreadable => "unreadable",
            Self::Receipt => "receipt",
            Self::Revision => "revision",
            Self::Counter => "counter",
            Self::History => "history",
        })
    }
}

/// Something that is not as it should be. Names places, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub damage: Damage,
    /// Whose, as far as that can be told.
    pub team: Option<TeamId>,
    /// In which draft, as far as that can be told.
    pub draft: Option<DraftId>,
    /// What is wrong, in words.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.damage)?;
        if let Some(team) = self.team {
            write!(f, "team {team}: ")?;
        }
        if let Some(draft) = self.draft {
            write!(f, "draft {draft}: ")?;
        }
        f.write_str(&self.detail)
    }
}

/// A database that can be looked at as a whole.
#[async_trait::async_trait]
pub trait Maintenance: Send + Sync {
    /// Whether the schema is the one that this version of the server wants.
    async fn is_current(&self) -> Result<bool, RepositoryError>;

    /// Everything in the database that is not as it should be, in one unchanging view of it.
    async fn check(&self) -> Result<Vec<Finding>, RepositoryError>;
}
