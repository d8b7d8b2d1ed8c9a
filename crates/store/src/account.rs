//! Whose drafts: unsent work belongs to one server, team and user, and no other sign-in ever uploads it.

use lagoon_listing::{TeamId, UserId};

/// The owner of rows in the draft store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountKey(String);

impl AccountKey {
    /// A user of a team at a server.
    pub fn new(server_url: &str, team: TeamId, user: UserId) -> Self {
        Self(format!("{server_url} {team} {user}"))
    }

    /// Nobody yet: written before any sign-in.
    pub fn unclaimed() -> Self {
        Self(String::new())
    }

    pub(crate) fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// Whether nobody owns it yet.
    pub fn is_unclaimed(&self) -> bool {
        self.0.is_empty()
    }

    /// The key as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
