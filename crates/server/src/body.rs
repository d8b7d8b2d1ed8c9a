//! Request bodies: read, decompressed and parsed. The one rule: neither one body nor all of them together take more memory
//! than the limits say, whatever they claim, however well they compress and however short they are for what they stand for.

mod measured;
mod room;
mod sent;

use std::{io::Read, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use flate2::read::MultiGzDecoder;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use lagoon_sync::wire::SyncRequest;
use serde::de::DeserializeOwned;

pub use room::{Place, Room};

use measured::Measured;
use room::STRANGER_BYTES;
use sent::Sent;

use crate::{Server, limits::Limits, problem::Problem, repository::SignedIn};

/// The most bytes of one request, before and after decompression, unless something else is set.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Bodies above this many bytes are decompressed, parsed and built away from the threads that serve requests.
const QUICK_BYTES: usize = 64 * 1024;
/// How much larger than itself compressed data may become (RFC 1951 allows no more).
const INFLATED: usize = 1032;
/// How many times the most bytes of one request its values may take, once they are built.
const BUILT: usize = 4;

/// A JSON body of somebody who is signed in. What is no JSON answers 400 `malformedJson`, what has another shape 422
/// `invalidValue`.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> FromRequest<Arc<Server>> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, server: &Arc<Server>) -> Result<Self, Problem> {
        let (value, _) = Received::of_signed_in(request, server).await?.parse().await?;
        Ok(Self(value))
    }
}

/// As [`Json`], of whoever asks: it is small and arrives soon.
pub struct StrangersJson<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> FromRequest<Arc<Server>> for StrangersJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, server: &Arc<Server>) -> Result<Self, Problem> {
        let (value, _) = Received::of_stranger(request, server).await?.parse().await?;
        Ok(Self(value))
    }
}

/// A device's half of an exchange, and the room that it takes.
pub struct Exchange {
    /// What the device says. In the place of a value that is larger than a group may be stands another of that size.
    pub request: SyncRequest,
    /// Held until something else counts the request.
    pub place: Place,
}

impl FromRequest<Arc<Server>> for Exchange {
    type Rejection = Problem;

    async fn from_request(request: Request, server: &Arc<Server>) -> Result<Self, Problem> {
        let most = server.settings.limits.max_body_bytes;
        let (sent, mut place) = Received::of_signed_in(request, server).await?.parse::<Sent>().await?;
        let heft = sent.heft();
        if heft > most.saturating_mul(BUILT) {
            return Err(too_large(most));
        }
        place.hold(heft).await?;
        if heft <= QUICK_BYTES {
            return Ok(Self { request: sent.into_request(), place });
        }
        let build = move || Self { request: sent.into_request(), place };
        tokio::task::spawn_blocking(build).await.map_err(|_| Problem::internal())
    }
}

/// A body as it arrived.
struct Received {
    bytes: Vec<u8>,
    compressed: bool,
    /// The most bytes it may have, before and after decompression.
    most: usize,
    place: Place,
}

impl Received {
    async fn of_signed_in(request: Request, server: &Server) -> Result<Self, Problem> {
        let limits = &server.settings.limits;
        // Whoever asks was found out first, for the body comes last.
        let SignedIn { team, user, .. } = *request.extensions().get().ok_or_else(Problem::sign_in_required)?;
        Self::of(request, limits, limits.max_body_bytes, server.room.signed_in(team, user), limits.body_total()).await
    }

    async fn of_stranger(request: Request, server: &Server) -> Result<Self, Problem> {
        let limits = &server.settings.limits;
        let most = limits.max_body_bytes.min(STRANGER_BYTES);
        let within = limits.body_total().min(limits.body_idle());
        Self::of(request, limits, most, server.room.stranger(), within).await
    }

    async fn of(
        request: Request,
        limits: &Limits,
        most: usize,
        mut place: Place,
        within: Duration,
    ) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        check_content_type(&parts.headers)?;
        let compressed = is_gzip(&parts.headers)?;
        let reading = read(body, limits, most, &mut place);
        let bytes = tokio::time::timeout(within, reading).await.map_err(|_| too_slow())??;
        Ok(Self { bytes, compressed, most, place })
    }

    async fn parse<T: DeserializeOwned + Send + 'static>(self) -> Result<(T, Place), Problem> {
        let Self { bytes, compressed, most, mut place } = self;
        let plain = if compressed { bytes.len().saturating_mul(INFLATED).min(most) } else { bytes.len() };
        // What arrived, what it says, and what is copied from that.
        place.hold(bytes.len() + 2 * plain).await?;
        let quick = if compressed { QUICK_BYTES / 16 } else { QUICK_BYTES };
        if bytes.len() <= quick {
            return decode_within(most, &bytes, compressed).map(|value| (value, place));
        }
        // The place goes along: the work is done to its end, also if whoever asked has left.
        let decode = move || decode_within(most, &bytes, compressed).map(|value| (value, place));
        tokio::task::spawn_blocking(decode).await.unwrap_or_else(|_| Err(Problem::internal()))
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let detail = "Send JSON, with Content-Type: application/json.";
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupportedMediaType", detail))
}

fn is_gzip(headers: &HeaderMap) -> Result<bool, Problem> {
    match headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim()) {
        None => Ok(false),
        Some(encoding) if encoding.eq_ignore_ascii_case("identity") => Ok(false),
        Some(encoding) if encoding.eq_ignore_ascii_case("gzip") => Ok(true),
        Some(_) => {
            let detail = "Send the body as it is, or with Content-Encoding: gzip.";
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupportedEncoding", detail))
        }
    }
}

async fn read(mut body: Body, limits: &Limits, most: usize, place: &mut Place) -> Result<Vec<u8>, Problem> {
    let mut bytes = vec![];
    loop {
        let frame = tokio::time::timeout(limits.body_idle(), body.frame()).await.map_err(|_| too_slow())?;
        let Some(frame) = frame else { return Ok(bytes) };
        let frame = frame.map_err(|_| {
            Problem::new(StatusCode::BAD_REQUEST, "incompleteBody", "The request ended early. Send it again.")
        })?;
        if let Some(data) = frame.data_ref() {
            if bytes.len() + data.len() > most {
                drop(bytes);
                place.hold(0).await?;
                pass_over(body, limits).await;
                return Err(too_large(most));
            }
            place.hold(bytes.len() + data.len()).await?;
            bytes.extend_from_slice(data);
        }
    }
}

/// How much more than allowed is read and thrown away.
const PASSED_OVER: usize = 4;

/// Reads on, so that whoever is still sending hears the answer: a connection that is closed while something comes takes its
/// last words along (RFC 9112 §9.6). Ends with the body, after several times what is allowed, or when nothing more comes.
async fn pass_over(mut body: Body, limits: &Limits) {
    let mut left = limits.max_body_bytes.saturating_mul(PASSED_OVER);
    while let Ok(Some(Ok(frame))) = tokio::time::timeout(limits.body_idle(), body.frame()).await {
        let Some(rest) = left.checked_sub(frame.data_ref().map_or(0, axum::body::Bytes::len)) else { return };
        left = rest;
    }
}

/// Reads a device's half of an exchange as [`Exchange`] does.
pub fn decode_exchange(bytes: &[u8], compressed: bool) -> Result<SyncRequest, Problem> {
    decode::<Sent>(bytes, compressed).map(Sent::into_request)
}

/// A whole body as it arrived, decompressed if need be and parsed.
pub fn decode<T: DeserializeOwned>(bytes: &[u8], compressed: bool) -> Result<T, Problem> {
    decode_within(MAX_BYTES, bytes, compressed)
}

fn decode_within<T: DeserializeOwned>(most: usize, bytes: &[u8], compressed: bool) -> Result<T, Problem> {
    if compressed { parse(&gunzip(most, bytes)?) } else { parse(bytes) }
}

fn gunzip(most: usize, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut plain = vec![];
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(bytes).take(one_more).read_to_end(&mut plain).map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "malformedGzip", "The body is not whole gzip. Send it again.")
    })?;
    if plain.len() > most { Err(too_large(most)) } else { Ok(plain) }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Checked first, so that every invalid byte is called what it is, wherever it stands.
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let detail = format!("The body is not UTF-8: see byte {}.", error.valid_up_to() + 1);
        Problem::new(StatusCode::BAD_REQUEST, "malformedJson", detail)
    })?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        refused(&path, error.inner())
    })?;
    deserializer.end().map_err(|error| refused(".", &error))?;
    Ok(value)
}

fn refused(path: &str, error: &serde_json::Error) -> Problem {
    if !error.is_data() {
        let detail = format!("The body is not whole JSON: see line {}, column {}.", error.line(), error.column());
        return Problem::new(StatusCode::BAD_REQUEST, "malformedJson", detail);
    }
    let expectation = expectation(error);
    let field = match expectation.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        Some(missing) if path == "." => missing.to_owned(),
        Some(missing) => format!("{path}.{missing}"),
        None => path.to_owned(),
    };
    let (place, named) = if field == "." { ("the body".to_owned(), None) } else { (format!("`{field}`"), Some(field)) };
    let detail = format!("Correct {place}: {expectation}.");
    let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalidValue", detail);
    match named {
        Some(field) => problem.field(field),
        None => problem,
    }
}

/// The part of serde's message that says what was expected, without what was found.
fn expectation(error: &serde_json::Error) -> String {
    // serde's words may quote what was sent, which is not repeated.
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    if message.starts_with("missing field") || message.starts_with("unknown field") {
        return message.split(", expected").next().unwrap_or(message).to_owned();
    }
    match message.split_once(", expected ") {
        Some((_, "i64" | "u64" | "u32")) => "expected a whole number".to_owned(),
        Some((_, expected)) if expected.starts_with("struct ") => "expected an object".to_owned(),
        Some((_, expected)) => format!("expected {expected}"),
        None => message.to_owned(),
    }
}

fn too_large(most: usize) -> Problem {
    let detail = format!("A request has at most {} KiB. Send less at a time.", most / 1024);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "bodyTooLarge", detail)
}

fn too_slow() -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "requestTimeout", "The request took too long to arrive. Send it again.")
}
