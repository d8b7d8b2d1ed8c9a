//! `cargo xtask package SYSTEM`: what people install, made from the page and the app that are built for people, and looked
//! at by the programs that judge such packages. Everything comes to lie in `target/packages`.

mod android;
mod linux;
mod sbom;
mod windows;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::cargo;

/// Makes the package for one system.
pub fn make(words: &[&str]) -> Result<()> {
    match words {
        ["linux"] => linux::make(),
        ["windows"] => windows::make(),
        ["android"] => android::make(),
        ["sbom", system] => sbom::make(system),
        _ => bail!("say for what: `cargo xtask package linux`, `windows`, `android` or `sbom SYSTEM`"),
    }
}

/// Where packages are put.
fn folder() -> Result<PathBuf> {
    let folder = cargo::target_folder()?.join("packages");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

fn text(path: &std::path::Path) -> Result<&str> {
    path.to_str().context("the target folder needs a path in UTF-8")
}

/// Says where a package lies and how large it is; refuses one that is larger than it may be.
fn weigh(package: &std::path::Path, most: u64) -> Result<()> {
    let size = fs::metadata(package).with_context(|| format!("there is no {}", package.display()))?.len();
    println!("{}: {}", package.display(), megabytes(size));
    if size > most {
        bail!("{} is larger than {}", package.display(), megabytes(most));
    }
    Ok(())
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_is_too_large_is_refused() {
        let file = std::env::temp_dir().join(format!("lagoon-package-{}", std::process::id()));
        fs::write(&file, [0; 1_000]).expect("written");
        assert!(weigh(&file, 1_000).is_ok());
        assert!(weigh(&file, 999).is_err());
        fs::remove_file(&file).expect("removed");
    }
}
