//! Sign-ins, found by the hash of their token. The token itself never comes here.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::rows::{get, limit, millis, parse};
use crate::{
    auth::TokenHash,
    repository::{
        NewSession, RepositoryError, SEEN_EVERY, SESSION_IDLE, Session, SessionId, SessionsOf, SignedIn,
        shared::access::Ended,
    },
};

/// Remembers a sign-in, unless the person has another password by now, or is locked out.
pub async fn add(
    connection: &mut SqliteConnection,
    team: TeamId,
    session: &NewSession,
) -> Result<bool, RepositoryError> {
    let added = sqlx::query(
        "INSERT INTO sessions (token_hash, team_id, id, user_id, device, device_name, created_at, last_seen_at, expires_at)
         SELECT ?1, team_id, ?3, id, ?5, ?6, ?7, ?7, ?8
         FROM users WHERE team_id = ?2 AND id = ?4 AND password_hash = ?9 AND disabled = 0",
    )
    .bind(session.token.as_bytes())
    .bind(team.to_string())
    .bind(session.id.to_string())
    .bind(session.user.to_string())
    .bind(session.device.to_string())
    .bind(&session.device_name)
    .bind(session.created_at.get())
    .bind(session.expires_at.get())
    .bind(&session.password_hash)
    .execute(connection)
    .await?;
    Ok(added.rows_affected() == 1)
}

/// Whether this is a sign-in of the person.
pub async fn exists(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
    session: SessionId,
) -> Result<bool, RepositoryError> {
    let row = sqlx::query("SELECT 1 FROM sessions WHERE team_id = ?1 AND user_id = ?2 AND id = ?3")
        .bind(team.to_string())
        .bind(user.to_string())
        .bind(session.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// Whether a sign-in stands at `now`, and its person is not locked out.
pub async fn stands(connection: &mut SqliteConnection, who: &SignedIn, now: Millis) -> Result<bool, RepositoryError> {
    let row = sqlx::query(
        "SELECT 1 FROM sessions JOIN users ON users.team_id = sessions.team_id AND users.id = sessions.user_id
         WHERE sessions.team_id = ?1 AND sessions.user_id = ?2 AND sessions.id = ?3 AND sessions.expires_at > ?4
           AND sessions.last_seen_at > ?5 AND users.disabled = 0",
    )
    .bind(who.team.to_string())
    .bind(who.user.to_string())
    .bind(who.session.to_string())
    .bind(now.get())
    .bind(now.plus(-SESSION_IDLE).get())
    .fetch_optional(connection)
    .await?;
    Ok(row.is_some())
}

/// Who holds this token at `now`.
pub async fn holder(
    connection: &mut SqliteConnection,
    token: &TokenHash,
    now: Millis,
) -> Result<Option<SignedIn>, RepositoryError> {
    let row = sqlx::query(
        "SELECT sessions.team_id, sessions.user_id, sessions.device, sessions.id, sessions.last_seen_at,
                sessions.expires_at, users.role, (SELECT access FROM meta) AS access
         FROM sessions JOIN users ON users.team_id = sessions.team_id AND users.id = sessions.user_id
         WHERE sessions.token_hash = ?1 AND sessions.expires_at > ?2 AND sessions.last_seen_at > ?3
           AND users.disabled = 0",
    )
    .bind(token.as_bytes())
    .bind(now.get())
    .bind(now.plus(-SESSION_IDLE).get())
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(SignedIn {
            user: parse(&row, "user_id")?,
            team: parse(&row, "team_id")?,
            device: parse(&row, "device")?,
            role: parse(&row, "role")?,
            session: parse(&row, "id")?,
            seen_at: millis(&row, "last_seen_at")?,
            ends_at: millis(&row, "expires_at")?.min(millis(&row, "last_seen_at")?.plus(SESSION_IDLE)),
            access: get(&row, "access")?,
        })
    })
    .transpose()
}

/// Writes down that a sign-in was used, unless that was written lately.
pub async fn saw(
    connection: &mut SqliteConnection,
    team: TeamId,
    session: SessionId,
    now: Millis,
) -> Result<(), RepositoryError> {
    sqlx::query("UPDATE sessions SET last_seen_at = ?3 WHERE team_id = ?1 AND id = ?2 AND last_seen_at <= ?4")
        .bind(team.to_string())
        .bind(session.to_string())
        .bind(now.get())
        .bind(now.plus(-SEEN_EVERY).get())
        .execute(connection)
        .await?;
    Ok(())
}

/// A team's sign-ins that stand, in the order of their ids.
pub async fn page(
    connection: &mut SqliteConnection,
    team: TeamId,
    of: SessionsOf,
    rows: usize,
    now: Millis,
) -> Result<Vec<Session>, RepositoryError> {
    let found = sqlx::query(
        "SELECT id, user_id, device, device_name, created_at, last_seen_at, expires_at
         FROM sessions
         WHERE team_id = ?1 AND id > ?2 AND (?3 IS NULL OR user_id = ?3) AND expires_at > ?4 AND last_seen_at > ?5
         ORDER BY id LIMIT ?6",
    )
    .bind(team.to_string())
    .bind(of.after.map(|id| id.to_string()).unwrap_or_default())
    .bind(of.user.map(|user| user.to_string()))
    .bind(now.get())
    .bind(now.plus(-SESSION_IDLE).get())
    .bind(limit(rows))
    .fetch_all(connection)
    .await?;
    found.iter().map(session).collect()
}

fn session(row: &SqliteRow) -> Result<Session, RepositoryError> {
    Ok(Session {
        id: parse(row, "id")?,
        user: parse(row, "user_id")?,
        device: parse(row, "device")?,
        device_name: get(row, "device_name")?,
        created_at: millis(row, "created_at")?,
        seen_at: millis(row, "last_seen_at")?,
        expires_at: millis(row, "expires_at")?,
    })
}

fn ended(row: &SqliteRow) -> Result<Ended, RepositoryError> {
    Ok(Ended { user: parse(row, "user_id")?, device_name: get(row, "device_name")? })
}

/// Forgets the sign-in of a token.
pub async fn remove(
    connection: &mut SqliteConnection,
    team: TeamId,
    token: &TokenHash,
) -> Result<Option<Ended>, RepositoryError> {
    let row = sqlx::query("DELETE FROM sessions WHERE team_id = ?1 AND token_hash = ?2 RETURNING user_id, device_name")
        .bind(team.to_string())
        .bind(token.as_bytes())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(ended).transpose()
}

/// Forgets a sign-in of a team, or of one person of it.
pub async fn remove_one(
    connection: &mut SqliteConnection,
    team: TeamId,
    of: Option<UserId>,
    session: SessionId,
    now: Millis,
) -> Result<Option<Ended>, RepositoryError> {
    let row = sqlx::query(
        "DELETE FROM sessions
         WHERE team_id = ?1 AND id = ?2 AND (?3 IS NULL OR user_id = ?3) AND expires_at > ?4 AND last_seen_at > ?5
         RETURNING user_id, device_name",
    )
    .bind(team.to_string())
    .bind(session.to_string())
    .bind(of.map(|user| user.to_string()))
    .bind(now.get())
    .bind(now.plus(-SESSION_IDLE).get())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(ended).transpose()
}

/// Forgets a person's sign-ins, but for one. Returns how many.
pub async fn remove_all(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<u64, RepositoryError> {
    let removed = sqlx::query("DELETE FROM sessions WHERE team_id = ?1 AND user_id = ?2 AND id <> ?3")
        .bind(team.to_string())
        .bind(user.to_string())
        .bind(keep.map(|session| session.to_string()).unwrap_or_default())
        .execute(connection)
        .await?;
    Ok(removed.rows_affected())
}

/// Forgets a person's sign-ins that have ended.
pub async fn remove_ended(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
    now: Millis,
) -> Result<(), RepositoryError> {
    sqlx::query(
        "DELETE FROM sessions WHERE team_id = ?1 AND user_id = ?2 AND (expires_at <= ?3 OR last_seen_at <= ?4)",
    )
    .bind(team.to_string())
    .bind(user.to_string())
    .bind(now.get())
    .bind(now.plus(-SESSION_IDLE).get())
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets all sign-ins of a team. Returns how many.
pub async fn remove_everybodys(connection: &mut SqliteConnection, team: TeamId) -> Result<u64, RepositoryError> {
    let removed =
        sqlx::query("DELETE FROM sessions WHERE team_id = ?1").bind(team.to_string()).execute(connection).await?;
    Ok(removed.rows_affected())
}
