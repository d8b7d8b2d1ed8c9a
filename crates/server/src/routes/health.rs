//! How the server is, for whoever runs it: whether it lives, whether it may be sent requests, and what it has counted.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

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

/// How long the database may take to answer before requests are better sent elsewhere. Shorter than the proxies and
/// orchestrators that ask wait for an answer, and than a request waits: those may be lucky.
const READY_WITHIN: Duration = Duration::from_secs(2);

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
    match tokio::time::timeout(READY_WITHIN, has_current_database(&server)).await {
        Ok(Ok(true)) => Ok(Json(Health { status: "ready" })),
        Ok(Ok(false)) => {
            not_ready("otherSchema", "The database belongs to another version of the server. Install that one.")
        }
        Ok(Err(problem)) => Err(problem),
        Err(_) => not_ready("busy", "The database does not answer. Try again soon."),
    }
}

/// Whether the database's schema is this version's, once it has answered.
async fn has_current_database(server: &Server) -> Result<bool, Problem> {
    let now = server.repository.now().await?;
    server.repository.signed_in(&TokenHash::of_nobody(), now).await?;
    match server.repository.maintenance() {
        Some(maintenance) => Ok(maintenance.is_current().await?),
        None => Ok(true),
    }
}

/// What was counted, for Prometheus.
pub async fn metrics(State(server): State<Arc<Server>>) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, MEDIA_TYPE)], server.metrics.text())
}
