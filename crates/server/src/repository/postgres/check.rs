//! Looking for damage in a PostgreSQL database. PostgreSQL keeps the rows that refer to each other together, and its files
//! are looked at by its own `pg_amcheck`; the rest is the same for every database.

use futures_util::TryStreamExt;
use sqlx::{PgConnection, Row};

use super::{PostgresRepository, connections::require_writable, open::newest_migration};
use crate::repository::{
    Finding, Maintenance, RepositoryError,
    shared::check::{Show, WholeRows, check},
};

#[async_trait::async_trait]
impl Maintenance for PostgresRepository {
    async fn is_current(&self) -> Result<bool, RepositoryError> {
        let newest: Option<i64> = self
            .serving
            .connections
            .with(async |connection| {
                require_writable(&mut *connection).await?;
                let newest = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success");
                Ok(newest.fetch_one(connection).await?)
            })
            .await?;
        Ok(newest == newest_migration())
    }

    async fn check(&self) -> Result<Vec<Finding>, RepositoryError> {
        self.admin()?.read_all(async |connection| look(connection).await).await
    }
}

/// Everything that is not as it should be.
pub(super) async fn look(connection: &mut PgConnection) -> Result<Vec<Finding>, RepositoryError> {
    check(&mut Whole(connection)).await
}

struct Whole<'a>(&'a mut PgConnection);

#[async_trait::async_trait]
impl WholeRows for Whole<'_> {
    async fn each(&mut self, sql: &str, show: &mut Show<'_>) -> Result<(), RepositoryError> {
        let mut rows = sqlx::query(sql).fetch(&mut *self.0);
        while let Some(row) = rows.try_next().await? {
            let columns: Vec<Option<&str>> = (0..row.len()).map(|column| row.try_get(column).ok().flatten()).collect();
            show(&columns);
        }
        Ok(())
    }
}
