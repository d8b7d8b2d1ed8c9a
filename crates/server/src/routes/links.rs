//! What people do with links: join a team, set a new password. The one rule: links that were used, revoked, are over or
//! never were get the same answer.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use lagoon_sync::DeviceId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    openapi::{Failing, ProblemDetails, WithBody},
    sessions::{Device, Session, SignedInAnswer, start},
};
use crate::{
    AccountError, Server,
    auth::{Token, read_name},
    body,
    problem::Problem,
    repository::{AcceptedInvitation, Newcomer},
};

/// Somebody who was invited.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "token": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA", "name": "Bola Ade", "password": "correct horse",
    "deviceName": "Bola's phone"
}))]
pub struct AcceptInvitation {
    /// From the link.
    token: String,
    /// What to be called; the name in the invitation when absent.
    #[serde(default)]
    name: Option<String>,
    /// The password to sign in with, of 8 to 1024 bytes.
    password: String,
    /// The device's id; made up when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    device: Option<DeviceId>,
    /// What the device calls itself.
    #[serde(default)]
    device_name: Option<String>,
}

/// Somebody whose password was reset.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"token": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA", "password": "battery staple"}))]
pub struct AcceptReset {
    /// From the link.
    token: String,
    /// The new password, of 8 to 1024 bytes.
    password: String,
}

/// Joins the team that one was invited to, and signs in.
#[utoipa::path(
    post, path = "/v1/invitations/accept", operation_id = "acceptInvitation", tag = "Sign-in",
    request_body = AcceptInvitation,
    responses(
        (status = 201, description = "Joined and signed in.", body = Session),
        (status = 401, description = "`wrongCredentials`: joined, and locked out at once", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "`invitationNotGood`: used, revoked, over, or none", body = ProblemDetails, content_type = "application/problem+json", example = json!({"type": "urn:lagoon:problem:invitationNotGood", "title": "Not Found", "status": 404, "code": "invitationNotGood", "detail": "This invitation is not good (any more). Ask for another."})),
        (status = 409, description = "`emailTaken`: somebody signs in with that address already", body = ProblemDetails, content_type = "application/problem+json"),
        Failing, WithBody,
    ),
)]
pub async fn accept_invitation(
    State(server): State<Arc<Server>>,
    body::StrangersJson(wish): body::StrangersJson<AcceptInvitation>,
) -> Result<SignedInAnswer, Problem> {
    let token = Token::from_text(&wish.token).ok_or_else(invitation_not_good)?.hash();
    let now = server.repository.now().await?;
    let invitation = server.repository.invitation(&token, now).await?.ok_or_else(invitation_not_good)?;
    let name = read_name(&wish.name.or(invitation.name).unwrap_or_default()).map_err(AccountError::from)?;
    let hash = server.passwords.hash_new(wish.password).await.map_err(AccountError::from)?;
    let newcomer = Newcomer { name, password_hash: hash.clone(), at: server.repository.now().await? };
    let user = match server.repository.accept_invitation(invitation.team, &token, newcomer).await? {
        AcceptedInvitation::Joined(user) => user,
        AcceptedInvitation::NotGood => return Err(invitation_not_good()),
        AcceptedInvitation::EmailTaken => {
            let detail =
                "Somebody signs in with that e-mail address already. Ask for an invitation of another address.";
            return Err(Problem::new(StatusCode::CONFLICT, "emailTaken", detail));
        }
    };
    let account = server.repository.account_of(invitation.team, user).await?.ok_or_else(Problem::internal)?;
    start(&server, account, hash, Device { id: wish.device, name: wish.device_name }).await
}

/// Sets a new password after a reset. Then sign in with it.
#[utoipa::path(
    post, path = "/v1/password-resets/accept", operation_id = "acceptPasswordReset", tag = "Sign-in",
    request_body = AcceptReset,
    responses(
        (status = 204, description = "Set."),
        (status = 404, description = "`resetNotGood`: used, replaced, over, or none", body = ProblemDetails, content_type = "application/problem+json", example = json!({"type": "urn:lagoon:problem:resetNotGood", "title": "Not Found", "status": 404, "code": "resetNotGood", "detail": "This link is not good (any more). Ask for another."})),
        Failing, WithBody,
    ),
)]
pub async fn accept_reset(
    State(server): State<Arc<Server>>,
    body::StrangersJson(wish): body::StrangersJson<AcceptReset>,
) -> Result<StatusCode, Problem> {
    let token = Token::from_text(&wish.token).ok_or_else(reset_not_good)?.hash();
    let now = server.repository.now().await?;
    let of = server.repository.reset(&token, now).await?.ok_or_else(reset_not_good)?;
    let hash = server.passwords.hash_new(wish.password).await.map_err(AccountError::from)?;
    let now = server.repository.now().await?;
    if !server.repository.use_reset(of, &token, &hash, now).await? {
        return Err(reset_not_good());
    }
    Ok(StatusCode::NO_CONTENT)
}

fn invitation_not_good() -> Problem {
    let detail = "This invitation is not good (any more). Ask for another.";
    Problem::new(StatusCode::NOT_FOUND, "invitationNotGood", detail)
}

fn reset_not_good() -> Problem {
    let detail = "This link is not good (any more). Ask for another.";
    Problem::new(StatusCode::NOT_FOUND, "resetNotGood", detail)
}
