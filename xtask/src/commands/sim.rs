//! `cargo xtask sim`: plays devices and a server through everything that can go wrong, in simulated time.

use anyhow::Result;

use crate::cargo;
use crate::stage::stage;

/// Builds the simulation for speed and hands the words on to it.
pub fn play(words: &[&str]) -> Result<()> {
    let package = ["--quiet", "--release", "--package", "lagoon-simulation"];
    stage("simulation, build", || cargo::run(&[&["build"], &package[..]].concat()))?;
    cargo::run(&[&["run"], &package[..], &["--"], words].concat())
}
