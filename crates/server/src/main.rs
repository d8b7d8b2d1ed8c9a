//! The `lagoon-server` command: serves, and adds teams and people. Says in one sentence what went wrong and what to do.

mod commands;

use std::{io::IsTerminal, process::ExitCode};

use clap::Parser;
use tracing_subscriber::EnvFilter;

/// Keeps the drafts of Lagoon's teams.
#[derive(Parser)]
#[command(version)]
struct Command {
    #[command(subcommand)]
    action: commands::Action,
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Command::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colour = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colour).with_writer(std::io::stderr).init();
    match commands::run(command.action).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lagoon-server: {error}.");
            ExitCode::FAILURE
        }
    }
}
