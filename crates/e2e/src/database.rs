//! What the databases of server and device hold, read past the programs that own them. Reading only, save the end of a
//! sign-in, which nobody but the server's owner can bring about, and the lock that keeps a device from writing.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, Result};
use sqlx::{
    Connection as _, Executor as _, Row as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use crate::{proxy::now, until};

/// The server's database.
#[derive(Debug)]
pub struct ServerDatabase {
    pool: SqlitePool,
}

/// A value in the server's database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The value, as JSON.
    pub value: String,
    /// When it was made, in milliseconds since 1970 UTC.
    pub stamp: i64,
    /// The draft's `lastModified`, in milliseconds since 1970 UTC.
    pub last_modified: i64,
}

impl Stored {
    /// Whether it is this text.
    pub fn is_text(&self, text: &str) -> bool {
        serde_json::from_str::<String>(&self.value).is_ok_and(|value| value == text)
    }
}

impl ServerDatabase {
    /// Opens it beside the server.
    pub async fn open(path: &Path) -> Result<Self> {
        Ok(Self { pool: pool(path, true).await? })
    }

    /// What a group of a draft holds.
    pub async fn group(&self, draft: &str, name: &str) -> Result<Option<Stored>> {
        let row = sqlx::query(
            "SELECT g.value, g.stamp_millis, d.last_modified FROM draft_groups g \
             JOIN drafts d ON d.team_id = g.team_id AND d.id = g.draft_id WHERE g.draft_id = ? AND g.name = ?",
        )
        .bind(draft)
        .bind(name)
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| Stored { value: row.get(0), stamp: row.get(1), last_modified: row.get(2) }))
    }

    /// Waits until nobody is signed in any more.
    pub async fn see_no_session(&self, within: Duration) -> Result<()> {
        let count =
            async || Ok(sqlx::query_scalar::<_, i64>("SELECT count(*) FROM sessions").fetch_one(&self.pool).await?);
        until("the server has heard of every sign-out", within, count, |count| *count == 0).await?;
        Ok(())
    }

    /// The title of a draft.
    pub async fn title(&self, draft: &str) -> Result<Option<Stored>> {
        self.group(draft, "title").await
    }

    /// Waits until the title of a draft is this, and returns it with the moment when it was seen, in milliseconds since
    /// 1970 UTC.
    pub async fn see_title(&self, draft: &str, title: &str, within: Duration) -> Result<(Stored, i64)> {
        let look = async || Ok((self.title(draft).await?, now()));
        let fits = |(stored, _): &(Option<Stored>, i64)| stored.as_ref().is_some_and(|stored| stored.is_text(title));
        let (stored, at) = until(&format!("the server's database has the title {title:?}"), within, look, fits).await?;
        Ok((stored.context("it was awaited")?, at))
    }
}

/// Ends every sign-in at the server, as its owner could.
pub async fn end_every_session(server: &Path) -> Result<()> {
    let ended = sqlx::query("DELETE FROM sessions").execute(&pool(server, false).await?).await?;
    anyhow::ensure!(ended.rows_affected() > 0, "nobody was signed in");
    Ok(())
}

/// Lets every sign-in at the server run out.
pub async fn expire_every_session(server: &Path) -> Result<()> {
    let expired = sqlx::query("UPDATE sessions SET expires_at = 1").execute(&pool(server, false).await?).await?;
    anyhow::ensure!(expired.rows_affected() > 0, "nobody was signed in");
    Ok(())
}

/// What SQLite says about a draft store: `ok`, or what is broken.
pub async fn integrity(drafts: &Path) -> Result<String> {
    let pool = pool(drafts, false).await?;
    let answer: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&pool).await?;
    pool.close().await;
    Ok(answer.join("; "))
}

/// A draft store to which nobody else can write, as if its disk were full.
#[derive(Debug)]
pub struct Held {
    connection: SqliteConnection,
}

impl Held {
    /// Holds it.
    pub async fn hold(drafts: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new().filename(drafts).busy_timeout(Duration::from_secs(10));
        let mut connection = SqliteConnection::connect_with(&options).await?;
        connection.execute("BEGIN IMMEDIATE").await?;
        Ok(Self { connection })
    }

    /// Lets go of it.
    pub async fn release(mut self) -> Result<()> {
        self.connection.execute("ROLLBACK").await?;
        Ok(self.connection.close().await?)
    }
}

async fn pool(path: &Path, read_only: bool) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new().filename(path).read_only(read_only);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
    pool.with_context(|| format!("cannot open {}", path.display()))
}

/// What a device knows that the server holds of a group.
pub async fn confirmed(drafts: &Path, draft: &str, name: &str) -> Result<Option<String>> {
    let pool = pool(drafts, true).await?;
    let value = sqlx::query_scalar("SELECT confirmed_value FROM draft_groups WHERE draft_id = ? AND name = ?")
        .bind(draft)
        .bind(name)
        .fetch_optional(&pool)
        .await?;
    pool.close().await;
    Ok(value.flatten())
}

/// The draft that was last edited on a device.
pub async fn newest_draft(drafts: &Path) -> Result<String> {
    let pool = pool(drafts, true).await?;
    let id = sqlx::query_scalar("SELECT id FROM drafts ORDER BY edited_at DESC LIMIT 1").fetch_optional(&pool).await?;
    pool.close().await;
    id.context("the device has no draft")
}
