//! Programs that come as Python packages. Each set gets an environment of its own in the target folder, with exactly the
//! versions that a file of the project names; what else Python has on this machine is neither used nor changed.

use std::env::consts::EXE_SUFFIX;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context as _, Result, bail};

use crate::{cargo, process};

/// What Schemathesis needs, with itself.
const SCHEMATHESIS: &str = "crates/server/schemathesis/requirements.txt";

const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Tries requests on a server that its description allows and forbids.
pub fn schemathesis() -> Result<PathBuf> {
    let environment = cargo::target_folder()?.join("tools").join("schemathesis");
    let wanted = cargo::root().join(SCHEMATHESIS);
    let wanted = fs::read_to_string(&wanted).with_context(|| format!("cannot read {}", wanted.display()))?;
    let receipt = environment.join("installed.txt");
    let installed = match fs::read_to_string(&receipt) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("cannot read {}", receipt.display()));
        }
        installed => installed.unwrap_or_default(),
    };
    let program = in_environment(&environment, "schemathesis");
    if installed != wanted || !program.is_file() {
        install(&environment)?;
        fs::write(&receipt, wanted).with_context(|| format!("cannot write {}", receipt.display()))?;
    }
    Ok(program)
}

/// Whether the Python of this machine is new enough and brings what environments are made with.
pub fn makes_environments() -> bool {
    process::succeeds(PYTHON, &["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"])
}

fn install(environment: &Path) -> Result<()> {
    if !makes_environments() {
        bail!("Python 3.11 or newer, or its module `venv`, is missing: {}, then try again", advice());
    }
    println!("installing Schemathesis into {}", environment.display());
    // One that was left half done, or whose Python is gone, is made anew.
    process::run(Command::new(PYTHON).args(["-m", "venv", "--clear"]).arg(environment))?;
    let mut pip = Command::new(in_environment(environment, "python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--requirement",
        SCHEMATHESIS,
    ]);
    process::run(pip.current_dir(cargo::root()))
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
