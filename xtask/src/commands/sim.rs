//! `cargo xtask sim`: plays devices and a server through everything that can go wrong, in simulated time.

use anyhow::Result;

use crate::cargo;

/// Builds the simulation for speed and hands the words on to it.
pub fn play(words: &[&str]) -> Result<()> {
    let start = ["run", "--quiet", "--release", "--package", "lagoon-simulation", "--"];
    cargo::run(&[&start, words].concat())
}
