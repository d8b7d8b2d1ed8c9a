//! `cargo xtask bench`: measures what Lagoon promises. What was measured stands in `docs/BENCHMARKS.md`.

use anyhow::Result;

use crate::{cargo, prerequisites};

/// Builds the benchmarks for speed and runs the one that is named.
pub fn measure(name: &str) -> Result<()> {
    if name == "server-postgres" {
        prerequisites::for_measuring()?;
    }
    if name == "live" || name.starts_with("server-") {
        // The program itself is measured; it has to lie beside the benchmarks. Built together, they share what they lean on.
        cargo::run(&["build", "--quiet", "--release", "--package", "lagoon-bench", "--package", "lagoon-server"])?;
    }
    cargo::run(&["run", "--quiet", "--release", "--package", "lagoon-bench", "--", name])
}
