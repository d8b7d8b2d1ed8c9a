//! Where `cargo xtask e2e` put what the tests drive. Nothing is guessed: a test that does not know what it tests is worth
//! nothing.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

/// The app.
pub fn app() -> Result<PathBuf> {
    path("LAGOON_E2E_APP")
}

/// The server.
pub fn server() -> Result<PathBuf> {
    path("LAGOON_E2E_SERVER")
}

/// `tauri-driver`.
pub fn driver() -> Result<PathBuf> {
    path("LAGOON_E2E_DRIVER")
}

/// The script that judges whether everybody can use a page.
pub fn axe() -> Result<PathBuf> {
    path("LAGOON_E2E_AXE")
}

/// A Tauri window with nothing behind it.
pub fn empty_window() -> Result<PathBuf> {
    path("LAGOON_E2E_EMPTY_WINDOW")
}

/// Whether pictures are wanted in every size.
pub fn every_size() -> bool {
    std::env::var_os("LAGOON_E2E_EVERY_SIZE").is_some_and(|value| !value.is_empty())
}

/// Where screenshots and the logs of failed tests go.
pub fn artifacts() -> Result<PathBuf> {
    path("LAGOON_E2E_ARTIFACTS")
}

fn path(name: &str) -> Result<PathBuf> {
    let value = std::env::var_os(name).filter(|value| !value.is_empty());
    value.map(PathBuf::from).with_context(|| format!("{name} is not set: run `cargo xtask e2e`"))
}
