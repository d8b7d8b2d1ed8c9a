//! The APK and the bundle for the store. Needs Android's SDK and NDK, which nobody but their maker may hand on.

use std::env;
use std::path::Path;

use anyhow::{Result, bail};

use crate::stage::stage;
use crate::{cargo, prerequisites, process};

pub fn make() -> Result<()> {
    for (name, what) in [
        ("ANDROID_HOME", "Android's SDK"),
        ("NDK_HOME", "Android's NDK"),
        ("JAVA_HOME", "a JDK of version 17 or later"),
    ] {
        if !env::var_os(name).is_some_and(|path| Path::new(&path).is_dir()) {
            bail!("{name} names no folder: it has to say where {what} lies (docs/INSTALL.md, Android)");
        }
    }
    let cli = stage("prerequisites", prerequisites::for_packaging_android)?;
    stage("app", || {
        let mut build = std::process::Command::new(cli);
        build.args(["android", "build", "--apk", "--aab", "--target", "aarch64", "--target", "x86_64"]);
        // Gradle calls `cargo tauri`.
        let path = env::var_os("PATH").unwrap_or_default();
        let tools = cargo::target_folder()?.join("tools").join("bin");
        let path = env::join_paths(std::iter::once(tools).chain(env::split_paths(&path)))?;
        process::run(build.env("PATH", path).current_dir(cargo::root()))
    })?;
    println!("{}", cargo::root().join("gen/android/app/build/outputs").display());
    Ok(())
}
