//! `cargo xtask platforms`: what can be known on this machine about the others: the whole app type-checked for Android and
//! Windows, Android's Java side compiled, the suites of the rooms below the shell run for Windows under Wine, the package for
//! Debian installed into a clean one. What could not be looked at is said at the end, with what is missing for it.

mod clean_root;
mod kotlin;
mod stub;
mod wine;

use std::process::Command;

use anyhow::{Result, bail};

use crate::stage::stage;
use crate::{cargo, prerequisites, process};

/// The tablets', and the emulator's.
pub const ANDROID: [&str; 2] = ["aarch64-linux-android", "x86_64-linux-android"];
/// As Linux can build it.
pub const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// All of it, or what is named.
pub fn look(words: &[&str]) -> Result<()> {
    let known = ["android", "windows", "kotlin", "wine", "debian"];
    if let Some(word) = words.iter().find(|word| !known.contains(word)) {
        bail!("`{word}` is none of {}", known.join(", "));
    }
    let wanted = |name: &str| words.is_empty() || words.contains(&name);
    let mut missing = Vec::new();
    if wanted("android") {
        stage("Android, types", android)?;
    }
    if wanted("windows") {
        stage("Windows, types", windows)?;
    }
    if wanted("kotlin") {
        missing.extend(stage("Android, the Java side", kotlin::compile)?);
    }
    if wanted("wine") {
        missing.extend(stage("Windows, suites under Wine", wine::run_suites)?);
    }
    if wanted("debian") {
        missing.extend(clean_root::drive_installed()?);
    }
    println!("\nlooked at what this machine can; docs/ANDROID.md and docs/INSTALL.md say what takes a device");
    for thing in &missing {
        println!("not looked at: {thing}");
    }
    Ok(())
}

/// The same features as in the APK. Nothing is linked, so that a stub does for the C compiler of the NDK.
fn android() -> Result<()> {
    let stub = stub::compiler()?;
    for target in ANDROID {
        prerequisites::for_target(target)?;
        let mut check = cargo::command(&["check", "--package", "lagoon", "--lib", "--target", target]);
        let variable = target.replace('-', "_");
        check
            .env(format!("CC_{variable}"), &stub)
            .env(format!("CXX_{variable}"), &stub)
            .env(format!("AR_{variable}"), "ar");
        process::run(&mut check)?;
    }
    Ok(())
}

fn windows() -> Result<()> {
    prerequisites::for_windows()?;
    process::run(&mut windows_cargo(&["check", "--package", "lagoon", "--package", "lagoon-cli"]))
}

/// Cargo for Windows. The app's library exports more than ld can number (65,535) unless the crates it is made of keep theirs
/// to themselves.
pub fn windows_cargo(arguments: &[&str]) -> Command {
    let mut command = cargo::command(arguments);
    command.args(["--target", WINDOWS]);
    command.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS", "-Clink-arg=-Wl,--exclude-all-symbols");
    command
}
