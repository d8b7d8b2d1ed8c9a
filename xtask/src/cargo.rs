//! Calls Cargo in the project's root, and knows where it puts what it builds, wherever that was configured.

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::process;

/// The project's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in a folder of the project")
}

/// Cargo with these arguments, in the root.
pub fn command(arguments: &[&str]) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(root());
    command
}

/// Runs Cargo with its output shown.
pub fn run(arguments: &[&str]) -> Result<()> {
    process::run(&mut command(arguments))
}

/// Where Cargo builds: `target`, unless the environment or a configuration file says otherwise.
pub fn target_folder() -> Result<PathBuf> {
    let output = command(&["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let metadata = String::from_utf8(output.stdout).context("`cargo metadata` did not answer in UTF-8")?;
    target_folder_in(&metadata).context("`cargo metadata` does not name the target folder")
}

/// A built program of the development profile.
pub fn program(name: &str) -> Result<PathBuf> {
    program_of("debug", name)
}

/// A program that was built in a way: `debug` or `release`.
pub fn program_of(built: &str, name: &str) -> Result<PathBuf> {
    Ok(target_folder()?.join(built).join(format!("{name}{EXE_SUFFIX}")))
}

/// Reads the one field that is needed; a JSON parser would cost more to compile than all the rest.
fn target_folder_in(metadata: &str) -> Option<PathBuf> {
    let mut rest = metadata.split_once(r#""target_directory":""#)?.1.chars();
    let mut path = String::new();
    loop {
        match rest.next()? {
            '"' => return Some(PathBuf::from(path)),
            '\\' => path.push(rest.next()?),
            character => path.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_folder_is_read_with_its_escapes() {
        let metadata = r#"{"packages":[],"target_directory":"C:\\work\\a \"b\"\\target","version":1}"#;
        assert_eq!(target_folder_in(metadata), Some(PathBuf::from(r#"C:\work\a "b"\target"#)));
        assert_eq!(target_folder_in("{}"), None);
    }
}
