//! Links to set a password with. The one rule: a person has one at most, and it is good once.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use sqlx::PgConnection;

use super::rows::{team_id, user_id};
use crate::{
    auth::TokenHash,
    repository::{NewReset, RepositoryError, ResetOf},
};

/// Remembers a link, instead of an earlier one of the same person.
pub async fn add(
    connection: &mut PgConnection,
    team: TeamId,
    reset: &NewReset,
    made_by: Option<UserId>,
) -> Result<(), RepositoryError> {
    remove_of(connection, team, reset.user).await?;
    sqlx::query("INSERT INTO resets (token_hash, team_id, user_id, made_by, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(reset.token.as_bytes())
        .bind(team.0)
        .bind(reset.user.0)
        .bind(made_by.map(|user| user.0))
        .bind(reset.expires_at.get())
        .execute(connection)
        .await?;
    Ok(())
}

/// Whose password a link sets, whichever team's it is.
pub async fn by_token(
    connection: &mut PgConnection,
    token: &TokenHash,
    now: Millis,
) -> Result<Option<ResetOf>, RepositoryError> {
    let row = sqlx::query("SELECT * FROM reset_of($1) WHERE expires_at > $2 AND NOT disabled")
        .bind(token.as_bytes())
        .bind(now.get())
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok(ResetOf { team: team_id(&row, "team_id")?, user: user_id(&row, "user_id")? })).transpose()
}

/// Takes a link: whoever does so is the only one.
pub async fn take(
    connection: &mut PgConnection,
    team: TeamId,
    user: UserId,
    token: &TokenHash,
    now: Millis,
) -> Result<bool, RepositoryError> {
    let taken =
        sqlx::query("DELETE FROM resets WHERE team_id = $1 AND user_id = $2 AND token_hash = $3 AND expires_at > $4")
            .bind(team.0)
            .bind(user.0)
            .bind(token.as_bytes())
            .bind(now.get())
            .execute(connection)
            .await?;
    Ok(taken.rows_affected() == 1)
}

/// Forgets a person's link.
pub async fn remove_of(connection: &mut PgConnection, team: TeamId, user: UserId) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM resets WHERE team_id = $1 AND user_id = $2")
        .bind(team.0)
        .bind(user.0)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets the links that a person has made for others: they may have kept them.
pub async fn remove_made_by(connection: &mut PgConnection, team: TeamId, user: UserId) -> Result<u64, RepositoryError> {
    let removed = sqlx::query("DELETE FROM resets WHERE team_id = $1 AND made_by = $2 AND user_id <> $2")
        .bind(team.0)
        .bind(user.0)
        .execute(connection)
        .await?;
    Ok(removed.rows_affected())
}

/// Forgets those of all teams that are over.
pub async fn remove_over(connection: &mut PgConnection, now: Millis) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM resets WHERE expires_at <= $1").bind(now.get()).execute(connection).await?;
    Ok(())
}

/// Forgets all links of a team. Returns how many.
pub async fn remove_all(connection: &mut PgConnection, team: TeamId) -> Result<u64, RepositoryError> {
    let removed = sqlx::query("DELETE FROM resets WHERE team_id = $1").bind(team.0).execute(connection).await?;
    Ok(removed.rows_affected())
}
