//! What came of forgetting the trash of all teams. The one rule: what cannot be done for one team stops no other's.

use lagoon_listing::TeamId;

use crate::repository::RepositoryError;

/// So far.
#[derive(Default)]
pub struct Purged {
    forgotten: u64,
    failed: Option<RepositoryError>,
}

impl Purged {
    /// Takes what came of one team.
    pub fn add(&mut self, team: TeamId, purged: Result<u64, RepositoryError>) {
        match purged {
            Ok(forgotten) => self.forgotten += forgotten,
            Err(error) => {
                tracing::warn!(%team, %error, "a team's trash could not be forgotten; tried again in an hour");
                self.failed.get_or_insert(error);
            }
        }
    }

    /// How many drafts were forgotten, or why not all.
    pub fn end(self) -> Result<u64, RepositoryError> {
        self.failed.map_or(Ok(self.forgotten), Err)
    }
}
