//! HTTP by hand, for what no client would send.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than any limit that a test sets.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A connection with something said on it.
pub async fn say(address: &str, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("accepted");
    stream.write_all(text.as_bytes()).await.expect("sent");
    stream
}

/// Everything that comes until the other end closes; it has to.
pub async fn rest(mut stream: TcpStream) -> String {
    let mut heard = vec![];
    // However the other end closes: what came before counts.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut heard)).await.expect("closed by the server");
    String::from_utf8_lossy(&heard).into_owned()
}

/// What comes until it holds `needle`.
pub async fn until(stream: &mut TcpStream, needle: &str) -> String {
    let mut heard = String::new();
    let mut piece = [0; 4096];
    let reading = async {
        while !heard.contains(needle) {
            let read = stream.read(&mut piece).await.expect("goes on");
            assert!(read > 0, "ended with {heard}");
            heard.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
    };
    timeout(PATIENCE, reading).await.expect("heard in time");
    heard
}

/// The head of a `POST /v1/sync` with a body of so many bytes.
pub fn sync_head(token: &str, length: usize) -> String {
    format!(
        "POST /v1/sync HTTP/1.1\r\nHost: lagoon\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

/// The status and the problem of an answer.
pub fn problem(answer: &str) -> (u16, Value) {
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
    (status, serde_json::from_str(body).unwrap_or_default())
}
