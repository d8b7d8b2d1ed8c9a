//! Which profile this process runs: `LAGOON_DATA_DIR` chooses the data directory and `LAGOON_SERVER_URL` the server that
//! the sign-in form offers, so that two devices can run on one machine. `LAGOON_CA_FILE` names root certificates to trust
//! beside the bundled ones. `LAGOON_GOES_BACK` makes a debug build start as on Android.

use std::path::{Path, PathBuf};

use lagoon_client::{CertificateDer, RootsError, read_roots};
use lagoon_sync::view::CommandError;
use tauri::{AppHandle, Manager};

/// The server that a new installation offers first: the one of this machine, if it can have one.
const DEFAULT_SERVER: &str = if cfg!(target_os = "android") { "" } else { "http://127.0.0.1:8787" };

/// The data directory that the environment names.
fn chosen_directory() -> Option<PathBuf> {
    std::env::var_os("LAGOON_DATA_DIR").filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Whether this is the one profile that people have who never chose any.
#[cfg(desktop)]
pub fn is_default() -> bool {
    chosen_directory().is_none()
}

/// Where this profile keeps everything.
pub fn directory(app: &AppHandle) -> tauri::Result<PathBuf> {
    match chosen_directory() {
        // Absolute, because the preferences' plugin would look elsewhere for a relative one.
        Some(path) => Ok(std::path::absolute(path)?),
        None => app.path().app_data_dir(),
    }
}

/// Whether a start goes to the listing that was open when the app ended: where the system ends apps that people think of as
/// open.
pub fn goes_back_to_what_was_open() -> bool {
    cfg!(target_os = "android") || cfg!(debug_assertions) && std::env::var_os("LAGOON_GOES_BACK").is_some()
}

/// The server that the sign-in form offers first.
pub fn server_url() -> String {
    std::env::var("LAGOON_SERVER_URL").ok().filter(|url| !url.is_empty()).unwrap_or_else(|| DEFAULT_SERVER.to_owned())
}

/// Why an address cannot be used here. A release for Android sends nothing in the clear: Android sees to that for the page
/// alone, not for Rust.
pub fn refuses(address: &str) -> Option<CommandError> {
    let in_the_clear = address.trim_start().get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
    (cfg!(all(target_os = "android", not(debug_assertions))) && in_the_clear).then(|| CommandError {
        code: "badAddress".into(),
        message:
            "On this device the server's address must begin with https://, so that nobody on the way can read your \
                  listings."
                .into(),
    })
}

/// The root certificates of the company whose server this is, if there are any.
pub fn extra_roots() -> Result<Vec<CertificateDer<'static>>, RootsError> {
    match std::env::var_os("LAGOON_CA_FILE").filter(|path| !path.is_empty()) {
        Some(path) => read_roots(Path::new(&path)),
        None => Ok(vec![]),
    }
}
