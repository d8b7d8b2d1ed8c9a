//! `cargo xtask ui`: compiles the page and bundles it into `ui/dist`, from where the app's build embeds it.

use anyhow::{Context as _, Result};

use crate::{cargo, prerequisites, process};

/// What the page is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A profile of its own, because what is loaded into a window must be small.
const PROFILE: &str = "wasm";

/// Builds the page that people get, on a machine that may lack something.
pub fn with_prerequisites() -> Result<()> {
    prerequisites::for_page()?;
    build_as_shipped()
}

/// Builds the page that people get.
pub fn build_as_shipped() -> Result<()> {
    bundle(&[])
}

/// Builds the page for those who work on it: it can show its gallery too.
pub fn build() -> Result<()> {
    bundle(&["--features", "gallery"])
}

/// A page that comes out the same is not written, so that the app is not built again for it.
fn bundle(features: &[&str]) -> Result<()> {
    let page = ["build", "--package", "lagoon-ui", "--target", TARGET, "--profile", PROFILE];
    cargo::run(&[&page, features].concat())?;
    cargo::run(&["build", "--package", "lagoon-ui-bundler"])?;
    let wasm = cargo::target_folder()?.join(TARGET).join(PROFILE).join("lagoon-ui.wasm");
    let wasm = wasm.to_str().context("the target folder needs a path in UTF-8")?;
    let mut bundler = std::process::Command::new(cargo::program("lagoon-ui-bundler")?);
    bundler.args(["--wasm", wasm, "--page", "ui", "--out", "ui/dist"]).current_dir(cargo::root());
    process::run(&mut bundler)
}
