//! The people who can sign in. An address belongs to one person, whatever its case.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use sqlx::{SqliteConnection, sqlite::SqliteRow};

use super::rows::{get, limit, parse};
use crate::repository::{Account, Member, RepositoryError, Role, SESSION_IDLE, shared::access::NewPerson};

/// Adds a person to a team; `None` when somebody has the address.
pub async fn add(
    connection: &mut SqliteConnection,
    team: TeamId,
    person: NewPerson<'_>,
) -> Result<Option<UserId>, RepositoryError> {
    let id = UserId(uuid::Uuid::new_v4());
    let added = sqlx::query(
        "INSERT INTO users (team_id, id, email, name, role, password_hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (email) DO NOTHING",
    )
    .bind(team.to_string())
    .bind(id.to_string())
    .bind(person.email)
    .bind(person.name)
    .bind(person.role.name())
    .bind(person.password_hash)
    .execute(connection)
    .await?;
    Ok((added.rows_affected() == 1).then_some(id))
}

/// Whether somebody of the team has this address.
pub async fn has_email(connection: &mut SqliteConnection, team: TeamId, email: &str) -> Result<bool, RepositoryError> {
    let row = sqlx::query("SELECT 1 FROM users WHERE team_id = ?1 AND email = ?2")
        .bind(team.to_string())
        .bind(email)
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// How many admins of the team can sign in.
pub async fn admins(connection: &mut SqliteConnection, team: TeamId) -> Result<i64, RepositoryError> {
    let row = sqlx::query(
        "SELECT count(*) AS n FROM users
         WHERE team_id = ?1 AND role = 'admin' AND disabled = 0 AND password_hash <> ''",
    )
    .bind(team.to_string())
    .fetch_one(connection)
    .await?;
    get(&row, "n")
}

/// Sets what a person may do, and whether they are locked out.
pub async fn set(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
    role: Role,
    disabled: bool,
) -> Result<(), RepositoryError> {
    sqlx::query("UPDATE users SET role = ?3, disabled = ?4 WHERE team_id = ?1 AND id = ?2")
        .bind(team.to_string())
        .bind(user.to_string())
        .bind(role.name())
        .bind(disabled)
        .execute(connection)
        .await?;
    Ok(())
}

/// Sets a person's password, if it is still `was`; `None` takes it away.
pub async fn set_password(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
    password_hash: Option<&str>,
    was: Option<&str>,
) -> Result<bool, RepositoryError> {
    let set = sqlx::query(
        "UPDATE users SET password_hash = ?3 WHERE team_id = ?1 AND id = ?2 AND (?4 IS NULL OR password_hash = ?4)",
    )
    .bind(team.to_string())
    .bind(user.to_string())
    .bind(password_hash.unwrap_or_default())
    .bind(was)
    .execute(connection)
    .await?;
    Ok(set.rows_affected() == 1)
}

/// The person who signs in with this address.
pub async fn by_email(connection: &mut SqliteConnection, email: &str) -> Result<Option<Account>, RepositoryError> {
    let row = sqlx::query(
        "SELECT users.id, users.team_id, teams.name AS team_name, users.name, users.email, users.role,
                users.password_hash, users.disabled
         FROM users JOIN teams ON teams.id = users.team_id
         WHERE users.email = ?1",
    )
    .bind(email)
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(account).transpose()
}

/// A person of a team.
pub async fn by_id(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
) -> Result<Option<Account>, RepositoryError> {
    let row = sqlx::query(
        "SELECT users.id, users.team_id, teams.name AS team_name, users.name, users.email, users.role,
                users.password_hash, users.disabled
         FROM users JOIN teams ON teams.id = users.team_id
         WHERE users.team_id = ?1 AND users.id = ?2",
    )
    .bind(team.to_string())
    .bind(user.to_string())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(account).transpose()
}

fn account(row: &SqliteRow) -> Result<Account, RepositoryError> {
    Ok(Account {
        user: parse(row, "id")?,
        team: parse(row, "team_id")?,
        team_name: get(row, "team_name")?,
        name: get(row, "name")?,
        email: get(row, "email")?,
        role: parse(row, "role")?,
        password_hash: Some(get::<String>(row, "password_hash")?).filter(|hash| !hash.is_empty()),
        disabled: get(row, "disabled")?,
    })
}

/// A team's people from an id on, in the order of their ids: `after` is not among them, `only` is the only one.
pub async fn members(
    connection: &mut SqliteConnection,
    team: TeamId,
    after: Option<UserId>,
    only: Option<UserId>,
    rows: usize,
    now: Millis,
) -> Result<Vec<Member>, RepositoryError> {
    let found = sqlx::query(
        "SELECT users.id, users.name, users.email, users.role, users.disabled, users.password_hash <> '' AS has_password,
                (SELECT max(last_seen_at) FROM sessions
                 WHERE sessions.team_id = users.team_id AND sessions.user_id = users.id
                   AND sessions.expires_at > ?5 AND sessions.last_seen_at > ?6) AS last_seen_at
         FROM users
         WHERE users.team_id = ?1 AND users.id > ?2 AND (?3 IS NULL OR users.id = ?3)
         ORDER BY users.id LIMIT ?4",
    )
    .bind(team.to_string())
    .bind(after.map(|id| id.to_string()).unwrap_or_default())
    .bind(only.map(|id| id.to_string()))
    .bind(limit(rows))
    .bind(now.get())
    .bind(now.plus(-SESSION_IDLE).get())
    .fetch_all(connection)
    .await?;
    found.iter().map(member).collect()
}

fn member(row: &SqliteRow) -> Result<Member, RepositoryError> {
    let unreadable = |_| RepositoryError::Unreadable { what: "last_seen_at" };
    Ok(Member {
        user: parse(row, "id")?,
        name: get(row, "name")?,
        email: get(row, "email")?,
        role: parse(row, "role")?,
        disabled: get(row, "disabled")?,
        has_password: get(row, "has_password")?,
        last_seen_at: get::<Option<i64>>(row, "last_seen_at")?.map(Millis::new).transpose().map_err(unreadable)?,
    })
}
