//! What the end-to-end tests stand on: a real server, real windows, a proxy that counts and delays, and waits with deadlines.
//!
//! The one rule: a test awaits what it wants to see and fails with a screenshot; it never sleeps and hopes.

pub mod accessibility;
pub mod album;
pub mod api;
pub mod chip;
pub mod database;
pub mod device;
pub mod environment;
pub mod journey;
pub mod layout;
pub mod memory;
pub mod page;
pub mod process;
pub mod proxy;
pub mod screen;
pub mod seed;
pub mod server;
pub mod spread;
pub mod stage;
pub mod waits;

pub use album::Album;
pub use device::{Device, Profile};
pub use proxy::Proxy;
pub use server::{Person, Server};
pub use stage::{Stage, story};
pub use waits::until;
