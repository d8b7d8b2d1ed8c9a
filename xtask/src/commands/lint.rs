//! `cargo xtask lint`: no warning is left standing, neither in the code nor in its documentation.

use anyhow::Result;

use crate::commands::ui;
use crate::stage::stage;
use crate::{cargo, prerequisites, process};

/// Lints everything; the page is built first, because the app does not compile without one.
pub fn with_prerequisites() -> Result<()> {
    stage("prerequisites", prerequisites::for_linting)?;
    stage("page", ui::build)?;
    stage("lints", code)?;
    stage("documentation", documentation)
}

/// The code: all of it for this machine, end-to-end tests included, and the page's for the browser too.
pub fn code() -> Result<()> {
    let native = ["clippy", "--workspace", "--all-targets", "--features", "lagoon-e2e/e2e", "--", "-D", "warnings"];
    cargo::run(&native)?;
    cargo::run(&["clippy", "--package", "lagoon-ui", "--target", ui::TARGET, "--", "-D", "warnings"])
}

/// The documentation: every link leads somewhere.
pub fn documentation() -> Result<()> {
    let mut command = cargo::command(&["doc", "--workspace", "--no-deps"]);
    process::run(command.env("RUSTDOCFLAGS", "-D warnings"))
}
