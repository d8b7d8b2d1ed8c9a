//! Compiles the Java side against `crates/android/stubs`, which hold of Android what it names: signatures, no more. Gradle
//! compiles it against the real thing.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{cargo, process};

/// The compiler, which comes as a package of npm.
const COMPILER: &str = "kotlin-compiler@2.4.20";
const SOURCES: [&str; 3] =
    ["crates/android/stubs", "crates/android/android/src/main/java", "gen/android/app/src/main/java"];

/// What is missing, if anything is.
pub fn compile() -> Result<Option<String>> {
    for (program, package) in [("java", "default-jre-headless"), ("npm", "npm"), ("bash", "bash")] {
        if !process::on_path(program) {
            return Ok(Some(format!("Android's Java side ({program} is not here; Debian: apt-get install {package})")));
        }
    }
    let folder = cargo::target_folder()?.join("tools").join("kotlin");
    let compiler = folder.join("node_modules/kotlin-compiler/bin/kotlinc");
    if !compiler.is_file() {
        println!("installing {COMPILER} into {}", folder.display());
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut install = Command::new("npm");
        install.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&folder).arg(COMPILER);
        process::run(&mut install)?;
    }
    let mut command = Command::new("bash");
    command.arg(compiler).args(["-Werror", "-jvm-target", "1.8", "-d"]).arg(folder.join("checked.jar")).args(SOURCES);
    process::run(command.current_dir(cargo::root()))?;
    Ok(None)
}
