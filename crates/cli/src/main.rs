//! The `lagoon-cli` command: Lagoon's client without a window. Says in one sentence what went wrong and what to do.
//!
//! The one rule: an edit is answered when it is durable on this device; whether the cloud has it is said beside it.

mod arguments;
mod check;
mod cloud;
mod commands;
mod failure;
mod forgotten;
mod known;
mod notices;
mod output;
mod past;
mod people;
mod plainly;
mod profile;
mod run;
mod secrets;
mod shown;
mod slips;
mod start;
mod transfer;
mod value;

use std::{io::IsTerminal, process::ExitCode};

use arguments::{Action, Cli};
use clap::{Parser, error::ErrorKind};
use failure::Failure;
use output::Output;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error),
    };
    let output = Output::new(cli.json || matches!(cli.action, Action::Run));
    // Nothing but answers and errors is written, unless RUST_LOG asks for more.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("off"));
    let colour = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            let message =
                format!("This machine has no threads left for Lagoon ({error}). Close something, then try again.");
            return output.fail(&Failure::new("cannotStart", message));
        }
    };
    let done = runtime.block_on(commands::run(cli.action, output));
    // A key ring that never answers, or a terminal that is never typed on, must not keep the process.
    runtime.shutdown_background();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output.fail(&failure),
    }
}

/// What the command line got wrong, in the words of its parser: for programs as JSON, if they asked for it.
fn not_understood(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Whoever reads the help may stop reading.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if !std::env::args_os().skip(1).any(|argument| argument == "--json") {
        let _ = error.print();
        return ExitCode::from(failure::USAGE);
    }
    let text = error.render().to_string();
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let sentence = paragraph.trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ");
    Output::new(true).fail(&Failure::usage(format!("{sentence}. `lagoon-cli --help` shows how it is written.")))
}
