//! Whether the server can serve: it answers, and its database does.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::openapi::ProblemDetails;
use crate::{Server, auth::TokenHash, problem::Problem};

/// Answers once the database has answered.
#[utoipa::path(
    get, path = "/healthz", operation_id = "checkHealth", tag = "Operation",
    responses(
        (status = 200, description = "It serves."),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn check(State(server): State<Arc<Server>>) -> Result<Json<Value>, Problem> {
    let now = server.repository.now().await?;
    server.repository.signed_in(&TokenHash::of_nobody(), now).await?;
    Ok(Json(json!({"status": "ok"})))
}
