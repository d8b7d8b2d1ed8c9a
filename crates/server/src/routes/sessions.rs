//! Signing in and out, and where one is signed in. The one rule: a wrong password and an unknown address get the same
//! answer after the same work.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json,
    extract::{ConnectInfo, State},
};
use http::{HeaderName, HeaderValue, StatusCode, header::CACHE_CONTROL};
use lagoon_listing::{TeamId, UserId};
use lagoon_sync::DeviceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    ids::{IdOf, id_of},
    openapi::{Paged, ProblemDetails, SignedInOnly, WithId},
    page::{Asked, PageQuery},
};
use crate::{
    AccountError, Server,
    auth::{Bearer, Token, is_unseen, normal_email},
    body,
    problem::Problem,
    repository::{Account, NewSession, Role, SESSION_LASTS, SessionId, SessionsOf},
    views::{SessionView, rfc3339},
};

/// The longest name of a device that is kept, in characters.
const DEVICE_NAME: usize = 100;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"email": "ada@example.com", "password": "correct horse", "deviceName": "Ada's phone"}))]
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
#[schema(example = json!({
    "token": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA", "userId": "0197f3a0-0000-7000-8000-000000000001",
    "teamId": "0197f3a0-0000-7000-8000-000000000002", "name": "Ada Obi", "team": "Marina Realty",
    "email": "ada@example.com", "role": "agent", "sessionId": "0197f3a0-0000-7000-8000-000000000003",
    "expiresAt": "2027-05-23T00:00:00.000Z"
}))]
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
    /// What they may do.
    role: Role,
    /// The sign-in's id; no token.
    #[serde(rename = "sessionId")]
    #[schema(value_type = uuid::Uuid)]
    id: SessionId,
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
    body::StrangersJson(wish): body::StrangersJson<SignIn>,
) -> Result<SignedInAnswer, Problem> {
    let email = normal_email(&wish.email);
    // An attempt that is not checked does not count.
    let turn = server.passwords.line_up().map_err(AccountError::from)?;
    server.attempts.begin(&email, address.ip(), Instant::now()).map_err(too_many)?;
    let account = server.repository.account(&email).await?.filter(|account| !account.disabled);
    let stored = account.as_ref().and_then(|account| account.password_hash.clone());
    let right = server.passwords.verify(turn, wish.password, stored.clone()).await;
    let Some((account, stored)) = account.zip(stored).filter(|_| right) else { return Err(wrong_credentials()) };
    server.attempts.succeeded(&email, address.ip());
    start(&server, account, stored, Device { id: wish.device, name: wish.device_name }).await
}

/// A sign-in with its token, which nothing on the way may keep.
pub type SignedInAnswer = (StatusCode, [(HeaderName, HeaderValue); 1], Json<Session>);

/// What is known of the device of a new sign-in.
pub struct Device {
    /// Its id, if it has one.
    pub id: Option<DeviceId>,
    /// What it calls itself.
    pub name: Option<String>,
}

/// Begins a sign-in of somebody whose password is `password_hash`.
pub async fn start(
    server: &Server,
    account: Account,
    password_hash: String,
    device: Device,
) -> Result<SignedInAnswer, Problem> {
    let token = Token::random().map_err(|error| {
        tracing::error!(%error, "the system has no randomness to give");
        Problem::internal()
    })?;
    let now = server.repository.now().await?;
    let (id, expires_at) = (SessionId::random(), now.plus(SESSION_LASTS));
    let session = NewSession {
        token: token.hash(),
        id,
        user: account.user,
        team: account.team,
        password_hash,
        device: device.id.unwrap_or_else(|| DeviceId(uuid::Uuid::new_v4().as_u64_pair().1)),
        device_name: device.name.as_deref().and_then(shown),
        created_at: now,
        expires_at,
    };
    if !server.repository.add_session(session).await? {
        // Locked out, or given another password, at this very moment.
        return Err(wrong_credentials());
    }
    let answer = Session {
        token: token.to_text(),
        user_id: account.user,
        team_id: account.team,
        name: account.name,
        team: account.team_name,
        email: account.email,
        role: account.role,
        id,
        expires_at: rfc3339(expires_at),
    };
    Ok((StatusCode::CREATED, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(answer)))
}

/// The name of a device, as far as it can be shown on one line.
fn shown(name: &str) -> Option<String> {
    let name: String = name.trim().chars().filter(|c| !is_unseen(*c)).take(DEVICE_NAME).collect();
    Some(name).filter(|name| !name.is_empty())
}

fn wrong_credentials() -> Problem {
    let detail = "The e-mail address or the password is wrong.";
    Problem::new(StatusCode::UNAUTHORIZED, "wrongCredentials", detail)
}

/// Where somebody is signed in.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    /// In the order of their ids.
    sessions: Vec<SessionView>,
    /// The `after` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    next: Option<SessionId>,
}

/// A page of the sign-ins of a team, or of one person of it.
pub async fn page_of(
    server: &Server,
    bearer: &Bearer,
    user: Option<UserId>,
    asked: Asked,
) -> Result<Json<Sessions>, Problem> {
    let page = PageQuery::read(asked)?;
    let of = SessionsOf { user, after: page.after.map(SessionId) };
    let now = server.repository.now().await?;
    let found = server.repository.sessions(bearer.who.team, of, page.and_one(), now).await?;
    let (found, next) = page.cut(found, |session| session.id);
    let current = Some(bearer.who.session);
    let sessions = found.into_iter().map(|session| SessionView::new(session, current)).collect();
    Ok(Json(Sessions { sessions, next }))
}

/// Tells where one is signed in.
#[utoipa::path(
    get, path = "/v1/sessions", operation_id = "listSessions", tag = "Sign-in",
    params(PageQuery),
    security(("token" = [])),
    responses((status = 200, description = "One's own sign-ins.", body = Sessions), SignedInOnly, Paged),
)]
pub async fn list(State(server): State<Arc<Server>>, bearer: Bearer, asked: Asked) -> Result<Json<Sessions>, Problem> {
    page_of(&server, &bearer, Some(bearer.who.user), asked).await
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
    let now = server.repository.now().await?;
    server.repository.remove_session(bearer.who.team, &bearer.token, now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs out everywhere else.
#[utoipa::path(
    delete, path = "/v1/sessions/others", operation_id = "deleteOtherSessions", tag = "Sign-in",
    security(("token" = [])),
    responses((status = 204, description = "Nowhere else any more."), SignedInOnly),
)]
pub async fn remove_others(State(server): State<Arc<Server>>, bearer: Bearer) -> Result<StatusCode, Problem> {
    let (who, by) = (bearer.who, bearer.by(&server).await?);
    server.repository.end_sessions(who.team, who.user, Some(who.session), by).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs out on one device.
#[utoipa::path(
    delete, path = "/v1/sessions/{id}", operation_id = "deleteSessionById", tag = "Sign-in",
    params(("id" = uuid::Uuid, Path, description = "The sign-in.")),
    security(("token" = [])),
    responses(
        (status = 204, description = "Signed out there."),
        (status = 404, description = "`sessionNotFound`: it has ended, or is not one's own", body = ProblemDetails, content_type = "application/problem+json"),
        SignedInOnly, WithId,
    ),
)]
pub async fn remove_one(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
    id: IdOf<SessionId>,
) -> Result<StatusCode, Problem> {
    let (who, by) = (bearer.who, bearer.by(&server).await?);
    if server.repository.end_session(who.team, Some(who.user), id_of(id)?, by).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(session_not_found())
    }
}

/// There is no such sign-in, or it is somebody else's.
pub fn session_not_found() -> Problem {
    Problem::not_found("sessionNotFound", "sign-in")
}

/// Whoever guesses has to wait.
pub fn too_many(wait: Duration) -> Problem {
    let seconds = wait.as_secs().max(1);
    let detail = format!("Too many attempts to sign in. Wait {} minutes.", seconds.div_ceil(60));
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "tooManyAttempts", detail).retry_after(seconds)
}
