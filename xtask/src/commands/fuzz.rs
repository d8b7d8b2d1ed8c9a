//! `cargo xtask fuzz`: tries on everything that is parsed from the wire what nobody meant. What is found worth keeping goes to
//! the target folder; the project's own seeds only change by hand.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::stage::stage;
use crate::{cargo, prerequisites, process};

/// Where targets and seeds are.
const FOLDER: &str = "crates/fuzz";
/// How long a target runs unless told otherwise, in seconds.
const SECONDS: u32 = 60;

/// Runs the target that the words name, or each of them, for some seconds.
pub fn run(words: &[&str]) -> Result<()> {
    let (chosen, seconds) = match words {
        [] => (None, SECONDS),
        ["--seconds", seconds] => (None, read(seconds)?),
        [target] if !target.starts_with('-') => (Some(*target), SECONDS),
        [target, "--seconds", seconds] | ["--seconds", seconds, target] => (Some(*target), read(seconds)?),
        _ => bail!("write `cargo xtask fuzz`, `fuzz TARGET`, `fuzz --seconds N` or `fuzz TARGET --seconds N`"),
    };
    let all = targets()?;
    let chosen = match chosen {
        None => all,
        Some(target) if all.iter().any(|name| name == target) => vec![target.to_owned()],
        Some(target) => bail!("there is no target `{target}`; there are {}", all.join(", ")),
    };
    let fuzzer = stage("prerequisites", Fuzzer::ready)?;
    stage("targets, build", || fuzzer.build())?;
    for target in &chosen {
        stage(target, || fuzzer.run(target, seconds))?;
    }
    Ok(())
}

/// cargo-fuzz, and how it is called here.
struct Fuzzer {
    program: PathBuf,
    builds: PathBuf,
    nightly: bool,
}

impl Fuzzer {
    fn ready() -> Result<Self> {
        let program = prerequisites::for_fuzzing()?;
        let nightly = process::succeeds("rustup", &["run", "nightly", "rustc", "--version"]);
        if !nightly {
            println!("without a nightly toolchain (`rustup toolchain install nightly`) memory errors go unnoticed");
        }
        Ok(Self { program, builds: cargo::target_folder()?.join("fuzz"), nightly })
    }

    fn command(&self, action: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["fuzz", action, "--fuzz-dir", FOLDER, "--features", "libfuzzer", "--target-dir"]);
        command.arg(&self.builds).current_dir(cargo::root());
        if self.nightly {
            // Both name the toolchain that runs this program, which is another one.
            command.env("RUSTUP_TOOLCHAIN", "nightly").env_remove("CARGO");
        } else {
            command.args(["--sanitizer", "none"]);
        }
        command
    }

    fn build(&self) -> Result<()> {
        process::run(&mut self.command("build"))
    }

    fn run(&self, target: &str, seconds: u32) -> Result<()> {
        let found = self.builds.join("corpus").join(target);
        fs::create_dir_all(&found).with_context(|| format!("cannot make {}", found.display()))?;
        let mut command = self.command("run");
        command.arg(target).arg(&found).arg(format!("{FOLDER}/corpus/{target}"));
        // A whole request is needed to get anywhere: seeds are used at their full length from the start.
        command.args(["--", "-len_control=0", "-max_len=16384", "-print_final_stats=1"]);
        command.args(["-timeout=10", "-rss_limit_mb=2048", "-malloc_limit_mb=512"]);
        command.args([format!("-dict={FOLDER}/wire.dict"), format!("-max_total_time={seconds}")]);
        let why =
            || format!("the input that did it is in {FOLDER}/artifacts/{target}; once mended it makes a good seed");
        process::run(&mut command).with_context(why)
    }
}

/// The names of all targets: those of their programs.
fn targets() -> Result<Vec<String>> {
    let folder = cargo::root().join(FOLDER).join("fuzz_targets");
    let mut names = vec![];
    for file in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = file.with_context(|| format!("cannot list {}", folder.display()))?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

fn read(seconds: &str) -> Result<u32> {
    seconds.parse().with_context(|| format!("`{seconds}` is not a number of seconds"))
}
