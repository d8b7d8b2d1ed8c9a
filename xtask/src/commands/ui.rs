//! `cargo xtask ui`: compiles the page and bundles it into `ui/dist`, from where the app's build embeds it.

use anyhow::{Context as _, Result};

use crate::{cargo, prerequisites, process};

/// What the page is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A profile of its own, because what is loaded into a window must be small.
const PROFILE: &str = "wasm";

/// What the wasm of the page that people get may weigh after brotli, in kB. The design asks for 300; this is what it is
/// now (docs/BENCHMARKS.md, `page`) and a little room, so that nothing large comes in unseen. Lower it whenever it can be.
const BUDGET: &str = "510";

/// The same with the gallery, which no one gets.
const BUDGET_WITH_GALLERY: &str = "535";

const GALLERY: [&str; 2] = ["--features", "gallery"];

/// Builds the page that people get, on a machine that may lack something.
pub fn with_prerequisites() -> Result<()> {
    prerequisites::for_page()?;
    bundle(&[], Some(BUDGET))
}

/// The same without its weight, to drive it.
pub fn build_as_shipped() -> Result<()> {
    bundle(&[], None)
}

/// Builds the page for those who work on it: it can show its gallery too.
pub fn build() -> Result<()> {
    bundle(&GALLERY, None)
}

/// The same, and fails when it has become too large.
pub fn build_and_weigh() -> Result<()> {
    bundle(&GALLERY, Some(BUDGET_WITH_GALLERY))
}

/// A page that comes out the same is not written, so that the app is not built again for it.
fn bundle(features: &[&str], budget: Option<&str>) -> Result<()> {
    let page = ["build", "--package", "lagoon-ui", "--target", TARGET, "--profile", PROFILE];
    cargo::run(&[&page, features].concat())?;
    cargo::run(&["build", "--package", "lagoon-ui-bundler"])?;
    let wasm = cargo::target_folder()?.join(TARGET).join(PROFILE).join("lagoon-ui.wasm");
    let wasm = wasm.to_str().context("the target folder needs a path in UTF-8")?;
    let mut bundler = std::process::Command::new(cargo::program("lagoon-ui-bundler")?);
    bundler.args(["--wasm", wasm, "--page", "ui", "--out", "ui/dist"]).current_dir(cargo::root());
    if let Some(budget) = budget {
        bundler.args(["--budget", budget]);
    }
    process::run(&mut bundler)
}
