//! Logs: one file a day in the data directory, a week of them, and the terminal. `RUST_LOG` chooses how much.
//!
//! The one rule: never a token, password, description or address in a log line.

use std::{io::IsTerminal, path::Path};

use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Keeps the log file's writer alive.
pub struct Logs {
    _writer: Option<WorkerGuard>,
}

/// Starts logging. Without a place for a file, the terminal has to do.
pub fn start(directory: &Path) -> Logs {
    let folder = directory.join("logs");
    // The appender complains on the terminal about a folder that is only about to be made; its own error says more.
    let _ = std::fs::create_dir_all(&folder);
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("lagoon")
        .filename_suffix("log")
        .max_log_files(7)
        .build(folder);
    let (layer, writer) = match file {
        Ok(file) => {
            let (writer, guard) = tracing_appender::non_blocking(file);
            (Some(fmt::layer().with_ansi(false).with_writer(writer)), Some(guard))
        }
        Err(error) => {
            eprintln!("lagoon: no log file: {error}");
            (None, None)
        }
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,lagoon=info"));
    let started = tracing_subscriber::registry()
        .with(filter)
        .with(layer)
        .with(fmt::layer().with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr))
        .try_init();
    if let Err(error) = started {
        eprintln!("lagoon: logging was set up before: {error}");
    }
    Logs { _writer: writer }
}
