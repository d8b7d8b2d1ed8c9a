//! The team's people.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{HeaderName, HeaderValue, StatusCode, header::CACHE_CONTROL};
use lagoon_listing::UserId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Server,
    auth::Admin,
    body,
    problem::Problem,
    repository::{ChangedUser, Role, UserChange},
    routes::{
        ids::{IdOf, id_of},
        openapi::{AdminsOnly, Paged, ProblemDetails, WithBody, WithId},
        page::{Asked, PageQuery},
    },
    views::{PasswordReset, UserView},
};

/// The team's people, one page of them.
#[derive(Serialize, ToSchema)]
pub struct Users {
    /// In the order of their ids.
    users: Vec<UserView>,
    /// The `after` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    next: Option<UserId>,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"role": "office"}))]
pub struct UserPatch {
    /// What they may do.
    #[serde(default)]
    role: Option<Role>,
    /// Whether they are locked out. It ends their sign-ins at once.
    #[serde(default)]
    disabled: Option<bool>,
}

/// Lists the team's people.
#[utoipa::path(
    get, path = "/v1/admin/users", operation_id = "listUsers", tag = "Admin",
    params(PageQuery),
    security(("token" = [])),
    responses((status = 200, description = "The team's people.", body = Users), AdminsOnly, Paged),
)]
pub async fn list(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    asked: Asked,
) -> Result<Json<Users>, Problem> {
    let page = PageQuery::read(asked)?;
    let now = server.repository.now().await?;
    let found = server.repository.members(admin.who.team, page.after.map(UserId), page.and_one(), now).await?;
    let (found, next) = page.cut(found, |member| member.user);
    Ok(Json(Users { users: found.into_iter().map(UserView::from).collect(), next }))
}

/// Changes what a person may do, locks them out, or lets them in again.
#[utoipa::path(
    patch, path = "/v1/admin/users/{id}", operation_id = "changeUser", tag = "Admin",
    params(("id" = uuid::Uuid, Path, description = "The person.")),
    request_body = UserPatch,
    security(("token" = [])),
    responses(
        (status = 200, description = "As they stand now.", body = UserView),
        (status = 404, description = "`userNotFound`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "`lastAdmin`: make somebody else an admin first", body = ProblemDetails, content_type = "application/problem+json", example = json!({"type": "urn:lagoon:problem:lastAdmin", "title": "Conflict", "status": 409, "code": "lastAdmin", "detail": "The team would be left without an admin. Make somebody else one first."})),
        AdminsOnly, WithBody,
        (status = 400, description = "`malformedJson`, `malformedGzip`, `incompleteBody`, `invalidId`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn change(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    id: IdOf<UserId>,
    body::Json(patch): body::Json<UserPatch>,
) -> Result<Json<UserView>, Problem> {
    let id = id_of(id)?;
    if patch.role.is_none() && patch.disabled.is_none() {
        return Err(Problem::invalid_value("role", "Send `role`, `disabled`, or both."));
    }
    let (team, by) = (admin.who.team, admin.by(&server).await?);
    let change = UserChange { role: patch.role, disabled: patch.disabled };
    changed(server.repository.change_user(team, id, change, by).await?)?;
    let member = server.repository.member(team, id, by.at).await?.ok_or_else(user_not_found)?;
    Ok(Json(member.into()))
}

/// Takes a person's password away, ends their sign-ins, and makes a link to set another password.
#[utoipa::path(
    post, path = "/v1/admin/users/{id}/password-reset", operation_id = "resetPassword", tag = "Admin",
    params(("id" = uuid::Uuid, Path, description = "The person.")),
    security(("token" = [])),
    responses(
        (status = 201, description = "The link. An earlier one is not good any more.", body = PasswordReset),
        (status = 404, description = "`userNotFound`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "`lastAdmin`: nobody could sign in to manage the team; change your own password instead", body = ProblemDetails, content_type = "application/problem+json"),
        AdminsOnly, WithId,
    ),
)]
pub async fn reset_password(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    id: IdOf<UserId>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1], Json<PasswordReset>), Problem> {
    let id = id_of(id)?;
    let by = admin.by(&server).await?;
    let (done, link) = server.reset_password(admin.who.team, id, by).await?;
    changed(done)?;
    let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, no_store, Json(PasswordReset::from(&link))))
}

/// Ends all sign-ins of a person.
#[utoipa::path(
    delete, path = "/v1/admin/users/{id}/sessions", operation_id = "deleteUserSessions", tag = "Admin",
    params(("id" = uuid::Uuid, Path, description = "The person.")),
    security(("token" = [])),
    responses(
        (status = 204, description = "They are signed in nowhere."),
        (status = 404, description = "`userNotFound`", body = ProblemDetails, content_type = "application/problem+json"),
        AdminsOnly, WithId,
    ),
)]
pub async fn end_sessions(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    id: IdOf<UserId>,
) -> Result<StatusCode, Problem> {
    let id = id_of(id)?;
    let by = admin.by(&server).await?;
    let ended = server.repository.end_sessions(admin.who.team, id, None, by).await?;
    ended.map(|_| StatusCode::NO_CONTENT).ok_or_else(user_not_found)
}

fn changed(done: ChangedUser) -> Result<(), Problem> {
    match done {
        ChangedUser::Changed => Ok(()),
        ChangedUser::NoSuchUser => Err(user_not_found()),
        ChangedUser::LastAdmin => {
            let detail = "The team would be left without an admin. Make somebody else one first.";
            Err(Problem::new(StatusCode::CONFLICT, "lastAdmin", detail))
        }
    }
}

fn user_not_found() -> Problem {
    Problem::not_found("userNotFound", "person")
}
