//! What signing in and out says, and the account menu.

use lagoon_sync::view::ServerFound;

use crate::words::listings;

pub const SETTINGS: &str = "Settings";
pub const NEW_WINDOW: &str = "New window";
pub const SHORTCUTS: &str = "Keyboard shortcuts";
pub const STAY: &str = "Stay signed in";
pub const SYNC_NOW: &str = "Sync now";
pub const EXPORT: &str = "Export them";
pub const DISCARD: &str = "Sign out and discard";
pub const SIGN_OUT: &str = "Sign out";
pub const TEST: &str = "Test";
pub const TESTING: &str = "Asking …";

/// Signed out here, and the server does not know.
pub const SERVER_NOT_TOLD: &str = "You are signed out on this device. The server could not be told: until it can, it still lists this \
                                   device among your sign-ins. It ends by itself after 30 days without use; an admin can end it now.";

/// The heading of the question before signing out.
pub fn question(all_sent: bool) -> &'static str {
    if all_sent { "Everything is in the cloud now" } else { "Some work is only on this device" }
}

/// What signing out would lose.
pub fn what_is_lost(count: usize) -> String {
    match count {
        0 => "You can sign out: nothing is lost.".into(),
        count => format!(
            "{} with changes that the cloud does not have yet. Signing out discards them for good.",
            listings(count)
        ),
    }
}

/// A server answered.
pub fn found(server: &ServerFound) -> String {
    let ServerFound { url, version, encrypted } = server;
    let safe = if *encrypted {
        "The connection is encrypted."
    } else {
        "The connection is not encrypted: use it inside your own network only."
    };
    format!("A Lagoon server answers at {url}, version {version}. {safe}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_without_encryption_is_told_as_such() {
        let server = |encrypted| ServerFound { url: "u".into(), version: "0.1.0".into(), encrypted };
        assert_eq!(found(&server(true)), "A Lagoon server answers at u, version 0.1.0. The connection is encrypted.");
        assert!(found(&server(false)).contains("not encrypted"));
    }
}
