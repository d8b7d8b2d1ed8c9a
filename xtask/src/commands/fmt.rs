//! `cargo xtask fmt`: one format for all code, as rustfmt has it.

use anyhow::Result;

use crate::{cargo, prerequisites};

/// Formats the code.
pub fn write() -> Result<()> {
    prerequisites::for_formatting()?;
    cargo::run(&["fmt", "--all"])
}

/// Fails if `write` would change something.
pub fn check() -> Result<()> {
    cargo::run(&["fmt", "--all", "--check"])
}
