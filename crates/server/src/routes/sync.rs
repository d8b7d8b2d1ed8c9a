//! `POST /v1/sync`: one round trip that pushes and pulls. Every element of it is an `updatePropertyDraft`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use http::{HeaderMap, StatusCode};
use lagoon_listing::{DraftId, MAX_GROUP_BYTES};
use lagoon_sync::wire::{Limits, SyncRequest, SyncResponse};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{openapi::ProblemDetails, page::unreadable};
use crate::{
    Server,
    auth::{Bearer, Recent},
    body,
    problem::Problem,
};

/// Decides what the device brings and answers with what it lacks.
#[utoipa::path(
    post, path = "/v1/sync", operation_id = "sync", tag = "Drafts",
    request_body = SyncRequest,
    security(("token" = [])),
    responses(
        (status = 200, description = "Decided, one outcome for each update.", body = SyncResponse),
        (status = 400, description = "`malformedJson`, `invalidValue`, `malformedGzip`, `incompleteBody`, `valueRefused`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 408, description = "`requestTimeout`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "`deviceTaken`: another installation has this device id; take a new one; `clientTooOld`: update the app", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, description = "`bodyTooLarge`, `tooManyUpdates`, `answerTooLarge`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, description = "`unsupportedMediaType`, `unsupportedEncoding`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyRequests`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn exchange(
    State(server): State<Arc<Server>>,
    mut sender: Recent,
    headers: HeaderMap,
    exchange: Result<body::Exchange, Problem>,
) -> Result<Json<SyncResponse>, Problem> {
    let clients = server.settings.clients;
    clients.admit(&headers)?;
    let body::Exchange { request, place } = exchange.map_err(of_whole_request)?;
    let (updates, body_bytes) = (server.settings.limits.max_updates, server.settings.limits.max_body_bytes);
    if request.updates.len() > updates {
        let detail = format!("A request has at most {updates} updates. Send fewer at a time.");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "tooManyUpdates", detail).field("updates"));
    }
    if request.settled.len() > updates {
        let detail = format!("A request settles at most {updates} notices. Send fewer at a time.");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "tooManyUpdates", detail).field("settled"));
    }
    if let Some(install) = request.install {
        // Who a device belongs to is written down apart from the exchange.
        sender.look_up(&server).await?;
        if !server.repository.is_own_device(sender.0.who.team, request.device, install).await? {
            return Err(device_taken());
        }
    }
    let is_asking_for_limits = request.install.is_some() || request.updates.is_empty();
    let (sent, clock) = (request.updates.len(), request.clock);
    // The queue counts what waits in it.
    drop(place);
    let exchanged = server.repository.exchange(sender.0.who, request).await;
    let exchanged = exchanged.map_err(|error| sender.found_out(&server, error))?;
    server.metrics.exchanged(&exchanged.outcomes, clock, exchanged.server_time);
    tracing::debug!(
        updates = sent,
        changes = exchanged.changes.len(),
        resync = ?exchanged.resync,
        "updatePropertyDraft"
    );
    Ok(Json(SyncResponse {
        server_time: exchanged.server_time,
        outcomes: exchanged.outcomes,
        changes: exchanged.changes,
        notices: exchanged.notices,
        settled: exchanged.settled,
        cursor: exchanged.cursor,
        more: exchanged.more,
        resync: exchanged.resync,
        limits: is_asking_for_limits.then_some(Limits {
            group_bytes: MAX_GROUP_BYTES,
            updates,
            body_bytes,
            oldest_client: clients.wanted(),
        }),
    }))
}

fn device_taken() -> Problem {
    let detail = "Another installation goes by this device's id: one of them is a copy. Take a new id.";
    Problem::new(StatusCode::CONFLICT, "deviceTaken", detail).field("device")
}

/// A value of another kind spoils the whole request here, so that devices treat it as they treat malformed JSON: they
/// halve the batch until the culprit stands alone.
fn of_whole_request(problem: Problem) -> Problem {
    if problem.is_invalid_value() { problem.status(StatusCode::BAD_REQUEST) } else { problem }
}

/// The receipts of a team's drafts, one page of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hashes {
    /// In the order of their ids.
    drafts: Vec<Hash>,
    /// The `after` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    next: Option<DraftId>,
}

/// The receipt of one draft.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hash {
    /// The draft.
    #[schema(value_type = uuid::Uuid)]
    id: DraftId,
    /// Over every group's name, stamp and value, as in the answers of `sync`.
    content_hash: String,
}

/// Which page of the receipts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HashesQuery {
    /// The `next` of an earlier page.
    #[param(value_type = Option<uuid::Uuid>)]
    after: Option<DraftId>,
    /// How many drafts, from 1 to 1000; 500 when absent.
    limit: Option<usize>,
}

const HASHES_DEFAULT: usize = 500;
const HASHES_MAX: usize = 1_000;

/// Tells what the server holds of each draft, as a hash: a device compares and asks only for what differs.
#[utoipa::path(
    get, path = "/v1/sync/hashes", operation_id = "listHashes", tag = "Drafts",
    params(HashesQuery),
    security(("token" = [])),
    responses(
        (status = 200, description = "A page of receipts.", body = Hashes),
        (status = 422, description = "`invalidValue`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyRequests`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn hashes(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
    query: Result<Query<HashesQuery>, QueryRejection>,
) -> Result<Json<Hashes>, Problem> {
    let invalid = |detail: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalidValue", detail);
    let Query(query) = query.map_err(|error| unreadable(&error))?;
    let limit = query.limit.unwrap_or(HASHES_DEFAULT);
    if !(1..=HASHES_MAX).contains(&limit) {
        return Err(invalid(format!("`limit` is from 1 to {HASHES_MAX}.")).field("limit"));
    }
    let found = server.repository.hashes(bearer.who.team, query.after, limit).await?;
    let next = found.last().map(|last| last.id).filter(|_| found.len() == limit);
    let drafts = found.into_iter().map(|found| Hash { id: found.id, content_hash: found.content_hash }).collect();
    Ok(Json(Hashes { drafts, next }))
}
