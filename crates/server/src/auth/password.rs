//! Passwords, hashed with argon2id. The one rule: checking takes the same work whether or not the person exists, is locked
//! out, or has a password.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::SaltString,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The shortest and the longest password, in bytes.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=1024;

/// How many passwords are hashed at once: each takes 19 MiB of memory and a core.
const AT_ONCE: usize = 2;
/// How many more may wait: a second or two for the last of them.
const WAITING: usize = 50;

/// Why a password cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidPassword {
    /// Too short or too long.
    #[error("a password has at least 8 and at most 1024 bytes")]
    Length,
    /// The hash could not be computed.
    #[error("cannot hash the password: {0}")]
    Hash(argon2::password_hash::Error),
    /// The system has no randomness to give.
    #[error("cannot hash the password: {0}")]
    Randomness(getrandom::Error),
    /// Too many others wait.
    #[error("too many passwords wait to be checked; try again soon")]
    Crowded,
}

/// A place in the line of those whose passwords are checked, given back when it is dropped.
pub struct Turn(#[allow(dead_code, reason = "held")] OwnedSemaphorePermit);

/// Checks passwords away from the threads that serve requests, a few at a time.
#[derive(Clone)]
pub struct Passwords {
    slots: Arc<Semaphore>,
    line: Arc<Semaphore>,
    /// The hash of nobody's password, checked when there is no such person.
    nobody: Arc<str>,
}

impl Passwords {
    /// Prepares checking.
    pub fn new() -> Result<Self, InvalidPassword> {
        let nobody = hash(&uuid::Uuid::new_v4().to_string())?;
        let (slots, line) = (Semaphore::new(AT_ONCE), Semaphore::new(AT_ONCE + WAITING));
        Ok(Self { slots: Arc::new(slots), line: Arc::new(line), nobody: nobody.into() })
    }

    /// Takes a place in the line, before anything is counted or looked up.
    pub fn line_up(&self) -> Result<Turn, InvalidPassword> {
        self.line.clone().try_acquire_owned().map(Turn).map_err(|_| InvalidPassword::Crowded)
    }

    /// Whether this is the password behind `stored`. Without one the answer is no, after the same work.
    pub async fn verify(&self, turn: Turn, password: String, stored: Option<String>) -> bool {
        let Ok(slot) = self.slots.clone().acquire_owned().await else { return false };
        let nobody = self.nobody.clone();
        let check = tokio::task::spawn_blocking(move || {
            let (_slot, _turn) = (slot, turn);
            // One hash is computed on every way through here.
            let known = stored.as_deref().and_then(|stored| PasswordHash::new(stored).ok());
            let nobody = known.is_none().then(|| PasswordHash::new(&nobody).ok()).flatten();
            let hash = known.as_ref().or(nobody.as_ref());
            let matches = hash.is_some_and(|hash| argon2().verify_password(password.as_bytes(), hash).is_ok());
            matches && known.is_some()
        });
        check.await.unwrap_or(false)
    }

    /// As [`check_new`], away from the threads that serve requests, a few at a time.
    pub async fn hash_new(&self, password: String) -> Result<String, InvalidPassword> {
        if !LENGTH.contains(&password.len()) {
            return Err(InvalidPassword::Length);
        }
        let turn = self.line_up()?;
        let slot = self.slots.clone().acquire_owned().await;
        let hashing = tokio::task::spawn_blocking(move || {
            let (_slot, _turn) = (slot, turn);
            hash(&password)
        });
        hashing.await.unwrap_or(Err(InvalidPassword::Hash(argon2::password_hash::Error::Crypto)))
    }
}

/// Hashes a new password, if it is long enough. Takes some tens of milliseconds of a core.
pub fn check_new(password: &str) -> Result<String, InvalidPassword> {
    if !LENGTH.contains(&password.len()) {
        return Err(InvalidPassword::Length);
    }
    hash(password)
}

fn hash(password: &str) -> Result<String, InvalidPassword> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(InvalidPassword::Randomness)?;
    let salt = SaltString::encode_b64(&salt).map_err(InvalidPassword::Hash)?;
    argon2().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(InvalidPassword::Hash)
}

/// argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's password storage cheat sheet.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("the parameters are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_is_right() {
        let passwords = Passwords::new().expect("hashes");
        let stored = check_new("correct horse").expect("long enough");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let is_right = async |password: &str, stored: Option<&str>| {
            let turn = passwords.line_up().expect("nobody waits");
            passwords.verify(turn, password.into(), stored.map(Into::into)).await
        };
        assert!(is_right("correct horse", Some(&stored)).await);
        assert!(!is_right("Correct horse", Some(&stored)).await);
        assert!(!is_right("correct horse", None).await);
        for broken in ["not a hash", ""] {
            assert!(!is_right("correct horse", Some(broken)).await);
        }
    }

    #[tokio::test]
    async fn no_more_wait_than_are_served_soon() {
        let passwords = Passwords::new().expect("hashes");
        let waiting: Vec<_> = std::iter::from_fn(|| passwords.line_up().ok()).take(1_000).collect();
        assert_eq!(waiting.len(), AT_ONCE + WAITING);
        let crowded = passwords.hash_new("correct horse".into()).await;
        assert!(matches!(crowded, Err(InvalidPassword::Crowded)), "{crowded:?}");
        drop(waiting);
        assert!(passwords.hash_new("correct horse".into()).await.is_ok());
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(matches!(check_new("1234567"), Err(InvalidPassword::Length)));
    }
}
