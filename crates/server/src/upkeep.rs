//! Forgetting what is kept for a time only. The one rule: what serving does once an hour and what a
//! command does are the same.

use clap::Args;
use lagoon_sync::{Millis, draft::TRASH_KEPT};

use crate::repository::{Repository, RepositoryError};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// How long entries of the audit are kept when nothing else is said.
const AUDIT_DAYS: u16 = 730;

/// How long things are kept, as it is set by flags, the environment or the file of settings.
#[derive(Args, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// How many days entries of the audit are kept; 0: for ever.
    #[arg(long, env = "LAGOON_AUDIT_DAYS", value_name = "DAYS", default_value_t = AUDIT_DAYS)]
    pub audit_days: u16,
}

impl Default for Kept {
    fn default() -> Self {
        Self { audit_days: AUDIT_DAYS }
    }
}

impl Kept {
    /// Entries of the audit from before this time are forgotten.
    fn audited(self, now: Millis) -> Option<Millis> {
        (self.audit_days > 0).then(|| now.plus(-DAY * i64::from(self.audit_days)))
    }
}

/// What was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Drafts that were deleted long ago.
    pub drafts: u64,
    /// Entries of the audit.
    pub entries: u64,
}

/// Forgets drafts that were deleted long ago, links that are over, and old entries of the audit.
pub async fn forget(repository: &dyn Repository, kept: Kept) -> Result<Forgotten, RepositoryError> {
    let now = repository.now().await?;
    let purged = repository.purge(now.plus(-TRASH_KEPT)).await;
    // A draft that cannot be read keeps nobody's link.
    let entries = repository.forget_access(now, kept.audited(now)).await?;
    Ok(Forgotten { drafts: purged?, entries })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_kept_for_so_many_days_or_for_ever() {
        let now = Millis::clamped(1_000 * DAY);
        assert_eq!(Kept { audit_days: 7 }.audited(now), Some(Millis::clamped(993 * DAY)));
        assert_eq!(Kept { audit_days: 0 }.audited(now), None);
        assert_eq!(Kept { audit_days: 2_000 }.audited(now), Some(Millis::clamped(0)), "before all times");
    }
}
