//! Open invitations. The one rule: one that was used, revoked or is over leaves no row behind that is read.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use sqlx::{PgConnection, postgres::PgRow};
use uuid::Uuid;

use super::rows::{get, limit, millis, parse, team_id};
use crate::{
    auth::TokenHash,
    repository::{Invitation, InvitationId, RepositoryError},
};

/// Remembers an invitation, instead of an earlier one for the same address and of those that are over.
pub async fn add(
    connection: &mut PgConnection,
    team: TeamId,
    invitation: &Invitation,
    token: &TokenHash,
) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM invitations WHERE team_id = $1 AND (email = $2 OR expires_at <= $3)")
        .bind(team.0)
        .bind(&invitation.email)
        .bind(invitation.created_at.get())
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO invitations (token_hash, team_id, id, email, name, role, made_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(token.as_bytes())
    .bind(team.0)
    .bind(invitation.id.0)
    .bind(&invitation.email)
    .bind(&invitation.name)
    .bind(invitation.role.name())
    .bind(invitation.made_by.map(|user| user.0))
    .bind(invitation.created_at.get())
    .bind(invitation.expires_at.get())
    .execute(connection)
    .await?;
    Ok(())
}

/// A team's invitations that are good, in the order of their ids.
pub async fn page(
    connection: &mut PgConnection,
    team: TeamId,
    after: Option<InvitationId>,
    rows: usize,
    now: Millis,
) -> Result<Vec<Invitation>, RepositoryError> {
    let found = sqlx::query(
        "SELECT team_id, id, email, name, role, made_by, created_at, expires_at
         FROM invitations WHERE team_id = $1 AND ($2::uuid IS NULL OR id > $2) AND expires_at > $3
         ORDER BY id LIMIT $4",
    )
    .bind(team.0)
    .bind(after.map(|id| id.0))
    .bind(now.get())
    .bind(limit(rows))
    .fetch_all(connection)
    .await?;
    found.iter().map(invitation).collect()
}

/// The invitation that a token stands for, whichever team's it is.
pub async fn by_token(
    connection: &mut PgConnection,
    token: &TokenHash,
    now: Millis,
) -> Result<Option<Invitation>, RepositoryError> {
    let row = sqlx::query("SELECT * FROM invitation_of($1) WHERE expires_at > $2")
        .bind(token.as_bytes())
        .bind(now.get())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(invitation).transpose()
}

/// Forgets an invitation that is not over.
pub async fn remove(
    connection: &mut PgConnection,
    team: TeamId,
    id: InvitationId,
    now: Millis,
) -> Result<Option<Invitation>, RepositoryError> {
    let row = sqlx::query(
        "DELETE FROM invitations WHERE team_id = $1 AND id = $2 AND expires_at > $3
         RETURNING team_id, id, email, name, role, made_by, created_at, expires_at",
    )
    .bind(team.0)
    .bind(id.0)
    .bind(now.get())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(invitation).transpose()
}

/// Takes back what a person has made: they may have kept the links. Returns how many.
pub async fn remove_made_by(connection: &mut PgConnection, team: TeamId, user: UserId) -> Result<u64, RepositoryError> {
    let removed = sqlx::query("DELETE FROM invitations WHERE team_id = $1 AND made_by = $2")
        .bind(team.0)
        .bind(user.0)
        .execute(connection)
        .await?;
    Ok(removed.rows_affected())
}

/// Forgets those of all teams that are over.
pub async fn remove_over(connection: &mut PgConnection, now: Millis) -> Result<(), RepositoryError> {
    sqlx::query("DELETE FROM invitations WHERE expires_at <= $1").bind(now.get()).execute(connection).await?;
    Ok(())
}

/// Takes back all of a team. Returns how many.
pub async fn remove_all(connection: &mut PgConnection, team: TeamId) -> Result<u64, RepositoryError> {
    let removed = sqlx::query("DELETE FROM invitations WHERE team_id = $1").bind(team.0).execute(connection).await?;
    Ok(removed.rows_affected())
}

fn invitation(row: &PgRow) -> Result<Invitation, RepositoryError> {
    Ok(Invitation {
        id: InvitationId(get(row, "id")?),
        team: team_id(row, "team_id")?,
        email: get(row, "email")?,
        name: get(row, "name")?,
        role: parse(row, "role")?,
        made_by: get::<Option<Uuid>>(row, "made_by")?.map(UserId),
        created_at: millis(row, "created_at")?,
        expires_at: millis(row, "expires_at")?,
    })
}
