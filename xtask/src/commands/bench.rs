//! `cargo xtask bench`: measures what Lagoon promises. What was measured stands in `docs/BENCHMARKS.md`.

use anyhow::Result;

use crate::cargo;

/// Builds the benchmarks for speed and runs the one that is named.
pub fn measure(name: &str) -> Result<()> {
    if name == "live" {
        // It measures the server as a process.
        cargo::run(&["build", "--quiet", "--release", "--package", "lagoon-server"])?;
    }
    cargo::run(&["run", "--quiet", "--release", "--package", "lagoon-bench", "--", name])
}
