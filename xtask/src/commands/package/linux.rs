//! The package for Debian and its relatives. What goes where stands in the root's `Cargo.toml`, under `package.metadata.deb`.

use std::process::Command;

use anyhow::Result;

use super::{folder, text, weigh};
use crate::commands::ui;
use crate::stage::stage;
use crate::{cargo, prerequisites, process};

/// What a package may weigh at most.
const MOST: u64 = 15_000_000;

pub fn make() -> Result<()> {
    let tool = stage("prerequisites", prerequisites::for_packaging_linux)?;
    stage("what desktops read", judge_sources)?;
    stage("page", ui::with_prerequisites)?;
    stage("app", || cargo::run(&["build", "--release", "--package", "lagoon"]))?;
    let package = folder()?.join("lagoon.deb");
    stage("package", || {
        let mut pack = Command::new(tool);
        pack.args(["--no-build", "--package", "lagoon", "--output", text(&package)?]).current_dir(cargo::root());
        process::run(&mut pack)
    })?;
    weigh(&package, MOST)?;
    stage("lintian", || {
        process::run(
            Command::new("lintian").args(["--fail-on", "error,warning", "--tag-display-limit", "0"]).arg(&package),
        )
    })
}

/// The desktop file and the AppStream data.
fn judge_sources() -> Result<()> {
    let judge = |program: &str, arguments: &[&str]| {
        process::run(Command::new(program).args(arguments).current_dir(cargo::root()))
    };
    judge("desktop-file-validate", &["deploy/linux/com.lagoon.listings.desktop"])?;
    judge("appstreamcli", &["validate", "--pedantic", "--no-net", "deploy/linux/com.lagoon.listings.metainfo.xml"])
}
