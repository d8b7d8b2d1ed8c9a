//! The rules of sync, for device and server alike: stamps, clock, merge, wire types, the device's engine, the server's
//! decision and the status that people see.
//!
//! Pure: no I/O, no clock, no async, no randomness of its own. Time and chance come in as arguments, so that every run
//! can be replayed.

mod app_version;
pub mod canonical;
pub mod clock;
pub mod decision;
pub mod draft;
pub mod engine;
pub mod merge;
#[cfg(test)]
mod sample;
pub mod stamp;
pub mod status;
pub mod view;
pub mod wire;

pub use app_version::{AppVersion, NoVersion};
pub use stamp::{DeviceId, Epoch, InstallId, Millis, Seq, Stamp};
