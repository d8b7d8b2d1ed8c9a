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
        if now.get() - who.seen_at.get() < SEEN_EVERY {
            return;
        }
        if !self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(who.session) {
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
}
