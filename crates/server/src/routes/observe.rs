//! One log line and one id per request. The one rule: neither holds a token, an address, a path's own text or a value.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use http::HeaderValue;
use tracing::{Instrument, field};
use uuid::Uuid;

/// Gives the request an id, which a problem carries too, and logs how it ended.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().to_string();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!(
        "request",
        id,
        method = %request.method(),
        route = route.as_deref().unwrap_or("unknown"),
        team = field::Empty,
    );
    let started = Instant::now();
    async move {
        let mut response = next.run(request).await;
        let status = response.status().as_u16();
        tracing::info!(status, millis = started.elapsed().as_millis(), "answered");
        // Whoever reports a problem can name the request. On every other answer it would cost more bytes than it is worth.
        if status >= 400
            && let Ok(value) = HeaderValue::from_str(&id)
        {
            response.headers_mut().insert("x-request-id", value);
        }
        response
    }
    .instrument(span)
    .await
}
