//! The real server's routes behind TLS, with a look at every byte that comes and goes: on the wire, and under the TLS.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::{Context as _, Result};
use axum::{
    Router,
    body::Body,
    extract::{Request, State, connect_info::MockConnectInfo},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use http::HeaderMap;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
    service::TowerToHyperService,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::{
    frames::{Frames, Kind},
    tap::{Copied, Tap, Way},
};

/// The bytes that every HTTP/2 client sends first (RFC 9113 §3.4).
const PREFACE: usize = 24;

/// One connection, as far as it has come.
pub struct Connection {
    /// Bytes on the wire, per way.
    pub wire: [u64; 2],
    /// TLS records, per way.
    pub records: [Frames; 2],
    /// Bytes under the TLS, per way.
    pub plain: [u64; 2],
    /// HTTP/2 frames, per way.
    pub frames: [Frames; 2],
    /// What was asked.
    pub requests: Vec<Exchange>,
    /// What was agreed on by ALPN (RFC 7301).
    pub protocol: String,
}

/// One request and its answer.
pub struct Exchange {
    /// The path.
    pub path: String,
    /// Header fields, per way.
    pub headers: [HeaderMap; 2],
    /// Bodies as they were sent, per way.
    pub bodies: [Arc<Mutex<Vec<u8>>>; 2],
}

impl Connection {
    fn new() -> Self {
        Self {
            wire: [0; 2],
            records: [Frames::new(Kind::Tls, 0), Frames::new(Kind::Tls, 0)],
            plain: [0; 2],
            frames: [Frames::new(Kind::Http2, PREFACE), Frames::new(Kind::Http2, 0)],
            requests: vec![],
            protocol: String::new(),
        }
    }
}

/// A connection that goes on.
pub type Shared = Arc<Mutex<Connection>>;

/// Every connection, in the order in which they began.
#[derive(Clone, Default)]
pub struct Connections(Arc<Mutex<Vec<Shared>>>);

impl Connections {
    /// Those that there are.
    pub fn all(&self) -> Vec<Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes on the wire of all of them, both ways.
    pub fn bytes(&self) -> u64 {
        self.all().iter().map(|connection| look(connection).wire.iter().sum::<u64>()).sum()
    }
}

/// A look at a connection.
pub fn look(connection: &Shared) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A server with TLS.
pub struct Terminator {
    /// Where it is.
    pub address: SocketAddr,
    /// The certificate that a client has to trust.
    pub certificate: CertificateDer<'static>,
    /// What went on.
    pub connections: Connections,
}

/// Serves the routes on a free port, for `localhost`, until the process ends.
pub async fn start(router: Router) -> Result<Terminator> {
    let rcgen::CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    let certificate = cert.der().clone();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)?;
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let connections = Connections::default();
    let known = connections.clone();
    tokio::spawn(async move {
        while let Ok((stream, peer)) = listener.accept().await {
            let connection = Arc::new(Mutex::new(Connection::new()));
            known.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&connection));
            let routes =
                router.clone().layer(from_fn_with_state(Arc::clone(&connection), watch)).layer(MockConnectInfo(peer));
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Err(error) = serve(stream, acceptor, routes, connection).await {
                    eprintln!("a connection ended: {error:#}");
                }
            });
        }
    });
    Ok(Terminator { address, certificate, connections })
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, routes: Router, connection: Shared) -> Result<()> {
    stream.set_nodelay(true)?;
    let outside = {
        let connection = Arc::clone(&connection);
        Tap::new(stream, move |way, bytes: &[u8]| {
            let mut connection = look(&connection);
            connection.wire[way as usize] += count(bytes);
            connection.records[way as usize].take(bytes);
        })
    };
    let stream = acceptor.accept(outside).await.context("no TLS")?;
    let protocol = stream.get_ref().1.alpn_protocol().unwrap_or(b"nothing");
    look(&connection).protocol = String::from_utf8_lossy(protocol).into_owned();
    let inside = Tap::new(stream, move |way: Way, bytes: &[u8]| {
        let mut connection = look(&connection);
        connection.plain[way as usize] += count(bytes);
        connection.frames[way as usize].take(bytes);
    });
    let server = auto::Builder::new(TokioExecutor::new());
    // How a device ends a connection is its own affair.
    let _ = server.serve_connection(TokioIo::new(inside), TowerToHyperService::new(routes)).await;
    Ok(())
}

async fn watch(State(connection): State<Shared>, request: Request, next: Next) -> Response {
    let (asked, body) = request.into_parts();
    let (body, up) = Copied::of(body);
    let path = asked.uri.path().to_owned();
    let headers = asked.headers.clone();
    let response = next.run(Request::from_parts(asked, body)).await;
    let (answered, body) = response.into_parts();
    let (body, down): (Body, _) = Copied::of(body);
    let exchange = Exchange { path, headers: [headers, answered.headers.clone()], bodies: [up, down] };
    look(&connection).requests.push(exchange);
    Response::from_parts(answered, body)
}

fn count(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).expect("a piece of a stream fits")
}
