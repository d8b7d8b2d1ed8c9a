//! Sign-ins, found by the hash of their token. The token itself never comes here.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use sqlx::SqliteConnection;

use super::rows::parse;
use crate::{
    auth::TokenHash,
    repository::{NewSession, RepositoryError, SignedIn},
};

/// Remembers a sign-in.
pub async fn add(connection: &mut SqliteConnection, session: &NewSession) -> Result<(), RepositoryError> {
    sqlx::query(
        "INSERT INTO sessions (token_hash, team_id, user_id, device, device_name, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(session.token.as_bytes())
    .bind(session.team.to_string())
    .bind(session.user.to_string())
    .bind(session.device.to_string())
    .bind(&session.device_name)
    .bind(session.created_at.get())
    .bind(session.expires_at.get())
    .execute(connection)
    .await?;
    Ok(())
}

/// Who holds this token at `now`.
pub async fn holder(
    connection: &mut SqliteConnection,
    token: &TokenHash,
    now: Millis,
) -> Result<Option<SignedIn>, RepositoryError> {
    let row = sqlx::query(
        "SELECT sessions.team_id, sessions.user_id, sessions.device
         FROM sessions JOIN users ON users.team_id = sessions.team_id AND users.id = sessions.user_id
         WHERE sessions.token_hash = ?1 AND sessions.expires_at > ?2 AND users.disabled = 0",
    )
    .bind(token.as_bytes())
    .bind(now.get())
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(SignedIn { user: parse(&row, "user_id")?, team: parse(&row, "team_id")?, device: parse(&row, "device")? })
    })
    .transpose()
}

/// Forgets a sign-in.
pub async fn remove(connection: &mut SqliteConnection, token: &TokenHash) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = ?1").bind(token.as_bytes()).execute(connection).await?;
    Ok(())
}

/// Forgets a person's sign-ins that have ended.
pub async fn remove_ended(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
    now: Millis,
) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM sessions WHERE team_id = ?1 AND user_id = ?2 AND expires_at <= ?3")
        .bind(team.to_string())
        .bind(user.to_string())
        .bind(now.get())
        .execute(connection)
        .await?;
    Ok(())
}
