//! Who one is, and one's password.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Json,
    extract::{ConnectInfo, State},
};
use http::StatusCode;
use lagoon_listing::{TeamId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    openapi::{ProblemDetails, SignedInOnly, WithBody},
    sessions::too_many,
};
use crate::{
    AccountError, Server,
    auth::Bearer,
    body,
    problem::Problem,
    repository::{ResetOf, Role, SessionId},
};

/// Who is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The person.
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    /// Their name.
    #[schema(example = "Ada Obi")]
    name: String,
    /// The address they sign in with.
    #[schema(example = "ada@example.com")]
    email: String,
    /// What they may do.
    role: Role,
    /// Their team.
    #[schema(value_type = uuid::Uuid)]
    team_id: TeamId,
    /// Their team's name.
    #[schema(example = "Marina Realty")]
    team: String,
    /// The sign-in that asks.
    #[schema(value_type = uuid::Uuid)]
    session_id: SessionId,
}

/// Another password of one's own.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"oldPassword": "correct horse", "newPassword": "battery staple"}))]
pub struct PasswordChange {
    /// The password that stands.
    old_password: String,
    /// The new one, of 8 to 1024 bytes.
    new_password: String,
}

/// Tells who one is.
#[utoipa::path(
    get, path = "/v1/me", operation_id = "getMe", tag = "Sign-in",
    security(("token" = [])),
    responses((status = 200, description = "Who asks.", body = Me), SignedInOnly),
)]
pub async fn read(State(server): State<Arc<Server>>, bearer: Bearer) -> Result<Json<Me>, Problem> {
    let who = bearer.who;
    let account = server.repository.account_of(who.team, who.user).await?.ok_or_else(Problem::sign_in_required)?;
    Ok(Json(Me {
        user_id: account.user,
        name: account.name,
        email: account.email,
        role: account.role,
        team_id: account.team,
        team: account.team_name,
        session_id: who.session,
    }))
}

/// Changes one's password and signs out everywhere else.
#[utoipa::path(
    post, path = "/v1/me/password", operation_id = "changePassword", tag = "Sign-in",
    request_body = PasswordChange,
    security(("token" = [])),
    responses(
        (status = 204, description = "Changed; only this sign-in stands."),
        SignedInOnly, WithBody,
        (status = 422, description = "`wrongPassword`: the old one; `invalidValue`", body = ProblemDetails, content_type = "application/problem+json", example = json!({"type": "urn:lagoon:problem:wrongPassword", "title": "Unprocessable Entity", "status": 422, "code": "wrongPassword", "detail": "The old password is wrong.", "field": "oldPassword"})),
        (status = 429, description = "`tooManyAttempts`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn change_password(
    State(server): State<Arc<Server>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    bearer: Bearer,
    body::Json(change): body::Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let who = bearer.who;
    let account = server.repository.account_of(who.team, who.user).await?.ok_or_else(Problem::sign_in_required)?;
    let turn = server.passwords.line_up().map_err(AccountError::from)?;
    // Whoever found a device that is signed in may not guess at leisure either.
    server.attempts.begin(&account.email, address.ip(), Instant::now()).map_err(too_many)?;
    let stored = account.password_hash;
    let right = server.passwords.verify(turn, change.old_password, stored.clone()).await;
    let Some(stored) = stored.filter(|_| right) else { return Err(wrong_password()) };
    server.attempts.succeeded(&account.email, address.ip());
    let hash = server.passwords.hash_new(change.new_password).await;
    let hash = hash.map_err(|error| Problem::from(AccountError::from(error)).field("newPassword"))?;
    let (of, by) = (ResetOf { team: who.team, user: who.user }, bearer.by(&server).await?);
    if !server.repository.set_password(of, &hash, Some(&stored), Some(who.session), by).await? {
        return Err(wrong_password());
    }
    Ok(StatusCode::NO_CONTENT)
}

fn wrong_password() -> Problem {
    let detail = "The old password is wrong.";
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "wrongPassword", detail).field("oldPassword")
}
