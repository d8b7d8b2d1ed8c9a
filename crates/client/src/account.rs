//! Who is signed in on this device. Everything but the token is kept in the draft store; the token is a secret.

use lagoon_listing::{TeamId, UserId};
use lagoon_store::AccountKey;
use serde::{Deserialize, Serialize};

/// The sign-in that this device remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    pub server_url: String,
    pub user_id: UserId,
    pub team_id: TeamId,
    pub email: String,
    pub name: String,
    pub team: String,
}

impl Session {
    pub(crate) fn account(&self) -> AccountKey {
        AccountKey::new(&self.server_url, self.team_id, self.user_id)
    }
}

/// Whose drafts are on screen, and what is needed to sync them.
#[derive(Clone)]
pub(crate) struct Current {
    pub account: AccountKey,
    pub session: Option<Session>,
    /// Absent when nobody is signed in, or the sign-in was lost.
    pub token: Option<String>,
}

impl Current {
    pub(crate) fn nobody() -> Self {
        Self { account: AccountKey::unclaimed(), session: None, token: None }
    }
}
