//! Signing in and out. The one rule: a wrong password and an unknown address get the same answer after the same work.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json,
    extract::{ConnectInfo, State},
};
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use lagoon_listing::{TeamId, UserId};
use lagoon_sync::DeviceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::openapi::ProblemDetails;
use super::time::rfc3339;
use crate::{
    Server,
    auth::{Bearer, Token, normal_email},
    body,
    problem::Problem,
    repository::NewSession,
};

/// How long a sign-in lasts, in milliseconds: 90 days.
const LASTS: i64 = 90 * 24 * 60 * 60 * 1000;
/// The longest name of a device that is kept, in characters.
const DEVICE_NAME: usize = 100;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// The e-mail address.
    email: String,
    /// The password.
    password: String,
    /// The device's id; made up when absent. It stamps plain updates (`PUT`) of this sign-in.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    device: Option<DeviceId>,
    /// What the device calls itself.
    #[serde(default)]
    device_name: Option<String>,
}

/// A sign-in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Goes with every request: `Authorization: Bearer …`.
    token: String,
    /// Who signed in.
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    /// Their team.
    #[schema(value_type = uuid::Uuid)]
    team_id: TeamId,
    /// Their name.
    name: String,
    /// Their team's name.
    team: String,
    /// Their address, as it is stored.
    email: String,
    /// When the sign-in ends (RFC 3339).
    expires_at: String,
}

/// Signs in.
#[utoipa::path(
    post, path = "/v1/sessions", operation_id = "createSession", tag = "Sign-in",
    request_body = SignIn,
    responses(
        (status = 201, description = "Signed in.", body = Session),
        (status = 400, description = "`malformedJson`, `malformedGzip`, `incompleteBody`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "`wrongCredentials`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 408, description = "`requestTimeout`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, description = "`bodyTooLarge`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, description = "`unsupportedMediaType`, `unsupportedEncoding`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "`invalidValue`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyAttempts`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn create(
    State(server): State<Arc<Server>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    body::Json(wish): body::Json<SignIn>,
) -> Result<(StatusCode, [(http::HeaderName, HeaderValue); 1], Json<Session>), Problem> {
    let email = normal_email(&wish.email);
    server.attempts.begin(&email, address.ip(), Instant::now()).map_err(too_many)?;
    let account = server.repository.account(&email).await?.filter(|account| !account.disabled);
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    let right = server.passwords.verify(wish.password, stored).await;
    let Some(account) = account.filter(|_| right) else {
        let detail = "The e-mail address or the password is wrong.";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "wrongCredentials", detail));
    };
    server.attempts.succeeded(&email, address.ip());

    let token = Token::random().map_err(|error| {
        tracing::error!(%error, "the system has no randomness to give");
        Problem::internal()
    })?;
    let now = server.repository.now().await?;
    let expires_at = now.plus(LASTS);
    let session = NewSession {
        token: token.hash(),
        user: account.user,
        team: account.team,
        device: wish.device.unwrap_or_else(|| DeviceId(uuid::Uuid::new_v4().as_u64_pair().1)),
        device_name: wish.device_name.map(|name| name.chars().filter(|c| *c != '\0').take(DEVICE_NAME).collect()),
        created_at: now,
        expires_at,
    };
    server.repository.add_session(session).await?;
    let answer = Session {
        token: token.to_text(),
        user_id: account.user,
        team_id: account.team,
        name: account.name,
        team: account.team_name,
        email: account.email,
        expires_at: rfc3339(expires_at),
    };
    Ok((StatusCode::CREATED, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(answer)))
}

/// Signs out.
#[utoipa::path(
    delete, path = "/v1/sessions/current", operation_id = "deleteSession", tag = "Sign-in",
    security(("token" = [])),
    responses(
        (status = 204, description = "Signed out."),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyRequests`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn remove(State(server): State<Arc<Server>>, bearer: Bearer) -> Result<StatusCode, Problem> {
    server.repository.remove_session(&bearer.token).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn too_many(wait: Duration) -> Problem {
    let seconds = wait.as_secs().max(1);
    let detail = format!("Too many attempts to sign in. Wait {} minutes.", seconds.div_ceil(60));
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "tooManyAttempts", detail).retry_after(seconds)
}
