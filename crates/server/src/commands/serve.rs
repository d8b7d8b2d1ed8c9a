//! `lagoon-server serve`.

use std::{io::Write, path::PathBuf, time::Duration};

use anyhow::{Context, bail};
use clap::Args;
use ipnet::IpNet;
use lagoon_server::{
    Certificates, Listeners, Settings,
    clients::Clients,
    limits::Limits,
    proxies::{Proxies, ProxyHeader},
    upkeep::Kept,
};
use tokio::net::TcpListener;

use super::{Database, configuration::make_default_folder};

/// What `serve` is told.
#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    database: Database,
    /// Where to listen. Port 0 takes a free one.
    #[arg(long, env = "LAGOON_LISTEN", default_value = "127.0.0.1:8787", value_name = "ADDRESS:PORT")]
    listen: String,
    /// Where to tell what is counted, at /metrics. Not for the public.
    #[arg(long, env = "LAGOON_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    metrics_listen: Option<String>,
    /// The certificate and its chain, in PEM; with it TLS is spoken. Read again when the files change, and on SIGHUP.
    #[arg(long, env = "LAGOON_TLS_CERTIFICATE", value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// The certificate's key, in PEM.
    #[arg(long, env = "LAGOON_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Proxies that are believed when they say who a request comes from, such as 10.0.0.0/8; several with commas.
    #[arg(long, env = "LAGOON_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,
    /// The header that they write. The other one is never believed: proxies pass on what they do not know.
    #[arg(long, env = "LAGOON_PROXY_HEADER", value_enum, default_value_t)]
    proxy_header: ProxyHeader,
    /// How long to go on serving after SIGTERM, while /readyz says no, so that a balancer notices.
    #[arg(long, env = "LAGOON_STOP_DELAY_SECONDS", value_name = "SECONDS", default_value_t = 0, value_parser = up_to_an_hour())]
    stop_delay_seconds: u64,
    /// How long running requests may take to end after that.
    #[arg(long, env = "LAGOON_GRACE_SECONDS", value_name = "SECONDS", default_value_t = 10, value_parser = up_to_an_hour())]
    grace_seconds: u64,
    #[command(flatten)]
    kept: Kept,
    #[command(flatten)]
    clients: Clients,
    #[command(flatten)]
    limits: Limits,
}

fn up_to_an_hour() -> clap::builder::RangedU64ValueParser<u64> {
    clap::value_parser!(u64).range(0..=3600)
}

/// A network, or a single address.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let address = || text.parse().map(|address: std::net::IpAddr| IpNet::from(address));
    text.parse().or_else(|_| address()).map_err(|_| "write it like 10.0.0.0/8 or 192.0.2.1".to_owned())
}

/// Serves until SIGTERM or Ctrl-C.
pub async fn run(serve: Serve) -> anyhow::Result<()> {
    let certificates = match (serve.tls_certificate, serve.tls_key) {
        (Some(certificate), Some(key)) => Some(Certificates::open(certificate, key)?),
        (None, None) => None,
        _ => bail!("TLS needs both --tls-certificate and --tls-key"),
    };
    // A server that cannot listen leaves no database behind.
    let public = listen(&serve.listen).await?;
    let metrics = match &serve.metrics_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    make_default_folder(&serve.database.url)?;
    let server = lagoon_server::open(&serve.database.url).await?.with_settings(Settings {
        limits: serve.limits,
        clients: serve.clients,
        proxies: Proxies { trusted: serve.trusted_proxies, header: serve.proxy_header },
        kept: serve.kept,
        stop_delay: Duration::from_secs(serve.stop_delay_seconds),
        grace: Duration::from_secs(serve.grace_seconds),
    });
    let scheme = if certificates.is_some() { "https" } else { "http" };
    let stop = told_to_stop().context("cannot listen for signals")?;
    let mut lines = vec![format!("listening on {scheme}://{}\n", address(&public)?)];
    if let Some(metrics) = &metrics {
        lines.push(format!("metrics at http://{}/metrics\n", address(metrics)?));
    }
    let mut stdout = std::io::stdout().lock();
    // Whoever started the server may not read its output; it serves all the same.
    let _ = stdout.write_all(lines.concat().as_bytes()).and_then(|()| stdout.flush());
    drop(stdout);
    let listeners = Listeners { public, certificates, metrics };
    lagoon_server::serve_on(listeners, server, stop).await.context("serving failed")
}

fn address(listener: &TcpListener) -> anyhow::Result<std::net::SocketAddr> {
    listener.local_addr().context("the socket has no address")
}

async fn listen(address: &str) -> anyhow::Result<TcpListener> {
    use std::io::ErrorKind::{AddrInUse, AddrNotAvailable, PermissionDenied};
    let error = match TcpListener::bind(address).await {
        Ok(listener) => return Ok(listener),
        Err(error) => error,
    };
    match error.kind() {
        AddrInUse => bail!("cannot listen on {address}: the port is in use; stop what uses it or choose another"),
        AddrNotAvailable => bail!("cannot listen on {address}: this machine has no such address"),
        PermissionDenied => bail!("cannot listen on {address}: not permitted; choose a port from 1024 up"),
        _ => bail!(
            "cannot listen on {address}: write it as ADDRESS:PORT with a port up to 65535, such as 127.0.0.1:8787 ({error})"
        ),
    }
}

/// Completes on SIGTERM or Ctrl-C; the second one ends the process at once. Listens for both from the moment it is called, so that a signal right after the server
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
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
            // As safe as a power cut: what was acknowledged is in the database.
            tracing::warn!("told to stop twice: stopped at once");
            std::process::exit(1);
        });
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
