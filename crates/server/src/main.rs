//! The `lagoon-server` command: serves, and adds teams and people. Says in one sentence what went wrong and what to do.

mod commands;
mod log;

use std::{path::PathBuf, process::ExitCode};

use clap::{FromArgMatches, Parser};

/// Keeps the drafts of Lagoon's teams.
///
/// Settings are taken from flags, then the environment, then the file of settings, then their defaults.
#[derive(Parser)]
#[command(version = lagoon_build::LINE)]
struct Command {
    /// A file of settings in TOML, each under the name of its flag: listen = "127.0.0.1:8787".
    #[arg(long, global = true, env = "LAGOON_CONFIG", value_name = "FILE")]
    #[allow(dead_code, reason = "read before the rest, in `configuration`")]
    config: Option<PathBuf>,
    /// How the log is written.
    #[arg(long, global = true, env = "LAGOON_LOG_FORMAT", value_enum, default_value_t)]
    log_format: log::Format,
    #[command(subcommand)]
    action: commands::Action,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lagoon-server: {error:#}.");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let told = commands::configuration::read::<Command>()?;
    let command = Command::from_arg_matches(&told.matches)?;
    log::begin(command.log_format);
    commands::run(command.action, &told).await
}
