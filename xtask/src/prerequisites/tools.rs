//! Programs that come as crates. Each is installed into the target folder at one exact version, so that it neither touches
//! the person's own tools nor changes between two runs.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::{fs, io};

use anyhow::{Context as _, Result};

use crate::cargo;

/// The WebDriver server for Tauri apps.
pub fn tauri_driver() -> Result<PathBuf> {
    installed("tauri-driver", "2.1.0")
}

/// Builds and runs fuzz targets.
pub fn cargo_fuzz() -> Result<PathBuf> {
    installed("cargo-fuzz", "0.13.2")
}

/// Makes packages for Debian.
pub fn cargo_deb() -> Result<PathBuf> {
    installed("cargo-deb", "3.8.0")
}

/// Lists what programs are made of.
pub fn cargo_cyclonedx() -> Result<PathBuf> {
    installed("cargo-cyclonedx", "0.5.9")
}

/// Builds for Android, together with Gradle.
pub fn tauri_cli() -> Result<PathBuf> {
    installed("tauri-cli", "2.12.5").map(|program| program.with_file_name(format!("cargo-tauri{EXE_SUFFIX}")))
}

/// Where the program lies; installs it first if need be.
fn installed(name: &str, version: &str) -> Result<PathBuf> {
    let tools = cargo::target_folder()?.join("tools");
    let program = tools.join("bin").join(format!("{name}{EXE_SUFFIX}"));
    let receipt = match fs::read_to_string(tools.join(".crates.toml")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot read {}", tools.join(".crates.toml").display()));
        }
        receipt => receipt.unwrap_or_default(),
    };
    if !program.is_file() || !receipt.contains(&format!("\"{name} {version} ")) {
        println!("installing {name} {version} into {}", tools.display());
        let root = tools.to_str().context("the target folder needs a path in UTF-8")?;
        cargo::run(&["install", name, "--version", version, "--locked", "--root", root])?;
    }
    Ok(program)
}
