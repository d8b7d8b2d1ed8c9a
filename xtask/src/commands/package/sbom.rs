//! `cargo xtask package sbom SYSTEM`: what is in the packages for a system, as `CycloneDX`, for whoever has to know whether
//! something that was found broken is in what they run. The app and the page inside of it are built for two machines, and
//! each gets a list of its own.
//!
//! The one rule: a list names what is shipped, and says nothing of the machine that it was made on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::{folder, text};
use crate::commands::platforms::{ANDROID, WINDOWS};
use crate::commands::ui::TARGET as PAGE;
use crate::stage::stage;
use crate::{cargo, prerequisites, process};

/// The tool writes one file of this name beside each `Cargo.toml` of the project.
const NAME: &str = "lagoon-sbom";

/// Lists what is in the packages for one system.
pub fn make(system: &str) -> Result<()> {
    let target = match system {
        "linux" => "x86_64-unknown-linux-gnu",
        "windows" => WINDOWS,
        "android" => ANDROID[0],
        _ => bail!("say for what: `cargo xtask package sbom linux`, `windows` or `android`"),
    };
    let tool = stage("prerequisites", prerequisites::for_listing)?;
    for (part, target, of) in [("app", target, cargo::root().to_owned()), ("page", PAGE, cargo::root().join("ui"))] {
        let list = folder()?.join(format!("{system}.{part}.cdx.json"));
        stage(part, || make_one(&tool, target, &of, &list))?;
        println!("{}", list.display());
    }
    Ok(())
}

/// The list of one member of the project, for one machine.
fn make_one(tool: &Path, target: &str, of: &Path, list: &Path) -> Result<()> {
    let mut tool = Command::new(tool);
    tool.args(["cyclonedx", "--quiet", "--format", "json", "--spec-version", "1.5", "--no-build-deps"]);
    tool.args(["--target", target, "--override-filename", NAME]).current_dir(cargo::root());
    let made = process::run(&mut tool);
    let file = format!("{NAME}.json");
    let said = fs::read_to_string(of.join(&file));
    sweep(&file)?;
    made?;
    let said = said.with_context(|| format!("the tool made no list of {}", of.display()))?;
    if !is_list(&said) {
        bail!("the list of {} is no CycloneDX", of.display());
    }
    fs::write(list, without(&said, text(cargo::root())?)).with_context(|| format!("cannot write {}", list.display()))
}

/// Removes what the tool laid beside each member.
fn sweep(file: &str) -> Result<()> {
    let crates = cargo::root().join("crates");
    let listed = fs::read_dir(&crates).with_context(|| format!("cannot list {}", crates.display()))?;
    let folders = listed.flatten().map(|entry| entry.path());
    let more = ["", "ui", "xtask"].map(|name| cargo::root().join(name));
    for path in folders.chain(more).map(|folder: PathBuf| folder.join(file)).filter(|path| path.is_file()) {
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

fn is_list(said: &str) -> bool {
    said.contains(r#""bomFormat": "CycloneDX""#) && said.contains(r#""components": ["#)
}

/// The same wherever the project lies.
fn without(said: &str, root: &str) -> String {
    // On Windows a slash stands before the drive.
    let root = format!("/{}", root.replace('\\', "/").trim_start_matches('/'));
    said.replace(&format!("file://{root}/"), "file:///").replace(&format!("file://{root}#"), "file:///#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_nothing_of_where_it_was_made() {
        let said =
            r#""path+file:///home/ada/lagoon#lagoon@0.1.0", "path+file:///home/ada/lagoon/crates/sync#lagoon-sync""#;
        let clean = without(said, "/home/ada/lagoon");
        assert_eq!(clean, r#""path+file:///#lagoon@0.1.0", "path+file:///crates/sync#lagoon-sync""#);
        let windows = without(r#""path+file:///C:/lagoon/crates/sync#lagoon-sync""#, r"C:\lagoon");
        assert_eq!(windows, r#""path+file:///crates/sync#lagoon-sync""#);
    }

    #[test]
    fn an_empty_file_is_no_list() {
        assert!(is_list("{\n  \"bomFormat\": \"CycloneDX\",\n  \"components\": [\n"));
        assert!(!is_list("") && !is_list("{}"));
    }
}
