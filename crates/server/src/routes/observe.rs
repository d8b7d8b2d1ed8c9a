//! One log line and one id per request. The one rule: neither holds a token, an address, a path's own text or a value.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use http::HeaderValue;
use tracing::{Instrument, field};
use uuid::Uuid;

use crate::{Server, proxies::ThroughProxy};

const REQUEST_ID: &str = "x-request-id";
/// The longest id of a proxy that is taken over.
const ID_BYTES: usize = 64;

/// Gives the request an id, which a problem carries too, counts it and logs how it ended.
pub async fn observe(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let id = id_of_proxy(&request).unwrap_or_else(|| Uuid::new_v4().to_string());
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "unknown".to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method, route, team = field::Empty);
    let started = Instant::now();
    async move {
        let mut response = next.run(request).await;
        let (status, took) = (response.status().as_u16(), started.elapsed());
        server.metrics.answered(&route, &method, status, took);
        tracing::info!(status, millis = took.as_millis(), "answered");
        // Whoever reports a problem can name the request. On every other answer it would cost more bytes than it is worth.
        if status >= 400
            && let Ok(value) = HeaderValue::from_str(&id)
        {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        response
    }
    .instrument(span)
    .await
}

/// The id that a trusted proxy has given the request. Anything but a plain word could hide something from who reads the log.
fn id_of_proxy(request: &Request) -> Option<String> {
    request.extensions().get::<ThroughProxy>()?;
    let id = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    ((1..=ID_BYTES).contains(&id.len()) && id.bytes().all(is_plain)).then(|| id.to_owned())
}
