//! Lagoon without a window: drives the sync engine with real timers, HTTP, clocks and secrets over the draft store.
//!
//! The one rule: an edit is answered when it is durable on the device, and never waits for the network.

mod account;
mod client;
mod clock;
mod damage;
mod driver;
mod error;
mod exchange;
pub mod export;
mod http;
mod install;
mod live;
mod meter;
// Public for the fuzz targets alone.
#[doc(hidden)]
pub mod reading;
mod roots;
mod secrets;
mod version;

pub use client::{Client, ClientEvent, Config};
pub use clock::{Clock, SystemClock};
pub use damage::SetAside;
pub use error::ClientError;
pub use lagoon_sync::engine::Settings;
pub use roots::{RootsError, read_roots};
pub use rustls::pki_types::CertificateDer;
pub use secrets::{KeyringSecrets, MemorySecrets, SecretStore};
pub use sqlx::SqlitePool;
