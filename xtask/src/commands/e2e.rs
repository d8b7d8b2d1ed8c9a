//! `cargo xtask e2e`: drives the real app on the real server. The tests get a screen, a message bus and home folders of
//! their own, so that they neither see nor touch the person's. They learn where things are from `LAGOON_E2E_APP`,
//! `LAGOON_E2E_SERVER`, `LAGOON_E2E_DRIVER`, `LAGOON_E2E_AXE` and `LAGOON_E2E_ARTIFACTS`; `LAGOON_E2E_EVERY_SIZE` asks for
//! pictures in every size.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::commands::{test, ui};
use crate::display::VirtualDisplay;
use crate::prerequisites::Driving;
use crate::stage::stage;
use crate::tally::{self, Runner, Tally};
use crate::{cargo, prerequisites, process};

/// The tests are compiled only with this feature, because they cannot pass where nobody set up what they need.
const SELECTION: [&str; 4] = ["--package", "lagoon-e2e", "--features", "e2e"];

/// Gives the message bus a key ring that is open, where there is one; a locked one would ask for a password and wait.
const WITH_KEY_RING: &str = "if command -v gnome-keyring-daemon >/dev/null; then \
     printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; fi; exec \"$@\"";

/// The end-to-end tests alone.
pub fn alone() -> Result<()> {
    prepared(run)
}

/// Those whose names hold one of these.
pub fn some(filters: &[&str]) -> Result<()> {
    prepared(|driving, tally| play(&[&SELECTION[..], filters].concat(), driving, tally, &[]))
}

/// What the app's speed is, built as it is shipped.
pub fn figures() -> Result<()> {
    test::counted(|tally| {
        let driving = stage("prerequisites", prerequisites::for_driving)?;
        stage("page", ui::build_as_shipped)?;
        stage("server, app and empty window", || {
            cargo::run(&["build", "--release", "--package", "lagoon-server"])?;
            cargo::run(&["build", "--release", "--package", "lagoon", "--bins", "--example", "empty-window"])
        })?;
        let selection = ["--package", "lagoon-e2e", "--features", "figures", "--test", "figures"];
        stage("figures, build", || Runner::best().build(&selection))?;
        // Only nextest takes it here; it shows what a test prints.
        let shown: Vec<&str> = match Runner::best() {
            Runner::Nextest => selection.into_iter().chain(["--no-capture"]).collect(),
            Runner::Cargo => selection.to_vec(),
        };
        stage("figures", || drive(&shown, &driving, tally, "release", &[]))
    })
}

/// Only those that take pictures, in every size.
pub fn pictures() -> Result<()> {
    prepared(|driving, tally| {
        play(&[&SELECTION[..], &["screenshots"]].concat(), driving, tally, &[("LAGOON_E2E_EVERY_SIZE", "1")])?;
        println!("the pictures are in {}", artifacts()?.display());
        Ok(())
    })
}

/// Drives an app that was built and installed by other means, with the tests whose names hold one of these.
pub fn drive_app(app: &Path, filters: &[&str]) -> Result<()> {
    test::counted(|tally| {
        let driving = stage("prerequisites", prerequisites::for_driving)?;
        let runner = Runner::best();
        stage("server", || cargo::run(&["build", "--package", "lagoon-server"]))?;
        stage("end-to-end tests, build", || runner.build(&SELECTION))?;
        let selection = [&SELECTION[..], filters].concat();
        let app = app.to_str().context("the target folder needs a path in UTF-8")?;
        stage("end-to-end tests", || drive(&selection, &driving, tally, "debug", &[("LAGOON_E2E_APP", app)]))
    })
}

fn prepared(work: impl FnOnce(&Driving, &mut Tally) -> Result<()>) -> Result<()> {
    test::counted(|tally| {
        let driving = stage("prerequisites", prerequisites::for_driving)?;
        stage("page", ui::build)?;
        work(&driving, tally)
    })
}

/// Builds what is driven and runs the tests.
pub fn run(driving: &Driving, tally: &mut Tally) -> Result<()> {
    play(&SELECTION, driving, tally, &[])
}

fn play(selection: &[&str], driving: &Driving, tally: &mut Tally, wishes: &[(&str, &str)]) -> Result<()> {
    let runner = Runner::best();
    stage("server and app", || cargo::run(&["build", "--package", "lagoon-server", "--package", "lagoon"]))?;
    stage("end-to-end tests, build", || runner.build(&SELECTION))?;
    stage("end-to-end tests", || drive(selection, driving, tally, "debug", wishes))
}

/// Runs tests against the programs that were built in a way: `debug` or `release`.
fn drive(selection: &[&str], driving: &Driving, tally: &mut Tally, built: &str, wishes: &[(&str, &str)]) -> Result<()> {
    let artifacts = artifacts()?;
    let homes = artifacts.join("home");
    if artifacts.exists() {
        fs::remove_dir_all(&artifacts).with_context(|| format!("cannot clear {}", artifacts.display()))?;
    }
    fs::create_dir_all(&homes).with_context(|| format!("cannot make {}", homes.display()))?;

    let display = VirtualDisplay::start()?;
    let mut command = on_own_bus(Runner::best().command_for_windows(selection));
    display.apply(&mut command);
    command
        .env("LAGOON_E2E_APP", cargo::program_of(built, "lagoon")?)
        .env("LAGOON_E2E_SERVER", cargo::program_of(built, "lagoon-server")?)
        .env("LAGOON_E2E_EMPTY_WINDOW", cargo::program_of(built, "examples/empty-window")?)
        .env("LAGOON_E2E_DRIVER", &driving.driver)
        .env("LAGOON_E2E_AXE", &driving.axe)
        .env("LAGOON_E2E_ARTIFACTS", &artifacts)
        .env("XDG_DATA_HOME", homes.join("data"))
        .env("XDG_CONFIG_HOME", homes.join("config"))
        .env("XDG_CACHE_HOME", homes.join("cache"))
        .envs(wishes.iter().copied());
    let outcome = tally::count(&mut command, tally);
    outcome.with_context(|| format!("screenshots and logs are in {}", artifacts.display()))
}

/// Where pictures and logs go.
fn artifacts() -> Result<PathBuf> {
    Ok(cargo::target_folder()?.join("e2e"))
}

/// Wraps a command in a message bus of its own, if the program for that is there.
fn on_own_bus(command: Command) -> Command {
    if !process::on_path("dbus-run-session") {
        return command;
    }
    let mut wrapped = Command::new("dbus-run-session");
    wrapped.args(["--", "sh", "-c", WITH_KEY_RING, "sh"]).arg(command.get_program()).args(command.get_args());
    wrapped.current_dir(cargo::root());
    wrapped
}
