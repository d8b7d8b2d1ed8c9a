//! Drills: breaks a real server in the ways that happen, and looks whether anything was lost. `cargo xtask drill` runs the
//! long ones, the server's tests short ones.
//!
//! The one rule: acknowledged is what a device has read to the end, and everything that was acknowledged is looked for by
//! asking the server, not by looking at what it wrote.

pub mod device;
mod http;
pub mod kill;
mod load;
pub mod outage;
pub mod processes;
mod programs;
mod proxy;
pub mod restore;
pub mod silence;

pub use programs::{Programs, Serving};
pub use proxy::Proxy;

/// The password of everybody in a drill.
pub const PASSWORD: &str = "correct horse battery";

/// Some number below `limit`: a drill has no seed, for the moment at which a process dies cannot be played again.
pub(crate) fn chance(limit: u64) -> u64 {
    uuid::Uuid::new_v4().as_u64_pair().0 % limit.max(1)
}
