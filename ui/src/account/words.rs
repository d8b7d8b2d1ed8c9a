//! What signing in and out says, and the account menu.

use lagoon_sync::view::ServerFound;
use lagoon_words::{phrases, tr, trn};

use crate::{ipc::Theme, words::listings};

phrases! {
    settings: "Settings";
    new_window: "New window";
    shortcuts: "Keyboard shortcuts";
    stay: "Stay signed in";
    sync_now: "Sync now";
    export: "Export them";
    discard: "Sign out and discard";
    sign_out: "Sign out";
    test: "Test";
    testing: "Asking …";
    account_and_settings: "Account and settings";
    on_this_device: "On this device";
    sign_in_to_save: "Sign in to save to the cloud.";
    sign_in: "Sign in";
    appearance: "Appearance";

    // The form.
    email: "E-mail address";
    password: "Password";
    server: "Server address";
    server_hint: "From your agency, such as https://lagoon.example.ng";
    signing_in: "Signing in";
    skip: "Write without signing in";
    promise: "Write anywhere. Lose nothing.";
    promise_kept: "Every word is saved on this device first. Sign in, and your team has it too, as soon as there is a \
        network.";
    enter_email: "Enter your e-mail address.";
    enter_password: "Enter your password.";
    enter_server: "Enter the address of your agency's server.";

    /// Signed out here, and the server does not know.
    server_not_told: "You are signed out on this device. The server could not be told: until it can, it still lists \
        this device among your sign-ins. It ends by itself after 30 days without use; an admin can end it now.";
}

/// A look.
pub fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => tr!("System"),
        Theme::Light => tr!("Light"),
        Theme::Dark => tr!("Dark"),
    }
}

/// Takes what was written before the sign-in along.
pub fn claim(count: u32) -> String {
    trn!(count, "Add the listing on this device to the team", "Add the {count} listings on this device to the team")
}

/// The heading of the question before signing out.
pub fn question(all_sent: bool) -> &'static str {
    if all_sent { tr!("Sign out?") } else { tr!("Some work is only on this device") }
}

/// What signing out would lose, and what becomes of the rest.
pub fn what_is_lost(count: usize) -> String {
    match count {
        0 => tr!(
            "Everything is in the cloud. Your team's listings are removed from this device, and are here again after the \
             next sign-in."
        )
        .into(),
        count => tr!(
            "{listings} with changes that the cloud does not have yet. Signing out discards them for good.",
            listings = listings(count)
        ),
    }
}

/// A server answered.
pub fn found(server: &ServerFound) -> String {
    let ServerFound { url, version, encrypted } = server;
    let safe = if *encrypted {
        tr!("The connection is encrypted.")
    } else {
        tr!("The connection is not encrypted: use it inside your own network only.")
    };
    tr!("A Lagoon server answers at {url}, version {version}. {safe}", url, version, safe)
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
