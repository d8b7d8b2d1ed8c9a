//! Passwords, hashed with argon2id. The one rule: checking takes the same work whether or not the person exists, is locked
//! out, or has a password.

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, PasswordHash, Version,
    password_hash::{Error, Output, ParamsString, Salt, SaltString},
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
    Hash(Error),
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
    /// What hashing works in, for as many as are hashed at once. Used again and again: what allocators are given back of so
    /// large pieces they may keep, one for each thread.
    memory: Arc<Mutex<Vec<Memory>>>,
    /// The hash of nobody's password, checked when there is no such person.
    nobody: Arc<str>,
}

/// 19 MiB.
type Memory = Vec<Block>;

impl Passwords {
    /// Prepares checking.
    pub fn new() -> Result<Self, InvalidPassword> {
        let mut memory = Memory::new();
        let nobody = hash(&uuid::Uuid::new_v4().to_string(), &mut memory)?;
        let (slots, line) = (Semaphore::new(AT_ONCE), Semaphore::new(AT_ONCE + WAITING));
        let memory = Arc::new(Mutex::new(vec![memory]));
        Ok(Self { slots: Arc::new(slots), line: Arc::new(line), memory, nobody: nobody.into() })
    }

    /// Takes a place in the line, before anything is counted or looked up.
    pub fn line_up(&self) -> Result<Turn, InvalidPassword> {
        self.line.clone().try_acquire_owned().map(Turn).map_err(|_| InvalidPassword::Crowded)
    }

    /// Whether this is the password behind `stored`. Without one the answer is no, after the same work.
    pub async fn verify(&self, turn: Turn, password: String, stored: Option<String>) -> bool {
        let Ok(slot) = self.slots.clone().acquire_owned().await else { return false };
        let (nobody, memory) = (self.nobody.clone(), self.memory.clone());
        let check = tokio::task::spawn_blocking(move || {
            let (_slot, _turn) = (slot, turn);
            // One hash is computed on every way through here.
            let known = stored.as_deref().and_then(|stored| PasswordHash::new(stored).ok());
            let nobody = known.is_none().then(|| PasswordHash::new(&nobody).ok()).flatten();
            let hash = known.as_ref().or(nobody.as_ref());
            let matches = with_memory(&memory, |memory| {
                hash.is_some_and(|hash| is_password_of(&password, hash, memory).unwrap_or(false))
            });
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
        let memory = self.memory.clone();
        let hashing = tokio::task::spawn_blocking(move || {
            let (_slot, _turn) = (slot, turn);
            with_memory(&memory, |memory| hash(&password, memory))
        });
        hashing.await.unwrap_or(Err(InvalidPassword::Hash(Error::Crypto)))
    }
}

/// Lends memory that nobody works in.
fn with_memory<T>(memories: &Mutex<Vec<Memory>>, work: impl FnOnce(&mut Memory) -> T) -> T {
    let free = || memories.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = free().pop().unwrap_or_default();
    let done = work(&mut memory);
    free().push(memory);
    done
}

/// Hashes a new password, if it is long enough. Takes some tens of milliseconds of a core.
pub fn check_new(password: &str) -> Result<String, InvalidPassword> {
    if !LENGTH.contains(&password.len()) {
        return Err(InvalidPassword::Length);
    }
    hash(password, &mut Memory::new())
}

fn hash(password: &str, memory: &mut Memory) -> Result<String, InvalidPassword> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(InvalidPassword::Randomness)?;
    let salt = SaltString::encode_b64(&salt).map_err(InvalidPassword::Hash)?;
    written(password, salt.as_salt(), memory).map_err(InvalidPassword::Hash)
}

/// The hash with all that is needed to check a password against it, in PHC's string format.
fn written(password: &str, salt: Salt<'_>, memory: &mut Memory) -> Result<String, Error> {
    let params = params();
    let output = compute(password, salt, Algorithm::Argon2id, Version::V0x13, params.clone(), memory)?;
    let (version, params) = (Some(Version::V0x13.into()), ParamsString::try_from(&params)?);
    let hash = PasswordHash { algorithm: ARGON2ID_IDENT, version, params, salt: Some(salt), hash: Some(output) };
    Ok(hash.to_string())
}

/// Compares in constant time.
fn is_password_of(password: &str, hash: &PasswordHash<'_>, memory: &mut Memory) -> Result<bool, Error> {
    let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else { return Ok(false) };
    let algorithm = Algorithm::try_from(hash.algorithm)?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from)?;
    Ok(compute(password, salt, algorithm, version, Params::try_from(hash)?, memory)? == expected)
}

fn compute(
    password: &str,
    salt: Salt<'_>,
    algorithm: Algorithm,
    version: Version,
    params: Params,
    memory: &mut Memory,
) -> Result<Output, Error> {
    let mut bytes = [0; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut bytes)?;
    memory.resize(params.block_count(), Block::default());
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let argon2 = Argon2::new(algorithm, version, params);
    Output::init_with(length, |output| {
        Ok(argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, memory)?)
    })
}

/// argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's password storage cheat sheet.
fn params() -> Params {
    Params::new(19 * 1024, 2, 1, None).expect("the parameters are within argon2's bounds")
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
    async fn what_others_hashed_with_argon2_is_read_and_memory_is_used_again() {
        use argon2::{PasswordHasher, PasswordVerifier};
        let others =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 3, 1, None).expect("params"));
        let salt = SaltString::from_b64("c29tZXNhbHRzb21lc2FsdA").expect("a salt");
        let stored = others.hash_password(b"correct horse", &salt).expect("hashes").to_string();
        let passwords = Passwords::new().expect("hashes");
        let turn = || passwords.line_up().expect("nobody waits");
        for _ in 0..3 {
            assert!(passwords.verify(turn(), "correct horse".into(), Some(stored.clone())).await);
            assert!(!passwords.verify(turn(), "correct house".into(), Some(stored.clone())).await);
            let ours = passwords.hash_new("battery staple".into()).await.expect("hashes");
            let parsed = PasswordHash::new(&ours).expect("a hash");
            assert!(
                Argon2::default().verify_password(b"battery staple", &parsed).is_ok(),
                "others read it too: {ours}"
            );
        }
        assert_eq!(passwords.memory.lock().expect("nobody panicked").len(), 1, "one after the other");
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
