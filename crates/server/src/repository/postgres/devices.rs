//! Which installation goes by a device's id. The one rule: the first one keeps it.

use lagoon_listing::TeamId;
use lagoon_sync::{DeviceId, InstallId};
use sqlx::PgConnection;

use super::rows::parse;
use crate::repository::RepositoryError;

/// The installation that goes by this id, if one does.
pub async fn installation(
    connection: &mut PgConnection,
    team: TeamId,
    device: DeviceId,
) -> Result<Option<InstallId>, RepositoryError> {
    let row = sqlx::query("SELECT install FROM devices WHERE team_id = $1 AND device = $2")
        .bind(team.0)
        .bind(device.to_string())
        .fetch_optional(connection)
        .await?;
    row.map(|row| parse(&row, "install")).transpose()
}

/// Gives the id to an installation, if it is free.
pub async fn claim(
    connection: &mut PgConnection,
    team: TeamId,
    device: DeviceId,
    install: InstallId,
) -> Result<(), RepositoryError> {
    sqlx::query("INSERT INTO devices (team_id, device, install) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(team.0)
        .bind(device.to_string())
        .bind(install.to_string())
        .execute(connection)
        .await?;
    Ok(())
}
