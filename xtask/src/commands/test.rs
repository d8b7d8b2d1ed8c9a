//! `cargo xtask test`: everything that must hold, cheapest first, up to the first thing that does not. It always ends by
//! saying how many tests passed and failed.

use std::path::Path;

use anyhow::Result;

use crate::commands::{api, e2e, fmt, lint, ui};
use crate::stage::stage;
use crate::tally::{self, Runner, Tally};
use crate::{cargo, prerequisites};

/// The end-to-end tests included.
pub fn everything() -> Result<()> {
    counted(|tally| {
        let (schemathesis, driving) =
            stage("prerequisites", || Ok((prerequisites::for_testing()?, prerequisites::for_driving()?)))?;
        all_but_e2e(&schemathesis, tally)?;
        e2e::run(&driving, tally)
    })
}

/// For a machine that cannot drive the app, or a quick look.
pub fn without_e2e() -> Result<()> {
    counted(|tally| {
        let schemathesis = stage("prerequisites", prerequisites::for_testing)?;
        all_but_e2e(&schemathesis, tally)
    })
}

/// Says the count whatever happened.
pub fn counted(work: impl FnOnce(&mut Tally) -> Result<()>) -> Result<()> {
    let mut tally = Tally::default();
    let outcome = work(&mut tally);
    println!("{tally}");
    outcome
}

fn all_but_e2e(schemathesis: &Path, tally: &mut Tally) -> Result<()> {
    const SELECTION: [&str; 3] = ["--workspace", "--exclude", "lagoon-e2e"];
    let runner = Runner::best();
    stage("format", fmt::check)?;
    stage("page", ui::build_and_weigh)?;
    stage("lints", lint::code)?;
    stage("documentation", lint::documentation)?;
    stage("tests, build", || runner.build(&SELECTION))?;
    stage("tests", || tally::count(&mut runner.command(&SELECTION), tally))?;
    if matches!(runner, Runner::Nextest) {
        // Cargo runs the examples in the documentation along with the tests; nextest leaves them out.
        let examples = [&["test", "--quiet", "--no-fail-fast", "--doc"], &SELECTION[..]].concat();
        stage("examples", || tally::count(&mut cargo::command(&examples), tally))?;
    }
    api::run(schemathesis, &[])
}
