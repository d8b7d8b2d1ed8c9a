//! The people who can sign in. An address belongs to one person, whatever its case.

use lagoon_listing::UserId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    rows::{get, team_id, user_id},
    teams,
};
use crate::repository::{Account, AddedUser, NewUser, RepositoryError};

/// Adds a person to a team.
pub async fn add(connection: &mut PgConnection, user: &NewUser) -> Result<AddedUser, RepositoryError> {
    let Some(team) = teams::by_name(connection, &user.team_name).await? else {
        return Ok(AddedUser::NoSuchTeam);
    };
    let id = UserId(Uuid::new_v4());
    let added = sqlx::query(
        "INSERT INTO users (team_id, id, email, name, password_hash) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(team.0)
    .bind(id.0)
    .bind(&user.email)
    .bind(&user.name)
    .bind(&user.password_hash)
    .execute(connection)
    .await?;
    Ok(if added.rows_affected() == 1 { AddedUser::Added(id) } else { AddedUser::EmailTaken })
}

/// Locks a person out, or lets them in again.
pub async fn set_disabled(connection: &mut PgConnection, email: &str, disabled: bool) -> Result<bool, RepositoryError> {
    let changed =
        sqlx::query(r#"UPDATE users SET disabled = $2 WHERE lower(email COLLATE "C") = lower($1 COLLATE "C")"#)
            .bind(email)
            .bind(disabled)
            .execute(connection)
            .await?;
    Ok(changed.rows_affected() == 1)
}

/// The person who signs in with this address.
pub async fn by_email(connection: &mut PgConnection, email: &str) -> Result<Option<Account>, RepositoryError> {
    if email.contains('\0') {
        // Nobody's, and PostgreSQL would refuse the question.
        return Ok(None);
    }
    let row = sqlx::query("SELECT * FROM account_of($1)").bind(email).fetch_optional(connection).await?;
    row.map(|row| {
        Ok(Account {
            user: user_id(&row, "id")?,
            team: team_id(&row, "team_id")?,
            team_name: get(&row, "team_name")?,
            name: get(&row, "name")?,
            email: get(&row, "email")?,
            password_hash: get(&row, "password_hash")?,
            disabled: get(&row, "disabled")?,
        })
    })
    .transpose()
}
