//! Sign-ins, found by the hash of their token. The token itself never comes here.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use sqlx::PgConnection;

use super::rows::{get, millis, parse, team_id, user_id};
use crate::{
    auth::TokenHash,
    repository::{NewSession, RepositoryError, SignedIn},
};

/// Remembers a sign-in.
pub async fn add(connection: &mut PgConnection, session: &NewSession) -> Result<(), RepositoryError> {
    sqlx::query(
        "INSERT INTO sessions (token_hash, team_id, user_id, device, device_name, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(session.token.as_bytes())
    .bind(session.team.0)
    .bind(session.user.0)
    .bind(session.device.to_string())
    .bind(&session.device_name)
    .bind(session.created_at.get())
    .bind(session.expires_at.get())
    .execute(connection)
    .await?;
    Ok(())
}

/// A sign-in, whether or not it still counts.
pub struct Found {
    /// Whose it is.
    pub who: SignedIn,
    /// When it ends.
    pub expires_at: Millis,
    /// Whether the person is locked out.
    pub disabled: bool,
}

/// The sign-in that a token stands for, whichever team's it is.
pub async fn find(connection: &mut PgConnection, token: &TokenHash) -> Result<Option<Found>, RepositoryError> {
    let row = sqlx::query("SELECT * FROM session_of($1)").bind(token.as_bytes()).fetch_optional(connection).await?;
    row.map(|row| {
        let who = SignedIn {
            user: user_id(&row, "user_id")?,
            team: team_id(&row, "team_id")?,
            device: parse(&row, "device")?,
        };
        Ok(Found { who, expires_at: millis(&row, "expires_at")?, disabled: get(&row, "disabled")? })
    })
    .transpose()
}

/// Forgets a sign-in.
pub async fn remove(connection: &mut PgConnection, team: TeamId, token: &TokenHash) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM sessions WHERE team_id = $1 AND token_hash = $2")
        .bind(team.0)
        .bind(token.as_bytes())
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets a person's sign-ins that have ended.
pub async fn remove_ended(
    connection: &mut PgConnection,
    team: TeamId,
    user: UserId,
    now: Millis,
) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM sessions WHERE team_id = $1 AND user_id = $2 AND expires_at <= $3")
        .bind(team.0)
        .bind(user.0)
        .bind(now.get())
        .execute(connection)
        .await?;
    Ok(())
}
