//! What a server is told about its surroundings.

use std::time::Duration;

use crate::{clients::Clients, limits::Limits, proxies::Proxies, upkeep::Kept};

/// Everything that can be set, except the database and where to listen.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How much may be taken.
    pub limits: Limits,
    /// Which versions of the app are too old.
    pub clients: Clients,
    /// Which proxies are believed.
    pub proxies: Proxies,
    /// How long things are kept.
    pub kept: Kept,
    /// How long the server goes on serving after it was told to stop, so that whoever directs devices to it notices first.
    pub stop_delay: Duration,
    /// How long requests may take to end once it stops.
    pub grace: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::unmetered(),
            clients: Clients::default(),
            proxies: Proxies::default(),
            kept: Kept::default(),
            stop_delay: Duration::ZERO,
            grace: Duration::from_secs(10),
        }
    }
}
