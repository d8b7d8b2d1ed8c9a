//! What comes back for a request, how long it is waited for, and how much of it is read.

use std::{io::Read, time::Duration};

use flate2::read::MultiGzDecoder;
use futures_util::StreamExt;
use reqwest::{Request, RequestBuilder, Response, StatusCode, header, header::HeaderMap};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::Http;
use crate::reading::{self, PROBLEM, ProblemDocument, Said};

/// How long nothing may go on before a request is given up.
pub(super) const STALLED: Duration = Duration::from_secs(20);
/// The slowest link on which a request gets through, in bytes a second. What is still being sent cannot be seen from here: it is
/// in the hands of the system, which closes a connection whose other end acknowledges nothing (where it can be told to).
const SLOWEST: usize = 1_024;
/// The most patience that any request gets. Where the system cannot be told to close a dead connection, this is how long a full
/// request (8 MiB) waits for nothing. Who is too slow for it is not left out: the next tries carry half as much each, down to
/// one draft, which gets through with 4 KiB a second.
const LONGEST: Duration = Duration::from_mins(5);
/// The most that is read of one answer, after decompression.
const ANSWER_BYTES: usize = 32 * 1024 * 1024;
/// What a first line has beside what is counted of it, about.
const STATUS_LINE: usize = 17;
const GZIP: &str = "gzip";
/// The longest `Retry-After` that is obeyed, in seconds.
const PATIENCE: i64 = 3_600;

/// What came back: our API's answer or its problem document, or something else.
pub(super) enum Answer<T> {
    Ok(T),
    Problem { status: StatusCode, retry_after: Option<i64>, problem: ProblemDocument },
    Foreign,
    NoServer,
    Stalled,
}

impl Http {
    /// Sends a request with a body of so many bytes and reads what comes back.
    pub(super) async fn answer<T: DeserializeOwned>(&self, request: RequestBuilder, bytes: usize) -> Answer<T> {
        let request = request.header(header::ACCEPT_ENCODING, GZIP);
        let response = match timeout(self.patience(bytes), self.send(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                let stalled = error.is_timeout() && !error.is_connect();
                tracing::info!(error = %error.without_url(), "no answer");
                return if stalled { Answer::Stalled } else { Answer::NoServer };
            }
            Err(_) => {
                tracing::info!(bytes, "no answer in time");
                return Answer::Stalled;
            }
        };
        let status = response.status();
        let retry_after = retry_after(&response);
        let content_type = content_type(&response).to_owned();
        let body = match self.read_body(response).await {
            Ok(body) => body,
            Err(Broken::Off) => return Answer::NoServer,
            Err(Broken::Bad) => return Answer::Foreign,
        };
        match reading::answer(status.as_u16(), Some(&content_type), &body) {
            Said::Content(content) => Answer::Ok(content),
            Said::Problem(problem) => {
                tracing::info!(status = status.as_u16(), code = problem.code, "the server answered with a problem");
                Answer::Problem { status, retry_after, problem }
            }
            // A proxy speaks for a server that is not there (RFC 9110 §15.6).
            Said::Foreign if status.is_server_error() => Answer::NoServer,
            Said::Foreign => Answer::Foreign,
        }
    }

    /// Sends a request and counts what it and the head of its answer weigh.
    pub(super) async fn send(&self, request: RequestBuilder) -> reqwest::Result<Response> {
        let (client, request) = request.build_split();
        let request = request?;
        self.meter.sent(weight(&request));
        let response = client.execute(request).await?;
        self.meter.received(STATUS_LINE + weight_of_headers(response.headers()));
        Ok(response)
    }

    /// How long a request with a body of so many bytes may take until its answer begins.
    fn patience(&self, bytes: usize) -> Duration {
        (self.stalled + Duration::from_secs((bytes / SLOWEST) as u64)).min(LONGEST)
    }

    /// The whole body, decompressed.
    async fn read_body(&self, response: Response) -> Result<Vec<u8>, Broken> {
        let is_gzip = response.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding == GZIP);
        let mut body = Vec::new();
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = timeout(self.stalled, chunks.next()).await.map_err(|_| Broken::Off)? {
            let chunk = chunk.map_err(|_| Broken::Off)?;
            self.meter.received(chunk.len());
            if body.len() + chunk.len() > ANSWER_BYTES {
                return Err(Broken::Bad);
            }
            body.extend_from_slice(&chunk);
        }
        if is_gzip { decompressed(&body) } else { Ok(body) }
    }
}

/// What a compressed body holds, if it is not more than any of ours.
fn decompressed(body: &[u8]) -> Result<Vec<u8>, Broken> {
    let mut whole = Vec::new();
    let most = ANSWER_BYTES as u64 + 1;
    MultiGzDecoder::new(body).take(most).read_to_end(&mut whole).map_err(|_| Broken::Bad)?;
    if whole.len() > ANSWER_BYTES { Err(Broken::Bad) } else { Ok(whole) }
}

/// How many bytes a request has as HTTP/1.1 writes it.
fn weight(request: &Request) -> usize {
    let line = request.method().as_str().len() + request.url().as_str().len() + STATUS_LINE;
    let body = request.body().and_then(reqwest::Body::as_bytes).map_or(0, <[u8]>::len);
    line + weight_of_headers(request.headers()) + body
}

fn weight_of_headers(headers: &HeaderMap) -> usize {
    // A colon, a space and the line's end each.
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

/// Why a body is not whole.
enum Broken {
    /// It breaks off or stalls.
    Off,
    /// It cannot be decompressed, or is longer than any of ours.
    Bad,
}

pub(super) fn content_type(response: &Response) -> &str {
    response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(super) fn is_problem(response: &Response) -> bool {
    content_type(response).starts_with(PROBLEM)
}

/// `Retry-After` in milliseconds (RFC 9110 §10.2.3), in its form of seconds.
fn retry_after(response: &Response) -> Option<i64> {
    let seconds: i64 = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.clamp(0, PATIENCE) * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back_whole_or_not_at_all() {
        let packed = |bytes: usize| crate::http::gzip(&vec![b'x'; bytes]);
        assert_eq!(decompressed(&packed(5)).ok(), Some(b"xxxxx".to_vec()));
        assert!(decompressed(&packed(ANSWER_BYTES)).is_ok());
        assert!(matches!(decompressed(&packed(ANSWER_BYTES + 1)), Err(Broken::Bad)), "more than any of ours");
        assert!(matches!(decompressed(&packed(500)[..20]), Err(Broken::Bad)), "half of it");
        assert!(matches!(decompressed(b"<html>"), Err(Broken::Bad)));
    }

    #[test]
    fn patience_grows_with_what_is_sent_and_ends_on_a_dead_link() {
        let http = Http::new(vec![]);
        assert_eq!(http.patience(0), Duration::from_secs(20));
        assert_eq!(http.patience(100 * 1_024), Duration::from_mins(2), "as much as a link of 1 KiB a second needs");
        assert_eq!(http.patience(8 * 1_024 * 1_024), Duration::from_mins(5), "the largest request");
    }
}
