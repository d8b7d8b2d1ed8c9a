//! Looking for damage in an SQLite file: what SQLite finds itself, then what is the same for every database.

use futures_util::TryStreamExt;
use sqlx::{Row, SqliteConnection};

use super::{SqliteRepository, open::newest_migration};
use crate::repository::{
    Damage, Finding, Maintenance, RepositoryError,
    shared::check::{Show, WholeRows, check},
};

#[async_trait::async_trait]
impl Maintenance for SqliteRepository {
    async fn is_current(&self) -> Result<bool, RepositoryError> {
        let newest: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
            .fetch_one(&mut *self.readers.acquire().await?)
            .await?;
        Ok(newest == newest_migration())
    }

    async fn check(&self) -> Result<Vec<Finding>, RepositoryError> {
        let mut transaction = self.read().await?;
        look(&mut transaction).await
    }
}

/// Everything that is not as it should be.
pub(super) async fn look(connection: &mut SqliteConnection) -> Result<Vec<Finding>, RepositoryError> {
    let mut findings = storage(connection).await?;
    if !findings.is_empty() {
        // What a damaged file answers to further questions would only mislead.
        return Ok(findings);
    }
    findings.extend(orphans(connection).await?);
    findings.extend(check(&mut Whole(connection)).await?);
    Ok(findings)
}

async fn storage(connection: &mut SqliteConnection) -> Result<Vec<Finding>, RepositoryError> {
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(connection).await?;
    Ok(said.into_iter().filter(|line| line != "ok").map(|detail| of_no_team(Damage::Storage, detail)).collect())
}

async fn orphans(connection: &mut SqliteConnection) -> Result<Vec<Finding>, RepositoryError> {
    let sql = "SELECT \"table\" || ', row ' || coalesce(rowid, '?') FROM pragma_foreign_key_check";
    let rows: Vec<String> = sqlx::query_scalar(sql).fetch_all(connection).await?;
    let words = |row| format!("a row refers to one that is not there, in {row}");
    Ok(rows.into_iter().map(|row| of_no_team(Damage::Orphan, words(row))).collect())
}

fn of_no_team(damage: Damage, detail: String) -> Finding {
    Finding { damage, team: None, draft: None, detail }
}

struct Whole<'a>(&'a mut SqliteConnection);

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
