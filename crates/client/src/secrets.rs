//! Where the sign-in token lives: the operating system's secret store, or memory where there is none.

use std::{collections::HashMap, sync::Mutex};

/// Keeps secrets by name. A secret never reaches the draft store, a log or the page.
pub trait SecretStore: Send + Sync + 'static {
    /// A secret, if it is there.
    fn load(&self, name: &str) -> Result<Option<String>, String>;
    /// Keeps a secret.
    fn save(&self, name: &str, secret: &str) -> Result<(), String>;
    /// Forgets a secret; one that is not there is forgotten already.
    fn forget(&self, name: &str) -> Result<(), String>;
    /// Whether secrets outlive the process.
    fn is_durable(&self) -> bool;
}

/// The operating system's secret store: Windows Credential Manager, macOS Keychain, Secret Service on Linux; on Android
/// a file that a key of the Android Keystore encrypts.
#[derive(Debug)]
pub struct KeyringSecrets {
    service: String,
}

impl KeyringSecrets {
    /// Opens the secret store; fails where there is none that works, as on a machine without a desktop session.
    pub fn open(service: &str) -> Result<Self, String> {
        system::open()?;
        let secrets = Self { service: service.to_owned() };
        // A store that cannot even be asked is no store.
        secrets.load("probe")?;
        Ok(secrets)
    }

    fn entry(&self, name: &str) -> Result<system::Entry, String> {
        system::Entry::new(&self.service, name).map_err(|error| error.to_string())
    }
}

#[cfg(not(target_os = "android"))]
mod system {
    pub use keyring::{Entry, Error};

    pub fn open() -> Result<(), String> {
        Entry::store_status().as_ref().copied().map_err(ToString::to_string)
    }
}

#[cfg(target_os = "android")]
mod system {
    pub use keyring_core::{Entry, Error};

    /// The context that it needs is set before the window opens.
    pub fn open() -> Result<(), String> {
        let store = android_native_keyring_store::Store::new().map_err(|error| error.to_string())?;
        keyring_core::set_default_store(store);
        Ok(())
    }
}

impl SecretStore for KeyringSecrets {
    fn load(&self, name: &str) -> Result<Option<String>, String> {
        match self.entry(name)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(system::Error::NoEntry) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn save(&self, name: &str, secret: &str) -> Result<(), String> {
        self.entry(name)?.set_password(secret).map_err(|error| error.to_string())
    }

    fn forget(&self, name: &str) -> Result<(), String> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(system::Error::NoEntry) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn is_durable(&self) -> bool {
        true
    }
}

/// Secrets until the process ends.
#[derive(Debug, Default)]
pub struct MemorySecrets(Mutex<HashMap<String, String>>);

impl MemorySecrets {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, String>) -> T) -> T {
        // A panic elsewhere leaves the map whole: each call changes it in one step.
        act(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl SecretStore for MemorySecrets {
    fn load(&self, name: &str) -> Result<Option<String>, String> {
        Ok(self.with(|secrets| secrets.get(name).cloned()))
    }

    fn save(&self, name: &str, secret: &str) -> Result<(), String> {
        self.with(|secrets| secrets.insert(name.to_owned(), secret.to_owned()));
        Ok(())
    }

    fn forget(&self, name: &str) -> Result<(), String> {
        self.with(|secrets| secrets.remove(name));
        Ok(())
    }

    fn is_durable(&self) -> bool {
        false
    }
}
