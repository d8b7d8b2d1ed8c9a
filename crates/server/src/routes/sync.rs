//! `POST /v1/sync`: one round trip that pushes and pulls. Every element of it is an `updatePropertyDraft`.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::StatusCode;
use lagoon_listing::MAX_GROUP_BYTES;
use lagoon_sync::wire::{Limits, SyncRequest, SyncResponse};

use super::openapi::ProblemDetails;
use crate::{
    Server,
    auth::Bearer,
    body::{self, MAX_BYTES},
    problem::Problem,
};

/// The most updates in one request.
pub const MAX_UPDATES: usize = 200;

/// Decides what the device brings and answers with what it lacks.
#[utoipa::path(
    post, path = "/v1/sync", operation_id = "sync", tag = "Drafts",
    request_body = SyncRequest,
    security(("token" = [])),
    responses(
        (status = 200, description = "Decided, one outcome for each update.", body = SyncResponse),
        (status = 400, description = "`malformedJson`, `invalidValue`, `malformedGzip`, `incompleteBody`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 408, description = "`requestTimeout`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, description = "`bodyTooLarge`, `tooManyUpdates`, `answerTooLarge`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, description = "`unsupportedMediaType`, `unsupportedEncoding`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn exchange(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
    request: Result<body::Json<SyncRequest>, Problem>,
) -> Result<Json<SyncResponse>, Problem> {
    let body::Json(request) = request.map_err(of_whole_request)?;
    if request.updates.len() > MAX_UPDATES {
        let detail = format!("A request has at most {MAX_UPDATES} updates. Send fewer at a time.");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "tooManyUpdates", detail).field("updates"));
    }
    let exchanged = server.repository.exchange(bearer.who, &request).await?;
    if let Some(seq) = exchanged.advanced_to {
        server.live.poke(bearer.who.team, seq);
    }
    tracing::debug!(
        updates = request.updates.len(),
        changes = exchanged.changes.len(),
        resync = exchanged.resync,
        "updatePropertyDraft"
    );
    Ok(Json(SyncResponse {
        server_time: exchanged.server_time,
        outcomes: exchanged.outcomes,
        changes: exchanged.changes,
        cursor: exchanged.cursor,
        more: exchanged.more,
        resync: exchanged.resync,
        limits: Limits { group_bytes: MAX_GROUP_BYTES, updates: MAX_UPDATES, body_bytes: MAX_BYTES },
    }))
}

/// A value of another kind spoils the whole request here, so that devices treat it as they treat malformed JSON: they
/// halve the batch until the culprit stands alone.
fn of_whole_request(problem: Problem) -> Problem {
    if problem.is_invalid_value() { problem.status(StatusCode::BAD_REQUEST) } else { problem }
}
