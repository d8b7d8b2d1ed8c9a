//! When a sign-in was last used. The one rule: no request waits for writing it down.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use lagoon_sync::Millis;

use crate::repository::{Repository, SEEN_EVERY, SessionId, SignedIn};

/// The sign-ins that are being written down at this moment.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<HashSet<SessionId>>>);

impl Seen {
    /// Remembers that a sign-in is used, in the background and once an hour.
    pub fn note(&self, repository: &Arc<dyn Repository>, who: SignedIn, now: Millis) {
        if !self.begins(who, now) {
            return;
        }
        let (seen, repository) = (self.clone(), repository.clone());
        tokio::spawn(async move {
            if let Err(error) = repository.saw_session(who.team, who.session, now).await {
                tracing::warn!(%error, "could not write down that a sign-in is used; tried again at its next request");
            }
            seen.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&who.session);
        });
    }

    /// Whether it is time to write a sign-in down, and nobody does so already.
    fn begins(&self, who: SignedIn, now: Millis) -> bool {
        now.get() - who.seen_at.get() >= SEEN_EVERY
            && self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(who.session)
    }
}

#[cfg(test)]
mod tests {
    use lagoon_listing::{TeamId, UserId};
    use lagoon_sync::DeviceId;
    use uuid::Uuid;

    use super::*;
    use crate::repository::Role;

    #[test]
    fn a_sign_in_is_written_down_once_an_hour_by_one_request() {
        let who = SignedIn {
            user: UserId(Uuid::from_u128(1)),
            team: TeamId(Uuid::from_u128(2)),
            device: DeviceId(3),
            role: Role::Agent,
            session: SessionId(Uuid::from_u128(4)),
            seen_at: Millis::clamped(1_000),
            ends_at: Millis::clamped(i64::MAX),
            access: 0,
        };
        let seen = Seen::default();
        assert!(!seen.begins(who, Millis::clamped(1_000 + SEEN_EVERY - 1)), "written down within the hour");
        assert!(!seen.begins(who, Millis::clamped(0)), "a clock that stands before it");
        assert!(seen.begins(who, Millis::clamped(1_000 + SEEN_EVERY)));
        assert!(!seen.begins(who, Millis::clamped(1_000 + SEEN_EVERY)), "another request does so already");
    }
}
