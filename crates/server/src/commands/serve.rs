//! `lagoon-server serve`.

use std::io::Write;

use anyhow::{Context, bail};
use clap::Args;
use tokio::net::TcpListener;

use super::Database;

/// What `serve` is told.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    database: Database,
    /// Where to listen. Port 0 takes a free one.
    #[arg(long, env = "LAGOON_LISTEN", default_value = "127.0.0.1:8787")]
    listen: String,
}

/// Serves until SIGTERM or Ctrl-C.
pub async fn run(Serve { database, listen }: Serve) -> anyhow::Result<()> {
    serve(&database.url, &listen).await
}

async fn serve(database: &str, listen: &str) -> anyhow::Result<()> {
    // A server that cannot listen leaves no database behind.
    let listener = match TcpListener::bind(listen).await {
        Ok(listener) => listener,
        Err(error) => bail!("{}", cannot_listen(listen, &error)),
    };
    let server = lagoon_server::open(database).await?;
    let address = listener.local_addr().context("the socket has no address")?;
    let stop = told_to_stop().context("cannot listen for signals")?;
    let mut stdout = std::io::stdout().lock();
    // Whoever started the server may not read its output; it serves all the same.
    let _ = writeln!(stdout, "listening on http://{address}").and_then(|()| stdout.flush());
    drop(stdout);
    lagoon_server::serve(listener, server, stop).await.context("serving failed")
}

fn cannot_listen(listen: &str, error: &std::io::Error) -> String {
    use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
    match error.kind() {
        AddrInUse => format!("cannot listen on {listen}: the port is in use; stop what uses it or choose another"),
        AddrNotAvailable => format!("cannot listen on {listen}: this machine has no such address"),
        PermissionDenied => format!("cannot listen on {listen}: not permitted; choose a port from 1024 up"),
        _ => format!("cannot listen on {listen}: write it as ADDRESS:PORT, such as 127.0.0.1:8787 ({error})"),
    }
}

/// Completes on SIGTERM or Ctrl-C. Listens for both from the moment it is called, so that a signal right after the server
/// says it is ready stops it as cleanly as any other.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Completes on Ctrl-C. Listens for it from the moment it is called.
#[cfg(windows)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}
