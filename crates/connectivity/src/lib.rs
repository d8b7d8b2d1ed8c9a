//! What the operating system says of the network, as events: nobody has to ask again and again.
//!
//! The one rule: these are hints. Only an answer of the server shows that it can be reached, so what is said here never
//! keeps anybody from trying, and a system that says nothing is a system without hints.

use std::fmt;

#[cfg(target_os = "linux")]
mod network_manager;
#[cfg(any(target_os = "linux", test))]
mod reading;
#[cfg(windows)]
mod windows;

/// One thing that the operating system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// There is a way out, or another one than before: worth a try at once.
    Up,
    /// The way out that there was is gone.
    Down,
    /// Whether the connection is paid by what it carries.
    Metered(bool),
}

/// Why nothing is heard, in a few words for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent(String);

impl fmt::Display for Silent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Silent {}

/// Passes on what the system says for as long as it says anything. Ends with why it does not.
pub async fn listen(heard: impl FnMut(Signal) + Send) -> Silent {
    system::listen(heard).await
}

/// The same, from NetworkManager on the message bus at this D-Bus address.
#[cfg(target_os = "linux")]
pub async fn listen_at(bus: &str, heard: impl FnMut(Signal) + Send) -> Silent {
    network_manager::listen_at(bus, heard).await
}

#[cfg(target_os = "linux")]
use network_manager as system;

#[cfg(windows)]
use windows as system;

/// On Android the app's own part on the Java side tells; elsewhere the page does.
#[cfg(not(any(target_os = "linux", windows)))]
mod system {
    use super::{Signal, Silent};

    pub async fn listen(_heard: impl FnMut(Signal) + Send) -> Silent {
        Silent("this system is not asked for the state of its network".into())
    }
}
