//! Sign-ins that were looked up lately. The one rule: whoever relies on one has its [`SignedIn::access`] compared within the
//! transaction that serves them, so that a sign-in that was revoked since, by whatever process, is found out.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use hashlink::LruCache;
use lagoon_sync::Millis;

use super::TokenHash;
use crate::repository::SignedIn;

/// The most that are known at a time.
const SIGN_INS: usize = 20_000;
/// How long one is known. Then it is looked up, and what has changed of it is read.
const LASTS: Duration = Duration::from_secs(30);

/// Who holds a token, as of lately.
pub struct Known(Mutex<LruCache<TokenHash, (SignedIn, Instant)>>);

impl Default for Known {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(SIGN_INS)))
    }
}

impl Known {
    /// Who held this token lately, if their sign-in has not ended by itself at `now`.
    pub fn get(&self, token: &TokenHash, now: Millis) -> Option<SignedIn> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (who, since) = known.get(token).copied()?;
        if since.elapsed() < LASTS && now < who.ends_at {
            return Some(who);
        }
        known.remove(token);
        None
    }

    /// Takes what was looked up.
    pub fn put(&self, token: TokenHash, who: SignedIn) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(token, (who, Instant::now()));
    }

    /// Forgets what turned out not to stand.
    pub fn forget(&self, token: &TokenHash) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(token);
    }
}
