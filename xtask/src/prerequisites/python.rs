//! Programs that come as Python packages. Each set gets an environment of its own in the target folder, with exactly the
//! versions that a file of the project names; what else Python has on this machine is neither used nor changed.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context as _, Result, bail};

use crate::{cargo, process};

const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Packages that are wanted together.
struct Set {
    /// What people know it by.
    name: &'static str,
    /// Its folder among the tools.
    folder: &'static str,
    /// The versions, in pip's format.
    requirements: &'static str,
}

/// Tries requests on a server that its description allows and forbids.
pub fn schemathesis() -> Result<PathBuf> {
    let set = Set {
        name: "Schemathesis",
        folder: "schemathesis",
        requirements: "crates/server/schemathesis/requirements.txt",
    };
    let environment = set.environment()?;
    let program = in_environment(&environment, "schemathesis");
    set.ensure(&environment, &program, &[])?;
    Ok(program)
}

/// The script that finds what keeps people from using a page. The package is its wrapper for another driver, and the newest
/// way to the script that pip can check.
pub fn axe() -> Result<PathBuf> {
    let set = Set { name: "axe-core", folder: "axe", requirements: "crates/e2e/axe/requirements.txt" };
    let environment = set.environment()?;
    let packages = environment.join("packages");
    let script = packages.join("axe_playwright_python").join("axe.min.js");
    let target = packages.to_str().context("the target folder needs a path in UTF-8")?;
    set.ensure(&environment, &script, &["--require-hashes", "--target", target])?;
    Ok(script)
}

/// Whether the Python of this machine is new enough and brings what environments are made with.
pub fn makes_environments() -> bool {
    process::succeeds(PYTHON, &["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"])
}

impl Set {
    fn environment(&self) -> Result<PathBuf> {
        Ok(cargo::target_folder()?.join("tools").join(self.folder))
    }

    /// Makes sure that what is wanted lies in the environment at the versions that are named now.
    fn ensure(&self, environment: &Path, wanted: &Path, options: &[&str]) -> Result<()> {
        let requirements = cargo::root().join(self.requirements);
        let named =
            fs::read_to_string(&requirements).with_context(|| format!("cannot read {}", requirements.display()))?;
        let receipt = environment.join("installed.txt");
        let installed = match fs::read_to_string(&receipt) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot read {}", receipt.display()));
            }
            installed => installed.unwrap_or_default(),
        };
        if installed != named || !wanted.is_file() {
            self.install(environment, options)?;
            fs::write(&receipt, named).with_context(|| format!("cannot write {}", receipt.display()))?;
        }
        if !wanted.is_file() {
            bail!("{} was installed without {}: delete {}", self.name, wanted.display(), environment.display());
        }
        Ok(())
    }

    fn install(&self, environment: &Path, options: &[&str]) -> Result<()> {
        if !makes_environments() {
            bail!("Python 3.11 or newer, or its module `venv`, is missing: {}, then try again", advice());
        }
        println!("installing {} into {}", self.name, environment.display());
        // One that was left half done, or whose Python is gone, is made anew.
        process::run(Command::new(PYTHON).args(["-m", "venv", "--clear"]).arg(environment))?;
        let mut pip = Command::new(in_environment(environment, "python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]).args(options);
        process::run(pip.args(["--requirement", self.requirements]).current_dir(cargo::root()))
    }
}

fn in_environment(environment: &Path, program: &str) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts" } else { "bin" }).join(format!("{program}{EXE_SUFFIX}"))
}

fn advice() -> &'static str {
    match std::env::consts::OS {
        "linux" => {
            "install it with your distribution's tool (Debian: `apt-get install python3 python3-venv`; \
             Fedora, Arch and SUSE: the package `python3` or `python`)"
        }
        _ => "install it from https://www.python.org/downloads/",
    }
}
