//! `cargo xtask drill`: breaks a real server in the ways that happen. What came of it stands in `docs/OPERATING.md`.

use anyhow::Result;

use crate::{cargo, prerequisites};

/// Builds the programs that the drill drives, side by side, and runs the one that is named.
pub fn run(words: &[&str]) -> Result<()> {
    prerequisites::for_measuring()?;
    cargo::run(
        &[
            &["build", "--quiet", "--package", "lagoon-drill"][..],
            &["--package", "lagoon-server", "--package", "lagoon-cli"][..],
        ]
        .concat(),
    )?;
    cargo::run(&[&["run", "--quiet", "--package", "lagoon-drill", "--"][..], words].concat())
}
