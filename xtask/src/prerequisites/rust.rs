//! Parts of the Rust toolchain. `rust-toolchain.toml` names them too, but rustup installs them by itself only when it also
//! installs the toolchain.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::commands::ui::TARGET as WASM;
use crate::{cargo, process};

/// The standard library for wasm.
pub fn wasm_target() -> Result<()> {
    target(WASM)
}

/// The standard library for another system.
pub fn target(name: &str) -> Result<()> {
    if has_library(name) {
        return Ok(());
    }
    if !process::on_path(rustup()) {
        bail!(
            "the Rust target {name} is missing: install rustup from https://rustup.rs, then run `rustup target add {name}`"
        );
    }
    println!("adding the Rust target {name}");
    process::run(Command::new(rustup()).args(["target", "add", name]).current_dir(cargo::root()))
}

/// The formatter and the linter.
pub fn components() -> Result<()> {
    let missing: Vec<&str> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, subcommand)| {
            let version = cargo::command(&[subcommand, "--version"]).output();
            !version.is_ok_and(|output| output.status.success())
        })
        .map(|(component, _)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if !process::on_path(rustup()) {
        bail!("{names} is missing: install rustup from https://rustup.rs, then run `rustup component add {names}`");
    }
    println!("adding to the Rust toolchain: {names}");
    process::run(Command::new(rustup()).args(["component", "add"]).args(missing).current_dir(cargo::root()))
}

fn has_library(target: &str) -> bool {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", target])
        .current_dir(cargo::root())
        .output();
    output.is_ok_and(|output| {
        output.status.success() && Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir()
    })
}

fn rustup() -> &'static str {
    if cfg!(windows) { "rustup.exe" } else { "rustup" }
}
