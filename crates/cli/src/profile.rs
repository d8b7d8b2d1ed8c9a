//! Which profile this process works on: `LAGOON_DATA_DIR`, or else the folder that the app uses, so that both show the same
//! listings. One process at a time.

use std::path::PathBuf;

use lagoon_client::{CertificateDer, RootsError, read_roots};

use crate::failure::Failure;

/// The app's identifier, which names its folder and its entries in the system's secret store.
pub const IDENTIFIER: &str = "com.lagoon.listings";
/// The server that a new installation offers first.
const DEFAULT_SERVER: &str = "http://127.0.0.1:8787";

/// A value of the environment, unless it is empty.
pub fn setting(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Where this profile keeps everything. Without a choice it is where Tauri's `app_data_dir` is.
pub fn directory() -> Result<PathBuf, Failure> {
    let chosen = setting("LAGOON_DATA_DIR").map(PathBuf::from);
    chosen.or_else(|| Some(dirs::data_dir()?.join(IDENTIFIER))).ok_or_else(|| {
        Failure::new("noDataFolder", "This user has no folder for data. Choose one with LAGOON_DATA_DIR.")
    })
}

/// The server to sign in to when neither the command line nor an earlier sign-in names one.
pub fn server_url() -> String {
    setting("LAGOON_SERVER_URL").and_then(|url| url.into_string().ok()).unwrap_or_else(|| DEFAULT_SERVER.to_owned())
}

/// Root certificates to trust beside the public ones: those in `LAGOON_CA_FILE`.
pub fn extra_roots() -> Result<Vec<CertificateDer<'static>>, RootsError> {
    setting("LAGOON_CA_FILE").map_or(Ok(vec![]), |file| read_roots(&PathBuf::from(file)))
}

/// What the server shows as the name of this device.
pub fn device_name() -> String {
    ["COMPUTERNAME", "HOSTNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned()))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| std::env::consts::OS.to_owned())
}
