//! The WebDriver server for Tauri apps. It is installed into the target folder at one exact version, so that it neither
//! touches the person's own tools nor changes between two runs.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::{fs, io};

use anyhow::{Context as _, Result};

use crate::cargo;

const VERSION: &str = "2.1.0";

/// Where the program lies; installs it first if need be.
pub fn tauri_driver() -> Result<PathBuf> {
    let tools = cargo::target_folder()?.join("tools");
    let program = tools.join("bin").join(format!("tauri-driver{EXE_SUFFIX}"));
    let receipt = match fs::read_to_string(tools.join(".crates.toml")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot read {}", tools.join(".crates.toml").display()));
        }
        receipt => receipt.unwrap_or_default(),
    };
    if !program.is_file() || !receipt.contains(&format!("\"tauri-driver {VERSION} ")) {
        println!("installing tauri-driver {VERSION} into {}", tools.display());
        let root = tools.to_str().context("the target folder needs a path in UTF-8")?;
        cargo::run(&["install", "tauri-driver", "--version", VERSION, "--locked", "--root", root])?;
    }
    Ok(program)
}
