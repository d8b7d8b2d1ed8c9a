//! The suites of the rooms below the shell, built for Windows and run under Wine.
//!
//! The one rule: they run in a prefix of their own, so that neither the person's programs nor their settings are touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::{WINDOWS, windows_cargo};
use crate::{cargo, prerequisites, process};

/// The rooms whose tests need no window.
const SUITES: [&str; 4] = ["lagoon-listing", "lagoon-sync", "lagoon-store", "lagoon-client"];

/// Or says why that cannot be done here.
pub fn run_suites() -> Result<Option<String>> {
    let Some(wine) = program() else {
        return Ok(Some("the suites under Wine (Debian: apt-get install wine64)".into()));
    };
    prerequisites::for_windows()?;
    let mut test = windows_cargo(&["test", "--no-fail-fast"]);
    for suite in SUITES {
        test.args(["--package", suite]);
    }
    prepare(&mut test)?;
    process::run(test.env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", wine))?;
    Ok(None)
}

fn program() -> Option<&'static str> {
    ["wine64", "wine", "/usr/lib/wine/wine64"].into_iter().find(|name| process::succeeds(name, &["--version"]))
}

/// Gives what runs under Wine its prefix, and the one library that an older Wine lacks. Windows looks into its own folder
/// first, so that a newer Wine takes its own.
fn prepare(command: &mut Command) -> Result<()> {
    let place = cargo::target_folder()?.join("wine");
    let libraries = place.join("libraries");
    fs::create_dir_all(&libraries).with_context(|| format!("cannot make {}", libraries.display()))?;
    let source = cargo::root().join("xtask/wine/bcryptprimitives.rs");
    let mut compile = Command::new("rustc");
    compile
        .args(["--edition", "2024", "--target", WINDOWS, "--crate-type", "cdylib", "-Cpanic=abort", "-O", "-o"])
        .arg(libraries.join("bcryptprimitives.dll"))
        .arg(source);
    process::run(&mut compile)?;
    command
        .env("WINEPREFIX", place.join("prefix"))
        .env("WINEPATH", as_windows_sees_it(&libraries))
        .env("WINEDEBUG", "-all");
    Ok(())
}

/// Wine shows the root of this machine as drive Z.
fn as_windows_sees_it(path: &Path) -> PathBuf {
    PathBuf::from(format!("Z:{}", path.display()).replace('/', "\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_this_machine_is_on_drive_z() {
        assert_eq!(as_windows_sees_it(Path::new("/a/b")), Path::new(r"Z:\a\b"));
    }
}
