//! Where the sign-in token lives: the system's secret store, or a file in the data directory for those who chose that.
//!
//! The one rule: a token never lands in a file unless `LAGOON_SECRETS=file` says so.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use lagoon_client::{KeyringSecrets, MemorySecrets, SecretStore};
use tokio::{task::spawn_blocking, time::timeout};

use crate::{
    failure::Failure,
    output::plain,
    profile::{IDENTIFIER, setting},
};

/// A secret store that does not answer within this time is taken for none.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// Where the environment wants secrets to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Keyring,
    File,
}

/// What the environment chooses. A slip is refused by every command, because one that let it pass would use a place that nobody
/// chose.
pub fn choice() -> Result<Choice, Failure> {
    let chosen = setting("LAGOON_SECRETS").map(|choice| choice.to_string_lossy().into_owned());
    match chosen.as_deref() {
        Some("file") => Ok(Choice::File),
        None | Some("keyring") => Ok(Choice::Keyring),
        Some(other) => Err(Failure::usage(format!(
            "LAGOON_SECRETS is “{}”, which is no place for secrets. Set it to “file” or “keyring”, or unset it.",
            plain(other)
        ))),
    }
}

/// The secret store that the environment chooses. Fails where there is none that keeps a secret.
pub async fn open(directory: &Path) -> Result<Arc<dyn SecretStore>, Failure> {
    if choice()? == Choice::File {
        return Ok(Arc::new(FileSecrets::new(directory)));
    }
    let why = match timeout(ANSWERS_WITHIN, spawn_blocking(|| KeyringSecrets::open(IDENTIFIER))).await {
        Ok(Ok(Ok(secrets))) => return Ok(Arc::new(secrets)),
        Ok(Ok(Err(error))) => error,
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it does not answer".into(),
    };
    tracing::warn!(error = %why, "no secret store");
    Err(Failure::new(
        "noSecretStore",
        "This system has no secret store that works. Unlock or start one, or set LAGOON_SECRETS=file to keep the sign-in in a \
         file of the data directory that only you can read.",
    ))
}

/// A secret store that knows nothing: for commands that do not need the cloud.
pub fn none() -> Arc<dyn SecretStore> {
    Arc::new(MemorySecrets::default())
}

/// Secrets in the file `token` of the data directory, readable by its owner alone.
#[derive(Debug)]
pub struct FileSecrets {
    path: PathBuf,
    /// The file is read and replaced as a whole.
    one_at_a_time: Mutex<()>,
}

impl FileSecrets {
    /// The secrets of a data directory.
    pub fn new(directory: &Path) -> Self {
        Self { path: directory.join("token"), one_at_a_time: Mutex::default() }
    }

    fn read(&self) -> Result<BTreeMap<String, String>, String> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(error.to_string()),
        };
        serde_json::from_str(&text).map_err(|error| format!("the file “token” cannot be read: {error}"))
    }

    /// Replaces the file in one step, so that a crash leaves the old one or the new one.
    fn write(&self, secrets: &BTreeMap<String, String>) -> Result<(), String> {
        let replaced = if secrets.is_empty() { remove(&self.path) } else { self.replace(secrets) };
        replaced.map_err(|error| error.to_string())
    }

    fn replace(&self, secrets: &BTreeMap<String, String>) -> std::io::Result<()> {
        let new = self.path.with_extension("new");
        remove(&new)?;
        let mut file = private().write(true).create_new(true).open(&new)?;
        file.write_all(serde_json::to_string(secrets)?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, &self.path)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<(), String> {
        let _one_at_a_time = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        // A file that cannot be read holds no secret that could still be used.
        let mut secrets = self.read().unwrap_or_default();
        change(&mut secrets);
        self.write(&secrets)
    }
}

impl SecretStore for FileSecrets {
    fn load(&self, name: &str) -> Result<Option<String>, String> {
        let _one_at_a_time = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.read()?.remove(name))
    }

    fn save(&self, name: &str, secret: &str) -> Result<(), String> {
        self.change(|secrets| {
            secrets.insert(name.to_owned(), secret.to_owned());
        })
    }

    fn forget(&self, name: &str) -> Result<(), String> {
        self.change(|secrets| {
            secrets.remove(name);
        })
    }

    fn is_durable(&self) -> bool {
        true
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// On Windows a file in the user's own folder is the user's alone.
#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

/// Remembers whether the last secret could be kept: the client goes on without that, a program that ends cannot.
pub struct Watched {
    inner: Arc<dyn SecretStore>,
    failure: Mutex<Option<String>>,
}

impl Watched {
    /// Watches a secret store.
    pub fn new(inner: Arc<dyn SecretStore>) -> Self {
        Self { inner, failure: Mutex::default() }
    }

    /// Why the last secret could not be kept.
    pub fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl SecretStore for Watched {
    fn load(&self, name: &str) -> Result<Option<String>, String> {
        self.inner.load(name)
    }

    fn save(&self, name: &str, secret: &str) -> Result<(), String> {
        let saved = self.inner.save(name, secret);
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = saved.clone().err();
        saved
    }

    fn forget(&self, name: &str) -> Result<(), String> {
        self.inner.forget(name)
    }

    fn is_durable(&self) -> bool {
        self.inner.is_durable()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_outlive_the_store_that_kept_them_and_only_their_owner_reads_them() {
        let directory = tempfile::tempdir().expect("a directory");
        let secrets = FileSecrets::new(directory.path());
        assert_eq!(secrets.load("one"), Ok(None));
        secrets.save("one", "first").expect("saved");
        secrets.save("two", "second").expect("saved");
        let again = FileSecrets::new(directory.path());
        assert_eq!(again.load("one"), Ok(Some("first".into())));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(directory.path().join("token")).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        again.forget("one").expect("forgotten");
        assert_eq!(secrets.load("one"), Ok(None));
        assert_eq!(secrets.load("two"), Ok(Some("second".into())));
        again.forget("two").expect("forgotten");
        assert!(!directory.path().join("token").exists());
    }
}
