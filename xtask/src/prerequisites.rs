//! What must be on the machine before a task can start. Each thing is looked for first, installed where that is possible,
//! and otherwise named together with the exact command that installs it.

mod python;
mod rust;
mod system;
mod tools;

use std::path::PathBuf;

use anyhow::Result;

use crate::commands::platforms::{ANDROID, WINDOWS};

pub use system::is_root;

/// For building the page alone.
pub fn for_page() -> Result<()> {
    rust::wasm_target()
}

/// For building the page and the app.
pub fn for_building() -> Result<()> {
    for_page()?;
    system::ensure(system::Need::Build)
}

/// For linting, on top of what building needs.
pub fn for_linting() -> Result<()> {
    rust::components()?;
    for_building()
}

/// For testing, on top of what linting needs; returns where Schemathesis lies.
pub fn for_testing() -> Result<PathBuf> {
    for_linting()?;
    for_trying_the_api()
}

/// For benchmarks, one of which measures itself by PostgreSQL's own.
pub fn for_measuring() -> Result<()> {
    system::ensure(system::Need::Test)
}

/// For holding the server against its description; returns where Schemathesis lies.
pub fn for_trying_the_api() -> Result<PathBuf> {
    system::ensure(system::Need::Test)?;
    python::schemathesis()
}

/// For formatting alone.
pub fn for_formatting() -> Result<()> {
    rust::components()
}

/// What the end-to-end tests drive the app with.
pub struct Driving {
    /// The WebDriver server for Tauri apps.
    pub driver: PathBuf,
    /// The script that judges whether everybody can use a page.
    pub axe: PathBuf,
}

/// For tests that drive the real app.
pub fn for_driving() -> Result<Driving> {
    for_page()?;
    system::ensure(system::Need::Drive)?;
    Ok(Driving { driver: tools::tauri_driver()?, axe: python::axe()? })
}

/// For fuzzing; returns where cargo-fuzz lies.
pub fn for_fuzzing() -> Result<PathBuf> {
    tools::cargo_fuzz()
}

/// For checking and building for another system: Rust's standard library for it.
pub fn for_target(target: &str) -> Result<()> {
    rust::target(target)
}

/// For building for Windows on Linux.
pub fn for_windows() -> Result<()> {
    rust::target(WINDOWS)?;
    system::ensure(system::Need::Windows)
}

/// For the package for Debian; returns where cargo-deb lies.
pub fn for_packaging_linux() -> Result<PathBuf> {
    for_building()?;
    system::ensure(system::Need::Package)?;
    tools::cargo_deb()
}

/// For listing what the packages are made of; returns where cargo-cyclonedx lies.
pub fn for_listing() -> Result<PathBuf> {
    tools::cargo_cyclonedx()
}

/// For installing that package into a Debian of its own.
pub fn for_clean_root() -> Result<()> {
    system::ensure(system::Need::CleanRoot)
}

/// For the package for Android; returns where Tauri's CLI lies.
pub fn for_packaging_android() -> Result<PathBuf> {
    for_page()?;
    for target in ANDROID {
        rust::target(target)?;
    }
    tools::tauri_cli()
}
