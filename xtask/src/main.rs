//! `cargo xtask`: everything one does with Lagoon while working on it, each task a command of its own. It installs what is
//! missing where it can, says what it does, and when it cannot go on it says in one sentence what to do.

mod cargo;
mod commands;
mod demo;
mod display;
mod prerequisites;
mod process;
mod stage;
mod tally;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match commands::dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
