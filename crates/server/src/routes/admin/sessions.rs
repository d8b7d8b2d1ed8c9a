//! Where the team's people are signed in.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::StatusCode;

use crate::{
    Server,
    auth::Admin,
    problem::Problem,
    repository::SessionId,
    routes::{
        ids::{IdOf, id_of},
        openapi::{AdminsOnly, Paged, ProblemDetails, WithId},
        page::{Asked, PageQuery},
        sessions::{Sessions, page_of, session_not_found},
    },
};

/// Lists the team's sign-ins.
#[utoipa::path(
    get, path = "/v1/admin/sessions", operation_id = "listTeamSessions", tag = "Admin",
    params(PageQuery),
    security(("token" = [])),
    responses((status = 200, description = "Those that stand.", body = Sessions), AdminsOnly, Paged),
)]
pub async fn list(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    asked: Asked,
) -> Result<Json<Sessions>, Problem> {
    page_of(&server, &admin, None, asked).await
}

/// Ends a sign-in of the team.
#[utoipa::path(
    delete, path = "/v1/admin/sessions/{id}", operation_id = "deleteTeamSession", tag = "Admin",
    params(("id" = uuid::Uuid, Path, description = "The sign-in.")),
    security(("token" = [])),
    responses(
        (status = 204, description = "It has ended."),
        (status = 404, description = "`sessionNotFound`", body = ProblemDetails, content_type = "application/problem+json"),
        AdminsOnly, WithId,
    ),
)]
pub async fn remove(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    id: IdOf<SessionId>,
) -> Result<StatusCode, Problem> {
    let id = id_of(id)?;
    let by = admin.by(&server).await?;
    if server.repository.end_session(admin.who.team, None, id, by).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(session_not_found())
    }
}
