//! How the server is, for whoever runs it: whether it lives, whether it may be sent requests, and what it has counted.

use std::sync::{Arc, atomic::Ordering};

use axum::{Json, extract::State};
use http::{HeaderName, StatusCode, header::CONTENT_TYPE};
use serde::Serialize;
use utoipa::ToSchema;

use super::openapi::ProblemDetails;
use crate::{Server, auth::TokenHash, metrics::MEDIA_TYPE, problem::Problem};

/// How the server is, in one word.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`: the process lives; `ready`: it may be sent requests.
    status: &'static str,
}

/// Answers as long as the process lives.
#[utoipa::path(
    get, path = "/healthz", operation_id = "checkHealth", tag = "Operation",
    responses((status = 200, description = "It lives.", body = Health)),
)]
pub async fn lives() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Answers once the database has answered, unless the server is about to stop.
#[utoipa::path(
    get, path = "/readyz", operation_id = "checkReadiness", tag = "Operation",
    responses(
        (status = 200, description = "Send it requests.", body = Health),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`stopping`, `otherSchema`, `busy`: send requests elsewhere", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn is_ready(State(server): State<Arc<Server>>) -> Result<Json<Health>, Problem> {
    let not_ready = |code, detail| Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(1));
    if server.stopping.load(Ordering::Relaxed) {
        return not_ready("stopping", "The server is about to stop. Try again soon.");
    }
    let now = server.repository.now().await?;
    server.repository.signed_in(&TokenHash::of_nobody(), now).await?;
    if let Some(maintenance) = server.repository.maintenance()
        && !maintenance.is_current().await?
    {
        return not_ready("otherSchema", "The database belongs to another version of the server. Install that one.");
    }
    Ok(Json(Health { status: "ready" }))
}

/// What was counted, for Prometheus.
pub async fn metrics(State(server): State<Arc<Server>>) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, MEDIA_TYPE)], server.metrics.text())
}
