//! The portable folder for Windows, and an installer where `makensis` is. Cross-built with mingw on Linux.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::{folder, text};
use crate::commands::{platforms, ui};
use crate::stage::stage;
use crate::{cargo, prerequisites, process};

const LOADER: &str = "WebView2Loader.dll";

pub fn make() -> Result<()> {
    stage("prerequisites", prerequisites::for_windows)?;
    stage("page", ui::with_prerequisites)?;
    stage("app", || {
        process::run(&mut platforms::windows_cargo(&["build", "--release", "--package", "lagoon", "--bin", "lagoon"]))
    })?;
    let built = cargo::target_folder()?.join(platforms::WINDOWS).join("release");
    let portable = folder()?.join("lagoon-windows");
    stage("portable folder", || lay(&built, &portable))?;
    if !process::on_path("makensis") {
        println!("no installer: `makensis` is not here (Debian: apt-get install nsis)");
        return Ok(());
    }
    let installer = folder()?.join("lagoon-setup.exe");
    stage("installer", || {
        let mut nsis = Command::new("makensis");
        nsis.arg("-V2").arg(format!("-DFILES={}", text(&portable)?)).arg(format!("-DOUT={}", text(&installer)?));
        process::run(nsis.arg("deploy/windows/lagoon.nsi").current_dir(cargo::root()))
    })?;
    println!("{}", installer.display());
    Ok(())
}

fn lay(built: &Path, portable: &Path) -> Result<()> {
    if portable.exists() {
        fs::remove_dir_all(portable).with_context(|| format!("cannot clear {}", portable.display()))?;
    }
    fs::create_dir_all(portable).with_context(|| format!("cannot make {}", portable.display()))?;
    let loader = loader(built)?;
    for (from, name) in
        [(built.join("lagoon.exe"), "lagoon.exe"), (loader, LOADER), (cargo::root().join("LICENSE"), "LICENSE.txt")]
    {
        fs::copy(&from, portable.join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    println!("{}", portable.display());
    Ok(())
}

/// The build script of `webview2-com-sys` lays it into its own folder, one for each kind of processor.
fn loader(built: &Path) -> Result<PathBuf> {
    let scripts = built.join("build");
    let folders = fs::read_dir(&scripts).with_context(|| format!("cannot list {}", scripts.display()))?;
    let found =
        folders.flatten().map(|entry| entry.path().join("out").join("x64").join(LOADER)).find(|path| path.is_file());
    match found {
        Some(path) => Ok(path),
        None => bail!("{LOADER} is not where its crate puts it, below {}", scripts.display()),
    }
}
