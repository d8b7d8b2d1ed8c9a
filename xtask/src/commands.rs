//! The tasks, by name. Each lives in a file of its own; options are few and spelled out here.

mod api;
mod bench;
mod drill;
mod e2e;
mod fmt;
mod fuzz;
mod lint;
mod package;
pub mod platforms;
mod run;
mod sim;
mod test;
pub mod ui;
mod words;

use anyhow::{Result, bail};

const HELP: &str = "\
Usage: cargo xtask COMMAND

  run            Start a server with a demo team and open the app on it
  run --second   Open the app on that server once more, as a second device
  run --server   Start that server alone, as after it was stopped while the app is open
  test           Everything that must hold: format, lints, docs, page, tests, end-to-end tests
  test --no-e2e  The same without the end-to-end tests
  e2e [NAME …]   The end-to-end tests alone, in a virtual display; only those whose names hold one of these
  e2e --screenshots
                 Only pictures of every page, light and dark, in three sizes, and where they are kept
  e2e --figures  Measure the app with ten thousand listings, built as it is shipped; wants a quiet machine
  api            Hold the running server against /openapi.json with Schemathesis, on each back end
  sim            Play devices and a server in simulated time: --seeds N --from S --devices D --bug NAME --bugs
  fuzz           Try bytes that nobody meant on all that is parsed from the wire: TARGET --seconds N
  bench NAME     Measure: live, merge, server-postgres, server-scale, server-sqlite, wire. Results stand in docs/BENCHMARKS.md
  drill NAME     Break a real server and look what was lost: kill --times N, restore --edits N, outage, processes,
                 silence --times N
  platforms      What this machine can tell about the others: android, windows, kotlin, wine, debian, or all of these
  package SYSTEM What people install: linux, windows, android. It comes to lie in target/packages
  package sbom SYSTEM
                 What is in it: the app's and the page's list of software in CycloneDX
  ui             Build the page that the app shows, and weigh it
  words          Gather all messages that people read in crates/words/messages.pot
  fmt            Format the code
  lint           Lint the code and its documentation
  help           This text

What is missing on the machine is installed on Debian and Ubuntu, and named elsewhere.";

/// Runs the task that the command line names.
pub fn dispatch(words: &[&str]) -> Result<()> {
    match words {
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        ["run"] => run::first(),
        ["run", "--second"] => run::second(),
        ["run", "--server"] => run::server_only(),
        ["test"] => test::everything(),
        ["test", "--no-e2e"] => test::without_e2e(),
        ["e2e"] => e2e::alone(),
        ["e2e", "--screenshots"] => e2e::pictures(),
        ["e2e", "--figures"] => e2e::figures(),
        ["e2e", filters @ ..] if filters.iter().all(|filter| !filter.starts_with('-')) => e2e::some(filters),
        ["api", words @ ..] => api::with_prerequisites(words),
        ["sim", words @ ..] => sim::play(words),
        ["fuzz", words @ ..] => fuzz::run(words),
        ["bench", name] => bench::measure(name),
        ["drill", words @ ..] => drill::run(words),
        ["platforms", words @ ..] => platforms::look(words),
        ["package", words @ ..] => package::make(words),
        ["ui"] => ui::with_prerequisites(),
        ["words"] => words::write(),
        ["fmt"] => fmt::write(),
        ["lint"] => lint::with_prerequisites(),
        _ => bail!("`{}` is not a command; `cargo xtask help` lists them", words.join(" ")),
    }
}
